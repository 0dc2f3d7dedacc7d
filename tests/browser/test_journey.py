"""One complaint from the telephone to its closing, by the people whose work it is, in Chinese, as they see it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.ways import desk_of, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

CALLER = "上官映月"
WRITTEN = "+86 （138）—6602—7719"  # as somebody reads it off a card
MASKED = "138****7719"
WAYBILL = "884027166001"
GIST = "卸货时请司机搭把手，司机当众骂人，说“爱要不要”，把货扔下就走。"


@pytest.fixture
def desks(browser: Any, served: str) -> Iterator[Any]:
    """`desks("5101")`: a desk where this colleague has signed in."""
    opened = []

    def desk(staff_number: str) -> Any:
        context = desk_of(browser, served)
        opened.append(context)
        page = context.new_page()
        sign_in(page, staff_number)
        return page

    yield desk
    for context in opened:
        context.close()


def test_a_complaint_travels_from_the_telephone_to_its_closing(page: Any, desks: Any) -> None:
    sign_in(page, "2107")
    number = _register(page)
    _department_answers(desks("5101"), number)

    page.goto(f"/cases/{number}/")
    expect(_timeline(page)).to_contain_text("已向当事司机核实，现场有监控")
    expect(_steps(page)).to_contain_text("已完成")
    _basis_opens(page)
    _apologise_and_judge(page)
    _tell(page)
    _closing_is_refused(page, number)
    _prevention_and_visit(page)
    _close(page)

    supervisor = desks("2001")
    supervisor.goto("/board/")
    expect(supervisor.get_by_role("heading", name="值班看板")).to_be_visible()
    supervisor.goto(f"/cases/?state=closed&q={number}")
    row = supervisor.get_by_role("row").filter(has_text=number)
    expect(row).to_contain_text("已关闭")
    expect(row).to_contain_text("态度不友好")


def test_a_double_click_opens_one_case(page: Any) -> None:
    sign_in(page, "2108")
    _fill_desk(page, caller="公孙止水", written="0513 8522 0771", waybill="884027166002", gist="双击也只立一单。")
    page.get_by_role("button", name="立单并转办").first.dblclick()
    page.wait_for_url(re.compile(r"/cases/\w+-\d+/$"))
    page.goto("/cases/?q=884027166002")
    expect(page.get_by_role("row").filter(has_text="公孙止水")).to_have_count(1)


# ---- what each of them does


def _fill_desk(page: Any, *, caller: str, written: str, waybill: str, gist: str) -> None:
    page.goto("/intake/")
    page.get_by_role("textbox", name="客户", exact=True).press_sequentially(written)
    newcomer = page.get_by_role("radio", name=f"新客户“{written}”")
    expect(newcomer).to_be_visible()
    expect(page.get_by_text("没有认出来。可以登记为新客户。")).to_be_visible()
    newcomer.check()
    page.get_by_role("textbox", name="姓名").fill(caller)
    page.get_by_role("textbox", name="单号").fill(waybill)
    page.get_by_role("option", name="投诉", exact=True).click()
    page.get_by_role("option", name="态度不友好").click()
    page.get_by_label("来电要点").fill(gist)
    preview = page.get_by_role("region", name="立单后会这样")
    expect(preview).to_contain_text("转 监察部")
    expect(preview.get_by_role("link", name=re.compile(r"D\.4\.8\.1")).first).to_be_visible()
    expect(preview.get_by_label("要求")).to_be_visible()


def _register(page: Any) -> str:
    _fill_desk(page, caller=CALLER, written=WRITTEN, waybill=WAYBILL, gist=GIST)
    page.get_by_role("button", name="立单并转办").first.click()
    page.wait_for_url(re.compile(r"/cases/\w+-\d+/$"))
    number = page.url.rstrip("/").rsplit("/", 1)[1]
    expect(page.get_by_role("heading", level=1)).to_contain_text(number)
    expect(page.get_by_text(re.compile("已立单，转监察部；责任仍在您")).first).to_be_visible()
    expect(page.get_by_text(MASKED).first).to_be_visible()
    assert WRITTEN not in page.content()
    return str(number)


def _department_answers(page: Any, number: str) -> None:
    page.goto("/inbox/")
    page.get_by_role("link", name=re.compile(number)).first.click()
    expect(page.get_by_text(GIST)).to_be_visible()
    page.get_by_role("button", name="签收").click()
    expect(page.get_by_role("button", name="签收")).to_have_count(0)
    page.get_by_role("radio", name="查明，已办好").check()
    page.get_by_label("说明，客服会据此告诉客户").fill(
        "已向当事司机核实，现场有监控，确有辱骂；已停班学习，司机愿当面道歉。"
    )
    page.get_by_label("原因", exact=True).fill("司机连续出车，情绪失控。")
    page.get_by_role("button", name="提交答复").click()
    expect(page.get_by_role("heading", name="已答复")).to_be_visible()


def _basis_opens(page: Any) -> None:
    """The 据 chip of a step shows the clause as it reads in the edition of that day."""
    _timeline(page).get_by_role("link", name=re.compile(r"D\.4\.8\.1")).first.click()
    drawer = page.locator("#basis-drawer")
    expect(drawer.get_by_text("S2-1.D.4.8.1", exact=False).first).to_be_visible()
    expect(drawer).to_contain_text("监察部")
    expect(drawer).to_contain_text(re.compile(r"logistics|物流.*\d{4}\.\d"))
    page.keyboard.press("Escape")
    expect(drawer).to_be_empty()
    _a_drawer_closed_in_haste_stays_closed(page)


def _a_drawer_closed_in_haste_stays_closed(page: Any) -> None:
    """Escape in the moment when the clause has come and htmx has not settled it yet."""
    page.evaluate("""() => {
      const escape = () => document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "Escape", bubbles: true}));
      document.addEventListener("htmx:afterSwap", escape, {once: true});
      window.settled = new Promise(done => document.addEventListener("htmx:afterSettle", done, {once: true}));
    }""")
    _timeline(page).get_by_role("link", name=re.compile(r"D\.4\.8\.1")).first.click()
    page.evaluate("() => window.settled.then(() => null)")
    expect(page.locator("#basis-drawer")).not_to_have_class(re.compile(r"\bopen\b"))


def _apologise_and_judge(page: Any) -> None:
    dialog = _take_step(page, "致歉并复述")
    dialog.get_by_label("经过").fill("先为司机的话致歉，复述了经过，客户确认无误。")
    _send(dialog, "完成这一步")
    dialog = _take_step(page, "判断：")
    for question, verdict in (("理由充分", "是"), ("要求合理", "是"), ("是否属实", "否")):
        dialog.get_by_role("radiogroup", name=question).get_by_role("radio", name=verdict, exact=True).check()
    dialog.get_by_label("判断的依据").fill("监控和当事人陈述一致。")
    _send(dialog, "作出判断")


def _tell(page: Any) -> None:
    dialog = _open(page, page.get_by_role("link", name="告知客户"))
    dialog.get_by_role("radio", name="已告知本人").check()
    dialog.get_by_label("告诉客户的内容").fill("司机已停班学习，今天下午由主管陪同上门道歉。")
    dialog.get_by_label("客户的话").fill("态度可以，这事就算了。")
    _send(dialog, "记下")


def _closing_is_refused(page: Any, number: str) -> None:
    gate = page.get_by_role("region", name="现在还不能关闭")
    expect(gate.get_by_role("listitem").filter(has_text="未满足")).to_contain_text(["满意", "已回访"])
    expect(gate.get_by_role("button", name="关闭", exact=True)).to_be_disabled()
    page.goto(f"/cases/{number}/closure/")
    page.get_by_role("button", name="关闭", exact=True).click(
        force=True
    )  # a hand may press what only aria calls disabled
    expect(page.get_by_role("main")).to_contain_text("已回访")
    page.goto(f"/cases/{number}/")
    expect(page.get_by_text("第 1 轮").first).to_be_visible()


def _prevention_and_visit(page: Any) -> None:
    page.get_by_text("更多", exact=True).click()
    dialog = _open(page, page.get_by_role("link", name=re.compile("查明的情况")))
    dialog.get_by_label("预防再发生").fill("班前会讲清服务用语，连续出车不超过六天。")
    dialog.get_by_role("radiogroup", name="补偿").get_by_role("radio").last.check()
    dialog.get_by_label("补偿的内容或不补偿的理由").fill("客户接受上门道歉，没有提出补偿。")
    _send(dialog, "保存")
    dialog = _take_step(page, "回访")
    dialog.get_by_role("radio", name="联系上了").check()
    dialog.get_by_role("radio", name="满意", exact=True).check()
    dialog.get_by_label("客户的话").fill("司机来过了，挺诚恳。")
    _send(dialog, "记下回访")


def _close(page: Any) -> None:
    gate = page.get_by_role("region", name="可以关闭")
    dialog = _open(page, gate.get_by_role("link", name="关闭", exact=True))
    _send(dialog, "关闭")
    expect(page.get_by_label("工单抬头")).to_contain_text("已关闭")


# ---- where things stand on a case page


def _timeline(page: Any) -> Any:
    return page.get_by_role("region", name="经过")


def _steps(page: Any) -> Any:
    return page.get_by_role("region", name="步骤")


def _take_step(page: Any, title: str) -> Any:
    """The dialog of a step: its title is the way in, or the button under it when its turn has come."""
    line = _steps(page).get_by_role("listitem").filter(has_text=title)
    return _open(page, line.get_by_role("link", name=re.compile(f"^(办这一步|{title}|判断…|回访…)")))


def _open(page: Any, link: Any) -> Any:
    """The dialog behind a link."""
    link.first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading").first).to_be_visible()
    return dialog


def _send(dialog: Any, button: str) -> None:
    dialog.get_by_role("button", name=button, exact=True).click()
    expect(dialog).to_have_count(0)
