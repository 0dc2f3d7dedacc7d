"""Pages of a replay: begun from its draft, its bar, what it found page by page, and the same as Excel."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from shouwen.kernel import exports
from shouwen.kernel.money import Money
from shouwen.kernel.pages import whole_number
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import Unacceptable
from shouwen.rulebook import actions, queries, wording
from shouwen.rulebook.draft_forms import ReplayForm
from shouwen.rulebook.drafts import brands_of, draft_of, frame
from shouwen.rulebook.models import Difference, Replay

SIZE = 50
KINDS = {
    "changed": gettext_lazy("结果不同"),
    "unanswerable": gettext_lazy("不能再答"),
    "grounds": gettext_lazy("依据不同"),
}


@require_POST
def begin(request: Any, pk: int) -> HttpResponse:
    """Puts a replay in the queue."""
    shown = draft_of(request, pk)
    require(request.person, "rulebook.edit_draft", shown)
    form = ReplayForm(request.POST, brands=brands_of(request, shown))
    if not form.is_valid():
        raise Unacceptable(_("看不懂日期。"), details={"since": _("看不懂日期。")})
    asked = actions.ask_replay(shown, by=request.person, **form.cleaned_data)
    return redirect("rule-replay", pk=asked.pk)


def _found(request: Any, pk: int) -> Replay:
    found = queries.replays_visible_to(request.person).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def stage_of(asked: Replay) -> str:
    """waiting, done, stale (the draft changed while it waited) or stopped."""
    if asked.finished_at is not None:
        return "stale" if asked.counts.get("stale") else "done"
    at_work = asked.job is not None and asked.job.state in ("waiting", "running")
    return "waiting" if at_work else "stopped"


@require_GET
def replay_page(request: Any, pk: int) -> HttpResponse:
    """What a replay found; while it runs, its bar."""
    asked = _found(request, pk)
    draft = draft_of(request, asked.draft_id)
    kind = request.GET.get("kind", "")
    rows = _chosen(asked, kind)
    after = whole_number(request.GET.get("after"))
    page = list((rows.filter(pk__gt=after) if after is not None else rows)[: SIZE + 1])
    context = {
        **frame(request, draft),
        "asked": asked,
        "job": asked.job,
        "stage": stage_of(asked),
        "is_present": asked.digest == draft.digest,
        "kind": kind,
        "kinds": [(code, words, asked.counts.get(code, 0)) for code, words in KINDS.items()],
        "lines": lines(request.person, draft.pack, page[:SIZE]),
        "next": page[SIZE - 1].pk if len(page) > SIZE else "",
        "money": money(asked.counts),
        "titles": [_title(draft, name) for name in asked.names],
        "rate": round(asked.counts.get("asked", 0) / asked.seconds) if asked.seconds else 0,
    }
    return render(request, "rulebook/replay.html", context)


def _title(draft: Any, name: str) -> str:
    decision = queries.pack_of_draft(draft).decisions.get(name)
    return decision.title if decision else name


def _chosen(asked: Replay, kind: str) -> QuerySet[Difference]:
    found = asked.differences.select_related("decision").order_by("pk")
    return found.filter(kind=kind) if kind in KINDS else found


def money(counts: dict[str, Any]) -> dict[str, str] | None:
    """Sums before and after and the difference, as people read them; None when no decision is about money."""
    if not counts.get("with_money"):
        return None
    return {
        name: Money(counts[f"fen{end}"]).formatted()
        for name, end in (("before", "_before"), ("after", "_after"), ("more", ""))
    }


def lines(person: Any, pack: str, found: list[Difference]) -> list[dict[str, Any]]:
    """Differences in words; what a decision is about only for those who may see it."""
    names: dict[tuple[str, int], str] = {}
    for kind in {each.decision.about_kind for each in found}:
        ids = [each.decision.about_id for each in found if each.decision.about_kind == kind]
        names |= {(kind, pk): name for pk, name in queries.names_of(person, kind, ids).items()}
    return [_line(each, names.get((each.decision.about_kind, each.decision.about_id), "")) for each in found]


def _line(each: Difference, number: str) -> dict[str, Any]:
    return {
        "difference": each,
        "number": number,
        "kind": KINDS[each.kind],
        "changes": [(name, _said(before), _said(after)) for name, before, after in each.changes],
        "rows": f"{_rows(each.rows_before)} → {_rows(each.rows_after)}",
        "before": Money(each.fen_before).formatted() if each.fen_before is not None else "",
        "after": Money(each.fen_after).formatted() if each.fen_after is not None else "",
    }


def _rows(rows: list[str]) -> str:
    return "、".join(row.rsplit(" ", 1)[-1] for row in rows) or "—"


def _said(value: Any) -> str:
    return wording.value(None, value)


@require_GET
def progress(request: Any, pk: int) -> HttpResponse:
    return _bar(request, _found(request, pk))


def _bar(request: Any, asked: Replay) -> HttpResponse:
    """The bar, asked for every second; when the work has ended the page is asked anew."""
    stage = stage_of(asked)
    response = render(request, "rulebook/replay_work.html", {"asked": asked, "job": asked.job, "stage": stage})
    if stage != "waiting":
        response["HX-Refresh"] = "true"
    return response


@require_POST
def cancellation(request: Any, pk: int) -> HttpResponse:
    actions.cancel_replay(_found(request, pk), by=request.person)
    return _bar(request, _found(request, pk)) if request.htmx else redirect("rule-replay", pk=pk)


@require_GET
def workbook(request: Any, pk: int) -> FileResponse:
    """Every difference, one a row."""
    asked = _found(request, pk)
    titles = (_("裁定"), _("关于"), _("变化"), _("项目"), _("原来"), _("改后"), _("原来的行"), _("改后的行"), _("原金额"),
              _("改后金额"), _("为什么不能答"), _("现行版次已如此"))  # fmt: skip
    columns = [exports.Column(title, 16, "number" if at in (8, 9) else "text") for at, title in enumerate(titles)]
    sheet = exports.Sheet(_("差别"), columns, _cells(request.person, asked))
    said = f"{asked.draft.pack} {asked.draft.number} {asked.digest[:12]}"
    title = _("回放的差别")
    return exports.response([sheet], filename=f"{title}.xlsx", title=title, by=request.person, said=said)


def _cells(person: Any, asked: Replay) -> Iterator[list[Any]]:
    last = 0
    while page := list(_chosen(asked, "").filter(pk__gt=last)[:500]):
        for line in lines(person, asked.draft.pack, page):
            each = line["difference"]
            said = line["changes"] or [("", "", "")]
            yield [
                str(each.decision_id), line["number"], str(line["kind"]),
                *("\n".join(str(change[at]) for change in said) for at in range(3)),
                _rows(each.rows_before), _rows(each.rows_after),
                each.fen_before / 100 if each.fen_before is not None else "",
                each.fen_after / 100 if each.fen_after is not None else "",
                each.why, _("是") if each.already else "",
            ]  # fmt: skip
        last = page[-1].pk


urlpatterns = [
    path("drafts/<int:pk>/replay/", begin, name="rule-draft-replay"),
    path("replays/<int:pk>/", replay_page, name="rule-replay"),
    path("replays/<int:pk>/progress/", progress, name="rule-replay-progress"),
    path("replays/<int:pk>/cancellation/", cancellation, name="rule-replay-cancellation"),
    path("replays/<int:pk>/differences/", workbook, name="rule-replay-differences"),
]
