"""From draft to published and away again: a second person approves; what stands is replaced, never changed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.kernel import clock, facts
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import MoveRefused, Unacceptable
from shouwen.kernel.states import amend
from shouwen.knowledge import facts as told
from shouwen.knowledge.models import Article, ArticleVersion
from shouwen.knowledge.searching import ARTICLES
from shouwen.knowledge.states import version_machine


@transaction.atomic
def submit(version: ArticleVersion, *, by: Any) -> None:
    """Asks a second person to approve. What says nothing cannot be asked about."""
    article = version.article
    require(by, "knowledge.write", article)
    if article.kind == "prices" and not version.lines.exists():
        raise Unacceptable(_("价格表还没有一行价格，请先导入。"), details={"lines": _("请先导入价格。")})
    if article.kind != "prices" and not version.body:
        raise Unacceptable(_("正文还是空的。"), details={"body": _("请写正文。")})
    changes = {"submitted_by": by, "submitted_at": clock.now(), "returned_why": ""}
    _move(version, "submit", by=by, changes=changes)


@transaction.atomic
def send_back(version: ArticleVersion, *, by: Any, why: str) -> None:
    """Back to its writer, with what is to be changed."""
    require(by, "knowledge.approve", version.article)
    _move(version, "return", by=by, changes={"returned_why": _said(why)})


@transaction.atomic
def publish(version: ArticleVersion, *, by: Any) -> None:
    """Makes it what the article says, and found; the version before is replaced."""
    article = version.article
    require(by, "knowledge.approve", article)
    if version.valid_until and version.valid_until < clock.today():
        raise Unacceptable(_("失效日期已经过去，请退回修改。"))
    before = article.current
    if before is not None:
        _move(before, "replace", by=by)
    _move(version, "publish", by=by, changes={"approved_by": by, "published_at": clock.now()})
    amend(article, current=version)
    ARTICLES.put(article.pk, text_of(version), [f"b{pk}" for pk in article.brands.values_list("pk", flat=True)])


def text_of(version: ArticleVersion) -> str:
    """The searchable words of a version."""
    lines = [f"{line.item} {line.note}" for line in version.lines.all()]
    return "\n".join([version.title, *version.keywords, version.category, version.body, *lines])


@transaction.atomic
def withdraw(article: Article, *, by: Any, why: str) -> None:
    """No longer offered to anybody; what was said with it stays on record."""
    require(by, "knowledge.withdraw", article)
    version = article.current
    if version is None:
        raise MoveRefused(_("这篇没有发布着的版本。"))
    _move(version, "withdraw", by=by, changes={"withdrawn_why": _said(why)})
    amend(article, current=None)
    ARTICLES.drop(article.pk)


@transaction.atomic
def discard(version: ArticleVersion, *, by: Any) -> None:
    """Gives up a draft; it stays on record."""
    require(by, "knowledge.write", version.article)
    _move(version, "discard", by=by)


@transaction.atomic
def review(article: Article, *, by: Any, review_on: dt.date) -> None:
    """Says that what is published still holds, and when it is looked at again."""
    require(by, "knowledge.write", article)
    if article.current is None:
        raise MoveRefused(_("这篇没有发布着的版本。"))
    if not clock.today() < review_on <= clock.today() + dt.timedelta(days=731):
        sentence = _("下次复核请选明天起两年以内的一天。")
        raise Unacceptable(sentence, details={"review_on": sentence})
    amend(article, review_on=review_on)
    facts.record(told.REVIEWED, by=by, about_thing=article, refs={"until": review_on.isoformat()})


def _move(version: ArticleVersion, verb: str, *, by: Any, changes: dict[str, Any] | None = None) -> None:
    refs = {"ordinal": version.ordinal}
    version_machine.move(version, verb, by=by, changes=changes, refs=refs, fact_about=version.article)


def _said(why: str) -> str:
    if not why.strip():
        raise Unacceptable(_("请写明原因。"), details={"why": _("请写明原因。")})
    return why.strip()[:300]
