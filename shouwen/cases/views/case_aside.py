"""What stands beside a case: a full number, a kept file, colleagues to choose from, the ground of a clock."""

from __future__ import annotations

from typing import Any

from django.db.models import Case as When
from django.db.models import IntegerField, Q, Value
from django.db.models import When as Then
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from shouwen.cases import happening, queries
from shouwen.cases.forms import case as forms
from shouwen.cases.gate import closing_gate
from shouwen.cases.grounds import ground_of
from shouwen.cases.models import Clock, Transfer
from shouwen.cases.rules import Rules, rules_of
from shouwen.cases.timeline import shown_file
from shouwen.cases.views.case_page import clause_url
from shouwen.cases.views.case_verbs import Verb
from shouwen.conversations import queries as conversations
from shouwen.customers import actions as customer_actions
from shouwen.customers import queries as customers
from shouwen.kernel import files
from shouwen.kernel.models import Attachment
from shouwen.kernel.policy import require
from shouwen.people import queries as people

OFFERED = 30


def beside(verb: Verb, form: forms.Deed) -> dict[str, Any]:
    """What a verb's form shows above its fields, by its template."""
    case = form.case
    if verb.aside.endswith("gate.html"):
        rules = rules_of(case)
        lines: list[dict[str, Any]] = [
            {"line": line, "basis_url": clause_url(rules, line.clauses)} for line in closing_gate(case)
        ]
        return {"gate": lines, "missing": [each for each in lines if not each["line"].met]}
    if verb.name == "case-answer":
        back = case.transfers.filter(state="reported").select_related("department").order_by("-id").first()
        return {"back": back, "promises": list(case.promises.filter(state__in=("open", "broken")))}
    if verb.right == "cases.promise" or verb.name == "case-promise-extension":
        return {"limit": promise_limit(rules_of(case))}
    return {}


