"""The simulated telephone: a customer writes, and the vendor's signed call goes through our own door."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from django.test import RequestFactory

from shouwen.conversations.texts.models import Line, Simulated
from shouwen.conversations.texts.simulators import calls, vendors
from shouwen.conversations.texts.simulators.people import known_on
from shouwen.conversations.texts.views.door import door

FORGED = {"msg_signature": "0" * 40, "signature": "0" * 40}
FORGED_HEADERS = {"sign": "AAAA", "x-shouwen-signature": "0" * 64, "x-lark-signature": "0" * 64}


@dataclass(frozen=True)
class Rung:
    """What our door answered: `status` of HTTP, and the call that was made."""

    status: int
    how: str


def people(line: Line) -> list[tuple[str, str]]:
    """Name and ident of who may write: the demo's customers and whoever was written to."""
    known = known_on(line)
    idents = {ident for _name, ident in known}
    others = Simulated.objects.filter(line=line).order_by().values_list("who", flat=True).distinct()[:20]
    return known + [(who, who) for who in others if who not in idents]


def last_writer(line: Line) -> str:
    """Whose telephone is looked at first; "" when nobody has written."""
    return Simulated.objects.filter(line=line).order_by("-pk").values_list("who", flat=True).first() or ""


def seen(line: Line, who: str) -> list[Simulated]:
    """What is on the telephone of one customer, oldest first."""
    return list(Simulated.objects.filter(line=line, who=who).order_by("-pk")[:40])[::-1]


def write(line: Line, who: str, text: str, *, how: str = "say") -> Rung:
    """`say` words, send a `picture`, the same call `again`, or a `forged` one."""
    name = next((called for called, ident in people(line) if ident == who), "")
    words = vendors.PICTURE if how == "picture" else text
    if how == "again":
        last = Simulated.objects.filter(line=line, who=who, is_ours=False).order_by("-pk").first()
        if last is None:
            return Rung(0, how)
        row, words = last, last.text
    elif how == "forged":
        row = Simulated(pk=0, text=text)
    else:
        row = vendors.put(line, who, words, is_ours=False)
    media = "picture" if words == vendors.PICTURE and line.channel.kind != "sms" else ""
    call = calls.make(line, who, words, ident=f"{row.pk:016x}", media=media, name=name)
    if how == "forged":
        call = dataclasses.replace(
            call,
            query={key: FORGED.get(key, value) for key, value in call.query.items()},
            headers={key: FORGED_HEADERS.get(key, value) for key, value in call.headers.items()},
        )
    return Rung(_ring(line, call), how)


def _ring(line: Line, call: Any) -> int:
    request = calls.put(RequestFactory(), line, call)
    return int(door(request, line.channel.kind, line.key).status_code)
