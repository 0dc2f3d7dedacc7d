"""Pages for the hand that loads: one's own loading records, and papers that wait for one's signature. Phone width."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from shouwen.claims import actions, paper_queries
from shouwen.claims.forms import papers as forms
from shouwen.claims.models import LoadingRecord
from shouwen.claims.views.deeds import Deed
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import told_on
from shouwen.people import queries as people

SHOWN = 30


def mine(request: HttpRequest) -> HttpResponse:
    """My records and what waits for my signature; a new record begins here."""
    person: Any = request.person  # type: ignore[attr-defined]
    keeps = person.granted("claims.keep_record")
    role = "loader" if person.holds("loader") else "driver"
    form = forms.NewRecord(request.POST or None, by=person, initial={"role": role}) if keeps else None
    if form is not None and form.is_bound and form.is_valid():
        brand = people.brands_of(person)[0]
        with told_on(form):
            made = actions.open_record(by=person, brand=brand, **form.cleaned_data)
        if not form.errors:
            return redirect("loading-record", made.pk)
    elif request.method == "POST":
        require(person, "claims.keep_record")
    context = {
        "form": form,
        "records": list(paper_queries.own_records(person)[:SHOWN]) if keeps else [],
        "waiting": paper_queries.papers_to_sign(person),
    }
    return render(request, "claims/paper_mine.html", context, status=422 if form is not None and form.is_bound else 200)


def colleagues(request: HttpRequest) -> HttpResponse:
    """Colleagues for a field that asks for a staff number: options of a data list."""
    typed = str(next(iter(request.GET.values()), ""))
    found = people.found_people(request.person, typed)[:12]  # type: ignore[attr-defined]
    return render(request, "claims/paper_colleagues.html", {"people": found})


def find_record(request: HttpRequest, pk: int) -> LoadingRecord:
    found = paper_queries.records_visible_to(request.person).select_related("author", "brand", "corrects")  # type: ignore[attr-defined]
    return get_object_or_404(found, pk=pk)


def record(request: HttpRequest, pk: int, form: Any = None) -> HttpResponse:
    found = find_record(request, pk)
    person: Any = request.person  # type: ignore[attr-defined]
    is_open = found.state == "draft" and person.may("claims.keep_record", found)
    is_own = found.author_id == person.pk
    context = {
        "record": found,
        "lines": list(found.lines.select_related("matter")),
        "pieces": sum(line.pieces for line in found.lines.all()),
        "form": (form or forms.LineForm(by=person)) if is_open else None,
        "is_own": is_own,
        "hint": "" if is_own else paper_queries.suspicion(found),
        "finding": None if is_own else paper_queries.finding(found),
        "correction": LoadingRecord.objects.filter(corrects=found).first(),
        "may_correct": found.state == "signed" and person.may("claims.correct_record", found),
        "may_judge": found.state == "signed" and person.may("claims.judge_copying", found),
    }
    return render(request, "claims/paper_record.html", context, status=422 if form is not None else 200)


@require_POST
def line(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_record(request, pk)
    require(request.person, "claims.keep_record", found)  # type: ignore[attr-defined]
    form = forms.LineForm(request.POST)
    if form.is_valid():
        with told_on(form):
            actions.write_line(found, by=request.person, **form.cleaned_data)  # type: ignore[attr-defined]
    return record(request, pk, form) if form.errors else redirect("loading-record", pk)


@require_POST
def line_out(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    actions.take_line_out(find_record(request, pk), by=request.person, line=line)  # type: ignore[attr-defined]
    return redirect("loading-record", pk)


@require_POST
def signature(request: HttpRequest, pk: int) -> HttpResponse:
    actions.sign_record(find_record(request, pk), by=request.person)  # type: ignore[attr-defined]
    messages.success(request, _("已签字，记录锁定，交运营部保管。"))
    return redirect("loading-record", pk)


def _paper(request: HttpRequest, kind: str, pk: int) -> Any:
    found = paper_queries.paper(request.person, kind, pk)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


def paper(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """A delivery notice or slip, to read and to sign."""
    found = _paper(request, kind, pk)
    person: Any = request.person  # type: ignore[attr-defined]
    side = found.side_of(person)
    context = {
        "paper": found,
        "kind": kind,
        "may_sign": found.state != "signed" and bool(side) and getattr(found, f"{side}_signed_at") is None,
        "may_attest": found.state != "signed" and person.may("claims.attest_paper", found),
        "sees_waybill": paper_queries.waybills_visible_to(person).filter(pk=found.waybill_id).exists(),
    }
    return render(request, "claims/paper_signed.html", context)


@require_POST
def paper_signature(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    actions.sign_paper(_paper(request, kind, pk), by=request.person)  # type: ignore[attr-defined]
    messages.success(request, _("已签字。"))
    return redirect("signed-paper", kind, pk)


@require_POST
def paper_attestation(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    actions.attest_paper(_paper(request, kind, pk), by=request.person)  # type: ignore[attr-defined]
    messages.success(request, _("已确认原件，单据锁定。"))
    return redirect("signed-paper", kind, pk)


_OF = {"url": "loading-record", "up": gettext_lazy("上车记录"), "find": find_record}
DEEDS = (
    Deed(
        "loading-record-correction",
        "papers/records/<int:pk>/correction/",
        "claims.correct_record",
        actions.correct_record,
        gettext_lazy("另立更正记录"),
        gettext_lazy("另立"),
        form=forms.Correction,
        says=gettext_lazy("原记录一字不改；新记录照抄一份，改好由您签字后生效。"),
        clause="S2-1.F.4.3b",
        icon="replace",
        **_OF,  # type: ignore[arg-type]
    ),
    Deed(
        "loading-record-copying",
        "papers/records/<int:pk>/copying/",
        "claims.judge_copying",
        actions.judge_copying,
        gettext_lazy("是不是抄的"),
        gettext_lazy("记下判断"),
        form=forms.Copying,
        says=gettext_lazy("系统只提示，由人判断；抄的人负全责并罚款，请核对笔录或监控。"),
        clause="S2-1.F.4.2.2c",
        icon="scale",
        **_OF,  # type: ignore[arg-type]
    ),
)
