"""Reactions: each listener hears each sealed fact once; a poison fact stops nobody."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from django.db import transaction

from shouwen.kernel import facts, jobs, reactions, sealing
from shouwen.kernel.models import Cursor, Fact, Job, Reaction, Tick
from shouwen.kernel.tests.racing import happened, race

Hear = Callable[..., None]


@pytest.fixture
def hear(monkeypatch: pytest.MonkeyPatch, settings: pytest.FixtureRequest) -> Iterator[Hear]:
    """Puts listeners of the test in the place of the product's."""
    monkeypatch.setattr(reactions, "LISTENERS", listeners := {})

    def add(name: str, listener: Callable[[Fact], None], *kinds: str) -> None:
        listeners[name] = (kinds or ("test.happened",), listener)

    yield add
    assert facts.LISTENERS is not listeners


def record(name: str) -> Callable[[Fact], None]:
    """A listener whose effect is a row: two rows would mean that it happened twice."""

    def listener(fact: Fact) -> None:
        Tick.objects.create(name=f"{name}:{Tick.objects.count()}:{fact.pk}", slot=fact.at)

    return listener


def effects(name: str) -> Counter[str]:
    rows = Tick.objects.filter(name__startswith=f"{name}:").values_list("name", flat=True)
    return Counter(row.rsplit(":", 1)[1] for row in rows)


@pytest.mark.django_db
def test_a_listener_hears_sealed_facts_of_its_kinds_once(hear: Hear) -> None:
    hear("a", record("a"))
    hear("b", record("b"), "test.other")
    happened(3)
    assert reactions.react() == 0  # nothing is sealed yet
    happened(2, "test.other")
    sealing.seal()
    assert reactions.react() == 5
    assert reactions.react() == 0
    assert (sum(effects("a").values()), sum(effects("b").values())) == (3, 2)
    assert set(Cursor.objects.values_list("number", flat=True)) == {5}


@pytest.mark.django_db
def test_reading_goes_on_in_portions(hear: Hear) -> None:
    hear("a", record("a"))
    happened(5)
    sealing.seal()
    assert [reactions.react(limit=2) for _ in range(4)] == [2, 2, 1, 0]


@pytest.mark.django_db
def test_a_listener_of_an_upgrade_does_not_hear_the_past(hear: Hear) -> None:
    hear("a", record("a"))
    happened(2)
    sealing.seal()
    reactions.react()
    hear("later", record("later"))
    assert reactions.react() == 0
    happened(1)
    sealing.seal()
    assert reactions.react() == 2
    assert sum(effects("later").values()) == 1


@pytest.mark.django_db(transaction=True)
def test_the_effect_happens_once_though_two_workers_react(hear: Hear) -> None:
    hear("a", record("a"))
    hear("b", record("b"))
    for _ in range(4):
        happened(25)
        sealing.seal()
    heard = race(lambda: sum(reactions.react(limit=10) for _ in range(15)), times=2)
    while reactions.react():
        pass
    assert sum(heard) <= 200
    for name in ("a", "b"):
        counts = effects(name)
        assert len(counts) == 100
        assert set(counts.values()) == {1}
    assert Reaction.objects.count() == 200


@pytest.mark.django_db
def test_an_effect_and_its_mark_fail_together(hear: Hear) -> None:
    def half(fact: Fact) -> None:
        record("half")(fact)
        raise ValueError("then it broke")

    hear("half", half)
    happened(1)
    sealing.seal()
    assert reactions.react() == 0
    assert not effects("half")
    assert not Reaction.objects.exists()


@pytest.mark.django_db
def test_a_poison_fact_is_tried_eight_times_then_set_aside(hear: Hear, monkeypatch: pytest.MonkeyPatch) -> None:
    poisoned = True

    def picky(fact: Fact) -> None:
        if poisoned and fact.refs["n"] == 1:
            raise ValueError("I do not like this one")
        record("picky")(fact)

    hear("picky", picky)
    hear("calm", record("calm"))
    happened(3)
    sealing.seal()
    really, ahead = jobs.database_now, dt.timedelta()
    monkeypatch.setattr(jobs, "database_now", lambda: really() + ahead)
    assert reactions.react() == 4
    assert sum(effects("calm").values()) == 3  # the other listener is not held up
    assert reactions.react() == 0
    for _ in range(6):
        ahead += dt.timedelta(seconds=61)
        assert reactions.react() == 0
        assert not Job.objects.exists()
    ahead += dt.timedelta(seconds=61)
    reactions.react()
    parked = Job.objects.get()
    assert (parked.state, parked.name, parked.args) == ("dead", "reaction:picky", {"fact": Fact.objects.all()[1].pk})
    assert "I do not like this one" in parked.error
    assert reactions.react() == 1
    assert sum(effects("picky").values()) == 2
    poisoned = False
    jobs.revive(parked)
    jobs.run_due()
    parked.refresh_from_db()
    assert (parked.state, sum(effects("picky").values())) == ("done", 3)


@pytest.mark.django_db
def test_a_listener_may_record_further_facts(hear: Hear) -> None:
    def again(fact: Fact) -> None:
        with transaction.atomic():
            happened(1, "test.other")

    hear("a", again)
    hear("b", record("b"), "test.other")
    happened(2)
    for _ in range(3):
        sealing.seal()
        reactions.react()
    assert sum(effects("b").values()) == 2
