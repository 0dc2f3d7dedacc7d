"""Every address × every relation: what the declared table says, and nothing else. A new address must be declared."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.backends.django import Template
from django.test import Client
from django.urls import reverse
from django.utils.safestring import SafeString

from shouwen.site import middleware as site_middleware
from shouwen.site import views as site_views
from tests.access.addresses import arguments, walk
from tests.access.table import TABLE
from tests.access.world import RELATIONS, make

# The rules asked are the same on every database, and the matrix is long: SQLite only.
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
PARTS = 4


class _Back(Exception):
    """Takes back what a request did, so that the next one meets the same world."""


def answers(client: Client, method: str, address: str) -> str:
    """`yes` when the client got through, `no` when it is refused, not there for him, or no such method is known."""
    try:
        with transaction.atomic():
            reply = getattr(client, method)(address)
            said = reply.status_code, reply.get("Location", "")
            raise _Back
    except _Back:
        pass
    if said[0] >= 500:
        return f"broken {said[0]}"
    sent_to_sign_in = said[0] in (301, 302) and "/accounts/login" in said[1]
    return "no" if said[0] in (401, 403, 404, 405) or sent_to_sign_in else "yes"


@pytest.fixture
def plain_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refused is most of the matrix, and its page always the same: the number is enough here."""
    for module in (site_views, site_middleware):
        monkeypatch.setattr(module, "render", short(module.render))


def short(render: Any) -> Any:
    def shortened(request: HttpRequest, page: str, *given: Any, **more: Any) -> HttpResponse:
        if page.startswith(("site/error.html", "site/refusal.html")):
            return HttpResponse(status=more["status"])
        return render(request, page, *given, **more)

    return shortened


@pytest.fixture
def rendering(monkeypatch: pytest.MonkeyPatch) -> dict[str, bool]:
    """Whether pages are drawn: one of those who may open a page shows that it can be, of the next the number is enough."""
    how, drawn = {"drawn": True}, Template.render

    def render(page: Any, *given: Any, **more: Any) -> SafeString:
        return drawn(page, *given, **more) if how["drawn"] else SafeString()

    monkeypatch.setattr(Template, "render", render)
    return how


def clients(world: Any) -> dict[str, Client]:
    """One signed-in client for each relation."""
    made = {}
    for relation in RELATIONS:
        made[relation] = Client()
        person = world.people[relation]
        if person.is_authenticated:
            made[relation].force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return made


def test_no_address_is_undeclared_and_none_declared_is_gone() -> None:
    there = {name for name, _pattern in walk()}
    assert there - TABLE.keys() == set(), "declare who may open these in tests/access/table.py"
    assert TABLE.keys() - there == set(), "these addresses are gone"


@pytest.mark.usefixtures("plain_refusals")
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_address_answers_exactly_those_it_should(
    method: str, part: int, cast: Any, at: Any, rendering: dict[str, bool]
) -> None:
    world = make(cast)
    asking = clients(world)
    wrong = []
    for name, pattern in walk()[part::PARTS]:
        declared = TABLE[name].get(method, frozenset())
        address = reverse(name, kwargs=arguments(name, pattern, world.things))
        rendering["drawn"] = True
        for relation, client in asking.items():
            said = answers(client, method, address)
            rendering["drawn"] = rendering["drawn"] and said != "yes"
            should = "yes" if relation in declared else "no"
            if said != should:
                wrong.append(f"{method} {name}: {relation} got {said}, should be {should}")
    assert not wrong, "\n".join(wrong)
