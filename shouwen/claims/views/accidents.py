"""The accident report: written on the spot, mostly on a telephone; and evidence a department is asked for."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwen.claims import actions, queries
from shouwen.claims.forms.accidents import Accident, Answer
from shouwen.claims.models import EvidenceItem
from shouwen.kernel import files
from shouwen.kernel.models import Attachment
from shouwen.kernel.policy import may, require
from shouwen.kernel.refusals import told_on
from shouwen.people import queries as people


def accident_new(request: HttpRequest) -> HttpResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "claims.write_report")
    form = Accident(request.POST or None, request.FILES or None, person=person, initial=_initial(request))
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            report = actions.write_report(by=person, sign="sign" in request.POST, **form.cleaned_data)
            messages.success(request, _("事故报告单已交理赔员。") if report.signed_at else _("已存下，签字后才算交。"))
            return redirect("accident", report.pk)
    mine = list(queries.reports_of(person).filter(writer=person)[:10])
    status = 422 if form.is_bound else 200
    return render(request, "claims/accident_form.html", {"form": form, "mine": mine}, status=status)


def _initial(request: HttpRequest) -> dict[str, Any]:
    return {"waybill": request.GET.get("waybill", "")[:40]}


def accident(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    report = get_object_or_404(queries.reports_of(person), pk=pk)
    kept = Attachment.objects.filter(about_kind="accidentreport", about_id=report.pk)
    context = {
        "report": report,
        "files": list(kept),
        "may_sign": report.signed_at is None and may(person, "claims.sign_report", report),
        "sees_claim": queries.visible_to(person).filter(pk=report.claim_id).exists() and person.granted("claims.read"),
    }
    return render(request, "claims/accident.html", context)


@require_POST
def accident_signature(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    report = get_object_or_404(queries.reports_of(person), pk=pk)
    actions.sign_report(report, by=person)
    messages.success(request, _("事故报告单已签字，交理赔员。"))
    return redirect("accident", pk)


def evidence_request(request: HttpRequest, pk: int) -> HttpResponse:
    """What a department is asked for, and its answer."""
    person: Any = request.person  # type: ignore[attr-defined]
    asked = get_object_or_404(queries.requests_for(person), pk=pk)
    form = Answer(request.POST or None, request.FILES or None)
    if request.method == "POST":
        require(person, "claims.answer_request", asked)
        if form.is_valid():
            with told_on(form):
                actions.answer_request(asked, by=person, **form.cleaned_data)
                messages.success(request, _("已答复，理赔员会看到。"))
                return redirect("evidence-request", pk)
    may_answer = asked.state == "asked" and may(person, "claims.answer_request", asked)
    context = {"asked": asked, "form": form, "may_answer": may_answer}
    return render(request, "claims/request.html", context, status=422 if form.is_bound else 200)


def claim_file(request: HttpRequest, kept: int) -> FileResponse:
    """A kept file of the accident report or of the evidence, for those who may read them."""
    person: Any = request.person  # type: ignore[attr-defined]
    found = get_object_or_404(Attachment, pk=kept, about_kind__in=("accidentreport", "evidenceitem"))
    if found.about_kind == "accidentreport":
        seen = queries.reports_of(person).filter(pk=found.about_id).exists()
    else:
        items = EvidenceItem.objects.filter(claim__in=queries.visible_to(person), pk=found.about_id)
        seen = person.granted("claims.read") and items.exists()
    if not seen:
        raise Http404
    return files.response(found, inline=True)


def colleagues(request: HttpRequest) -> HttpResponse:
    """Options for the input that asks, whatever it is called."""
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "claims.read")
    typed = str(next(iter(request.GET.values()), ""))
    found = people.found_people(person, typed)[:30]
    return render(request, "claims/verb.html#colleagues", {"colleagues": found})


urlpatterns = [
    path("accidents/new/", accident_new, name="accident-new"),
    path("accidents/<int:pk>/", accident, name="accident"),
    path("accidents/<int:pk>/signature/", accident_signature, name="accident-signature"),
    path("requests/<int:pk>/", evidence_request, name="evidence-request"),
    path("files/<int:kept>/", claim_file, name="claim-file"),
    path("colleagues/", colleagues, name="claim-colleagues"),
]
