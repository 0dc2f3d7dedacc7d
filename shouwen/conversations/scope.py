"""Whose conversations a report counts, of which days, and what counts as answered or lost among them.

Chapters know what the room does not: each has a `measures.py` that says which conversations were begun by us, and
what else counts as answered, lost, or promised by another time.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, DateTimeField, F, Func, IntegerField, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from shouwen.conversations import facts as told
from shouwen.conversations.models import TalkClock
from shouwen.conversations.reckoning import Period
from shouwen.kernel import clock
from shouwen.kernel.models import Fact

#: Conversations we began: nobody came with them.
OURS: list[Q] = []
#: A person of ours has answered.
ANSWERED: list[Q] = [Q(replied_at__isnull=False)]
#: It is over, unless somebody has answered.
LOST: list[Q] = [Q(state="wrapped_up")]
#: Its customer was promised an answer by another time (a note left when nobody is there).
PROMISED: list[Q] = []

#: What rows are added up by, in the tables of the report.
KEYS = ("brand", "kind", "department", "skill")
#: Somebody took it up, or was given it.
TAKEN = (told.CLAIMED, told.ASSIGNED)
#: Between two moments, each of which SQLite keeps as text.
BETWEEN = ") - unixepoch("


def either(conditions: list[Q]) -> Q:
    """Any of these; nothing when there are none."""
    found = Q(pk__in=())
    for each in conditions:
        found |= each
    return found


def _limit() -> Coalesce:
    """By when the first answer was owed at first: its clock tells, also when it was void or began anew."""
    clocks = TalkClock.objects.filter(conversation=OuterRef("pk")).order_by()
    first = clocks.values("conversation").annotate(first=Min("due_at")).values("first")
    return Coalesce(Subquery(first, DateTimeField()), F("due_at"))


@dataclass(frozen=True)
class Scope:
    """`seen` are the conversations that may be counted, whenever they came; machines' and our own fall out here."""

    brands: tuple[Any, ...]
    period: Period
    given: QuerySet[Any]

    @property
    def seen(self) -> QuerySet[Any]:
        """Customers' conversations, of any day."""
        of_brands = self.given.filter(brand__in=[each.pk for each in self.brands], is_automatic=False)
        return of_brands.exclude(either(OURS)).order_by()

    @property
    def talks(self) -> QuerySet[Any]:
        """Those that came in the period."""
        return self.seen.filter(opened_at__gte=self.period.starts, opened_at__lt=self.period.ends)

    @cached_property
    def counts(self) -> list[dict[str, Any]]:
        """Numbers of `reckoning.Line` by brand, kind, department and skill, with their names: one question."""
        answered = either(ANSWERED)
        held = Q(limit_at__isnull=False) & ~Q(kind="call") & ~either(PROMISED)
        over = Q(replied_at__isnull=False) | Q(limit_at__lt=clock.now()) | Q(state="wrapped_up")
        rows = (
            self.talks.annotate(limit_at=_limit())
            .values(*KEYS, "department__name", "skill__name")
            .annotate(
                came=Count("pk"),
                answered=Count("pk", filter=answered),
                lost=Count("pk", filter=either(LOST) & ~answered),
                owed=Count("pk", filter=held & over),
                in_time=Count("pk", filter=held & Q(replied_at__lte=F("limit_at"))),
                cases=Count("pk", filter=Q(about_kind="case")),
            )
        )
        return list(rows)

    @cached_property
    def replies(self) -> list[dict[str, Any]]:
        """By the same keys: how many (`n`) waited how many `seconds` for a person's first answer.

        Calls have none: their rings are counted.
        """
        found = self.talks.exclude(kind="call").filter(replied_at__isnull=False).exclude(either(PROMISED))
        return _spread(found, Seconds(F("replied_at"), F("opened_at")))

    @cached_property
    def waits(self) -> list[dict[str, Any]]:
        """By the same keys: how many waited how many `seconds` until somebody took it up, as its facts tell."""
        about = Fact.objects.filter(about_kind="conversation", about_id=OuterRef("pk"), kind__in=TAKEN).order_by()
        taken = Subquery(about.values("about_id").annotate(first=Min("at")).values("first"), DateTimeField())
        return _spread(self.talks.exclude(kind="call"), Seconds(taken, F("opened_at")))


class Seconds(Func):
    """Whole seconds from the second moment to the first, reckoned where the rows are."""

    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, template="(unixepoch(%(expressions)s))", arg_joiner=BETWEEN, **more)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        template = "CAST(FLOOR(EXTRACT(EPOCH FROM %(expressions)s)) AS integer)"
        return self.as_sql(compiler, connection, template=template, arg_joiner=" - ", **more)


def _spread(found: QuerySet[Any], seconds: Any) -> list[dict[str, Any]]:
    rows = found.annotate(seconds=seconds).values(*KEYS, "seconds").annotate(n=Count("pk"))
    return [row for row in rows if row["seconds"] is not None]
