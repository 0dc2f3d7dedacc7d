"""Pages of an import: the file, its columns, a trial, and the work itself, which goes on when the page is closed."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shouwen.cases import actions, importing_template, queries
from shouwen.cases.forms.imports import Reading, Upload
from shouwen.cases.models import Import
from shouwen.cases.rules import rules_for
from shouwen.kernel import exports
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import Refusal
from shouwen.people import queries as people

SHOWN = 30


def _found(request: HttpRequest, pk: int) -> Import:
    return get_object_or_404(queries.imports(request.person), pk=pk)  # type: ignore[attr-defined]


def stage_of(upload: Import) -> str:
    """columns, checking, checked, working, stopped or done."""
    at_work = upload.job is not None and upload.job.state in ("waiting", "running")
    if upload.finished_at is not None:
        return "done"
    if upload.committed_at is not None:
        return "working" if at_work else "stopped"
    if at_work:
        return "checking"
    return "checked" if upload.checked is not None else "columns"


def imports(request: HttpRequest) -> HttpResponse:
    """What was brought in; POST takes a file."""
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "cases.import_cases")
    form = Upload(request.POST or None, request.FILES or None, person=person)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.start_import(by=person, brand=form.cleaned_data["brand"], upload=form.cleaned_data["file"])
            return redirect("import", made.pk)
        except Refusal as problem:  # a file cannot be typed again: the page stays, and says why beside it
            refusal = problem
            form.add_error("file", str(problem.sentence))
    rows = [{"upload": each, "stage": stage_of(each)} for each in queries.imports(person).order_by("-pk")[:SHOWN]]
    status = refusal.status if refusal else 422 if form.is_bound else 200
    return render(
        request, "cases/imports.html", {"form": form, "rows": rows, "several": len(form.brands) > 1}, status=status
    )


@require_GET
def template(request: HttpRequest) -> FileResponse:
    """An empty workbook with the pack's classes."""
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "cases.import_cases")
    brand = (
        people.brands_of(person).filter(code=request.GET.get("brand", "")).first() or people.brands_of(person)[:1].get()
    )
    file = tempfile.TemporaryFile()  # noqa: SIM115  the answer closes it
    importing_template.write(file, rules_for(brand).pack, title=_("导入工单 · %(brand)s") % {"brand": brand.name})
    file.seek(0)
    return exports.download(file, _("导入模板.xlsx"))


@require_GET
def import_page(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _found(request, pk))


def _page(request: HttpRequest, upload: Import, form: Reading | None = None, problem: str = "") -> HttpResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    stage = stage_of(upload)
    if form is None and stage in ("columns", "checked"):
        form = Reading(
            upload=upload,
            person=person,
            initial={
                "kind": upload.kind,
                "category": upload.category,
                "is_historic": upload.is_historic,
                "owner": upload.owner.staff_number if upload.owner else "",
            },
        )
    context = {"upload": upload, "stage": stage, "form": form, "problem": problem, **_work(upload, stage)}
    return render(request, "cases/import.html", context, status=422 if problem else 200)


def _work(upload: Import, stage: str) -> dict[str, Any]:
    """The job as the bar shows it: with what is wrong so far and the time left."""
    job = upload.job
    if job is not None and job.progress:
        rate = job.progress.get("rate") or 0
        left = job.progress["total"] - job.progress["done"]
        job.progress = {
            **job.progress,
            "left": int(left / rate) if rate else 0,
            "wrong": upload.counts.get("refused", 0),
        }
    return {"job": job, "at_work": stage in ("checking", "working")}


@require_GET
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    return _bar(request, _found(request, pk))


def _bar(request: HttpRequest, upload: Import) -> HttpResponse:
    """The bar, asked for every second; when the work has ended the page is asked anew."""
    stage = stage_of(upload)
    response = render(request, "cases/import_work.html", {"upload": upload, "stage": stage, **_work(upload, stage)})
    if stage not in ("checking", "working"):
        response["HX-Refresh"] = "true"
    return response


@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    upload = _found(request, pk)
    form = Reading(request.POST, upload=upload, person=person)
    if not form.is_valid():
        return _page(request, upload, form, _("请核对下面的选择。"))
    said = form.cleaned_data
    owner = people.with_key(f"person:{said['owner']}") if said["owner"] else None
    try:
        actions.check_import(
            upload,
            by=person,
            mapping=form.mapping(),
            kind=said["kind"],
            category=said["category"],
            owner=owner,
            is_historic=said["is_historic"],
        )
    except Refusal as refusal:  # shown above the columns, with every choice kept
        return _page(request, _found(request, pk), form, str(refusal.sentence))
    return redirect("import", pk)


@require_POST
def commit(request: HttpRequest, pk: int) -> HttpResponse:
    actions.commit_import(_found(request, pk), by=request.person)  # type: ignore[attr-defined]
    return redirect("import", pk)


@require_POST
def cancellation(request: HttpRequest, pk: int) -> HttpResponse:
    actions.cancel_import(_found(request, pk), by=request.person)  # type: ignore[attr-defined]
    if request.htmx:  # type: ignore[attr-defined]
        return _bar(request, _found(request, pk))
    return redirect("import", pk)


@require_GET
def refused(request: HttpRequest, pk: int) -> FileResponse:
    """The table of rows that stayed out, with the reason."""
    upload = _found(request, pk)
    kept = Path(settings.FILES) / upload.refused_path if upload.refused_path else None
    if kept is None or not kept.is_file():
        raise Http404
    name = f"{Path(upload.name).stem}-{_('没有导入的行')}{kept.suffix}"
    answer = FileResponse(kept.open("rb"), as_attachment=True, filename=name)
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


urlpatterns = [
    path("imports/", imports, name="imports"),
    path("imports/template/", template, name="import-template"),
    path("imports/<int:pk>/", import_page, name="import"),
    path("imports/<int:pk>/check/", check, name="import-check"),
    path("imports/<int:pk>/commitment/", commit, name="import-commitment"),
    path("imports/<int:pk>/progress/", progress, name="import-progress"),
    path("imports/<int:pk>/cancellation/", cancellation, name="import-cancellation"),
    path("imports/<int:pk>/refused/", refused, name="import-refused"),
]
