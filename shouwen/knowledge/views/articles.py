"""One article: what it says, its versions side by side, its review, and the verbs on it."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shouwen.kernel import clock, files
from shouwen.kernel.models import Attachment
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import MoveRefused, Unacceptable
from shouwen.knowledge import actions, forms, queries
from shouwen.knowledge.markup import shown
from shouwen.knowledge.models import Article, ArticleVersion


def found(request: HttpRequest, number: str) -> Article:
    person: Any = request.person  # type: ignore[attr-defined]
    return get_object_or_404(queries.with_names(queries.visible_to(person)), number=number)


def open_version(article: Article) -> ArticleVersion:
    """The draft or what waits; a verb on one that is gone says so."""
    version = queries.open_version(article)
    if version is None:
        raise MoveRefused(_("没有在写或待审的版本，请刷新后再看。"))
    return version


@require_GET
def article(request: HttpRequest, number: str) -> HttpResponse:
    """The published version, or one he asks for; without any, the newest he may see."""
    person: Any = request.person  # type: ignore[attr-defined]
    it = found(request, number)
    versions = queries.versions_of(person, it)
    wanted = request.GET.get("v", "")
    chosen = next((each for each in versions if str(each.ordinal) == wanted), None) if wanted else it.current
    if chosen is None and wanted:
        raise Http404
    version = chosen or versions[0]
    waiting = queries.open_version(it) if queries.sees_drafts(person) else None
    count, uses = queries.uses_of(person, it)
    today = clock.today()
    context = {
        **_page_of(it, version),
        "versions": versions,
        "brands": queries.brands_of(person, it),
        "open": waiting,
        "uses": uses,
        "use_count": count,
        "is_due": it.current is not None and it.review_on <= today,
        "is_expired": bool(version.valid_until and version.valid_until < today),
        "is_early": bool(version.valid_from and version.valid_from > today),
        "may_write": person.may("knowledge.write", it),
        "may_approve": waiting is not None and waiting.state == "in_review" and person.may("knowledge.approve", it),
        "may_withdraw": it.current is not None and person.may("knowledge.withdraw", it),
        "care": forms.Care(person=person, initial={"owner": it.owner.staff_number, "review_on": it.review_on}),
        "reason": forms.Reason(auto_id="withdraw-%s"),
    }
    return render(request, "knowledge/article.html", context)


def _page_of(it: Article, version: ArticleVersion) -> dict[str, Any]:
    lines = list(version.lines.all())
    return {
        "article": it,
        "version": version,
        "body": shown(version.body),
        "lines": lines,
        "files": queries.files_of(version),
    }


@require_GET
def versions(request: HttpRequest, number: str) -> HttpResponse:
    """Two versions side by side, line by line; the two newest unless others are asked for."""
    person: Any = request.person  # type: ignore[attr-defined]
    it = found(request, number)
    rows = queries.versions_of(person, it)
    by_ordinal = {str(each.ordinal): each for each in rows}
    new = by_ordinal.get(request.GET.get("b", "")) or rows[0]
    old = by_ordinal.get(request.GET.get("a", "")) or (rows[1] if len(rows) > 1 else rows[0])
    context = {"article": it, "versions": rows, "old": old, "new": new, "changes": _changes(old, new)}
    return render(request, "knowledge/versions.html", context)


def _changes(old: ArticleVersion, new: ArticleVersion) -> list[tuple[str, str]]:
    """Lines with what became of them: same · gone · come."""
    signs = {"  ": "same", "- ": "gone", "+ ": "come"}
    lines = difflib.ndiff(_text(old), _text(new))
    return [(signs[line[:2]], line[2:]) for line in lines if line[:2] in signs]


def _text(version: ArticleVersion) -> list[str]:
    days = f"{version.valid_from or '—'} → {version.valid_until or '—'}"
    head = [version.title, "、".join(version.keywords), version.get_readers_display(), days]
    prices = [f"{line.item} · {line.unit} · {line.price_fen / 100:.2f} · {line.note}" for line in version.lines.all()]
    return [*head, *version.body.split("\n"), *prices]


@require_GET
def review(request: HttpRequest, number: str) -> HttpResponse:
    """What waits, for the person who approves; with what it would replace."""
    person: Any = request.person  # type: ignore[attr-defined]
    it = found(request, number)
    require(person, "knowledge.approve")
    version = open_version(it)
    before = it.current
    context = {
        **_page_of(it, version),
        "changes": _changes(before, version) if before is not None else [],
        "before": before,
        "may_approve": version.state == "in_review" and person.may("knowledge.approve", it),
        "reason": forms.Reason(),
    }
    return render(request, "knowledge/review.html", context)


@require_GET
def file(request: HttpRequest, kept: int) -> FileResponse:
    attachment = get_object_or_404(Attachment, pk=kept)
    if not queries.file_seen_by(request.person, attachment):  # type: ignore[attr-defined]
        raise Http404
    return files.response(attachment, inline=attachment.media_type.startswith("image/"))


# ---- verbs


def _verb(work: Callable[[Any, Article], Any], to: str = "article") -> Callable[[HttpRequest, str], HttpResponse]:
    """An address that does one thing and goes to a page of the article."""

    @require_POST
    def view(request: HttpRequest, number: str) -> HttpResponse:
        work(request, found(request, number))
        return redirect(to, number)

    return view


def _confirm(request: Any, it: Article) -> None:
    require(request.person, "knowledge.write", it)
    form = forms.NextReview(request.POST)
    if not form.is_valid():
        raise Unacceptable(_("请选下次复核的日期。"))
    actions.review(it, by=request.person, review_on=form.cleaned_data["review_on"])


def _approved(act: Callable[..., Any], **typed: str) -> Callable[[Any, Article], Any]:
    """A verb on what waits, with the permission asked before it is looked for."""

    def work(request: Any, it: Article) -> None:
        require(request.person, "knowledge.approve", it)
        act(open_version(it), by=request.person, **{name: request.POST.get(key, "") for name, key in typed.items()})

    return work


def _written(act: Callable[..., Any]) -> Callable[[Any, Article], Any]:
    def work(request: Any, it: Article) -> None:
        require(request.person, "knowledge.write", it)
        act(open_version(it), by=request.person)

    return work


def _withdraw(request: Any, it: Article) -> None:
    actions.withdraw(it, by=request.person, why=request.POST.get("why", ""))


revise = _verb(lambda request, it: actions.revise(it, by=request.person), "article-edit")
submit = _verb(_written(actions.submit))
discard = _verb(_written(actions.discard))
publish = _verb(_approved(actions.publish))
send_back = _verb(_approved(actions.send_back, why="why"))
withdraw = _verb(_withdraw)
confirm = _verb(_confirm)
