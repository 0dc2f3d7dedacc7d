"""A visitor at the widget and a clerk at the desk: the line is cut ten times, and both read the same in the end."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.visitor import SITE, Visitor, claims

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

CUT_CALLS = "**/chat/visit/**"
LINES = (
    "我的一箱陶器到了，开箱全碎",
    "司机卸货时是直接扔下来的",
    "我在旁边喊了，他说爱要不要",
    "照片我拍了，等会儿发给你们",
    "这批货是客户订的，后天要交",
    "运单号 884027156640",
    "箱子外面贴了易碎",
    "打了两次电话都没有人回",
    "我要投诉这个司机",
    "希望今天就有人来看",
)
ANSWERS = ("非常抱歉，让您受损失了。", "我马上转给监察部。", "运单号收到了。", "今天 18:00 前给您回话。")


def _without_network(visitor: Visitor) -> Callable[[], None]:
    visitor.context.set_offline(True)
    return lambda: visitor.context.set_offline(False)


def _nothing_arrives(visitor: Visitor) -> Callable[[], None]:
    visitor.page.route(CUT_CALLS, lambda route: route.abort())
    return lambda: visitor.page.unroute_all(behavior="ignoreErrors")


def _answers_are_lost(visitor: Visitor) -> Callable[[], None]:
    """The server takes the call, and the visitor never hears that it did."""

    def swallow(route: Any) -> None:
        route.fetch()
        route.abort()

    visitor.page.route(CUT_CALLS, swallow)
    return lambda: visitor.page.unroute_all(behavior="ignoreErrors")


def _socket_dies(visitor: Visitor) -> Callable[[], None]:
    for socket in visitor.sockets:
        socket.close(code=1012)
    visitor.sockets.clear()
    return lambda: None


CUTS = (_without_network, _nothing_arrives, _answers_are_lost, _socket_dies)


def test_ten_cuts_lose_nothing_and_double_nothing_and_the_talk_becomes_a_complaint(visitor: Visitor, desk: Any) -> None:
    visitor.begin()
    _no_findings(visitor.page)
    claims(desk, visitor.question)
    expect(visitor.page.get_by_text("客服 2107 为您服务").first).to_be_visible()
    answers = iter(ANSWERS)
    said: list[str] = []
    for count, line in enumerate(LINES):
        said += _cut_while_writing(
            visitor, desk, CUTS[count % len(CUTS)], line, next(answers, "") if count % 3 == 0 else ""
        )

    both = visitor.read()
    assert [each for each in both if each in said] == said
    assert sorted(each for each in both if each in ANSWERS) == sorted(ANSWERS)
    assert len(both) == 1 + len(said) + len(ANSWERS)
    assert _read_at_the_desk(desk) == both
    _goes_on_elsewhere(visitor, both)
    _no_findings(visitor.page)
    _becomes_a_complaint(desk)
    _ends_and_rates(visitor)
    _no_findings(visitor.page)


# ---- what each of them does


def _answers(desk: Any, text: str) -> None:
    """What is written over a word not yet read comes back with its text kept; he looks, and sends again."""
    log = desk.get_by_role("log", name="对话")
    desk.get_by_label("回复", exact=True).fill(text)
    for _again in range(5):
        desk.get_by_role("button", name=re.compile("^发送")).click()
        desk.wait_for_load_state()
        if log.get_by_text(text).count():
            break
        expect(desk.get_by_label("回复", exact=True)).to_have_value(text)
    expect(log).to_contain_text(text)


def _cut_while_writing(
    visitor: Visitor, desk: Any, cut: Callable[[Visitor], Callable[[], None]], line: str, answer: str
) -> list[str]:
    """The line breaks in the middle of a sentence; he writes on, and the clerk does too. What he said, in order."""
    middle = len(line) // 2
    visitor.box.press_sequentially(line[:middle])
    mend = cut(visitor)
    visitor.box.press_sequentially(line[middle:])
    visitor.box.press("Enter")
    after = f"{line[:4]}……听得到吗"
    visitor.says(after)
    if answer:
        _answers(desk, answer)
    mend()
    visitor.settled()
    expect(desk.get_by_role("log", name="对话")).to_contain_text(after, timeout=20_000)
    if answer:
        expect(visitor.log).to_contain_text(answer, timeout=20_000)
    return [line, after]


def _read_at_the_desk(desk: Any) -> list[str]:
    desk.reload()
    return desk.get_by_role("log", name="对话").locator(".msg:not(.aside) .bub .pre").all_inner_texts()


def _goes_on_elsewhere(visitor: Visitor, both: list[str]) -> None:
    """A reload shows the same; a second tab joins the same visit, and each shows what the other says, once."""
    visitor.page.reload()
    expect(visitor.log.locator(".row:not(.sys)")).to_have_count(len(both))
    assert visitor.read() == both
    second = visitor.context.new_page()
    second.goto(f"{SITE}prices/")
    second.get_by_role("button", name="在线客服").click()
    log = second.get_by_role("log", name="对话")
    expect(log.locator(".row:not(.sys)")).to_have_count(len(both))
    second.get_by_label("写给客服").fill("这句是在另一页写的")
    second.get_by_label("写给客服").press("Enter")
    for shown in (log, visitor.log):
        expect(shown.get_by_text("这句是在另一页写的")).to_have_count(1)
    second.close()


def _becomes_a_complaint(desk: Any) -> None:
    desk.get_by_label("类型", exact=True).select_option(label="投诉")
    desk.get_by_role("button", name="立一张工单").click()
    desk.get_by_role("region", name="工单").get_by_role("link", name=re.compile(r"^LD\d+-\d+$")).click()
    head = desk.get_by_label("工单抬头")
    expect(head).to_contain_text("处理中")
    expect(head.get_by_text(re.compile(r"^剩 ")).first).to_be_visible()  # a running clock, with its clause beside it
    expect(desk.get_by_role("region", name="经过")).to_contain_text("陶器全碎，司机骂人")
    expect(desk.get_by_role("navigation").filter(has_text="投诉").last).to_be_visible()


def _ends_and_rates(visitor: Visitor) -> None:
    page = visitor.page
    page.get_by_role("button", name="结束会话").click()
    page.get_by_role("group", name="结束这次会话？").get_by_role("button", name="结束", exact=True).click()
    page.get_by_role("radio", name="4 满意").check(force=True)
    page.get_by_label("想说的话").fill("回得快")
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_text("谢谢您的评价。")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="在线客服")).to_be_focused()
    page.get_by_role("button", name="在线客服").click()
    expect(page.get_by_role("button", name="提交评价")).to_have_count(0)


def _no_findings(page: Any) -> None:
    """axe looks through the open shadow root; only what it finds in the widget counts here."""
    found = Axe().run(page, context="#shouwen-chat").response["violations"]
    assert not found, [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found]
