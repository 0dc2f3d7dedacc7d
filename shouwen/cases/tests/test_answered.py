"""Closed cases come up as knowledge: for those who may read them, without names and numbers."""

from __future__ import annotations

from typing import Any

import pytest

from shouwen.cases import answered
from shouwen.cases.models import Case, Named, Telling
from shouwen.cases.tests.makers import complaint
from shouwen.kernel import clock

pytestmark = pytest.mark.django_db


def closed(cast: Any) -> Case:
    """A complaint that was answered and closed; its rows are laid, the way there is not asked here."""
    case = complaint(cast, waybill="884027150466")
    words = "已向欧阳女士致歉：884027150466 明早由杭州转回苏州，禾润家纺 13800138206 可以直接联系。"
    Telling.objects.create(
        case=case, round=1, method="phone", outcome="reached", words=words, by=cast.clerk, at=clock.now()
    )
    Case.objects.filter(pk=case.pk).update(state="closed", closed_at=clock.now())
    return case


def test_a_closed_case_says_how_it_was_answered_without_names_and_numbers(cast: Any) -> None:
    case = closed(cast)
    (found,) = answered.find(cast.clerk, "面料应到苏州，怎么在杭州？", None, 5)
    assert (found.number, found.url) == (case.number, f"/cases/{case.number}/")
    assert "转回苏州" in found.answer
    said = found.about + found.answer
    assert not any(part in said for part in ("欧阳", "禾润", "8206", "8840"))


def test_an_open_case_another_brand_and_the_person_complained_of_get_none(cast: Any) -> None:
    case = closed(cast)
    text = "面料应到苏州，怎么在杭州？"
    assert answered.find(cast.stranger, text, None, 5) == []
    assert answered.find(cast.clerk, text, cast.other_brand, 5) == []
    Named.objects.create(case=case, person=cast.colleague, named_at=clock.now(), named_by=cast.clerk.key)
    assert answered.find(cast.colleague, text, None, 5) == []
    Case.objects.filter(pk=case.pk).update(state="open")
    assert answered.find(cast.clerk, text, None, 5) == []
