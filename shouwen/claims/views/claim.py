"""The claim page, and the view every verb's form comes through."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse

from shouwen.claims import parties, queries, rules
from shouwen.claims.actions import latest_appraisal, latest_run
from shouwen.claims.evidence import inputs_from_papers
from shouwen.claims.forms import deeds
from shouwen.claims.forms.deciding import Situation
from shouwen.claims.gate import investigating_gate, negotiating_gate, payment_gate
from shouwen.claims.limits import parts
from shouwen.claims.settled import shares_said
from shouwen.claims.views.page import doable_inputs, page_of
from shouwen.claims.views.verbs import VERBS, Verb
from shouwen.kernel.drafts import draft_of, forget
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import Refusal, Unacceptable

GATES = {
    "claim-investigation": investigating_gate,
    "claim-negotiation": negotiating_gate,
    "claim-voucher": payment_gate,
}
DECISIONS = {"claim-liability": "liability", "claim-compensation": "compensation"}


def claim_page(request: HttpRequest, number: str) -> HttpResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    claim = get_object_or_404(queries.numbered(person, number))
    require(person, "claims.read")
    return render(request, "claims/claim.html", page_of(person, claim))


def view_of(verb: Verb) -> Callable[..., HttpResponse]:
    """GET shows what is asked, as a page or in the dialog; POST does it."""

    def view(request: HttpRequest, number: str, part: int | None = None) -> HttpResponse:
        person: Any = request.person  # type: ignore[attr-defined]
        claim = get_object_or_404(queries.numbered(person, number))
        require(person, verb.right, claim)
        thing = _part(verb, claim, part)
        given = {"person": person, "claim": claim, "part": thing}
        if request.method != "POST":
            return _sheet(request, verb, verb.form(**given))
        form = verb.form(request.POST, request.FILES, **given)
        refusal = _act(verb, form, person) if form.is_valid() else None
        if refusal is not None or not form.is_valid():
            return _sheet(request, verb, form, refusal)
        forget(person, _place(verb, form))
        messages.success(request, verb.title)
        return _done(request, person, number)

    return view


def _part(verb: Verb, claim: Any, part: int | None) -> Any:
    """What the verb is about: a part of the claim, one of its newest decisions, or what the rules ask."""
    if verb.name in DECISIONS:
        return _situation(claim, DECISIONS[verb.name])
    if verb.of == "decision":
        runs = [each for each in (latest_run(claim), latest_appraisal(claim)) if each is not None]
        found = next((each.decision for each in runs if each.decision_id == part), None)
        if found is None:
            raise Http404
        return found
    if verb.of:
        return get_object_or_404(getattr(claim, verb.of).select_related("claim"), pk=part)
    return claim


def _situation(claim: Any, name: str) -> tuple[Any, ...]:
    """The decision's sheet, what is known by now, what the papers say, their sentences, and the sources before."""
    ruled = rules.rules_of(claim)
    if not ruled.has(name):
        raise Http404
    sheet = ruled.pack.decisions[name]
    papers = inputs_from_papers(claim.matter) if claim.matter is not None else {}
    said, sources = papers.get(name, {}), papers.get("sources", {})
    last = latest_run(claim) if name == "liability" else latest_appraisal(claim)
    known = {**_from_claim(claim, name), **said, **(last.decision.inputs if last else {})}
    known = {key: value for key, value in known.items() if key in sheet.inputs}
    return sheet, known, said, sources, last.sources if last else {}


def _from_claim(claim: Any, name: str) -> dict[str, Any]:
    """What the claim itself knows of the situation."""
    lost = claim.kind in ("shortage", "total_loss")
    if name == "liability":
        return {"cause": claim.cause, "outcome": "lost" if lost else "damaged"}
    return {"cause": claim.cause, "kind": "loss" if lost else "damage"}


