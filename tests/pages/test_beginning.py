"""A company of any trade begins with the pack nearest to it: every pack of the product sets up a centre that works."""

from __future__ import annotations

from typing import Any

import pytest

from shouwen.cases import actions as cases
from shouwen.customers import actions as customers
from shouwen.kernel.policy import SYSTEM
from shouwen.people import actions as people
from shouwen.people import queries as staff
from shouwen.rulebook import queries as rulebook
from shouwen.site import setting_up
from shouwen.site.views import packs_to_choose

pytestmark = pytest.mark.django_db
PACKS = sorted(rulebook.packs_on_disk())  # base among them: a trade nobody has written a pack for


@pytest.mark.parametrize("pack", PACKS)
def test_a_centre_begun_with_any_pack_takes_in_every_kind_of_case(pack: str, at: Any) -> None:
    setting_up.set_up(
        brand_name="安居物业",
        brand_code="AJ",
        pack=pack,
        staff_number="9001",
        name="",
        password="a-quiet-morning-train",
    )
    brand, centre, post = staff.default_brand(), staff.department_of_kind("centre"), staff.post("clerk")
    assert centre is not None and post is not None
    clerk, _code = people.welcome(
        by=SYSTEM, staff_number="2107", name="陈佳慧", department=centre, posts=[(post, centre)], brands=[brand]
    )  # fmt: skip
    who = customers.register(by=clerk, brand=brand, name="李四海", phone="13800138000")
    rules = rulebook.in_force(pack)
    for category in rules.categories.values():
        if category.detail:
            continue  # asks for circumstances of its trade: its own tests have them
        case = cases.open_case(
            by=clerk, brand=brand, kind=category.kind, category=category.id, customer=who, reason="试办", gist="试办一件"
        )  # fmt: skip
        assert (case.state, case.owner, case.first_asked) == ("open", clerk, clerk), category.id


def test_the_set_up_page_offers_every_pack_the_fullest_first() -> None:
    offered = [name for name, _words in packs_to_choose()]
    assert sorted(offered) == PACKS
    assert offered[0] == "logistics"
