"""Type marks: few, short-lived, without words, and not for everybody's eyes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from shouwen.conversations.tests.test_pages import as_
from shouwen.customers import actions as customers
from shouwen.customers.types import actions, queries
from shouwen.customers.types.jobs import expire_marks
from shouwen.customers.types.models import TypeMark
from shouwen.kernel import clock
from shouwen.kernel.models import Fact
from shouwen.kernel.refusals import Refused, Unacceptable

pytestmark = pytest.mark.django_db
PHONE = 13588010000


@pytest.fixture
def customer(cast: Any) -> Any:
    return someone(cast, 0)


def someone(cast: Any, number: int) -> Any:
    return customers.register(by=cast.clerk, brand=cast.brand, name="诸葛明", phone=str(PHONE + number))


def types_of(person: Any, customer: Any) -> list[str]:
    return [each.type for each in queries.marks_of(person, customer)]


def test_only_the_last_three_marks_are_kept(cast: Any, customer: Any) -> None:
    for at, each in enumerate(["silent", "shy", "timid", "rational"]):
        with clock.held(clock.now() + dt.timedelta(minutes=at)):
            actions.mark(customer, by=cast.clerk, type=each)
    assert types_of(cast.clerk, customer) == ["rational", "timid", "shy"]
    assert TypeMark.objects.count() == 3
    with clock.held(clock.now() + dt.timedelta(hours=1)):
        actions.mark(customer, by=cast.clerk, type="shy")  # said again: renewed, not doubled
        assert types_of(cast.clerk, customer) == ["shy", "rational", "timid"]


def test_a_mark_ends_after_a_year_and_its_fact_never_said_which(cast: Any, customer: Any) -> None:
    actions.mark(customer, by=cast.clerk, type="haughty")
    end = clock.now() + dt.timedelta(days=366)
    with clock.held(end):
        assert types_of(cast.clerk, customer) == []  # also before the job has run
        expire_marks()
    assert TypeMark.objects.count() == 0
    facts = Fact.objects.filter(kind__startswith="customer_type.")
    assert [each.kind for each in facts.order_by("id")] == ["customer_type.marked", "customer_type.expired"]
    assert not any("haughty" in str(each.refs) for each in facts)


def test_who_may_mark_delete_and_read(cast: Any, customer: Any) -> None:
    mine = actions.mark(customer, by=cast.clerk, type="silent")
    for person in (cast.stranger, cast.administrator, cast.operations):
        assert queries.marks_of(person, customer) == []
        with pytest.raises(Refused):
            actions.mark(customer, by=person, type="silent")
    with pytest.raises(Refused):
        actions.delete_mark(mine, by=cast.colleague)  # another's, without the permission
    with pytest.raises(Refused):
        actions.delete_all(customer, by=cast.clerk)
    actions.delete_mark(mine, by=cast.clerk)
    actions.mark(customer, by=cast.clerk, type="silent")
    actions.delete_all(customer, by=cast.supervisor)
    assert TypeMark.objects.count() == 0
    assert Fact.objects.filter(kind="customer_type.deleted").count() == 2
    with pytest.raises(Unacceptable):
        actions.mark(customer, by=cast.clerk, type="fool")


def test_marks_follow_a_merge(cast: Any, customer: Any) -> None:
    other = someone(cast, 1)
    actions.mark(other, by=cast.clerk, type="learned")
    customers.merge(other, into=customer, by=cast.supervisor)
    assert types_of(cast.clerk, customer) == ["learned"]


def test_agreement_is_of_clerks_last_words_and_hidden_below_five(cast: Any) -> None:
    def row() -> Any:
        return next(each for each in queries.agreement(cast.supervisor) if each.brand == cast.brand)

    for at in range(5):
        assert (row().agreed, row().share, row().customers) == (None, None, 0)
        there = someone(cast, 10 + at)
        actions.mark(there, by=cast.clerk, type="shy")
        with clock.held(clock.now() + dt.timedelta(minutes=1)):
            actions.mark(there, by=cast.clerk, type="silent")
        actions.mark(there, by=cast.colleague, type="silent" if at < 4 else "rational")
    actions.mark(someone(cast, 30), by=cast.clerk, type="silent")  # one clerk alone says nothing
    assert (row().agreed, row().customers, row().share) == (4, 5, 80)
    page = as_(cast.supervisor).get("/customer-types/agreement/").content.decode()
    assert "80%" in page and "n = 5" in page
    assert as_(cast.clerk).get("/customer-types/agreement/").status_code == 403


def test_the_panel_shows_how_to_serve_and_what_for(cast: Any, customer: Any, query_budget: Any) -> None:
    address = reverse("customer-types", args=[customer.pk])
    client, quiet = as_(cast.clerk), {"HX-Request": "true"}
    page = client.post(address, {"type": "suspicious"}, headers=quiet).content.decode()
    assert "猜疑型" in page and "说含糊的话" in page and "不用于定价" in page
    with query_budget(30):
        page = client.get(address, headers=quiet).content.decode()
    assert 'name="delete"' in page and 'name="everything"' not in page
    assert as_(cast.colleague).get(address, headers=quiet).content.decode().count('name="delete"') == 0
    for person in (cast.stranger, cast.administrator):
        assert as_(person).get(address, headers=quiet).status_code in (403, 404)
        assert as_(person).post(address, {"type": "shy"}).status_code in (403, 404)
    assert client.get("/customer-types/").content.decode().count("script-card") == 18
