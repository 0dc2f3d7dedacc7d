"""What other departments owe us: their inbox, their answers, and the written reports of those complained of."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwen.cases import actions, queries
from shouwen.cases.forms import inbox as forms
from shouwen.cases.rules import rules_of
from shouwen.cases.timeline import shown_file
from shouwen.cases.views.case_page import clause_url
from shouwen.kernel.clock import now as clock_now
from shouwen.kernel.drafts import draft_of, forget
from shouwen.kernel.models import Attachment
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import Refusal, Unacceptable

TABS = {"open": ("sent", "accepted"), "waiting": ("sent",), "working": ("accepted",), "done": ("reported", "declined")}
SHOWN = 100


def _list_of(person: Any, tab: str) -> dict[str, Any]:
    """The department's transfers under a tab, by due time; what is done comes newest first."""
    found = queries.transfers_for(person)
    counts = {name: found.filter(state__in=states).count() for name, states in TABS.items() if name != "done"}
    tab = tab if tab in TABS else "open"
    rows = found.filter(state__in=TABS[tab])
    rows = rows.order_by("-answered_at") if tab == "done" else rows
    return {
        "rows": list(rows[:SHOWN]),
        "tab": tab,
        "tabs": list(TABS),
        "counts": counts,
        "department": person.department,
    }


def inbox(request: HttpRequest) -> HttpResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "cases.report_back")
    return render(request, "cases/inbox.html", _list_of(person, request.GET.get("tab", "open")))


def _transfer(request: HttpRequest, transfer: int) -> Any:
    """A transfer to the person's department; members who never answer any (a sorter) see none."""
    person: Any = request.person  # type: ignore[attr-defined]
    found = queries.transfers_for(person)
    return get_object_or_404(found if person.granted("cases.report_back") else found.none(), pk=transfer)


def _place(sent: Any) -> str:
    return f"transfer:{sent.pk}"


def _photos(sent: Any) -> list[Any]:
    return [shown_file(each) for each in Attachment.objects.filter(about_kind="transfer", about_id=sent.pk)]


def transfer_page(
    request: HttpRequest, transfer: int, form: Any = None, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    sent = _transfer(request, transfer)
    clock = sent.case.clocks.filter(thing_kind="transfer", thing_id=sent.pk, deadline="department-answer").last()
    about_case = Attachment.objects.filter(about_kind="case", about_id=sent.case_id)
    rules = rules_of(sent.case)
    context = _list_of(person, request.GET.get("tab", "open")) | {
        "sent": sent,
        "case": sent.case,
        "clock": clock,
        "category": rules.category(sent.case.category),
        "clause_url": clause_url(rules, clock.clauses if clock else []),
        "may_answer": person.may("cases.report_back", sent),
        "pictures": [shown_file(each) for each in about_case],
        "photos": _photos(sent),
        "is_late": clock_now() > sent.due_at,
        "form": form or forms.Answer(initial={"seen_version": sent.version}),
        "refusal": refusal,
        "decline": forms.Decline(auto_id="decline-%s"),
        "more": forms.More(auto_id="more-%s"),
        "place": _place(sent),
        "draft": json.dumps(draft_of(person, _place(sent)), ensure_ascii=False) if form is None else "",
        "questions": list(
            sent.case.notes.exclude(asked=None).filter(by__department=sent.department).select_related("by", "asked")
        ),
        "may_ask": person.may("cases.note", sent.case),
        "sees_case": queries.visible_to(person).filter(pk=sent.case_id).exists(),
    }
    return render(request, "cases/inbox_transfer.html", context, status=status)


@require_POST
def acceptance(request: HttpRequest, transfer: int) -> HttpResponse:
    actions.accept_transfer(_transfer(request, transfer), by=request.person)  # type: ignore[attr-defined]
    return redirect("transfer", transfer)


@require_POST
def answer(request: HttpRequest, transfer: int) -> HttpResponse:
    """The answer with its photos. What is refused comes back on the same page, nothing typed is lost."""
    sent, form = _transfer(request, transfer), forms.Answer(request.POST)
    if not form.is_valid():
        return transfer_page(request, transfer, form, status=422)
    person: Any = request.person  # type: ignore[attr-defined]
    try:
        actions.report_back(sent, by=person, uploads=request.FILES.getlist("photos"), **form.cleaned_data)
    except Refusal as refusal:
        return transfer_page(request, transfer, form, refusal, status=refusal.status)
    forget(person, _place(sent))
    return redirect("transfer", transfer)


@require_POST
def photos(request: HttpRequest, transfer: int) -> HttpResponse:
    """Photos taken before the answer is written are kept at once."""
    sent = _transfer(request, transfer)
    uploads = request.FILES.getlist("photos")
    if not uploads:
        raise Unacceptable(_("请选择照片。"))
    for upload in uploads:
        actions.attach(sent, by=request.person, upload=upload)  # type: ignore[attr-defined]
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("transfer", transfer)
    return render(request, "cases/inbox_photos.html", {"photos": _photos(sent)})


@require_POST
def decline(request: HttpRequest, transfer: int) -> HttpResponse:
    form = forms.Decline(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    actions.decline_transfer(_transfer(request, transfer), by=request.person, why=why)  # type: ignore[attr-defined]
    return redirect("inbox")


@require_POST
def question(request: HttpRequest, transfer: int) -> HttpResponse:
    """The department asks the owner something; it stays a consultation until he answers."""
    sent, form = _transfer(request, transfer), forms.More(request.POST)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    actions.consult(sent.case, by=request.person, asked=sent.case.owner, words=words)  # type: ignore[attr-defined]
    return redirect("transfer", transfer)


# ---- written reports


def reports(request: HttpRequest) -> HttpResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    return render(request, "cases/reports.html", {"rows": list(queries.reports_of(person)[:SHOWN])})


def report(request: HttpRequest, report: int) -> HttpResponse:
    """The person complained of sees what it is about, never who complained; what he hands in stands for good."""
    person: Any = request.person  # type: ignore[attr-defined]
    found = get_object_or_404(queries.reports_of(person), pk=report)
    place = f"report:{found.pk}"
    form, refusal = forms.Report(request.POST if request.method == "POST" else None), None
    if request.method == "POST" and form.is_valid():
        try:
            actions.hand_in_report(found, by=person, text=form.cleaned_data["text"])
        except Refusal as said:
            refusal = said
        else:
            forget(person, place)
            return redirect("report", report)
    clock = found.case.clocks.filter(thing_kind="writtenreport", thing_id=found.pk).last()
    draft = "" if form.is_bound else json.dumps(draft_of(person, place), ensure_ascii=False)
    status = refusal.status if refusal else 422 if form.is_bound else 200
    context = {"report": found, "form": form, "clock": clock, "place": place, "draft": draft, "refusal": refusal}
    return render(request, "cases/report.html", context, status=status)


urlpatterns = [
    path("inbox/", inbox, name="inbox"),
    path("inbox/<int:transfer>/", transfer_page, name="transfer"),
    path("inbox/<int:transfer>/acceptance/", acceptance, name="transfer-acceptance"),
    path("inbox/<int:transfer>/answer/", answer, name="transfer-answer"),
    path("inbox/<int:transfer>/photos/", photos, name="transfer-photos"),
    path("inbox/<int:transfer>/decline/", decline, name="transfer-decline"),
    path("inbox/<int:transfer>/question/", question, name="transfer-question"),
    path("reports/", reports, name="reports"),
    path("reports/<int:report>/", report, name="report"),
]
