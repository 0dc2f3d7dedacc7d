"""The case page: reading it, its parts after each act, and the view every verb's form comes through."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwen.cases import actions, queries
from shouwen.cases.forms import case as forms
from shouwen.cases.models import Case
from shouwen.cases.rules import rules_of
from shouwen.cases.steps import steps_of
from shouwen.cases.views import case_aside
from shouwen.cases.views.case_page import page_of
from shouwen.cases.views.case_verbs import VERBS, Verb
from shouwen.kernel.drafts import draft_of, forget
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import Refusal, Stale, Unacceptable


def case_page(request: HttpRequest, number: str) -> HttpResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    case = get_object_or_404(queries.numbered(person, number))
    context = page_of(person, case, request.GET.get("show", "all"))
    return render(request, "cases/case.html", {**context, **_note_form(person, case)})


def case_parts(request: HttpRequest, number: str) -> HttpResponse:
    """The parts that change when somebody acts; what is being typed is left alone."""
    person: Any = request.person  # type: ignore[attr-defined]
    return parts_response(request, person, get_object_or_404(queries.numbered(person, number)))


def parts_response(request: HttpRequest, person: Any, case: Any, said: Any = "", **more: Any) -> HttpResponse:
    show = request.GET.get("show") or request.POST.get("show") or "all"
    return render(request, "cases/case_parts.html", {**page_of(person, case, show), "said": said, **more})


def _note_form(person: Any, case: Any) -> dict[str, Any]:
    place = f"case:{case.number}:note"
    draft = json.dumps(draft_of(person, place), ensure_ascii=False)
    return {"note_form": forms.Note(person=person, case=case), "note_place": place, "note_draft": draft}


# ---- verbs


def view_of(verb: Verb) -> Callable[..., HttpResponse]:
    """GET shows what is asked, as a page or in the dialog; POST does it."""

    def view(request: HttpRequest, number: str, part: int | None = None, step: str = "") -> HttpResponse:
        person: Any = request.person  # type: ignore[attr-defined]
        case, thing = _find(verb, person, number, part)
        require(person, verb.right, thing if verb.right_on_part else case)
        place = f"case:{number}:{verb.name}:{part or step}"
        given = {"person": person, "case": case, "part": thing}
        if request.method != "POST":
            return sheet_of(request, verb, verb.form(**given), place, step)
        form = verb.form(request.POST, request.FILES, **given)
        refusal = act_on(verb, form, person, step) if form.is_valid() else None
        if refusal is not None or not form.is_valid():
            return sheet_of(request, verb, form, place, step, refusal)
        forget(person, place)
        return done(request, person, number, said=verb.title)

    return view


def _find(verb: Verb, person: Any, number: str, part: int | None) -> tuple[Any, Any]:
    """The case as far as the person may see it, and the part. Who was asked something finds at least that."""
    if verb.name == "case-consultation-answer":
        asked = get_object_or_404(queries.consultations_of(person), pk=part, case__number=number)
        return asked.case, asked
    if verb.name in ("case-offer-acceptance", "case-offer-return"):
        offered = get_object_or_404(queries.offers_to(person), pk=part, case__number=number)
        return offered.case, offered
    case = get_object_or_404(queries.numbered(person, number))
    if verb.of == "repeat_record":
        record = getattr(case, "repeat_record", None)
        if record is None:
            raise Http404
        return case, record
    return case, get_object_or_404(getattr(case, verb.of), pk=part) if verb.of else case


def act_on(verb: Verb, form: forms.Deed, person: Any, step: str) -> Refusal | None:
    """Calls the verb. What it refuses is shown in the form itself: a dialog covers the page's own place for it."""
    more = {"step": step} if step else {}
    try:
        verb.act(form.part, by=person, **form.arguments(), **more)
    except Refusal as refusal:
        if isinstance(refusal, Unacceptable) and isinstance(refusal.details, dict):
            for name in set(refusal.details) & set(form.fields):
                form.add_error(name, str(refusal.details[name]))
        if isinstance(refusal, Stale) and isinstance(form, forms.Versioned):
            form.see_version(Case.objects.values_list("version", flat=True).get(pk=form.case.pk))
            refusal.details = {side: form.in_words(values) for side, values in refusal.details.items()}
        return refusal
    return None


