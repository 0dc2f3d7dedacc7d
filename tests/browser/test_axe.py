"""axe-core finds nothing on the main pages, light and dark, at a desk and on a telephone; nothing scrolls sideways."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.ways import DESK, PHONE, SHOTS, desk_of, first_link, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

AXE = Axe()
#: what the theme switch does: remembered on the machine, set on the root
THEME = "theme => { localStorage.setItem('theme', theme); document.documentElement.dataset.bsTheme = theme }"


@dataclass(frozen=True)
class Look:
    """One page to look at: its name, its address, and whether it must stand on a telephone too."""

    name: str
    at: str | Callable[[Any], str]
    on_phone: bool = False
    then: Callable[[Any], None] | None = None


def _case(page: Any) -> str:
    """The demo's richest case: transferred, reported, with a colleague named in it."""
    page.goto("/cases/?q=884027156632")
    row = page.get_by_role("row").filter(has_text="十二件面料错发杭州")
    return str(row.get_by_role("link").first.get_attribute("href")).split("?")[0]


def _sheet(page: Any) -> str:
    """A weekly sheet; this week's is made where there is none yet."""
    page.goto("/sheets/")
    page.get_by_role("button", name="周 · 路达物流").first.click()
    return str(page.url)


def _answering(page: Any) -> None:
    """Opens the dialog of the main button."""
    page.get_by_role("link", name="告知客户").first.click()
    page.locator("dialog[open]").get_by_label("告诉客户的内容").wait_for()


def _edition(page: Any) -> str:
    return first_link(page, "/rulebook/", "/rulebook/editions/#/")


def _draft_table(page: Any) -> str:
    """A table of a draft with a gap in it; the draft is begun the first time."""
    page.goto("/rulebook/drafts/")
    if not page.get_by_role("link", name="放宽返货").count():
        page.get_by_label("这次要改什么").fill("放宽返货")
        page.get_by_role("button", name="从最新版次起草").click()
        page.get_by_role("link", name="去程货物能否返回").click()
        page.get_by_role("button", name="RT-1 无人提取的天数").click()
        page.get_by_label("无人提取的天数", exact=True).fill("< 5")
        page.keyboard.press("Enter")
        page.get_by_text("无行可用").first.wait_for()
        return str(page.url)
    return f"{first_link(page, '/rulebook/drafts/', '/rulebook/drafts/#/')}tables/return-permission/"


def _cell(page: Any) -> None:
    """Opens a cell."""
    page.get_by_role("button", name="RT-2 无人提取的天数").click()
    page.get_by_label("无人提取的天数", exact=True).wait_for()


def _link(listing: str, address: str) -> Callable[[Any], str]:
    return lambda page: first_link(page, listing, address)


def _row(listing: str) -> Callable[[Any], str]:
    """The first thing of a list: its buttons lead elsewhere."""

    def first(page: Any) -> str:
        page.goto(listing)
        return str(page.locator("td.first a").first.get_attribute("href"))

    return first


_paper = _row("/claims/papers/")


def _talk(kind: str) -> Callable[[Any], str]:
    """A conversation of this kind in one's own list."""

    def first(page: Any) -> str:
        page.goto(f"/conversations/?scope=mine&kind={kind}")
        return str(page.locator("[data-list] a[data-row]").first.get_attribute("href")).split("?")[0]

    return first


def _claim(page: Any, waybill: str = "884027150344") -> str:
    """The demo's claim of this waybill: by itself the one that is being talked about."""
    page.goto(f"/claims/?q={waybill}")
    return str(page.get_by_role("link", name="打开").first.get_attribute("href"))


def _voucher(page: Any) -> str:
    page.goto("/claims/cashier/")
    return str(page.get_by_role("link", name="付款", exact=True).first.get_attribute("href"))


