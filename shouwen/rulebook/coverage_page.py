"""The coverage of an edition: clause by clause, what rests on it, and by what nothing is decided yet."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from shouwen.rulebook import queries, wording
from shouwen.rulebook.coverage import WAYS, Use, counts, coverage
from shouwen.rulebook.views import opened

ANCHORED = {"deadline": "rule-deadlines", "ladder": "rule-deadlines"}


def clause_coverage(request: Any, pk: int) -> HttpResponse:
    """Every clause with its places; `?way=` keeps those covered that way, `?article=` those of one article."""
    edition, pack = opened(request, pk)
    covered = coverage(pack)
    told = counts(covered)
    way = request.GET.get("way", "")
    shown = [each for each in covered if not way or way in each.ways]
    labels = {code: wording.either(zh, en) for code, zh, en in WAYS}
    context = {
        "edition": edition,
        "pack": pack,
        "in_force": queries.current_edition(edition.pack),
        "way": way,
        "all": told["all"],
        "decided": told["all"] - told["nothing"],
        "ways": [(code, labels[code], told[code]) for code, _zh, _en in WAYS if told[code]],
        "rows": [(each.clause, [_place(pk, pack, use, labels) for use in each.uses]) for each in shown],
    }
    return render(request, "rulebook/coverage.html", context)


def _place(edition: int, pack: Any, use: Use, labels: dict[str, str]) -> tuple[str, str, str]:
    """(way in words, row, address) of one place."""
    address = ""
    if use.way in ("table", "person"):
        if use.part in pack.tables and any(row.id == use.row for row in pack.tables[use.part].row):
            address = f"{reverse('rule-table', args=[edition, use.part])}#{use.row}"
        else:
            address = reverse("rule-decision", args=[edition, use.part])
    elif use.way in ("step", "gate"):
        address = reverse("rule-kind", args=[edition, use.part])
    elif use.way in ANCHORED:
        address = reverse(ANCHORED[use.way], args=[edition])
    sheet = pack.tables.get(use.part) or pack.kinds.get(use.part) or pack.decisions.get(use.part)
    title = sheet.title if sheet is not None else ""
    return labels[use.way], f"{title} {use.title or use.row}".strip(), address


urlpatterns = [path("editions/<int:pk>/coverage/", clause_coverage, name="rule-coverage")]
