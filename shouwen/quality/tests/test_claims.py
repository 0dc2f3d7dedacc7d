"""What liability fines comes to the register by itself, each fine by the clause of its own row, once."""

from __future__ import annotations

from typing import Any

import pytest

from shouwen.claims.tests import makers as claims
from shouwen.kernel import facts
from shouwen.kernel.models import Fact
from shouwen.quality.models import Violation
from shouwen.quality.reactions import propose_what_liability_fines

pytestmark = pytest.mark.django_db


def test_a_driver_off_his_post_who_strayed_is_proposed_by_both_clauses(cast: Any, sealed: Any, at: Any) -> None:
    given = {"outcome": "lost", "stage": "in_transit", "off_post": ["driver"], "cross_post": ["driver"]}
    claim = claims.liable(cast, given)
    sealed()
    found = Violation.objects.filter(about_kind="claim", about_id=claim.pk)
    assert sorted(each.decision.rows[0]["row"] for each in found) == ["P-10", "P-11"]
    assert {each.source for each in found} == {"claim"}
    fact = Fact.objects.get(kind="claim.fines_found")
    propose_what_liability_fines(fact)
    assert found.count() == 2, "the fact heard again proposed again"
    assert "claim.fines_found" in [each.kind for each in facts.timeline(claim)]


def test_liability_without_a_fine_proposes_nothing(cast: Any, sealed: Any, at: Any) -> None:
    claims.liable(cast)
    sealed()
    assert not Violation.objects.exists()
