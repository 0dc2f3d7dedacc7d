"""What the weekly sheet counts: its lines, totals and figures, each with the cases behind it. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import mean, median
from typing import Any

from django.utils.translation import gettext_lazy as _

Data = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """What one department was asked: until when, and whether it answered."""

    department: str
    due_at: dt.datetime
    answered_at: dt.datetime | None = None
    chased: int = 0
    hours: float | None = None  # of working time, from sending to the answer

    def state(self, at: dt.datetime) -> str:
        """on_time, late or waiting."""
        if self.answered_at is not None:
            return "on_time" if self.answered_at <= self.due_at else "late"
        return "late" if self.due_at < at else "waiting"


@dataclass(frozen=True)
class Line:
    """One complaint of the week, as the sheet needs it."""

    number: str
    received_at: dt.datetime
    category: str
    customer: str = ""
    waybill: str = ""
    department: str = ""
    gist: str = ""
    answer: str = ""  # of the first-answer clock: met, missed, running, or none
    answer_due_at: dt.datetime | None = None
    answered_at: dt.datetime | None = None
    hours: float | None = None  # of working time, from receiving to the first answer, pauses taken off
    visited: bool = False
    satisfaction: str = ""
    repeat: bool = False
    is_open: bool = True
    parts: tuple[Part, ...] = ()

    @property
    def due_at(self) -> dt.datetime | None:
        """The limit of the last transfer; of the first answer where nothing was transferred."""
        return self.parts[-1].due_at if self.parts else self.answer_due_at

    @property
    def done_at(self) -> dt.datetime | None:
        return self.parts[-1].answered_at if self.parts else self.answered_at

    def late_hours(self, at: dt.datetime) -> float:
        """Hours past the limit, whatever the time of day; 0 when in time."""
        if self.due_at is None or (self.done_at is None and not self.is_open):
            return 0.0
        return round(max(0.0, ((self.done_at or at) - self.due_at).total_seconds() / 3600), 1)

    def is_answer_late(self, at: dt.datetime) -> bool:
        running_out = self.answer == "running" and self.answer_due_at is not None and self.answer_due_at < at
        return self.answer == "missed" or running_out


@dataclass(frozen=True)
class Definition:
    """A figure in words: what is counted, out of which cases, by which clause."""

    title: Any
    unit: Any
    counts: Any
    population: Any
    clauses: tuple[str, ...]
    origin: str = "source"


RECEIVED = _("本周一 00:00 至周日 24:00 受理的投诉，包括例外关闭的和导入的。")
DEFINITIONS = {
    "complaints": Definition(
        _("投诉"), _("件"), _("受理的投诉件数。二次投诉另是一件，也计在内。"), RECEIVED, ("S2-1.A1.1b", "S2-1.A2.2")
    ),
    "on_time": Definition(
        _("按时答复率"),
        "%",
        _("首次明确答复不晚于时限的件数，除以已答复或已到时限的件数。暂停的时间不计。"),
        _("本周受理的投诉中有答复时限的；时限作废的（例外关闭、没有答复过）不计，还没到时限的不计。"),
        ("S2-3.4.20",),
        "borrowed",
    ),
    "answer_hours": Definition(
        _("平均答复"),
        _("时"),
        _("从受理到首次把结果告知客户，只计工作时间，暂停的时间不计。"),
        _("本周受理、已经告知客户的投诉。"),
        ("S2-1.D.4.7e",),
    ),
    "satisfied": Definition(
        _("满意"),
        _("件"),
        _("客户说满意的件数；一般、不满意不算。"),
        _("本周受理、已经回访到客户或客户当场表态的投诉。"),
        ("S2-1.D.3.2",),
    ),
    "repeats": Definition(
        _("二次投诉"), _("件"), _("与以前的投诉同一事的件数；经人认定不是同一事的不算。"), RECEIVED, ("S2-1.D.4.10",)
    ),
    "unfinished": Definition(
        _("未结"), _("件"), _("还没有关闭的件数。逾期：部门反馈或首次答复已过时限。"), RECEIVED, ("S2-1.D.4.5c",)
    ),
}
#: Totals, each column in words.
SENT = Definition(_("转办"), _("次"), _("转给这个部门查办的次数，撤回和退回的不算。"), RECEIVED, ("S2-1.D.4.7b",))
IN_TIME = Definition(
    _("按时"), _("次"), _("不晚于转办时限反馈的次数；晚：晚反馈的，和过了时限还没反馈的。"), RECEIVED, ("S2-1.D.4.7c",)
)
CHASED = Definition(_("催办"), _("次"), _("为这些转办催了几次。"), RECEIVED, ("S2-1.D.4.7d",))
MEAN = Definition(_("平均时"), _("时"), _("从转办到反馈的工作时间，只算已反馈的。"), RECEIVED, ("S2-1.D.4.7c",))


def figures(lines: Sequence[Line], before: Sequence[Line], at: dt.datetime) -> Data:
    """The whole sheet as plain data: drawn while it is a draft, frozen when it is handed in."""
    return {
        "as_of": at.isoformat(),
        "lines": [_line(line, at) for line in lines],
        "figures": _figures(lines, before, at),
        "by_class": _by_class(lines, before),
        "by_department": _by_department(lines, before, at),
        "before": len(before),
    }


def _line(line: Line, at: dt.datetime) -> Data:
    return {
        "number": line.number,
        "received_at": line.received_at.isoformat(),
        "customer": line.customer,
        "waybill": line.waybill,
        "category": line.category,
        "department": line.department,
        "gist": line.gist,
        "due_at": _iso(line.due_at),
        "done_at": _iso(line.done_at),
        "late_hours": line.late_hours(at),
        "satisfaction": line.satisfaction,
        "repeat": line.repeat,
        "is_open": line.is_open,
    }


def _iso(moment: dt.datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _figures(lines: Sequence[Line], before: Sequence[Line], at: dt.datetime) -> Data:
    hours = [line.hours for line in lines if line.hours is not None]
    asked = [line for line in lines if line.visited or line.satisfaction]
    unfinished = [line for line in lines if line.is_open]
    late = [line for line in unfinished if line.late_hours(at) > 0 or line.is_answer_late(at)]
    due = [line for line in lines if _is_due(line, at)]
    return {
        "complaints": {
            "value": len(lines),
            "before": len(before),
            "more": len(lines) - len(before),
            "fewer": len(before) - len(lines),
            "numbers": _numbers(lines),
        },
        "on_time": {
            "value": _share(lines, at),
            "before": _share(before, at),
            "part": sum(line.answer == "met" for line in due),
            "whole": len(due),
            "numbers": _numbers(due),
            "wrong": _numbers(line for line in due if line.answer != "met"),
        },
        "answer_hours": {
            "value": round(mean(hours), 1) if hours else None,
            "median": round(median(hours), 1) if hours else None,
            "numbers": _numbers(line for line in lines if line.hours is not None),
        },
        "satisfied": {
            "value": sum(line.satisfaction == "satisfied" for line in asked),
            "whole": len(asked),
            "numbers": _numbers(asked),
            "before": sum(line.satisfaction == "satisfied" for line in before),
        },
        "repeats": {
            "value": sum(line.repeat for line in lines),
            "before": sum(line.repeat for line in before),
            "numbers": _numbers(line for line in lines if line.repeat),
        },
        "unfinished": {
            "value": len(unfinished),
            "late": len(late),
            "numbers": _numbers(unfinished),
            "wrong": _numbers(late),
        },
    }


def _numbers(lines: Iterable[Line]) -> list[str]:
    return [line.number for line in lines]


def _is_due(line: Line, at: dt.datetime) -> bool:
    return line.answer == "met" or line.is_answer_late(at)


def _share(lines: Sequence[Line], at: dt.datetime) -> float | None:
    """The share answered in time, or None while nothing was due."""
    due = [line for line in lines if _is_due(line, at)]
    return round(100 * sum(line.answer == "met" for line in due) / len(due), 1) if due else None


def _by_class(lines: Sequence[Line], before: Sequence[Line]) -> list[Data]:
    """Classes of this week and the last, the most frequent first."""
    names = dict.fromkeys(line.category for line in [*lines, *before])
    rows = [
        {
            "name": name,
            "count": sum(line.category == name for line in lines),
            "before": sum(line.category == name for line in before),
            "numbers": _numbers(line for line in lines if line.category == name),
        }
        for name in names
    ]
    return sorted(rows, key=lambda row: (-row["count"], -row["before"], row["name"]))


def _by_department(lines: Sequence[Line], before: Sequence[Line], at: dt.datetime) -> list[Data]:
    names = dict.fromkeys(
        [line.department for line in lines] + [part.department for line in lines for part in line.parts]
    )
    rows = [_department(name, lines, before, at) for name in names]
    return sorted(rows, key=lambda row: (-row["count"], -row["sent"], row["name"]))


def _department(name: str, lines: Sequence[Line], before: Sequence[Line], at: dt.datetime) -> Data:
    parts = [(line, part) for line in lines for part in line.parts if part.department == name]
    states = [part.state(at) for _line, part in parts]
    hours = [part.hours for _line, part in parts if part.hours is not None]
    own = [line for line in lines if line.department == name]
    return {
        "name": name,
        "count": len(own),
        "before": sum(line.department == name for line in before),
        "sent": len(parts),
        "on_time": states.count("on_time"),
        "late": states.count("late"),
        "waiting": states.count("waiting"),
        "chased": sum(part.chased for _line, part in parts),
        "hours": round(mean(hours), 1) if hours else None,
        "numbers": list(dict.fromkeys([*_numbers(own), *_numbers(line for line, _part in parts)])),
    }


def total(data: Data) -> Data:
    """The foot of the table by department."""
    rows = data["by_department"]
    return {key: sum(row[key] for row in rows) for key in ("count", "sent", "on_time", "late", "chased")}


def without(data: Data, hidden: set[str]) -> Data:
    """The sheet for a person complained of in some of its cases: those stay counted, their words are taken out."""
    if not hidden:
        return data
    blank = {"customer": "", "waybill": "", "gist": "", "hidden": True}
    return {**data, "lines": [{**line, **blank} if line["number"] in hidden else line for line in data["lines"]]}


def grown(data: Data) -> list[Data]:
    """Classes with more complaints than the week before, the largest growth first."""
    rows = [{**row, "more": row["count"] - row["before"]} for row in data["by_class"]]
    return sorted((row for row in rows if row["more"] > 0), key=lambda row: -row["more"])


def numbers_behind(data: Data, figure: str) -> list[str] | None:
    """Cases behind a figure: `on_time`, `on_time.wrong`, `class.3`, `department.0`. None for one that is not there."""
    name, _dot, rest = figure.partition(".")
    if name in data["figures"]:
        found = data["figures"][name].get(rest or "numbers")
        return found if isinstance(found, list) else None
    rows = data.get({"class": "by_class", "department": "by_department"}.get(name, ""), [])
    return rows[int(rest)]["numbers"] if rest.isdecimal() and int(rest) < len(rows) else None
