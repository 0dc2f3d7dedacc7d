"""How a claims report is said to people: names of its rows, figures with what they mean, comparison with before."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shouwen.claims import parties
from shouwen.claims.models.claim import CAUSES, KINDS
from shouwen.claims.models.settling import GROUPS, METHODS
from shouwen.claims.report_definitions import COLUMNS, DEFINITIONS, Definition
from shouwen.claims.report_figures import Data, numbers_behind
from shouwen.claims.report_recovery import INSURERS, RECOVERY
from shouwen.kernel.money import Money

WIDTH = 160  # of a bar, in units of its drawing


def kind(key: str) -> str:
    return str(dict(KINDS).get(key, key))


def cause(key: str) -> str:
    """A clause's heading as it is; the nature of an accident by its name; nothing yet said so."""
    return str(dict(CAUSES).get(key, key)) or _("未定责")


def department(key: str) -> str:
    return key or _("没有事故报告单")


def group(key: str) -> str:
    return str(dict(GROUPS).get(key, key))


def method(key: str) -> str:
    return str(dict(METHODS).get(key, key)) if key else ""


def band(row: Data) -> str:
    """0–7 天; 超过 90 天."""
    if row["to"] is None:
        return _("超过 %(n)s 天") % {"n": row["from"] - 1}
    return _("%(from)s–%(to)s 天") % {"from": row["from"], "to": row["to"]}


def parts(line: Data) -> str:
    """大车司机 1/3 ¥20.00；装卸工 1/3 ¥20.00."""
    return "；".join(
        f"{parties.title(each['party'])} {each['words']}" + (f" {yuan(each['fen'])}" if each["fen"] is not None else "")
        for each in line["parts"]
    )


def yuan(fen: int) -> str:
    return Money(fen).formatted()


def insurer(name: str) -> str:
    titles = {"claimed": _("本期报案"), "recovered": _("本期获赔"), "refused": _("本期未赔"), "waiting": _("期末等待")}
    return titles[name]


def change(value: Any, before: Any, unit: str) -> dict[str, Any]:
    """`{"turn": up|down|same, "words": 多 2 | 少 ¥3.00 | 持平}`; empty where there is nothing to compare."""
    if value is None or before is None:
        return {}
    more = round(value - before, 1)
    if not more:
        return {"turn": "same", "words": _("持平")}
    size = yuan(abs(more)) if unit == "fen" else f"{abs(more):g}"
    return {
        "turn": "up" if more > 0 else "down",
        "words": (_("多 %(n)s") if more > 0 else _("少 %(n)s")) % {"n": size},
    }


def shown(value: Any, unit: str) -> str:
    if value is None:
        return "—"
    return yuan(value) if unit == "fen" else f"{value:g}"


def definition(said: Definition, ruled: Any) -> dict[str, Any]:
    """A figure in words, and where its clause stands."""
    known = [clause for clause in said.clauses if clause in ruled.pack.clauses]
    return {
        "title": said.title,
        "counts": said.counts,
        "population": said.population,
        "clauses": said.clauses,
        "origin": said.origin,
        "url": reverse("clause", args=[ruled.edition.pk, known[0]]) if known else "",
    }


def definitions(ruled: Any) -> dict[str, dict[str, Any]]:
    """Of the columns."""
    return {name: definition(said, ruled) for name, said in COLUMNS.items()}


def figures(data: Data, ruled: Any) -> list[dict[str, Any]]:
    """The figures in order, each with its value in words, the value before, the change, and n."""
    return [_figure(name, said, data["figures"][name], ruled) for name, said in DEFINITIONS.items()]


def _figure(name: str, said: Definition, figure: Data, ruled: Any) -> dict[str, Any]:
    unit = str(said.unit)
    return {
        **definition(said, ruled),
        "id": name,
        "value": shown(figure["value"], unit),
        "unit": "" if unit == "fen" else said.unit,
        "before": shown(figure["before"], unit),
        "change": change(figure["value"], figure["before"], unit),
        "n": len(figure["numbers"]),
        "median": figure.get("median"),
        "made_good": figure.get("made_good"),
        "fen": figure.get("fen"),
    }


def tables(data: Data) -> dict[str, Any]:
    """The tables with names in words, each row with the id of its figure."""
    return {
        "kinds": _rows(data["by_kind"], "kind", kind),
        "departments": _rows(data["by_department"], "department", department),
        "parties": _rows(data["by_party"], "party", lambda key: str(parties.title(key))),
        "causes": _pareto(_rows(data["causes"], "cause", cause)),
        "ageing": [
            {**row, "name": band(row), "id": f"ageing.{at}", "n": len(row["numbers"])}
            for at, row in enumerate(data["ageing"])
        ],
        "recovery": [
            {"name": parties.title(row["key"]), "id": f"share.{at}", "cells": [row[name] for name in RECOVERY]}
            for at, row in enumerate(data["recovery"]["rows"])
        ],
        "recovery_total": [
            {"id": f"recovery.{name}", **data["recovery"]["total"][name], "of": name} for name in RECOVERY
        ],
        "insurers": [{"id": f"insurers.{name}", "name": insurer(name), **data["insurers"][name]} for name in INSURERS],
        "settled": _rows(data["settled"], "settled", group),
    }


def _rows(rows: list[Data], table: str, named: Any) -> list[dict[str, Any]]:
    return [
        {**row, "name": named(row["key"]), "id": f"{table}.{at}", "paid_id": f"{table}_paid.{at}"}
        for at, row in enumerate(rows)
    ]


def _pareto(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """How long each bar is, and where the share so far stands on the same line."""
    most = max((row["count"] for row in rows), default=0)
    return [
        {
            **row,
            "width": round(WIDTH * row["count"] / most) if most else 0,
            "mark": round(WIDTH * row["share"] / 100),
            "turn": change(row["count"], row["before"], ""),
        }
        for row in rows
    ]


def line(row: Data) -> dict[str, Any]:
    """A line of the detail in words."""
    return {
        **row,
        "reported_at": dt.datetime.fromisoformat(row["reported_at"]),
        "paid_at": dt.datetime.fromisoformat(row["paid_at"]) if row["paid_at"] else None,
        "kind": kind(row["kind"]),
        "cause": cause(row["cause"]),
        "method": _("自行解决") if row["settled"] else method(row["method"]),
        "parts": parts(row),
    }


def title_of(data: Data, figure: str) -> str:
    """What is behind a figure, in words; "" for one that is not there."""
    if numbers_behind(data, figure) is None:
        return ""
    name, _dot, rest = figure.partition(".")
    if not rest:
        return str(DEFINITIONS[name].title)
    if name == "recovery":
        return str(COLUMNS[rest].title)
    if name == "insurers":
        return _("保险：%(what)s") % {"what": insurer(rest)}
    word = name.removesuffix("_paid")
    plural = {"kind": "kinds", "department": "departments", "party": "parties", "cause": "causes", "share": "recovery"}
    row = str(tables(data)[plural.get(word, word)][int(rest)]["name"])
    return _("%(row)s：赔付") % {"row": row} if word != name else row
