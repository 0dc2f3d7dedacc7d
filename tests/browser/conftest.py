"""Who stands on both sides of a chat: each in a browser of his own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.visitor import Visitor
from tests.browser.ways import PHONE, desk_of, sign_in


@pytest.fixture
def visitor(browser: Any, served: str) -> Iterator[Visitor]:
    context = browser.new_context(
        base_url=served, locale="zh-CN", timezone_id="Asia/Shanghai", viewport=PHONE, reduced_motion="reduce"
    )
    came = Visitor(context)
    yield came
    context.close()
    assert not came.problems, came.problems


@pytest.fixture
def desk(browser: Any, served: str) -> Iterator[Any]:
    context = desk_of(browser, served)
    page = context.new_page()
    sign_in(page, "2107")
    yield page
    context.close()
