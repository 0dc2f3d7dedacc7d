"""What a clerk says on the line, each sentence with the clause that asks for it. Only what the pack knows is said."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from shouwen.kernel import clock


def what_to_say(pack: Any, kind: str, answer_by: dt.datetime | None, customer: Any) -> list[dict[str, Any]]:
    """Apologise first, call by name, read back, give a time, thank: in this order."""
    called = _called(customer)
    at = clock.local(answer_by).strftime("%H:%M") if answer_by else ""
    if answer_by and clock.local(answer_by).date() != clock.today():
        at = clock.local(answer_by).strftime("%m-%d %H:%M")
    time = _("“我 %(at)s 前给您明确答复。”") % {"at": at} if at else _("“我先去核实，约好时间再答复您。”")
    lines = [
        (
            _("先致歉"),
            _("“%(who)s非常抱歉，给您添麻烦了。”先不解释，不分对错。") % {"who": called},
            ("S2-1.D.4.3b", "S0-3.3.3"),
            True,
        ),
        (_("认真听"), _("不打断，不争辩，一直用姓氏称呼。"), ("S2-1.D.4.1f", "S2-1.D.4.3a"), True),
        (_("复述一遍"), _("“跟您核对一下：……，对吗？”"), ("S0-3.2.2",), False),
        (_("给出时间"), time, ("S2-1.E.4.7", "S2-1.B.6.1.3", "S3-5.2.2.2i"), False),
    ]
    found = []
    for title, words, clauses, complaint_only in lines:
        known = cited(pack, *clauses)
        if known and (kind == "complaint" or not complaint_only):
            found.append({"title": title, "words": words, "clauses": known})
    return found


def cited(pack: Any, *clauses: str) -> list[str]:
    """The first of these clauses that the pack knows."""
    return [clause for clause in clauses if clause in pack.clauses][:1]


def _called(customer: Any) -> str:
    if customer is None or not customer.courtesy:
        return ""
    return _("%(name)s，") % {"name": customer.courtesy}


def steps_ahead(kind: Any, *, named: bool) -> list[dict[str, Any]]:
    """The pack's steps for this kind, as the page lists them; what only sometimes comes is left out."""
    if kind is None:
        return []
    wanted = {"always", "transferred", "not_settled_at_once"} | ({"named"} if named else set())
    steps = [step for step in kind.step if step.when in wanted]
    return [
        {
            "title": step.title,
            "state": "later" if at else "now",
            "time": " ",
            "origin": step.origin,
            "clauses": [clause for clause in step.because if clause != "gap"],
        }
        for at, step in enumerate(steps)
    ]
