"""The editor of one table of a draft: cells in place, rows, what a row rests on, examples, files in and out."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shouwen.kernel import exports
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import Refusal, Stale, Unacceptable
from shouwen.kernel.workbooks import IS_WORKBOOK, first_sheet
from shouwen.rulebook import actions, cells, queries, table_files, wording
from shouwen.rulebook.actions.editing import grounds_text
from shouwen.rulebook.content import row_of
from shouwen.rulebook.draft_forms import FileForm, RowForm
from shouwen.rulebook.drafts import draft_of, frame
from shouwen.rulebook.models import RuleDraft
from shouwen.rulebook.review import Review, review

LARGEST = 5 * 1024 * 1024


@require_GET
def table(request: Any, pk: int, name: str) -> HttpResponse:
    """The editor; `?show=changed` or `problems` leaves the other rows out."""
    shown = draft_of(request, pk)
    return render(request, "rulebook/editor.html", _context(request, shown, name))


def _context(request: Any, shown: RuleDraft, name: str) -> dict[str, Any]:
    pack = queries.pack_of_draft(shown)
    if name not in pack.tables:
        raise Http404
    seen = review(queries.pack_numbered(shown.base_id), pack, name, queries.problems_of(shown))
    show = request.GET.get("show", "")
    return {
        "review": seen,
        "name": name,
        "rows": _shown(seen, show),
        "show": show,
        "gaps": [(each, _gap_cells(seen, each), json.dumps(each.tests)) for each in seen.gaps],
        "policy": wording.POLICIES[seen.sheet.hit],
        "columns": len(seen.sheet.inputs) + len(seen.sheet.outputs),
        "file_form": FileForm(initial={"version": shown.version}),
        "otherwise": [each for each in pack.decisions.values() if each.use[0].table == name and each.otherwise],
        **frame(request, shown),
    }


def _shown(seen: Review, show: str) -> list[Any]:
    if show == "changed":
        return [row for row in seen.rows if row.change]
    return [row for row in seen.rows if row.tone] if show == "problems" else seen.rows


def _gap_cells(seen: Review, gap: Any) -> list[str]:
    return [gap.words.get(column, "—") for column in seen.sheet.inputs]


def _editor(request: Any, shown: RuleDraft, name: str) -> HttpResponse:
    """The whole editor anew: one cell may change the marks of every row."""
    if not request.htmx:
        return redirect("rule-draft-table", pk=shown.pk, name=name)
    return render(request, "rulebook/editor_body.html", _context(request, shown, name))


# ---- a cell


def cell(request: Any, pk: int, name: str) -> HttpResponse:
    """The cell as a form; POST keeps it. What cannot be read comes back with the sentence at the cell."""
    shown = draft_of(request, pk)
    asked = request.POST if request.method == "POST" else request.GET
    require(request.person, "rulebook.edit_draft", shown)
    place = _place(shown, name, asked)
    if request.method != "POST":
        template = "rulebook/editor_cell.html" if asked.get("cancel") else "rulebook/editor_cell_form.html"
        return render(request, template, place)
    typed = _typed(place, request.POST)
    try:
        verb = actions.change_cell if place["part"] == "when" else actions.change_answer
        words = {"table": name, "row": place["row"], "column": place["column"], "text": typed}
        verb(shown, by=request.person, seen=request.POST.get("seen"), **words)
    except Stale as stale:
        theirs = str(stale.details["theirs"].get("text", ""))
        return _again(request, place | {"text": typed, "theirs": theirs, "seen": place["raw"]}, stale)
    except Unacceptable as refusal:
        return _again(request, place | {"text": typed, "seen": request.POST.get("seen", "")}, refusal)
    return _editor(request, shown, name)


def _place(shown: RuleDraft, name: str, asked: Any) -> dict[str, Any]:
    """Everything the form of a cell needs, from `row`, `column`, `part` and `at` (its place on the page)."""
    pack = queries.pack_of_draft(shown)
    sheet = pack.tables.get(name)
    row = next((each for each in sheet.row if each.id == asked.get("row")), None) if sheet else None
    part, column = asked.get("part", "when"), str(asked.get("column", ""))
    columns: dict[str, Any] = dict((sheet.inputs if part == "when" else sheet.outputs) if sheet else {})
    if row is None or column not in columns:
        raise Unacceptable(_("没有这一格了，请刷新后再看。"))
    kind = columns[column]
    raw = row.when.get(column, "-") if part == "when" else cells.shown_answer(row.then.get(column))
    words = wording.cell(kind, raw) if part == "when" else wording.value(kind, row.then.get(column))
    listed = cells.picked(kind, raw) if part == "when" else None
    return {
        "draft": shown, "name": name, "row": row.id, "column": column, "part": part, "at": str(asked.get("at", "")),
        "label": kind.label or column, "type": kind.type, "raw": raw, "text": raw, "seen": raw, "words": words,
        "choices": _choices(kind, part, listed), "options": _options(pack, kind, column, part),
    }  # fmt: skip


def _choices(kind: Any, part: str, listed: list[str] | None) -> list[tuple[str, str, bool]]:
    """Values to tick, for a test that merely lists some of them."""
    if part != "when" or kind.type != "text" or not isinstance(kind.domain, list) or listed is None:
        return []
    found = [(each, kind.labels.get(each, each), each in listed) for each in kind.domain]
    return [*found, ("null", _("未填"), "null" in listed)]


def _options(pack: Any, kind: Any, column: str, part: str) -> list[str]:
    """What is offered while typing: values by their labels, places of the organisation, yes and no."""
    if isinstance(kind.domain, list):
        return [kind.labels.get(each, each) for each in kind.domain]
    if kind.type == "bool":
        return ["是", "否", *(["不是（是）", "未填"] if part == "when" else [])]
    if part == "then" and column in ("department", "post"):
        places = pack.departments if column == "department" else pack.posts
        return [each.name for each in places.values()]
    return []


def _typed(place: dict[str, Any], posted: Any) -> str:
    """The written text when it was changed, else what is ticked."""
    text = str(posted.get("text", place["raw"]))
    if place["choices"] and text == posted.get("seen"):
        return cells.listed(posted.getlist("picked"))
    return text


def _again(request: Any, place: dict[str, Any], refusal: Refusal) -> HttpResponse:
    context = {**place, "problem": str(refusal.sentence), "choices": []}
    answer = render(request, "rulebook/editor_cell_form.html", context, status=422)
    answer["HX-Retarget"] = f"#cell-{place['at']}" if place["at"].replace("-", "").isdigit() else "#refusal"
    answer["HX-Reswap"] = "innerHTML"
    return answer


# ---- rows


def row(request: Any, pk: int, name: str) -> HttpResponse:
    """What a row rests on, as a form below the row; POST keeps it."""
    shown = draft_of(request, pk)
    require(request.person, "rulebook.edit_draft", shown)
    id = (request.POST if request.method == "POST" else request.GET).get("row", "")
    try:
        raw = row_of(shown.content, name, id)
    except LookupError:
        raise Unacceptable(_("没有这一行了：%(row)s") % {"row": id}) from None
    form = RowForm(request.POST or None, initial=_grounds(raw), auto_id=f"row-%s-{name}")
    context = {"draft": shown, "name": name, "row": id, "form": form, "pack": queries.pack_of_draft(shown)}
    if request.method == "POST" and form.is_valid():
        said = {key: form.cleaned_data[key] for key in ("id", "certainty", "note", "seen")}
        try:
            actions.change_row(shown, by=request.person, table=name, row=id, because=form.clauses(), **said)
        except Unacceptable as refusal:
            for key, sentence in (refusal.details or {"id": refusal.sentence}).items():
                form.add_error(key, sentence)
        else:
            return _editor(request, shown, name)
    answer = render(request, "rulebook/editor_row_form.html", context, status=422 if form.errors else 200)
    if form.errors:
        answer["HX-Retarget"] = "#row-form"
        answer["HX-Reswap"] = "outerHTML"
    return answer


def _grounds(raw: dict[str, Any]) -> dict[str, Any]:
    because = raw.get("because", [])
    return {
        "id": raw["id"],
        "because": "、".join(each for each in because if each != "gap"),
        "gap": because == ["gap"],
        "certainty": raw.get("certainty") or ("manual" if because == ["gap"] else "stated"),
        "note": raw.get("note", ""),
        "seen": grounds_text(raw),
    }


@require_POST
def rows(request: Any, pk: int, name: str) -> HttpResponse:
    """A row more, less, or elsewhere; an example for one: `do` is add, remove, up, down, example or renew."""
    shown = draft_of(request, pk)
    require(request.person, "rulebook.edit_draft", shown)
    posted, by = request.POST, request.person
    id, seen = posted.get("row", ""), _number(posted.get("seen"))
    match posted.get("do"):
        case "add":
            actions.add_row(shown, by=by, table=name, after=id, tests=_tests(posted.get("tests", "")), seen=seen)
        case "remove":
            actions.remove_row(shown, by=by, table=name, row=id, seen=seen)
        case "up" | "down" as way:
            actions.move_row(shown, by=by, table=name, row=id, step=-1 if way == "up" else 1, seen=seen)
        case "example":
            actions.add_example(shown, by=by, table=name, row=id, seen=seen)
        case "renew":
            at = _number(posted.get("at"))
            actions.renew_example(shown, by=by, file=posted.get("file", ""), at=at, seen=seen)
        case _:
            raise Unacceptable(_("看不懂要做什么。"))
    return _editor(request, shown, name)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else -1


def _tests(text: str) -> dict[str, str]:
    try:
        found = json.loads(text or "{}")
    except ValueError:
        found = None
    if not isinstance(found, dict) or not all(isinstance(each, str) for each in found.values()):
        raise Unacceptable(_("看不懂要做什么。"))
    return found


# ---- files


def file(request: Any, pk: int, name: str) -> HttpResponse | FileResponse:
    """The table as Excel, or `?as=toml`; POST takes either back, whole or not at all."""
    shown = draft_of(request, pk)
    if name not in queries.pack_of_draft(shown).tables:
        raise Http404
    if request.method == "POST":
        return _take(request, shown, name)
    sheet = queries.pack_of_draft(shown).tables[name]
    if request.GET.get("as") == "toml":
        text = table_files.to_toml(_raw(shown, name))
        answer = HttpResponse(text, content_type="application/toml; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{name}.toml"'
        return answer
    columns = [exports.Column(title, 22) for title in table_files.heads(sheet)]
    made = exports.Sheet(sheet.title, columns, table_files.rows(sheet))
    said = f"{shown.pack} {shown.number} {name} {shown.digest[:12]}"
    return exports.response([made], filename=f"{sheet.title}.xlsx", title=sheet.title, by=request.person, said=said)


def _take(request: Any, shown: RuleDraft, name: str) -> HttpResponse:
    require(request.person, "rulebook.edit_draft", shown)
    form = FileForm(request.POST, request.FILES)
    problems: list[str] = []
    if form.is_valid():
        try:
            sheet = _read(form.cleaned_data["file"], shown, name)
            actions.replace_table(shown, by=request.person, table=name, sheet=sheet, seen=form.cleaned_data["version"])
            messages.success(request, _("已按文件换了这张表，请看改动。"))
            return redirect("rule-draft-table", pk=shown.pk, name=name)
        except table_files.FileProblem as problem:
            problems = problem.rows
        except Unacceptable as refusal:
            problems = list((refusal.details or {}).get("rows", [])) or [str(refusal.sentence)]
    else:
        problems = [str(each[0]) for each in form.errors.values()]
    context = {**_context(request, shown, name), "file_problems": problems[:40], "more_problems": len(problems) - 40}
    return render(request, "rulebook/editor.html", context, status=422)


def _raw(shown: RuleDraft, name: str) -> dict[str, Any]:
    """The table as plain data with its columns in their order, which jsonb does not keep."""
    raw: dict[str, Any] = queries.pack_of_draft(shown).to_json()["tables"][name]
    return raw


def _read(upload: Any, shown: RuleDraft, name: str) -> dict[str, Any]:
    """The sheet an uploaded file holds."""
    if upload.size > LARGEST:
        raise Unacceptable(_("文件超过 %(most)s MB。") % {"most": LARGEST // 1024**2})
    data = upload.read()
    if not data.startswith(IS_WORKBOOK):
        try:
            return table_files.from_toml(data.decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise Unacceptable(_("这个文件不是 xlsx，也不是 UTF-8 的 TOML。")) from None
    with tempfile.TemporaryDirectory(prefix="shouwen-table-") as folder:
        source, target = Path(folder) / "table.xlsx", Path(folder) / "table.csv"
        source.write_bytes(data)
        first_sheet(source, target)
        texts = list(csv.reader(io.StringIO(target.read_text(encoding="utf-8"), newline="")))
    sheet = queries.pack_of_draft(shown).tables[name]
    return table_files.from_rows(texts, _raw(shown, name), sheet)


urlpatterns = [
    path("drafts/<int:pk>/tables/<str:name>/", table, name="rule-draft-table"),
    path("drafts/<int:pk>/tables/<str:name>/cell/", cell, name="rule-draft-cell"),
    path("drafts/<int:pk>/tables/<str:name>/row/", row, name="rule-draft-row"),
    path("drafts/<int:pk>/tables/<str:name>/rows/", rows, name="rule-draft-rows"),
    path("drafts/<int:pk>/tables/<str:name>/file/", file, name="rule-draft-file"),
]
