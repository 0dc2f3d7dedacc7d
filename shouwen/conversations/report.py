"""The conversation report drawn: its sections, and tables by brand, channel, queue and skill."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwen.conversations import facts as told
from shouwen.conversations import queries, reckoning
from shouwen.conversations.models import KINDS, Conversation
from shouwen.conversations.reckoning import Line, Period
from shouwen.conversations.reporting import MEASURES, Basis, Figure, Section, bases, held_to, lasting
from shouwen.conversations.scope import Scope
from shouwen.kernel import clock

#: Tables of the page; by brand too where there are several.
BY = ("kind", "department", "skill")


@dataclass(frozen=True)
class Row:
    """One row of a table; `held` is the limit of its first answers where all have the same."""

    title: str
    line: Line
    held: tuple[Basis, ...] = ()

    @property
    def reply(self) -> str:
        """The median of its first answers, in words."""
        return lasting(self.line.reply)

    @property
    def wait(self) -> str:
        """The median of its time in the queue, in words."""
        return lasting(self.line.wait)


@dataclass(frozen=True)
class Table:
    """Conversations of the period added up by one thing."""

    name: str
    title: Any
    head: Any
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Report:
    """Everything a page, a workbook and a sheet of paper show of one period."""

    brands: tuple[Any, ...]
    period: Period
    as_of: dt.datetime
    sections: tuple[Section, ...]
    tables: tuple[Table, ...]
    said: str = ""
    whose: Any = ""

    @property
    def heads(self) -> list[Figure]:
        """What stands on top of the page."""
        return [figure for section in self.sections for figure in section.figures if figure.is_head]

    @property
    def brand_names(self) -> str:
        return "、".join(each.name for each in self.brands)

    @property
    def runs_on(self) -> bool:
        """The period is not over: its figures go on changing."""
        return self.period.ends > self.as_of

    @property
    def period_words(self) -> str:
        if self.period.days == 1:
            return f"{self.period.first:%Y-%m-%d}"
        return _("%(first)s 至 %(last)s") % {"first": self.period.first, "last": self.period.last}


def for_person(person: Any, brands: Iterable[Any], period: Period, narrow: dict[str, Any], said: str = "") -> Report:
    """Of what this person may see. `narrow`: conditions on conversations (kind, department, skill)."""
    given = queries.counted_for(person).filter(**narrow)
    whose = _("您能看到的会话") if not person.reach.everything else _("这些品牌的全部会话，与您回避的事有关的不计")
    brands = tuple(brands)
    names = ("brand", *BY)[len(brands) < 2 :]
    return _drawn(Scope(brands, period, given), names, whose=whose, said=said)


def for_client(brand: Any, period: Period) -> Report:
    """Of one brand whole, whoever asks: what a centre hands to the company it answers for.

    Sums only, by channel: queues and skills are the centre's own business.
    """
    given = Conversation.objects.filter(brand=brand)
    drawn = _drawn(Scope((brand,), period, given), ("kind",), whose=_("该品牌的全部会话"))
    return replace(drawn, sections=_without(drawn.sections, lambda figure: figure.is_inner))


def _drawn(scope: Scope, names: tuple[str, ...], *, whose: Any, said: str = "") -> Report:
    sections = tuple(each for place in sorted(MEASURES) for each in MEASURES[place](scope))
    if scope.period.ends <= clock.now():
        sections = _without(sections, lambda figure: figure.name == "waiting")  # it belongs to no day that is over
    tables = tuple(table for name in names if (table := _table(scope, name)).rows and not _says_nothing(scope, name))
    return Report(scope.brands, scope.period, clock.now(), sections, tables, said, whose)


def _without(sections: Iterable[Section], is_out: Callable[[Figure], bool]) -> tuple[Section, ...]:
    """The same but for some figures, and for sections that are empty then."""
    kept = [(each, tuple(figure for figure in each.figures if not is_out(figure))) for each in sections]
    return tuple(Section(each.name, each.title, figures) for each, figures in kept if figures)


def _says_nothing(scope: Scope, name: str) -> bool:
    """No conversation asks for a skill: the table would repeat the sum."""
    return name == "skill" and not any(row["skill"] for row in scope.counts)


TITLES = {
    "brand": (gettext_lazy("按品牌"), gettext_lazy("品牌")),
    "kind": (gettext_lazy("按渠道"), gettext_lazy("渠道")),
    "department": (gettext_lazy("按队列"), gettext_lazy("队列")),
    "skill": (gettext_lazy("按技能"), gettext_lazy("技能")),
}
#: What a row is called whose conversations have none.
WITHOUT = {"department": gettext_lazy("不分队列"), "skill": gettext_lazy("不要求技能")}


def _table(scope: Scope, name: str) -> Table:
    title, head = TITLES[name]
    found = reckoning.lines(scope.counts, scope.replies, scope.waits, lambda row: row[name])
    names = _names(scope, name)
    rows = [Row(names.get(key, "—"), line, _held(scope, name, key)) for key, line in found.items()]
    return Table(name, title, head, tuple(sorted(rows, key=lambda row: (-row.line.came, row.title))))


def _names(scope: Scope, name: str) -> dict[Any, str]:
    if name == "brand":
        return {each.pk: each.name for each in scope.brands}
    if name == "kind":
        return {code: str(title) for code, title in KINDS}
    return {row[name]: row[f"{name}__name"] or str(WITHOUT[name]) for row in scope.counts}


def _held(scope: Scope, name: str, key: Any) -> tuple[Basis, ...]:
    """The limit of a channel; other rows mix channels with different ones."""
    return (
        bases(scope.brands, lambda brand: held_to(brand, key, told.OPENED)) if name == "kind" and key != "call" else ()
    )