def sheet_of(
    request: HttpRequest,
    verb: Verb,
    form: forms.Deed,
    place: str,
    step: str,
    refusal: Refusal | None = None,
    **more: Any,
) -> HttpResponse:
    """The form, as the dialog's content for htmx and as a page otherwise."""
    person: Any = request.person  # type: ignore[attr-defined]
    htmx = bool(getattr(request, "htmx", False))
    line = next((each for each in steps_of(form.case) if each.id == step), None) if step else None
    if step and line is None:
        raise Http404
    in_place = isinstance(refusal, Unacceptable) and bool(form.errors)
    context = {
        "verb": verb,
        "form": form,
        "case": form.case,
        "thing": form.part,
        "line": line,
        "place": place,
        "dialog": htmx,
        "refusal": None if in_place else refusal,
        "rules": rules_of(form.case),
        "draft": "" if form.is_bound else json.dumps(draft_of(person, place), ensure_ascii=False),
        "colleagues": case_aside.colleagues_for(person, form.case) if form.names_somebody else [],
        **case_aside.beside(verb, form),
        **case_aside.talk_of(person, verb, form.case),
        **more,
    }
    status = refusal.status if refusal else 422 if form.is_bound else 200
    answer = render(request, "cases/case_verb.html#dialog" if htmx else "cases/case_verb.html", context, status=status)
    if htmx:
        answer["HX-Retarget"], answer["HX-Reswap"] = "#dialog", "innerHTML"
    return answer


def done(request: HttpRequest, person: Any, number: str, said: Any = "", **more: Any) -> HttpResponse:
    """After a verb: the case's parts anew for htmx on its page, else back to it (or home, if it is out of sight now)."""
    case = queries.numbered(person, number).first()
    there = reverse("case", args=[number]) if case is not None else "/"
    htmx: Any = getattr(request, "htmx", None)
    if not htmx:
        return redirect(there)
    here = (htmx.current_url_abs_path or "").split("?")[0]
    if case is None or here != there:
        answer = HttpResponse(status=204)
        answer["HX-Redirect" if case is None else "HX-Refresh"] = "/" if case is None else "true"
        return answer
    answer = parts_response(request, person, case, said=said, **more)
    # Every part goes in place by its id; a dialog that stayed the target would open again.
    answer["HX-Retarget"], answer["HX-Reswap"], answer["HX-Trigger"] = "#said", "none", "dialog-close"
    return answer


# ---- notes and files stand in the page itself


@require_POST
def notes(request: HttpRequest, number: str) -> HttpResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    case = get_object_or_404(queries.numbered(person, number))
    form = forms.Note(request.POST, person=person, case=case)
    if not form.is_valid():
        raise Unacceptable(_("请写下内容。"), details={"words": _("请写下内容。")})
    actions.note(case, by=person, **form.arguments())
    forget(person, f"case:{number}:note")
    return done(request, person, number, said=_("备注"), **_note_form(person, case), fresh_note=True)


@require_POST
def attachments(request: HttpRequest, number: str) -> HttpResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    case = get_object_or_404(queries.numbered(person, number))
    uploads = request.FILES.getlist("files")
    if not uploads:
        raise Unacceptable(_("请选择文件。"))
    for upload in uploads:
        actions.attach(case, by=person, upload=upload)
    return done(request, person, number, said=_("附件"))


urlpatterns = [
    path("cases/clocks/<int:clock>/basis/", case_aside.clock_basis, name="clock-basis"),
    path("attachments/<int:kept>/", case_aside.attachment, name="attachment"),
    path("cases/<slug:number>/", case_page, name="case"),
    path("cases/<slug:number>/parts/", case_parts, name="case-parts"),
    path("cases/<slug:number>/notes/", notes, name="case-notes"),
    path("cases/<slug:number>/attachments/", attachments, name="case-attachments"),
    path("cases/<slug:number>/telephone/", case_aside.telephone, name="case-telephone"),
    path("cases/<slug:number>/colleagues/", case_aside.colleagues, name="case-colleagues"),
    *[path(f"cases/<slug:number>/{verb.path}", view_of(verb), name=verb.name) for verb in VERBS],
]
