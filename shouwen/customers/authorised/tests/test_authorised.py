"""Who of a firm may be told about its money: entered by a supervisor with a paper, ended and never deleted."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from shouwen.customers import actions as customers
from shouwen.customers.authorised import actions, queries
from shouwen.customers.authorised.models import AuthorisedContact
from shouwen.kernel.models import Fact
from shouwen.kernel.refusals import MoveRefused, Refused, Unacceptable

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm(cast: Any) -> Any:
    return customers.register(by=cast.clerk, brand=cast.brand, name="马建国", company="宏达建材", phone="13800138206")


def entered(cast: Any, firm: Any, name: str = "何账房") -> AuthorisedContact:
    return actions.enter(firm, by=cast.supervisor, name=name, role="finance", basis="盖章授权书")


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_only_a_supervisor_of_the_brand_enters_and_ends(cast: Any, firm: Any) -> None:
    for person in (cast.clerk, cast.stranger, cast.operations, cast.administrator):
        with pytest.raises(Refused):
            actions.enter(firm, by=person, name="何账房", role="finance", basis="盖章授权书")
    contact = entered(cast, firm)
    for person in (cast.clerk, cast.stranger, cast.administrator):
        with pytest.raises(Refused):
            actions.end(contact, by=person)
    actions.end(contact, by=cast.supervisor)
    assert queries.in_register(firm) == []
    assert [each.name for each in queries.ended_of(cast.clerk, firm)] == ["何账房"]
    with pytest.raises(MoveRefused):
        actions.end(contact, by=cast.supervisor)


def test_what_is_missing_is_named_field_by_field(cast: Any, firm: Any) -> None:
    with pytest.raises(Unacceptable) as refused:
        actions.enter(firm, by=cast.supervisor, name=" ", role="boss", basis="")
    assert set(refused.value.details) == {"name", "role", "basis"}
    entered(cast, firm)
    with pytest.raises(MoveRefused):
        entered(cast, firm)


def test_whoever_may_not_read_the_customer_reads_no_contact(cast: Any, firm: Any) -> None:
    entered(cast, firm)
    assert queries.contacts_of(cast.clerk, firm)
    for person in (cast.stranger, cast.operations):
        assert queries.contacts_of(person, firm) == []
        assert signed_in(person).get(f"/authorised-contacts/customers/{firm.pk}/").status_code in (403, 404)


def test_the_register_follows_a_merge(cast: Any, firm: Any) -> None:
    entered(cast, firm)
    whole = customers.register(by=cast.clerk, brand=cast.brand, name="马建国", company="宏达建材公司")
    customers.merge(firm, into=whole, by=cast.supervisor)
    assert [each.name for each in queries.in_register(whole)] == ["何账房"]
    firm.refresh_from_db()
    assert entered(cast, firm, "孙出纳").customer == whole


def test_the_card_keeps_what_was_typed_and_no_fact_names_anybody(cast: Any, firm: Any) -> None:
    address = f"/authorised-contacts/customers/{firm.pk}/"
    client = signed_in(cast.supervisor)
    page = client.post(address, {"name": "何账房", "role": "finance", "basis": ""}, headers={"HX-Request": "true"})
    assert page.status_code == 200
    assert "请写明凭什么登记" in page.text and 'value="何账房"' in page.text
    assert client.post(address, {"name": "何账房", "role": "finance", "basis": "授权书"}).status_code == 302
    page = client.get(address).text
    assert "何账房" in page and "授权书" in page
    assert "登记一位" not in signed_in(cast.clerk).get(address).text
    assert client.post(address, {"end": AuthorisedContact.objects.get().pk}).status_code == 302
    told = Fact.objects.filter(kind__startswith="authorised_contact.")
    assert [each.kind for each in told.order_by("id")] == ["authorised_contact.entered", "authorised_contact.ended"]
    assert "何账房" not in str(list(told.values()))
