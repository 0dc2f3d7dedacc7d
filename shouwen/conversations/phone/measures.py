"""Calls in the conversation report: how often they rang, who was missed and called back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from shouwen.conversations.phone import facts as told
from shouwen.conversations.phone.models import Call
from shouwen.conversations.phone.queries import FEWEST
from shouwen.conversations.reckoning import share
from shouwen.conversations.reporting import Basis, Figure, Section, bases, held_to, measure, read_in
from shouwen.conversations.scope import ANSWERED, LOST, OURS, Scope

OURS.append(Q(call__direction="out"))
ANSWERED.append(Q(call__answered_at__isnull=False))
LOST.append(Q(call__state="missed"))


@measure(40)
def calls(scope: Scope) -> Iterator[Section]:
    """Incoming calls of the period; nothing where there were none."""
    found = Call.objects.filter(conversation__in=scope.talks, direction="in").order_by()
    counted = found.aggregate(
        n=Count("pk"),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
        missed=Count("pk", filter=Q(state="missed")),
        back=Count("pk", filter=Q(state="missed", called_back_at__isnull=False, called_back_why="")),
        aside=Count("pk", filter=Q(state="missed", called_back_at__isnull=False) & ~Q(called_back_why="")),
        in_time=Count("pk", filter=Q(state="missed", called_back_why="", called_back_at__lte=F("call_back_due_at"))),
        people=Count("person", filter=Q(is_late__isnull=False), distinct=True),
    )
    if not counted["n"]:
        return
    incoming = _("本期的来电，按记入系统的时间")
    figures = [
        Figure("calls", _("来电"), counted["n"], counted["n"], _("件数"), incoming),
        *_rings(scope, found, counted["people"]),
        Figure(
            "missed",
            _("没有接到"),
            counted["missed"],
            counted["n"],
            _("没有人接、客户挂断的件数"),
            incoming,
            tone="late" if counted["missed"] else "",
        ),
        _called_back(scope, counted),
    ]
    yield Section("calls", _("电话"), tuple(figures))


def _rings(scope: Scope, found: Any, people: int) -> Iterator[Figure]:
    """One figure for each standard the calls were answered by: it was kept with each of them."""
    kept = found.filter(is_late__isnull=False).values("brand__pack", "ring_limit", "ring_clauses", "ring_origin")
    rows = kept.annotate(n=Count("pk"), met=Count("pk", filter=Q(is_late=False)))
    standards: dict[Any, dict[str, Any]] = {}
    for row in rows:
        key = row["ring_limit"], tuple(row["ring_clauses"]), row["ring_origin"]
        one = standards.setdefault(key, {"n": 0, "met": 0, "packs": set()})
        one["n"] += row["n"]
        one["met"] += row["met"]
        one["packs"].add(row["brand__pack"])
    few = _("接听的人少于 %(fewest)s 位时不显示，免得看出是谁") % {"fewest": FEWEST}
    for (limit, clauses, origin), one in sorted(standards.items(), key=lambda each: each[0][0]):
        url = next(filter(None, (read_in(pack, clauses) for pack in sorted(one["packs"]))), "")
        shown = people >= FEWEST
        yield Figure(
            f"rings-{limit}-{origin}-{'-'.join(clauses)}".rstrip("-"),
            _("%(n)s 声内接听") % {"n": limit},
            share(one["met"], one["n"]) if shown else None,
            one["n"],
            _("响铃不超过 %(n)s 声就接起的 ÷ 接起的；每通按接听时生效的标准计") % {"n": limit},
            _("本期接起的来电；没有逐声计数的按秒折算"),
            kind="share",
            part=one["met"] if shown else None,
            bases=(Basis(clauses, origin, url, _("%(n)s 声内") % {"n": limit}),),
            why_none=few,
            is_head=True,
        )


def _called_back(scope: Scope, counted: dict[str, Any]) -> Figure:
    said = {"in_time": counted["in_time"], "aside": counted["aside"]}
    return Figure(
        "called-back",
        _("没接到的已回拨"),
        share(counted["back"], counted["missed"]),
        counted["missed"],
        _("后来和客户通上话的 ÷ 没有接到的，看报表时的状态；写明原因不用回拨的不算回拨"),
        _("本期没有接到的来电"),
        kind="share",
        part=counted["back"],
        under=_("时限内 %(in_time)s，写明不用回拨 %(aside)s") % said if counted["missed"] else "",
        bases=bases(scope.brands, lambda brand: held_to(brand, "call", told.MISSED)),
        why_none=_("没有漏接的"),
    )
