"""A customer at the portal's door: what he types, and the codes that are on their way to him."""

from __future__ import annotations

from typing import Any

from django.test import Client

from shouwen.cases.portal.actions import signing_in
from shouwen.cases.portal.models import Asking
from shouwen.kernel import jobs


class Telephone:
    """Takes the place of the text messages: remembers whom what was sent."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []

    def text(self, **given: Any) -> None:
        self.got.append(given)

    @property
    def code(self) -> str:
        return str(self.got[-1]["words"]["code"])


def telephone(monkeypatch: Any) -> Telephone:
    """A telephone instead of a channel."""
    made = Telephone()
    monkeypatch.setattr(signing_in.texts, "text", made.text)
    return made


def ask(client: Client, number: str, last_four: str = "", **more: Any) -> Any:
    """Types a number and lets the worker do its part for what was asked just now."""
    known = set(Asking.objects.values_list("pk", flat=True))
    reply = client.post("/follow/", {"number": number, "last_four": last_four, "way": "text"}, **more)
    for pk in set(Asking.objects.values_list("pk", flat=True)) - known:
        jobs.JOBS[signing_in.SEND](asking=pk)
    return reply


def come_in(client: Client, case: Any, phone: Telephone) -> Any:
    """All the way in: number, code, page."""
    ask(client, case.number)
    client.post("/follow/code/", {"code": phone.code})
    return client.get("/follow/case/")
