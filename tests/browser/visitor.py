"""A visitor of the demo's site with the widget open, and the clerk who takes his chat."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

SITE = "/chat/demo/luda/"
CALLER = ("司马静怡", "13607985521")  # a customer of the demo: a complaint needs to know whose it is


class Visitor:
    """Somebody on the company's site with the widget open, on a telephone."""

    def __init__(self, context: Any) -> None:
        self.context = context
        self.page = context.new_page()
        self.sockets: list[Any] = []
        self.problems: list[str] = []
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.route_web_socket("**/chat/live/", self._carry)
        self.box = self.page.get_by_label("写给客服")
        self.log = self.page.get_by_role("log", name="对话")
        self.question = ""

    def _carry(self, socket: Any) -> None:
        socket.connect_to_server()
        self.sockets.append(socket)

    def begin(self, question: str = "陶器全碎，司机骂人") -> None:
        self.question = question
        self.page.goto(SITE)
        self.page.get_by_role("button", name="在线客服").click()
        if self.page.get_by_text("现在不在服务时间").count():
            pytest.skip("a holiday of the work calendar: nobody answers the demo's chat today")
        self.page.get_by_label("怎么称呼您").fill(CALLER[0])
        self.page.get_by_label("手机").fill(CALLER[1])
        self.page.get_by_label("什么事").select_option("投诉与建议")
        self.page.get_by_label("先说两句").fill(question)
        self.page.get_by_role("button", name="开始对话").click()
        expect(self.log).to_contain_text(question)
        expect(self.page.get_by_text(re.compile("下一位就是您|您排在第|为您服务")).first).to_be_visible()

    def says(self, text: str) -> None:
        self.box.fill(text)
        self.box.press("Enter")

    def settled(self) -> None:
        expect(self.log).not_to_contain_text(re.compile("发送中|等待连接|没有发出"), timeout=20_000)

    def read(self) -> list[str]:
        """Every message as it stands, top to bottom."""
        return self.log.locator(".row:not(.sys) .bub").all_inner_texts()


def claims(desk: Any, question: str) -> None:
    """Given to him when he is on duty, else taken from the queue by hand."""
    desk.goto("/conversations/?scope=all")
    desk.get_by_role("link").filter(has_text=question).first.click()
    answer = desk.get_by_label("回复", exact=True)
    taking = desk.get_by_role("button", name="接起")
    expect(answer.or_(taking).first).to_be_visible()
    if taking.count():
        taking.click()
    expect(answer).to_be_visible()