def promise_limit(rules: Rules) -> dict[str, Any]:
    """How far ahead one promise may reach and which one goes to the supervisor, each with what it rests on."""
    longest, extensions = rules.basis_of_deadline("promise-longest"), rules.basis_of_setting("promise.extensions")
    return {
        "hours": int(rules.longest("promise-longest").total_seconds() // 3600),
        "longest": longest,
        "longest_url": clause_url(rules, longest.clauses),
        "times": int(rules.setting("promise.extensions")),
        "extensions": extensions,
        "extensions_url": clause_url(rules, extensions.clauses),
    }


#: Verbs at whose end the talk with the customer ends too.
LAST = ("case-answer", "case-closure")


def talk_of(person: Any, verb: Verb, case: Any) -> dict[str, Any]:
    """{conversation, ending, written}: the talk that goes on about the case while a verb that ends it is opened.

    `written` is the last one in writing, going on or not: what is recorded on the case is not sent there.
    """
    if verb.name not in LAST:
        return {}
    found = conversations.visible_to(person).filter(about_kind="case", about_id=case.pk)
    written = found.exclude(kind="call").order_by("-last_in_at", "-id").first()
    mine = conversations.live(found).filter(owner=person)
    talk = conversations.with_names(mine).order_by("-last_in_at", "-id").first()
    going = {"conversation": talk, "ending": happening.ending(case)} if talk is not None else {}
    return {**going, "written": written}


def colleagues_for(person: Any, case: Any, text: str = "") -> list[Any]:
    """Colleagues of the case's brand whose number or name has `text`; those of its department first."""
    found = people.colleagues(person).filter(brands=case.brand_id)
    if text.strip():
        found = found.filter(Q(staff_number__startswith=text.strip()) | Q(name__contains=text.strip()))
    near = When(Then(department=case.department_id, then=Value(0)), default=Value(1), output_field=IntegerField())
    return list(found.annotate(near=near).order_by("near", "staff_number")[:OFFERED])


def colleagues(request: HttpRequest, number: str) -> HttpResponse:
    """Options for the input that asks, whatever it is called."""
    person: Any = request.person  # type: ignore[attr-defined]
    case = get_object_or_404(queries.numbered(person, number))
    found = colleagues_for(person, case, str(next(iter(request.GET.values()), "")))
    return render(request, "cases/case_verb.html#colleagues", {"colleagues": found})


def telephone(request: HttpRequest, number: str) -> HttpResponse:
    """The customer's full number, logged; without standing in the matter a reason is asked first."""
    person: Any = request.person  # type: ignore[attr-defined]
    case = get_object_or_404(queries.numbered(person, number))
    if case.customer is None:
        raise Http404
    customer = customers.standing_for(case.customer)
    require(person, "customers.reveal_number", customer)
    form = forms.Look(request.POST if request.method == "POST" else None, person=person, case=case)
    standing = customers.sees_number(person, customer)
    if request.method != "POST" or not (standing or form.is_valid()):
        return _ask_why(request, form, case)
    numbers = customer_actions.reveal_number(
        customer, by=person, reason="" if standing else form.cleaned_data["reason"]
    )
    context = {"numbers": [each.removeprefix("+86") for each in numbers], "case": case, "customer": customer}
    if not request.htmx:  # type: ignore[attr-defined]
        return render(request, "cases/case_telephone.html", context)
    answer = render(request, "cases/case_telephone.html#numbers", context)
    answer["HX-Retarget"], answer["HX-Reswap"], answer["HX-Trigger"] = "#case-telephone", "innerHTML", "dialog-close"
    return answer


def _ask_why(request: HttpRequest, form: forms.Deed, case: Any) -> HttpResponse:
    htmx = bool(request.htmx)  # type: ignore[attr-defined]
    name = "cases/case_look.html#dialog" if htmx else "cases/case_look.html"
    answer = render(request, name, {"form": form, "case": case, "dialog": htmx}, status=422 if form.is_bound else 200)
    if htmx:
        answer["HX-Retarget"], answer["HX-Reswap"] = "#dialog", "innerHTML"
    return answer


def attachment(request: HttpRequest, kept: int) -> FileResponse:
    """A kept file, for those who see the thing it belongs to. Pictures are shown, all else is saved."""
    person: Any = request.person  # type: ignore[attr-defined]
    found = get_object_or_404(Attachment, pk=kept)
    if not _sees_file(person, found):
        raise Http404
    return files.response(found, inline=shown_file(found).is_picture)


def _sees_file(person: Any, kept: Attachment) -> bool:
    if kept.about_kind == "case":
        return queries.visible_to(person).filter(pk=kept.about_id).exists()
    if kept.about_kind == "transfer":
        case = Transfer.objects.filter(pk=kept.about_id).values("case")
        return (
            queries.transfers_for(person).filter(pk=kept.about_id).exists()
            or queries.visible_to(person).filter(pk__in=case).exists()
        )
    if kept.about_kind == "note":
        return queries.visible_to(person).filter(notes=kept.about_id).exists()
    return False


def clock_basis(request: HttpRequest, clock: int) -> HttpResponse:
    """Why this clock runs until then, to the minute."""
    person: Any = request.person  # type: ignore[attr-defined]
    running = get_object_or_404(Clock.objects.select_related("case", "decision", "edition"), pk=clock)
    if not _sees_clock(person, running):
        raise Http404
    frame = "components/basis.html" if request.htmx else "rulebook/basis_page.html"  # type: ignore[attr-defined]
    return render(request, "cases/basis_clock.html", {**ground_of(running), "frame": frame})


def _sees_clock(person: Any, running: Clock) -> bool:
    if running.sheet_id is not None:
        return queries.sheets(person).filter(pk=running.sheet_id).exists()
    seen = queries.visible_to(person).filter(clocks=running.pk).exists()
    if running.thing_kind == "writtenreport":
        return seen or queries.reports_of(person).filter(pk=running.thing_id).exists()
    return bool(seen)
