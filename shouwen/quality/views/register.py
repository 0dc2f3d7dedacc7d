"""The register: list by key, one violation, proposing one, one verb for many, and what hangs on a case's page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shouwen.cases import queries as cases
from shouwen.kernel import drafts
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import Refused, Unacceptable, told_on
from shouwen.people import queries as people
from shouwen.quality import actions, queries
from shouwen.quality.bands import said
from shouwen.quality.filters import SIZE, ViolationFilter, page
from shouwen.quality.forms import Batch, Proposing
from shouwen.quality.grounds import ground_of, next_of
from shouwen.quality.timeline import entries_of
from shouwen.quality.views import deeds

OUTCOME = "violation-batch"
MOST = 100


def _require_register(person: Any) -> None:
    if not (person.may("quality.see") or person.may("quality.see_all")):
        raise Refused(_("您的岗位不经手违规登记；与您本人有关的在“我的奖罚”。"))


def violations(request: HttpRequest) -> HttpResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    _require_register(person)
    form = ViolationFilter(request.GET, person=person)
    leaf = page(form.apply(), request.GET.get("after", ""), request.GET.get("before", ""))
    context = {
        "form": form,
        "page": leaf,
        "rows": [_row(each) for each in leaf.rows],
        "size": SIZE,
        "any": bool(form.asked),
        "may_propose": person.may("quality.propose"),
        "may_reward": person.may("quality.reward"),
        "verbs": actions.VERBS if person.granted("quality.check") else {},
        "query": _question(request),
    }
    return render(request, "quality/list.html", context)


def _row(violation: Any) -> dict[str, Any]:
    penalties = sorted(violation.penalties.all(), key=lambda each: -each.pk)
    return {
        "violation": violation,
        "penalty": penalties[0] if penalties else None,
        "band": said(violation.low_fen, violation.high_fen),
    }


def _question(request: HttpRequest) -> str:
    kept = request.GET.copy()
    for name in ("after", "before"):
        kept.pop(name, None)
    return kept.urlencode()


def violation(request: HttpRequest, number: str) -> HttpResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    found = get_object_or_404(queries.numbered(person, number))
    penalty = queries.penalty_of(found)
    objection = queries.objection_of(penalty)
    own = queries.concerns(person, found)
    context = {
        "violation": found,
        "penalty": penalty,
        "objection": objection,
        "own": own,
        "case_seen": not own and found.case is not None and cases.visible_to(person).filter(pk=found.case.pk).exists(),
        "buttons": deeds.buttons(person, found, penalty, objection),
        "next": next_of(found, penalty, objection),
        "may_object": own and queries.may_still_object(penalty),
        "entries": entries_of(found, own=own),
        **ground_of(found),
    }
    return render(request, "quality/violation.html", context)


def new_violation(request: HttpRequest) -> HttpResponse:
    """A violation somebody has found; with a case in the address when it comes from one."""
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "quality.propose")
    form = Proposing(request.POST or None, person=person, initial={"case": request.GET.get("case", "")})
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            made = actions.propose(by=person, **form.arguments())
            numbers = "、".join(each.number for each in made)
            messages.success(request, _("已提出 %(numbers)s，等别人核实") % {"numbers": numbers})
            return redirect("violation", number=made[0].number) if len(made) == 1 else redirect("violations")
    context = {"form": form, "colleagues": people.colleagues(person)}
    return render(request, "quality/new.html", context, status=422 if form.errors else 200)


@require_POST
def batch(request: HttpRequest) -> HttpResponse:
    """Asks for the words of the verb, then does it to each by itself and shows what became of them."""
    person: Any = request.person  # type: ignore[attr-defined]
    do, numbers = request.POST.get("do", ""), request.POST.getlist("violation")
    if do not in actions.VERBS:
        raise Http404
    title, verb, _act, _name = actions.VERBS[do]
    require(person, verb)
    if not numbers or len(numbers) > MOST:
        raise Unacceptable(_("请勾选 1 到 %(most)s 条，再点要办的事。") % {"most": MOST})
    chosen = list(queries.with_names(queries.visible_to(person)).filter(number__in=numbers).order_by("-pk"))
    form = Batch(request.POST if "words" in request.POST else None, person=person)
    if not form.is_valid():
        shown = {"form": form, "rows": chosen, "do": do, "title": title, "query": request.POST.get("query", "")}
        return render(request, "quality/batch.html", shown, status=422 if form.errors else 200)
    outcomes = actions.each(chosen, do, by=person, words=form.cleaned_data["words"])
    rows = [vars(each) for each in outcomes]
    drafts.keep(person, OUTCOME, {"do": do, "rows": rows, "back": request.POST.get("query", "")})
    return redirect("violation-batch-outcome")


@require_GET
def outcome(request: HttpRequest) -> HttpResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    _require_register(person)
    kept = drafts.draft_of(person, OUTCOME)
    rows = kept.get("rows", [])
    title = actions.VERBS[kept["do"]][0] if kept.get("do") in actions.VERBS else ""
    done = sum(row["done"] for row in rows)
    shown = {"rows": rows, "title": title, "done": done, "left": len(rows) - done, "back": kept.get("back", "")}
    return render(request, "quality/outcome.html", shown)


@require_GET
def of_case(request: HttpRequest, number: str) -> HttpResponse:
    """What hangs beside a case, for those who may see any of it; nothing at all for the others."""
    person: Any = request.person  # type: ignore[attr-defined]
    case = get_object_or_404(cases.numbered(person, number))
    rows = [_row(each) for each in queries.about_case(person, case)]
    may_propose = person.may("quality.propose") and not cases.is_named(person, case)
    vetoes = [
        veto for veto in queries.vetoes(case.brand, queries.month_name(case.received_at)) if veto.case_id == case.pk
    ]
    context = {
        "rows": rows,
        "case": case,
        "vetoes": vetoes if person.may("quality.see") or person.may("quality.see_all") else [],
        "propose_url": f"{reverse('new-violation')}?case={case.number}" if may_propose else "",
    }
    return render(request, "quality/case_part.html", context)


urlpatterns = [
    path("violations/", violations, name="violations"),
    path("violations/new/", new_violation, name="new-violation"),
    path("violations/batch/", batch, name="violation-batch"),
    path("violations/batch/outcome/", outcome, name="violation-batch-outcome"),
    path("violations/<str:number>/", violation, name="violation"),
    path("cases/<str:number>/", of_case, name="violation-case"),
    *deeds.urlpatterns,
]
