"""The guard of words in the conversation report: what was sent against it, and what is said to be a false alarm."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from shouwen.conversations.reporting import Figure, Section, cited, measure
from shouwen.conversations.scope import Scope
from shouwen.conversations.wording.models import FalseAlarm, WordFinding


@measure(60)
def words(scope: Scope) -> Iterator[Section]:
    """Overrides of the period with what became of them. What was stopped and never sent leaves no row."""
    of_period = {"at__gte": scope.period.starts, "at__lt": scope.period.ends}
    said, meant = (scope.seen.filter(pk=OuterRef(name)) for name in ("message__conversation", "conversation"))
    found = WordFinding.objects.filter(Exists(said), **of_period).order_by()
    counted = found.aggregate(
        n=Count("pk"),
        messages=Count("message", distinct=True),
        open=Count("pk", filter=Q(state="open")),
        coached=Count("pk", filter=Q(state="coached")),
        false=Count("pk", filter=Q(state="false_alarm")),
    )
    alarms = FalseAlarm.objects.filter(Exists(meant), **of_period).count()
    because = cited(scope.brands, "S3-F.2.14")
    after = _("待复核 %(open)s，已辅导 %(coached)s，是误报 %(false)s") % counted
    written = _("本期写出的回复；会话可能更早开始")
    yield Section(
        "words",
        _("用语"),
        (
            Figure(
                "overridden",
                _("写明原因坚持发送"),
                counted["n"],
                counted["messages"],
                _("系统提示后仍发出的用语处数，n 是有这种用语的回复条数"),
                written,
                under=after if counted["n"] else "",
                bases=because,
            ),
            Figure(
                "blocked",
                _("被拦下没有发出"),
                None,
                None,
                _("系统不记录没有发出的话，所以数不出"),
                written,
                bases=because,
                why_none=_("没有记录"),
                is_inner=True,
            ),
            Figure(
                "alarms",
                _("报误报"),
                alarms,
                alarms,
                _("同事报的用语误报条数"),
                _("本期所报、指明了会话的"),
                is_inner=True,
            ),
        ),
    )