CLERK = (
    Look("workbench", "/workbench/", on_phone=True),
    Look("intake", "/intake/", on_phone=True),
    Look("cases", "/cases/"),
    Look("case", _case, on_phone=True),
    Look("case-answer", _case, then=_answering),
    Look("print", lambda page: f"{_case(page)}print/"),
    Look("customers", "/customers/"),
    Look("customer", _link("/customers/", "/customers/#/")),
    Look("search", "/search/?q=灯罩"),
    Look("notices", "/notices/"),
)
TALKS = (
    Look("conversations", "/conversations/?scope=all", on_phone=True),
    Look("chat", _talk("chat"), on_phone=True),
    Look("call-thread", _talk("call"), on_phone=True),
    Look("calls", "/phone/", on_phone=True),
)
DEPARTMENT = (
    Look("inbox", "/inbox/", on_phone=True),
    Look("transfer", _link("/inbox/", "/inbox/#/"), on_phone=True),
)
SUPERVISOR = (
    Look("board", "/board/"),
    Look("sheets", "/sheets/"),
    Look("sheet", _sheet),
    Look("imports", "/imports/"),
    Look("approvals", "/approvals/", on_phone=True),
)
ADMINISTRATOR = (
    Look("rulebook", "/rulebook/"),
    Look("edition", _edition),
    Look("table", lambda page: first_link(page, _edition(page), "/rulebook/editions/#/tables/#/")),
    Look("settings", "/rulebook/settings/"),
    Look("coverage", lambda page: f"{_edition(page)}coverage/"),
    Look("draft-table", _draft_table, on_phone=True),
    Look("draft-cell", _draft_table, then=_cell),
    Look("drafts", "/rulebook/drafts/", on_phone=True),
    Look("draft", lambda page: first_link(page, "/rulebook/drafts/", "/rulebook/drafts/#/"), on_phone=True),
    Look("people", "/people/"),
    Look("posts", "/posts/"),
    Look("calendar", "/calendar/"),
    Look("health", "/health/details/"),
)
AUDITOR = (Look("audit", "/audit/"),)
CLAIMS = (
    Look("waybills", "/claims/papers/", on_phone=True),
    Look("waybill", _paper, on_phone=True),
    Look("copies", lambda page: f"{_paper(page)}copies/"),
    Look("seizures", "/seizures/", on_phone=True),
    Look("seizure", _row("/seizures/"), on_phone=True),
    Look("returns", "/returns/", on_phone=True),
    Look("return", _row("/returns/"), on_phone=True),
    Look("claims", "/claims/", on_phone=True),
    Look("claim", _claim, on_phone=True),
    Look("claim-liability", lambda page: f"{_claim(page)}liability/"),
    Look("voucher-print", lambda page: f"{_claim(page, '884027150363')}voucher/print/"),
)
SALESMAN = (Look("waybill-new", "/claims/papers/new/", on_phone=True),)
DRIVER = (
    Look("my-papers", "/claims/papers/mine/", on_phone=True),
    Look("loading-record", _link("/claims/papers/mine/", "/claims/papers/records/#/"), on_phone=True),
    Look("signed-paper", _link("/claims/papers/mine/", "/claims/papers/signed/slip/#/"), on_phone=True),
)
BRANCH = (Look("seizure-new", "/seizures/new/", on_phone=True), Look("return-new", "/returns/new/", on_phone=True))
COUNTER = (
    Look("cashier", "/claims/cashier/", on_phone=True),
    Look("cashier-voucher", _voucher, on_phone=True),
)
LOADER = (
    Look("accident", "/claims/accidents/new/", on_phone=True),
    Look("share-notices", "/claims/notices/", on_phone=True),
)
PEOPLE = {
    "3302": CLAIMS,
    "4520": COUNTER,
    "4421": LOADER,
    "2107": CLERK,
    "5101": DEPARTMENT,
    "2001": SUPERVISOR,
    "9001": ADMINISTRATOR,
    "9002": AUDITOR,
    "4611": SALESMAN,
    "4431": DRIVER,
    "7101": BRANCH,
}


@pytest.fixture
def desk(browser: Any, served: str) -> Iterator[Any]:
    context = desk_of(browser, served)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("staff_number", PEOPLE)
def test_pages_of_a_person_have_no_violations(desk: Any, staff_number: str) -> None:
    sign_in(desk, staff_number)
    found = [line for look in PEOPLE[staff_number] for line in _look_at(desk, look)]
    assert found == []


def test_conversations_have_no_violations(desk: Any) -> None:
    sign_in(desk, "2107")
    assert [line for look in TALKS for line in _look_at(desk, look)] == []


def test_signing_in_has_no_violations(desk: Any) -> None:
    assert list(_look_at(desk, Look("login", "/accounts/login/", on_phone=True))) == []


def _look_at(page: Any, look: Look) -> Iterator[str]:
    page.set_viewport_size(DESK)
    at = look.at if isinstance(look.at, str) else look.at(page)
    answer = page.goto(at)
    assert answer.status == 200, f"{look.name}: {at} answers {answer.status}"
    if look.then:
        look.then(page)
    yield from _violations(page, look, "desk")
    if look.on_phone:
        page.set_viewport_size(PHONE)
        page.goto(at)
        yield from _violations(page, look, "phone")
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if wide > 0:
            yield f"{look.name} phone: {wide} pixels wider than the telephone"


def _violations(page: Any, look: Look, size: str) -> Iterator[str]:
    for theme in ("light", "dark"):
        page.evaluate(THEME, theme)
        if SHOTS and theme == "light":
            page.screenshot(path=SHOTS / f"{look.name}-{size}.png", full_page=not look.then)
        for violation in AXE.run(page).response["violations"]:
            for node in violation["nodes"]:
                yield f"{look.name} {size} {theme}: {violation['id']} at {node['target']}: {node['failureSummary']}"
    page.evaluate(THEME, "light")
