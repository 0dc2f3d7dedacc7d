"""Writing an article: a new one, a draft with its look beside it, who cares for it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwen.kernel.policy import require
from shouwen.kernel.refusals import Unacceptable, told_on
from shouwen.knowledge import actions, forms, queries
from shouwen.knowledge.markup import shown
from shouwen.knowledge.models import ArticleVersion
from shouwen.knowledge.views.articles import found, open_version
from shouwen.people import queries as people


def new_article(request: HttpRequest) -> HttpResponse:
    """Title, body and who cares for it; kept as a draft."""
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "knowledge.write")
    form = forms.Writing(request.POST or None, person=person)
    looks = request.POST.get("do") == "look"
    if request.method == "POST" and not looks and form.is_valid():
        with told_on(form):
            made = actions.write(by=person, **form.arguments())
            _keep_files(request, queries.open_version(made))
            messages.success(request, _("已存为草稿 %(number)s，写好后提交审核") % {"number": made.number})
            return redirect("article", made.number)
    return _page(request, form, looks)


def edit(request: HttpRequest, number: str) -> HttpResponse:
    """The draft of an article."""
    person: Any = request.person  # type: ignore[attr-defined]
    it = found(request, number)
    require(person, "knowledge.write", it)
    version = open_version(it)
    form = forms.Content(request.POST or None, person=person, initial=_initial(version))
    looks = request.POST.get("do") == "look"
    if request.method == "POST" and not looks and form.is_valid():
        with told_on(form):
            seen = form.cleaned_data["seen"]
            actions.edit(version, by=person, seen_version=seen, **form.content())
            _keep_files(request, version)
            if request.POST.get("do") == "submit":
                actions.submit(version, by=person)
            return redirect("article", number)
    lines = list(version.lines.all())
    return _page(request, form, looks, article=it, version=version, files=queries.files_of(version), lines=lines)


def _page(request: HttpRequest, form: Any, looks: bool, **more: Any) -> HttpResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    if looks:
        form.is_valid()  # what is typed is shown; what is wrong with it is said when it is kept
    context = {
        "form": form,
        "looks": looks,
        "look": shown(request.POST.get("body", "")[:20_000]) if looks else "",
        "colleagues": people.colleagues(person),
        **more,
    }
    status = 422 if form.errors and not looks else 200
    return render(request, "knowledge/edit.html", context, status=status)


def _initial(version: ArticleVersion) -> dict[str, Any]:
    said = {name: getattr(version, name) for name in forms.CONTENT}
    return {**said, "keywords": "、".join(version.keywords), "seen": version.version}


def _keep_files(request: HttpRequest, version: Any) -> None:
    for upload in request.FILES.getlist("files"):
        actions.attach(version, by=request.person, upload=upload)  # type: ignore[attr-defined]


@require_POST
def prices(request: HttpRequest, number: str) -> HttpResponse:
    """Takes the lines of a price sheet from a file; rows that cannot be taken are listed, and none is taken then."""
    person: Any = request.person  # type: ignore[attr-defined]
    it = found(request, number)
    require(person, "knowledge.write", it)
    version = open_version(it)
    upload = request.FILES.get("file")
    wrong: list[tuple[int, str]] = []
    sentence = "" if upload is not None else _("请选文件。")
    if upload is not None:
        try:
            count = actions.price(version, by=person, upload=upload)
            messages.success(request, _("已导入 %(count)s 行价格") % {"count": count})
            return redirect("article-edit", number)
        except Unacceptable as refusal:
            sentence = str(refusal)
            wrong = refusal.details.get("rows", []) if isinstance(refusal.details, dict) else []
    shown = {"article": it, "version": version, "sentence": sentence, "wrong": wrong[:200]}
    return render(request, "knowledge/prices.html", shown, status=422)


@require_POST
def care(request: HttpRequest, number: str) -> HttpResponse:
    """Who cares for it, and when it is looked at again."""
    person: Any = request.person  # type: ignore[attr-defined]
    it = found(request, number)
    require(person, "knowledge.write", it)
    form = forms.Care(request.POST, person=person)
    if not form.is_valid():
        raise Unacceptable(" ".join(str(error) for errors in form.errors.values() for error in errors))
    actions.settle(it, by=person, **form.cleaned_data)
    return redirect("article", number)
