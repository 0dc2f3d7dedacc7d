"""The room's own figures of the report: what came and was answered, how soon, by whom to the end."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from shouwen.conversations import facts as told
from shouwen.conversations import reckoning
from shouwen.conversations.reporting import (
    Basis,
    Figure,
    Section,
    bases,
    cited,
    held_to,
    lasting,
    measure,
)
from shouwen.conversations.scope import Scope
from shouwen.conversations.states import LIVE
from shouwen.kernel import clock
from shouwen.kernel.models import Fact

#: It went to another, or back in the queue.
CHANGED = (told.TAKEN, told.GIVEN_BACK, told.UNANSWERED)


def waiting(seen: QuerySet[Any]) -> dict[str, Any]:
    """Who waits for a person's word at this moment, whenever he came; and since when the longest."""
    waits = seen.filter(state__in=LIVE, waiting_since__isnull=False)
    return dict(waits.aggregate(n=Count("pk"), queue=Count("pk", filter=Q(owner=None)), since=Min("waiting_since")))


@measure(10)
def talks(scope: Scope) -> Iterator[Section]:
    """What came and what became of it."""
    line = reckoning.lines(scope.counts, (), (), lambda row: None).get(None, reckoning.Line())
    now = waiting(scope.seen)
    everybody = _("本期来的会话：客户发起的，不含系统自动来信和我方发起的；按记入系统的时间")
    these = _("本期来的会话，同“来会话”")
    figures = [
        Figure("came", _("来会话"), line.came, line.came, _("件数"), everybody, is_head=True),
        Figure(
            "answered",
            _("有人答复"),
            line.share_answered,
            line.came,
            _("有同事公开答复过的（电话为接通的）÷ 来会话"),
            these,
            kind="share",
            part=line.answered,
            is_head=True,
        ),
        Figure(
            "lost",
            _("没有答复就结束"),
            line.lost,
            line.came,
            _("结束时还没有同事答复的件数；电话为没有接通的"),
            these,
            tone="late" if line.lost else "",
            is_head=True,
        ),
        Figure(
            "open",
            _("还没有答复"),
            line.open,
            line.came,
            _("没结束、也还没有同事答复的件数，看报表时的状态"),
            these,
        ),
        Figure(
            "waiting",
            _("此刻在等"),
            now["n"],
            now["n"],
            _("客户说了话、还没有同事回的件数"),
            _("此刻没结束的会话，不论哪天来的"),
            under=_waits(now),
            is_head=True,
        ),
        Figure(
            "cases",
            _("立成工单"),
            reckoning.share(line.cases, line.came),
            line.came,
            _("归入或立成工单的 ÷ 来会话，看报表时的状态"),
            these,
            kind="share",
            part=line.cases,
        ),
    ]
    yield Section("talks", _("来了多少、答了多少"), tuple(figures))


def _waits(now: dict[str, Any]) -> str:
    if not now["n"]:
        return ""
    longest = lasting(clock.now() - now["since"])
    return _("在队列里 %(queue)s，最久 %(longest)s") % {"queue": now["queue"], "longest": longest}


@measure(20)
def replies(scope: Scope) -> Iterator[Section]:
    """First answers by the two sorts of limit, and how long it took until somebody took it up."""
    figures: list[Figure] = []
    by_sort = reckoning.lines(scope.counts, scope.replies, (), _sort)
    for sort, words in (("chat", _("聊天和消息")), ("mail", _("邮件"))):
        figures += _replies(by_sort.get(sort, reckoning.Line()), sort, words, _held(scope, sort))
    waits = reckoning.lines((), (), scope.waits, lambda row: None).get(None, reckoning.Line())
    figures.append(
        Figure(
            "queue",
            _("排队多久（中位）"),
            waits.wait,
            waits.queued.n,
            _("从来会话到第一次有人接起或派到人"),
            _("本期来的会话里已经有人接起的，不含电话；放回队列后再等的不计"),
            kind="span",
            why_none=_("还没有人接起过"),
        )
    )
    yield Section("replies", _("首次答复和排队"), tuple(figures))


def _held(scope: Scope, sort: str) -> tuple[Basis, ...]:
    """Chats and messages stand in one figure, and may be held to two limits."""
    kinds = ("mail",) if sort == "mail" else ("chat", "sms")
    found = [bases(scope.brands, partial(held_to, kind=kind, fact=told.OPENED)) for kind in kinds]
    return tuple(dict.fromkeys(basis for each in found for basis in each))


def _sort(row: dict[str, Any]) -> str:
    return row["kind"] if row["kind"] in ("mail", "call") else "chat"


def _replies(line: reckoning.Line, sort: str, words: Any, held: tuple[Basis, ...]) -> list[Figure]:
    of = _("%(sort)s：本期来的会话") % {"sort": words}
    return [
        Figure(
            f"reply-{sort}",
            _("%(sort)s首次答复（中位）") % {"sort": words},
            line.reply,
            line.replies.n,
            _("从来会话到第一位同事的公开答复；自动回执、内部备注不算，要审核的算到通过"),
            _("%(of)s里有同事答复过的，不含下班时的留言") % {"of": of},
            kind="span",
            bases=held,
            why_none=_("还没有答复过的"),
            is_head=sort == "chat",
        ),
        Figure(
            f"in-time-{sort}",
            _("%(sort)s限时内答复") % {"sort": words},
            line.share_in_time,
            line.owed,
            _("首次答复不晚于时限的 ÷ 时限已见分晓的；没答复就过时或结束的算没做到"),
            _("%(of)s，按来时生效的时限；还没到时限的、下班时的留言不计") % {"of": of},
            kind="share",
            part=line.in_time,
            bases=held,
            why_none=_("时限都还没到"),
            is_head=sort == "chat",
        ),
    ]


@measure(30)
def owners(scope: Scope) -> Iterator[Section]:
    """How many stayed with the person who was asked first (S0-5.11)."""
    moved = Fact.objects.filter(about_kind="conversation", about_id=OuterRef("pk"), kind__in=CHANGED)
    taken = scope.talks.filter(first_asked__isnull=False)
    n = taken.count()
    kept = taken.filter(owner=F("first_asked")).exclude(Exists(moved)).count()
    figure = Figure(
        "one-person",
        _("一人到底"),
        reckoning.share(kept, n),
        n,
        _("从首问到看报表时都在同一位同事手里的 ÷ 有人接起的；转给过同事、放回过队列的不算"),
        _("本期来的会话里有人接起的"),
        kind="share",
        part=kept,
        bases=cited(scope.brands, "S0-5.11"),
        why_none=_("还没有人接起过"),
    )
    yield Section("owners", _("谁负责到底"), (figure,))
