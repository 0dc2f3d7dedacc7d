"""Sealing: one chain whoever seals, anchors outside the database."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from shouwen.kernel import clock, facts, sealing
from shouwen.kernel.audit import verify
from shouwen.kernel.models import Fact, Seal, SealHead, Unsealed
from shouwen.kernel.policy import SYSTEM
from shouwen.kernel.tests.racing import happened, race


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path


@pytest.mark.django_db
def test_facts_get_numbers_and_digests_in_order() -> None:
    happened(3)
    assert sealing.seal() == 3
    assert list(Seal.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3]
    assert not Unsealed.objects.exists()
    head = SealHead.objects.get()
    assert (head.number, head.digest) == (3, Seal.objects.get(number=3).digest)
    assert sealing.seal() == 0
    assert verify().holds


@pytest.mark.django_db
def test_at_most_the_limit_is_sealed_at_once() -> None:
    happened(5)
    assert [sealing.seal(limit=2) for _ in range(4)] == [2, 2, 1, 0]
    assert verify().checked == 5


@pytest.mark.django_db
def test_the_digest_depends_on_every_part_and_on_the_key(settings: Any) -> None:
    [fact] = happened(1)
    before = sealing.chained(1, "", fact)
    for name, value in {"actor": "p-2", "refs": {"n": 2}, "about_id": 9, "kind": "x.y", "version": 2}.items():
        other = Fact.objects.get()
        setattr(other, name, value)
        assert sealing.chained(1, "", other) != before
    assert sealing.chained(2, "", fact) != before
    assert sealing.chained(1, "0", fact) != before
    settings.AUDIT_KEY = "another"
    assert sealing.chained(1, "", fact) != before


@pytest.mark.django_db
def test_a_fact_rolled_back_gets_no_number() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        happened(1)
        raise ZeroDivisionError
    happened(1)
    assert sealing.seal() == 1
    assert Seal.objects.get().number == 1


@pytest.mark.django_db
def test_a_recorded_fact_waits_to_be_sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(facts.KINDS, "test.told", facts.Kind("test.told", "{actor}"))
    facts.record("test.told", by=SYSTEM, about_thing=Fact(pk=7))
    assert Unsealed.objects.count() == 1
    assert sealing.seal() == 1


@pytest.mark.django_db(transaction=True)
def test_two_racing_sealers_make_one_chain() -> None:
    happened(400)
    sealed = race(lambda: sum(sealing.seal(limit=7) for _ in range(80)), times=3)
    assert sum(sealed) == 400
    report = verify()
    assert report.holds, report.findings
    assert (report.checked, report.waiting) == (400, 0)


@pytest.mark.django_db(transaction=True)
def test_facts_recorded_while_sealing_are_all_sealed_once() -> None:
    def record() -> int:
        for _ in range(25):
            with transaction.atomic():
                happened(2)
        return 0

    race(record, lambda: sum(sealing.seal(limit=9) for _ in range(60)), lambda: sum(sealing.seal() for _ in range(60)))
    while sealing.seal():
        pass
    report = verify()
    assert report.holds, report.findings
    assert report.checked == 50


@pytest.mark.django_db
def test_an_anchor_is_written_at_first_then_every_ten_minutes_when_something_is_new() -> None:
    start = dt.datetime(2026, 7, 15, 2, 24, tzinfo=dt.UTC)
    with clock.held(start):
        assert sealing.anchor_if_due() is None
        happened(1)
        sealing.seal()
        assert sealing.anchor_if_due().number == 1
        happened(1)
        sealing.seal()
        assert sealing.anchor_if_due() is None
    with clock.held(start + dt.timedelta(minutes=10)):
        assert sealing.anchor_if_due().number == 2
        assert sealing.anchor_now() is None
    with clock.held(start + dt.timedelta(hours=2)):
        assert sealing.anchor_if_due() is None
    assert [anchor.number for anchor in sealing.anchors()] == [1, 2]


@pytest.mark.django_db
def test_an_anchor_is_written_when_a_thousand_is_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "ANCHOR_EVERY", 5)
    happened(2)
    sealing.seal()
    sealing.anchor_if_due()
    happened(2)
    sealing.seal()
    assert sealing.anchor_if_due() is None
    happened(2)
    sealing.seal()
    assert sealing.anchor_if_due().number == 6


@pytest.mark.django_db
def test_a_torn_anchor_line_does_not_spoil_the_next() -> None:
    happened(1)
    sealing.seal()
    sealing.anchors_file().parent.mkdir()
    sealing.anchors_file().write_text("17 abc")
    sealing.anchor_now()
    assert [anchor.number for anchor in sealing.anchors()] == [1]
