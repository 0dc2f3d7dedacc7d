"""Verifying: every way to tamper with the record without the key is found and named."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from shouwen.kernel import sealing
from shouwen.kernel.audit import verify
from shouwen.kernel.models import Fact, Seal, SealHead, Unsealed
from shouwen.kernel.tests.racing import happened

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ten_sealed(settings: Any, tmp_path: Path, db: None) -> list[Fact]:
    settings.DATA = tmp_path
    made = happened(10)
    sealing.seal()
    return made


def kinds() -> list[tuple[str, int | None]]:
    return [(finding.kind, finding.number) for finding in verify(chunk=3).findings]


def without_constraints(sql: str, *values: Any) -> None:
    """Tampers as someone with the database's own tools would: the foreign keys hold nobody up."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA defer_foreign_keys=ON")
        cursor.execute(sql, values)


def test_an_untouched_record_holds() -> None:
    happened(2)
    sealing.anchor_now()
    report = verify(chunk=3)
    assert report.holds
    assert (report.checked, report.waiting, report.anchors) == (10, 2, 1)


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "p-2"},
        {"refs": {"n": 4, "词": "直"}},
        {"about_id": 2},
        {"kind": "test.happenee"},
        {"at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)},
    ],
)
def test_one_altered_byte_names_the_fact(change: dict[str, Any]) -> None:
    fact = Seal.objects.get(number=5).fact
    Fact.objects.filter(pk=fact.pk).update(**change)
    report = verify()
    assert [(finding.kind, finding.number, finding.fact) for finding in report.findings] == [("altered", 5, fact.pk)]
    assert str(fact.pk) in report.findings[0].zh
    assert str(fact.pk) in report.findings[0].en


def test_an_altered_digest_is_found_once() -> None:
    Seal.objects.filter(number=5).update(digest="0" * 64)
    assert kinds() == [("altered", 5)]


def test_swapped_facts_are_found() -> None:
    first, second = Seal.objects.get(number=3), Seal.objects.get(number=7)
    Seal.objects.filter(number=7).delete()
    Seal.objects.filter(number=3).update(fact=second.fact_id)
    Seal.objects.create(number=7, fact_id=first.fact_id, digest=second.digest)
    assert kinds() == [("altered", 3), ("altered", 7)]


def test_a_missing_seal_is_found_and_its_fact_is_a_stray() -> None:
    seal = Seal.objects.get(number=4)
    fact = seal.fact_id
    seal.delete()
    assert kinds() == [("missing", 4), ("stray", None)]
    assert verify().findings[1].fact == fact


@pytest.mark.sqlite_only
@pytest.mark.django_db(transaction=True)
def test_a_sealed_fact_that_is_gone_is_found() -> None:
    fact = Seal.objects.get(number=6).fact_id
    with connection.constraint_checks_disabled():
        without_constraints("DELETE FROM kernel_fact WHERE id = %s", fact)
        try:
            assert ("gone", 6) in kinds()
        finally:
            Seal.objects.filter(number=6).delete()  # the flush after this test checks the constraints


def test_a_cut_tail_shows_by_the_head() -> None:
    tail = list(Seal.objects.filter(number__gt=7).values_list("fact", flat=True))
    Seal.objects.filter(number__gt=7).delete()
    Fact.objects.filter(pk__in=tail).delete()
    assert kinds() == [("cut", 8)]


def test_a_cut_tail_with_the_head_put_back_shows_by_the_anchor() -> None:
    sealing.anchor_now()
    tail = list(Seal.objects.filter(number__gt=7).values_list("fact", flat=True))
    Seal.objects.filter(number__gt=7).delete()
    Fact.objects.filter(pk__in=tail).delete()
    SealHead.objects.update(number=7, digest=Seal.objects.get(number=7).digest)
    assert kinds() == [("cut", 8)]


def test_a_chain_made_anew_differs_from_its_anchor(settings: Any) -> None:
    sealing.anchor_now()
    settings.AUDIT_KEY = "the thief's"
    Seal.objects.all().delete()
    SealHead.objects.update(number=0, digest="")
    for fact in Fact.objects.all():
        Unsealed.objects.create(fact=fact)
    sealing.seal()
    assert kinds() == [("anchor", 10)]


def test_an_extra_seal_beyond_the_head_is_found() -> None:
    [fact] = happened(1)
    Unsealed.objects.all().delete()
    Seal.objects.create(number=11, fact=fact, digest="1" * 64)
    assert kinds() == [("altered", 11), ("extra", 11)]


def test_an_extra_seal_before_the_first_is_found() -> None:
    [fact] = happened(1)
    Unsealed.objects.all().delete()
    Seal.objects.create(number=-3, fact=fact, digest="1" * 64)
    assert kinds() == [("extra", -3)]


def test_a_fact_neither_sealed_nor_waiting_is_found() -> None:
    happened(1)
    Unsealed.objects.all().delete()
    assert kinds() == [("stray", None)]


def test_a_waiting_fact_that_is_gone_is_found() -> None:
    [fact] = happened(1)
    without_constraints("DELETE FROM kernel_fact WHERE id = %s", fact.pk)
    assert [(finding.kind, finding.fact) for finding in verify().findings] == [("gone", fact.pk)]


def test_with_another_key_nothing_fits(settings: Any) -> None:
    settings.AUDIT_KEY = "lost"
    report = verify()
    assert report.found == 10
    assert not report.holds
