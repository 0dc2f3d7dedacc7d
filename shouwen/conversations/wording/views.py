"""The guard as data for pages, what was sent all the same, and false alarms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shouwen.conversations import queries as talks
from shouwen.conversations.wording import actions, forms, queries
from shouwen.conversations.wording.rules import title_of
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import Unacceptable, told_on
from shouwen.rulebook import queries as rulebook

YEAR = 365 * 24 * 3600


@require_GET
def guard(request: HttpRequest, name: str) -> HttpResponse:
    """The rules of a pack for the page's own check; its name says its content, so it is fetched once and kept."""
    edition = queries.edition_named(request.person, name)  # type: ignore[attr-defined]
    if edition is None:
        raise Http404
    return _kept(request, name, lambda: rulebook.exported(edition.pk), "application/json")


@require_GET
def weights(request: HttpRequest, name: str) -> HttpResponse:
    """The weights of the second opinion for the page: the product's own, the same for everybody."""
    if name != rulebook.weights_name():
        raise Http404
    return _kept(request, name, rulebook.weights, "text/tab-separated-values")


def _kept(request: HttpRequest, name: str, content: Callable[[], bytes], kind: str) -> HttpResponse:
    """Compressed content whose name says what it is: fetched once, and kept by the browser."""
    tag = f'"{name}"'
    if request.headers.get("If-None-Match", "").removeprefix("W/") == tag:
        answer: HttpResponse = HttpResponseNotModified()
    else:
        answer = HttpResponse(content(), content_type=f"{kind}; charset=utf-8")
        answer["Content-Encoding"] = "gzip"
    answer["ETag"] = tag
    answer["Cache-Control"] = f"private, max-age={YEAR}, immutable"
    patch_vary_headers(answer, ["Cookie"])
    return answer


@require_GET
def findings(request: HttpRequest) -> HttpResponse:
    """What was sent with a reason, newest first."""
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "wording.review")
    form = forms.FindingsAsked(request.GET, person=person)
    found = form.applied(queries.with_names(queries.visible_to(person)))
    rows, after = forms.leaf(found, request.GET.get("after", ""))
    context = {"form": form, "rows": [_row(each) for each in rows], "next": after, "size": forms.SIZE}
    return render(request, "wording/findings.html", context)


def _row(finding: Any) -> dict[str, Any]:
    text = finding.message.text
    return {"it": finding, "said": text[finding.start : finding.end], "family": _family(finding)}


def _family(thing: Any) -> str:
    return title_of(rulebook.guard_of(thing.edition_id), thing.family)


REVIEWS: dict[str, Any] = {"agree": actions.agree, "coach": actions.coach, "clear": actions.clear}


def finding(request: HttpRequest, pk: int) -> HttpResponse:
    """One finding with the thread about it; whoever reviews says what he makes of it."""
    person: Any = request.person  # type: ignore[attr-defined]
    found = get_object_or_404(queries.with_names(queries.visible_to(person)), pk=pk)
    form = forms.Words(request.POST if request.method == "POST" else None)
    if _settled(request, form, found, "wording.review", REVIEWS):
        messages.success(request, _("已复核。"))
        return redirect("word-findings")
    context = {
        **_row(found),
        "form": form,
        "thread": queries.around(found),
        "split": queries.parts(found.message.text, found.start, found.end),
        "may_review": found.state == "open" and person.may("wording.review", found),
        "own": found.by_id == person.pk,
        "phrase": rulebook.guard_of(found.edition_id).sheets.phrases.get(found.phrase),
    }
    return render(request, "wording/finding.html", context, status=422 if form.errors else 200)


def _settled(request: HttpRequest, form: forms.Words, found: Any, verb: str, verbs: dict[str, Any]) -> bool:
    """Whether what was posted is done; what cannot be is said on the form."""
    person: Any = request.person  # type: ignore[attr-defined]
    if request.method != "POST":
        return False
    require(person, verb, found)
    if not form.is_valid():
        return False
    with told_on(form):
        _chosen(request, verbs)(found, by=person, words=form.cleaned_data["words"])
        return True
    return False


def _chosen(request: HttpRequest, verbs: dict[str, Any]) -> Any:
    verb = verbs.get(request.POST.get("do", ""))
    if verb is None:
        raise Unacceptable(_("请选一种处理。"), details={"words": _("请选一种处理。")})
    return verb


@require_GET
def alarms(request: HttpRequest) -> HttpResponse:
    """Reported alarms, newest first."""
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "wording.settle")
    form = forms.AlarmsAsked(request.GET, person=person)
    found = form.applied(queries.alarms_with_names(queries.alarms_visible_to(person)))
    rows, after = forms.leaf(found, request.GET.get("after", ""))
    shown = [{"it": each, "told": queries.told_by(each), "family": _family(each)} for each in rows]
    context = {"form": form, "rows": shown, "next": after, "size": forms.SIZE}
    return render(request, "wording/alarms.html", context)


SETTLES: dict[str, Any] = {"mend": actions.mend, "keep": actions.keep}


def alarm(request: HttpRequest, pk: int) -> HttpResponse:
    """One alarm: the sentence, the phrase as the pack has it, and what becomes of it."""
    person: Any = request.person  # type: ignore[attr-defined]
    found = get_object_or_404(queries.alarms_with_names(queries.alarms_visible_to(person)), pk=pk)
    form = forms.Words(request.POST if request.method == "POST" else None)
    if _settled(request, form, found, "wording.settle", SETTLES):
        messages.success(request, _("已处理。"))
        return redirect("word-alarms")
    judge = rulebook.guard_of(found.edition_id)
    phrase = judge.sheets.phrases.get(found.phrase)
    context = {
        "it": found,
        "form": form,
        "told": queries.told_by(found),
        "family": _family(found),
        "phrase": phrase,
        "clauses": judge.sheets.clauses(phrase) if phrase else [],
        "may_settle": found.state == "open" and person.may("wording.settle", found),
        "may_settle_any": person.granted("wording.settle"),
        "others": queries.alarms_visible_to(person).filter(phrase=found.phrase).exclude(pk=found.pk).count(),
    }
    return render(request, "wording/alarm.html", context, status=422 if form.errors else 200)


@require_POST
def report(request: HttpRequest) -> JsonResponse:
    """One press on a finding: nothing need be sent for it."""
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "wording.report")
    form = forms.Report(request.POST)
    if not form.is_valid():
        raise Unacceptable(_("这条误报没有说清是哪一条说法。"))
    given = form.cleaned_data
    conversation = None
    if given["conversation"]:
        conversation = get_object_or_404(talks.visible_to(person), number=given["conversation"])
    edition, brand = queries.edition_named(person, given["guard"]), form.brand_of(person, conversation)
    if edition is None or brand is None:
        raise Http404
    words = {name: given[name] for name in ("phrase", "sentence", "said")}
    made = actions.report(by=person, brand=brand, edition=edition, conversation=conversation, **words)
    return JsonResponse({"alarm": made.pk}, status=201)


urlpatterns = [
    path("guards/<slug:name>.json", guard, name="word-guard"),
    path("weights/<slug:name>.tsv", weights, name="word-weights"),
    path("findings/", findings, name="word-findings"),
    path("findings/<int:pk>/", finding, name="word-finding"),
    path("alarms/", alarms, name="word-alarms"),
    path("alarms/new/", report, name="word-alarm-new"),
    path("alarms/<int:pk>/", alarm, name="word-alarm"),
]
