"""Live topics: what a fact touches, what changed since a number, who may listen, and noticing a commit."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from shouwen.kernel import live, sealing
from shouwen.kernel.tests.racing import happened, race


@pytest.fixture(autouse=True)
def topics(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(live, "TOPICS", {})
    live.topic("thing", may_listen=lambda person, number: person == "anna" and number < 10)
    yield


def test_a_topic_is_declared_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        live.topic("thing", may_listen=lambda person, number: True)


@pytest.mark.parametrize(
    ("person", "name", "allowed"),
    [
        ("anna", "thing:3", True),
        ("bert", "thing:3", False),
        ("anna", "thing:30", False),
        ("anna", "other:3", False),
        ("anna", "thing", False),
        ("anna", "thing:", False),
        ("anna", "thing:-3", False),
        ("anna", "thing:３", False),
        ("anna", "thing:3:4", False),
        ("anna", "thing:" + "9" * 40, False),
    ],
)
def test_only_known_topics_and_only_for_those_who_may(person: str, name: str, allowed: bool) -> None:
    assert live.may_listen(person, name) is allowed


@pytest.mark.django_db
def test_what_changed_since_a_number() -> None:
    happened(2, about=("thing", 1))
    happened(1, about=("thing", 2))
    happened(1, about=("unheard", 2))
    assert live.since(0) == (0, set())
    sealing.seal()
    assert live.head() == 4
    assert live.since(0) == (4, {"thing:1", "thing:2"})
    assert live.since(2) == (4, {"thing:2"})
    assert live.since(3) == (4, set())
    assert live.since(4) == (4, set())


@pytest.mark.django_db
def test_a_number_too_far_back_or_of_another_life_means_look_at_everything() -> None:
    happened(3)
    sealing.seal()
    assert live.since(0, limit=2) == (3, None)
    assert live.since(17) == (3, None)


@pytest.mark.django_db
def test_what_is_sealed_while_one_looks_is_not_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    real = live.head

    def head() -> int:
        happened(1, about=("thing", 1))
        sealing.seal()
        return real()

    with monkeypatch.context() as patch:
        patch.setattr(live, "head", head)
        number, touched = live.since(0)
    assert touched == set()
    assert live.since(number) == (1, {"thing:1"})


@pytest.mark.django_db
def test_a_topic_may_be_touched_by_facts_about_other_things() -> None:
    live.topic("desk", may_listen=lambda person, number: True, touched=lambda fact: [fact.about_id + 100])
    happened(1, about=("thing", 5))
    sealing.seal()
    assert live.since(0) == (1, {"thing:5", "desk:105"})


@pytest.mark.django_db(transaction=True)
def test_a_commit_elsewhere_is_noticed_without_a_second_look() -> None:
    ready, seen = threading.Event(), []

    def look() -> None:
        watch = live.Watch(fallback=60)
        watch.changed()
        seen.append(watch.wait(0.2))
        ready.set()
        seen.append(watch.wait(40, pause=0.01))

    def write() -> None:
        ready.wait(30)
        with transaction.atomic():
            happened(1)
            live.publish(None)

    race(look, write)
    assert seen == [False, True]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_published_by_a_transaction_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    woken: list[Any] = []
    monkeypatch.setattr(live, "wake", lambda: woken.append(1))
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        live.publish(None)
        raise ZeroDivisionError
    assert not woken
    with transaction.atomic():
        live.publish(None)
        assert not woken
    assert woken == [1]


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres_only
def test_a_lost_wake_up_is_made_up_for() -> None:
    watch = live.Watch(fallback=0.2)
    assert watch.changed()
    assert watch.wait(2)
    connection.close()
