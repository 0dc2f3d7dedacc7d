"""What the page of one claims report shows."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest

from shouwen.claims import queries, report_words, rules
from shouwen.claims.models import ClaimReport
from shouwen.claims.report_figures import Data, without
from shouwen.claims.report_rows import draw, hidden_from

PAGE = 20


def context(request: HttpRequest, found: ClaimReport) -> dict[str, Any]:
    """Figures, tables, a page of the detail and the neighbours of the report."""
    person: Any = request.person  # type: ignore[attr-defined]
    data = draw(found)
    hidden = hidden_from(person, data)
    data = without(data, hidden)
    ruled = rules.of_brand(found.brand)
    tables = report_words.tables(data)
    return {
        "report": found,
        "data": data,
        "before": found.period.before.label,
        "figures": report_words.figures(data, ruled),
        "columns": report_words.definitions(ruled),
        **tables,
        "bar": report_words.WIDTH,
        "settled_total": {name: sum(row[name] for row in tables["settled"]) for name in ("count", "fen")},
        "settlements": [
            {**row, "group": report_words.group(row["group"]), "on": dt.date.fromisoformat(row["on"])}
            for row in data["settlements"]
        ],
        "months": data["months"] if found.kind != "month" else [],
        "as_of": dt.datetime.fromisoformat(data["as_of"]),
        "known_to": dt.datetime.fromisoformat(data["known_to"]),
        **_detail(request, person, data),
        **_neighbours(person, found),
    }


def _detail(request: HttpRequest, person: Any, data: Data) -> dict[str, Any]:
    """A page of the lines, with links to the claims the person may read."""
    lines = data["lines"]
    asked = request.GET.get("page", "1")
    size = max(len(lines), 1) if asked == "all" else PAGE  # all of them, for paper
    last = max(1, -(-len(lines) // size))
    at = min(int(asked), last) if asked.isascii() and asked.isdecimal() and len(asked) < 6 and int(asked) else 1
    shown = lines[(at - 1) * size : at * size]
    numbers = [line["number"] for line in [*shown, *data["settlements"]]]
    readable = set(queries.visible_to(person).filter(number__in=numbers).values_list("number", flat=True))
    return {
        "lines": [report_words.line(line) for line in shown],
        "readable": readable,
        "count": len(lines),
        "from": (at - 1) * size + 1,
        "to": (at - 1) * size + len(shown),
        "in_part": len(shown) < len(lines),
        "page_before": at - 1,
        "page_after": at + 1 if at < last else 0,
    }


def _neighbours(person: Any, found: ClaimReport) -> dict[str, Any]:
    same = queries.reports_for(person).filter(brand=found.brand_id, kind=found.kind)
    return {
        "earlier": same.filter(starts_on__lt=found.starts_on).order_by("-starts_on").first(),
        "later": same.filter(starts_on__gt=found.starts_on).order_by("starts_on").first(),
    }
