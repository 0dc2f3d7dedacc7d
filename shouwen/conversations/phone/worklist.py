"""What calls put on a person's plate: records to fill in, promises to keep, missed calls to ring back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from shouwen.conversations.phone import queries
from shouwen.conversations.phone.models import Call
from shouwen.conversations.phone.rules import Rules, Value, of_brand
from shouwen.kernel.worklist import Item, source

MOST = 20


def _because(rules: Rules, key: str) -> dict[str, Any]:
    return _shown(rules.value(key))


def _shown(value: Value) -> dict[str, Any]:
    return {"clauses": value.clauses, "origin": value.origin, "basis_url": value.url}


def _caller(call: Call) -> str:
    return str(call.conversation.who)


@source(tab="mine")
def unrecorded(person: Any) -> Iterator[Item]:
    """Calls that ended and are not written down (S2-1.A1.1a)."""
    if not person.granted("phone.take"):
        return
    for call in queries.unrecorded(person)[:MOST]:
        yield Item(
            title=_("填通话记录"),
            url=f"/phone/{call.pk}/",
            due_at=None,
            number=str(call),
            who=_caller(call),
            button=_("填记录"),
            extra={"kind": "call", "icon": "phone"},
            **_because(of_brand(call.brand), "call.record"),
        )


@source(tab="mine")
def promised(person: Any) -> Iterator[Item]:
    """What he promised on the telephone (S1-5.5.2)."""
    if not person.granted("phone.take"):
        return
    for call in queries.promised(person)[:MOST]:
        yield Item(
            title=_("电话里答应的：%(what)s") % {"what": call.promise},
            url=f"/phone/{call.pk}/",
            due_at=call.promise_due_at,
            started_at=call.recorded_at,
            number=str(call),
            who=_caller(call),
            button=_("去兑现"),
            clauses=("S1-5.5.2",),
            basis_url=of_brand(call.brand).url(("S1-5.5.2",)),
            extra={"kind": "call-promise", "icon": "phone-outgoing"},
        )


@source(tab="mine")
def missed(person: Any) -> Iterator[Item]:
    """Missed calls nobody has dealt with."""
    if not person.granted("phone.take"):
        return
    for call in queries.to_call_back(person)[:MOST]:
        yield Item(
            title=_("回拨未接来电"),
            url=f"/phone/{call.pk}/",
            due_at=call.call_back_due_at,
            started_at=call.ended_at,
            number=str(call),
            who=_caller(call),
            button=_("回拨"),
            extra={"kind": "missed-call", "icon": "phone-x"},
            **_shown(queries.call_back_rests_on(call)),
        )