def _act(verb: Verb, form: deeds.Deed, person: Any) -> Refusal | None:
    """Calls the verb. What it refuses is shown in the form itself: a dialog covers the page's own place for it."""
    thing = form.part if verb.of and verb.of != "decision" else form.claim
    try:
        verb.act(thing, by=person, **form.arguments())
    except Refusal as refusal:
        if isinstance(refusal, Unacceptable) and isinstance(refusal.details, dict):
            for name in set(refusal.details) & set(form.fields):
                form.add_error(name, str(refusal.details[name]))
        return refusal
    return None


def _place(verb: Verb, form: deeds.Deed) -> str:
    return f"claim:{form.claim.number}:{verb.name}:{getattr(form.part, 'pk', '') if verb.of else ''}"


def _sheet(request: HttpRequest, verb: Verb, form: deeds.Deed, refusal: Refusal | None = None) -> HttpResponse:
    """The form, as the dialog's content for htmx and as a page otherwise."""
    person: Any = request.person  # type: ignore[attr-defined]
    htmx, place = bool(getattr(request, "htmx", False)), _place(verb, form)
    in_place = isinstance(refusal, Unacceptable) and bool(form.errors)
    context = {
        "verb": verb,
        "form": form,
        "claim": form.claim,
        "thing": form.part,
        "place": place,
        "dialog": htmx,
        "wide": isinstance(form, Situation),
        "refusal": None if in_place else refusal,
        "rules": rules.rules_of(form.claim),
        "draft": "" if form.is_bound else json.dumps(draft_of(person, place), ensure_ascii=False),
        **_beside(verb, form),
    }
    status = refusal.status if refusal else 422 if form.is_bound else 200
    answer = render(request, "claims/verb.html#dialog" if htmx else "claims/verb.html", context, status=status)
    if htmx:
        answer["HX-Retarget"], answer["HX-Reswap"] = "#dialog", "innerHTML"
    return answer


def _beside(verb: Verb, form: deeds.Deed) -> dict[str, Any]:
    """What a verb's form shows above its fields, by its template."""
    claim = form.claim
    if verb.name in GATES:
        lines = [line.as_dict() for line in GATES[verb.name](claim)]
        return {"gate": lines, "missing": [each for each in lines if not each["met"]]}
    if isinstance(form, Situation):
        return {"fieldsets": form.fieldsets()}
    if verb.of == "decision":
        return {"inputs": [row for row in doable_inputs(claim, form.part) if form.part.inputs.get(row[0]) is not None]}
    if verb.name == "claim-opinion":
        return _opinion(claim, form.person)
    return {
        "proposed": _proposed(claim),
        "shares": list(claim.shares.select_related("person", "department").order_by("position")),
    }


def _proposed(claim: Any) -> list[tuple[Any, str]]:
    run = latest_run(claim)
    said = shares_said(run.decision) if run else {}
    try:
        return (
            [(parties.title(name), parties.words(share)) for name, share in parties.read_shares(said, run.order)]
            if run and said
            else []
        )
    except (ValueError, ZeroDivisionError):
        return []


def _opinion(claim: Any, person: Any) -> dict[str, Any]:
    """What the opinion will say of money, and who will be asked, before it is sent."""
    from shouwen.claims.actions.authorising import preview  # reason: slow

    shares = list(claim.shares.select_related("person", "department").order_by("position"))
    if claim.agreed_fen is None:
        return {"shares": []}
    amounts = parts(claim.agreed_fen, [share.fraction for share in shares])
    posts, whole = preview(claim, claim.agreed_fen)
    return {"parts": list(zip(shares, amounts, strict=True)), "posts": posts, "whole": whole}


def _done(request: HttpRequest, person: Any, number: str) -> HttpResponse:
    """After a verb the page anew, or the list when the claim is out of his sight now."""
    seen = queries.numbered(person, number).exists()
    there = reverse("claim", args=[number]) if seen else reverse("claims")
    if not getattr(request, "htmx", None):
        return redirect(there)
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = there
    return answer


urlpatterns = [
    path("<slug:number>/", claim_page, name="claim"),
    *[path(f"<slug:number>/{verb.path}", view_of(verb), name=verb.name) for verb in VERBS],
]
