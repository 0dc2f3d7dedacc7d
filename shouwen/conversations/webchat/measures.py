"""Web chat in the conversation report: how visitors found it, who left unheard, notes answered as promised."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Avg, Count, F, Q
from django.utils.translation import gettext as _

from shouwen.conversations import rules
from shouwen.conversations.reckoning import share
from shouwen.conversations.reporting import Basis, Figure, Section, bases, clause_url, measure
from shouwen.conversations.scope import PROMISED, Scope
from shouwen.conversations.webchat.models import Note, Visit
from shouwen.kernel import clock

PROMISED.append(Q(web_note__isnull=False))
MOST = 5


@measure(50)
def ratings(scope: Scope) -> Iterator[Section]:
    """What visitors said of it at the end; nothing where nobody talked by the web."""
    over = Q(state__in=("ended", "left")) | Q(conversation__state="wrapped_up")
    bar, fewest = _numbers(scope)
    talks = Visit.objects.filter(conversation__in=scope.talks).order_by()
    counted = talks.aggregate(
        n=Count("pk"),
        over=Count("pk", filter=over),
        unheard=Count("pk", filter=Q(state__in=("ended", "left"), conversation__replied_at=None)),
        rated=Count("pk", filter=Q(score__isnull=False)),
        satisfied=Count("pk", filter=Q(score__gte=bar)),
        mean=Avg("score"),
    )
    if counted["n"]:
        yield Section("ratings", _("网页聊天和满意度"), tuple(_ratings(scope, counted, bar, fewest)))
    notes = Note.objects.filter(conversation__in=scope.talks).order_by()
    kept = Q(conversation__replied_at__lte=F("promised_at"))
    due = Q(promised_at__lt=clock.now()) | Q(conversation__replied_at__isnull=False)
    left = notes.aggregate(
        n=Count("pk"), due=Count("pk", filter=due & Q(promised_at__isnull=False)), kept=Count("pk", filter=kept)
    )
    if left["n"]:
        yield Section("notes", _("下班时的留言"), (_notes(left),))


def _numbers(scope: Scope) -> tuple[int, int]:
    """From which score it counts as satisfied, and the fewest a share is told of: the strictest of the brands."""
    bars = [rules.number(brand, "talk.satisfied_from") for brand in scope.brands]
    fewest = [rules.number(brand, "talk.share_from") for brand in scope.brands]
    return max(bars, default=MOST), max(fewest, default=1)


def _held(key: str) -> Any:
    def held(brand: Any) -> Basis:
        said = rules.said(brand, key)
        return Basis(said.clauses, said.origin, clause_url(said.edition, said.clauses), note=said.note)

    return held


def _ratings(scope: Scope, counted: dict[str, Any], bar: int, fewest: int) -> Iterator[Figure]:
    ended = _("本期来的网页聊天里已经结束的（客户结束、离开，或我方结束）")
    yield Figure(
        "unheard",
        _("没等到答复就走了"),
        counted["unheard"],
        counted["n"],
        _("客户结束或离开时还没有同事答复的件数"),
        _("本期来的网页聊天"),
        tone="late" if counted["unheard"] else "",
    )
    yield Figure(
        "rated",
        _("客户评了分"),
        share(counted["rated"], counted["over"]),
        counted["over"],
        _("评过 1 到 5 分的 ÷ 结束了的"),
        ended,
        kind="share",
        part=counted["rated"],
        why_none=_("还没有结束的"),
    )
    enough = counted["rated"] >= fewest
    few = _("评分少于 %(n)s 份，不显示占比和平均") % {"n": fewest}
    whole = _("本期来的网页聊天里评了分的")
    floor = bases(scope.brands, _held("talk.share_from"))
    yield Figure(
        "satisfied",
        _("满意"),
        share(counted["satisfied"], counted["rated"], fewest),
        counted["rated"],
        _("评 %(bar)s 分及以上的 ÷ 评了分的；少于 %(n)s 份不算占比") % {"bar": bar, "n": fewest},
        whole,
        kind="share",
        part=counted["satisfied"] if enough else None,
        bases=bases(scope.brands, _held("talk.satisfied_from")),
        why_none=few,
        is_head=True,
    )
    yield Figure(
        "score",
        _("平均分"),
        counted["mean"] if enough else None,
        counted["rated"],
        _("评分的平均，满分 5 分；少于 %(n)s 份不显示") % {"n": fewest},
        whole,
        kind="mean",
        bases=floor,
        why_none=few,
    )


def _notes(left: dict[str, Any]) -> Figure:
    return Figure(
        "notes",
        _("留言按答应的时间答复"),
        share(left["kept"], left["due"]),
        left["due"],
        _("答复不晚于答应客户的时间的 ÷ 已到时间或已答复的；只数在会话里的答复，电话里答的看工单"),
        _("本期下班时的留言 %(n)s 条，答应了时间的") % {"n": left["n"]},
        kind="share",
        part=left["kept"],
        why_none=_("时间都还没到"),
    )
