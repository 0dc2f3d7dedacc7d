"""The demo's goods papers stand as told: every constellation people look for is there."""

from __future__ import annotations

from typing import Any

import pytest

from shouwen.claims import evidence, paper_queries
from shouwen.claims.models import LoadingRecord, Waybill
from shouwen.claims.returns.models import ReturnRequest
from shouwen.claims.seizure.models import Seizure
from shouwen.site import demo_papers


@pytest.mark.django_db
def test_the_demo_tells_its_papers(cast: Any, at: Any) -> None:
    demo_papers.tell(cast.company)
    assert Waybill.objects.count() == 12
    copied = LoadingRecord.objects.get(load=demo_papers.COPIED)
    assert paper_queries.suspicion(copied) == "no_times"
    clean = LoadingRecord.objects.filter(load="CC-苏州-01")
    assert [paper_queries.suspicion(each) for each in clean] == ["", ""]
    said = evidence.inputs_from_papers(Waybill.objects.get(number="884027151007").matter)["liability"]
    assert (said["notes"], said["driver_pieces"], said["loader_pieces"]) == ([0, 1, 1, 0], 6, 5)
    assert sorted(Seizure.objects.values_list("state", flat=True)) == ["seized", "write_off_allowed"]
    assert sorted(ReturnRequest.objects.values_list("state", flat=True)) == ["certified", "checked"]
    assert ReturnRequest.objects.get(state="checked").is_branch_liable
