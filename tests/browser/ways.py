"""What the browser tests share: signing in, opening a context for a person, finding a demo case."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

PASSWORD = "shouwen-demo"  # of everybody in the demo
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 375, "height": 812}
SHOTS = Path("/tmp/shots") if os.environ.get("SHOUWEN_SHOTS") == "1" else None


def desk_of(browser: Any, served: str) -> Any:
    """A browser of its own: another person's desk."""
    return browser.new_context(
        base_url=served, locale="zh-CN", timezone_id="Asia/Shanghai", viewport=DESK, reduced_motion="reduce"
    )


def sign_in(page: Any, staff_number: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("工号").fill(staff_number)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "/login/" not in url)


def first_link(page: Any, listing: str, address: str) -> str:
    """Address of the first thing a page leads to, e.g. `/sheets/3/` for `/sheets/#`."""
    page.goto(listing)
    shape = re.compile(address.replace("#", r"\w+").replace(".", r"\."))
    links = (
        page.get_by_role("main").get_by_role("link").evaluate_all("all => all.map(each => each.getAttribute('href'))")
    )
    return str(next(found[0] for link in links if (found := shape.match(link or ""))))
