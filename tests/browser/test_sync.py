"""Web sync: the visitor shows his page, the clerk sees what he sees and nothing private, and the visitor ends it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import Visitor, claims
from tests.browser.ways import SHOTS

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

#: What the page gets besides: what the visitor does not see himself, and what he types.
HIDDEN = """() => {
  const put = (tag, words, more) => {
    const made = Object.assign(document.createElement(tag), { textContent: words });
    Object.assign(made.style, more ?? {});
    document.querySelector("main").append(made);
    return made;
  };
  put("p", "HIDDEN-none", { display: "none" });
  put("p", "HIDDEN-visibility", { visibility: "hidden" });
  put("p", "HIDDEN-opacity", { opacity: "0" });
  put("p", "HIDDEN-attribute").hidden = true;
  const folded = put("details", "");
  folded.innerHTML = "<summary>SEEN-summary</summary><p>HIDDEN-folded</p>";
  document.getElementById("waybill").value = "TYPED-884027156640";
}"""


def test_a_visitor_shows_his_page_keeps_what_is_private_and_ends_it(visitor: Visitor, desk: Any) -> None:
    visitor.begin("帮我看看这页怎么填")
    claims(desk, visitor.question)
    page = visitor.page
    expect(page.get_by_text("客服 2107 为您服务").first).to_be_visible()
    page.evaluate(HIDDEN)
    page.get_by_role("button", name="给客服看我的页面").click()
    page.get_by_role("button", name="同意，开始").click()
    bar = page.get_by_role("region", name="一起看页面")
    expect(bar).to_contain_text("正在看这个页面")

    frame = desk.frame_locator("iframe[title='客户正在看的页面']")
    expect(frame.get_by_role("heading", name="零担整车，全国到门")).to_be_visible()
    shown = frame.locator("body").inner_html()
    assert "SEEN-summary" in shown
    assert "HIDDEN-" not in shown, "what the visitor does not see himself was shown"
    assert "TYPED-" not in shown and "7719" not in shown, "something private was shown"
    desk.get_by_role("button", name="放大看").click()
    # large enough to read the page with him; fetched anew it stays so
    desk.wait_for_function("document.querySelector('#visitor iframe')?.getBoundingClientRect().width > 1200")
    if SHOTS is not None:
        desk.screenshot(path=SHOTS / "sync-desk.png")
        page.screenshot(path=SHOTS / "sync-visitor.png")

    desk.get_by_role("button", name="缩回去").click()
    page.evaluate("document.querySelector('h1').textContent = '标题变了'")
    expect(frame.get_by_role("heading", name="标题变了")).to_be_visible()
    page.get_by_role("button", name="收起").click()  # the chat's window covers a telephone; the bar stays
    page.get_by_role("link", name="价格和时效").click()
    expect(bar).to_contain_text("正在看这个页面")  # it goes on from page to page
    expect(frame.get_by_role("cell", name="杭州到兰州")).to_be_visible()

    bar.get_by_role("button", name="停止").click()
    expect(bar).to_be_hidden()
    expect(desk.locator("iframe[title='客户正在看的页面']")).to_have_count(0)
    expect(desk.get_by_role("region", name="网页访客")).to_contain_text("/chat/demo/luda/prices/")  # it is on record
