"""Writing: an article with its first draft, a new draft beside what is published, changes to a draft."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shouwen.kernel import clock, facts, files, numbers
from shouwen.kernel.models import Attachment
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import MoveRefused, Refused, Unacceptable
from shouwen.kernel.states import amend
from shouwen.knowledge import facts as told
from shouwen.knowledge import queries
from shouwen.knowledge.models import CHANNELS, KINDS, READERS, Article, ArticleVersion, PriceLine

#: What a version says, and what a new one begins with.
CONTENT = ("title", "body", "keywords", "channel", "category", "readers", "valid_from", "valid_until")
LONGEST, MOST_KEYWORDS, LONGEST_KEYWORD = 20_000, 20, 30


@transaction.atomic
def write(*, by: Any, brands: Sequence[Any], kind: str, owner: Any, review_on: dt.date, **content: Any) -> Article:
    """A new article with its first draft. `content`: the columns in `CONTENT`. Raises `Unacceptable`."""
    require(by, "knowledge.write")
    if not brands:
        raise Unacceptable(_("请选品牌。"), details={"brands": _("请选品牌。")})
    if not {brand.pk for brand in brands} <= by.reach.brands:
        raise Refused(_("不能给别的品牌写知识。"))
    if kind not in dict(KINDS):
        raise Unacceptable(_("请选种类。"), details={"kind": _("请选种类。")})
    said = _checked({"readers": "internal", **content})
    _check_care(owner, review_on, brands)
    article = Article.objects.create(
        number=numbers.next_number(brands[0].code, "K"),
        kind=kind,
        owner=owner,
        review_on=review_on,
        made_at=clock.now(),
    )
    article.brands.set(brands)
    ArticleVersion.objects.create(article=article, ordinal=1, written_by=by, written_at=clock.now(), **said)
    facts.record(told.WRITTEN, by=by, about_thing=article, refs={"number": article.number})
    return article


def _checked(content: dict[str, Any]) -> dict[str, Any]:
    """The content as it is kept; raises `Unacceptable` with a sentence for each field."""
    said = {name: content[name] for name in CONTENT if name in content}
    said["keywords"] = list(dict.fromkeys(word.strip() for word in said.get("keywords", []) if word.strip()))
    said["body"] = said.get("body", "").replace("\r\n", "\n").strip()
    said["title"] = said.get("title", "").strip()
    wrong: dict[str, Any] = {}
    if not said["title"]:
        wrong["title"] = _("请写标题。")
    if len(said["body"]) > LONGEST:
        wrong["body"] = _("正文太长，请拆成几篇。")
    if len(said["keywords"]) > MOST_KEYWORDS or any(len(word) > LONGEST_KEYWORD for word in said["keywords"]):
        wrong["keywords"] = _("关键词最多 20 个，每个不超过 30 字。")
    if said.get("readers", "internal") not in dict(READERS) or said.get("channel", "") not in dict(CHANNELS):
        wrong["readers"] = _("请从列出的里选。")
    start, end = said.get("valid_from"), said.get("valid_until")
    if start and end and end < start:
        wrong["valid_until"] = _("失效日期早于生效日期。")
    if wrong:
        raise Unacceptable(" ".join(wrong.values()), details=wrong)
    return said


def _check_care(owner: Any, review_on: dt.date, brands: Sequence[Any]) -> None:
    """The owner can read it, and it is looked at again within two years."""
    if not owner.is_active or not {brand.pk for brand in brands} <= owner.reach.brands:
        sentence = _("负责人要在职，并且在这些品牌工作。")
        raise Unacceptable(sentence, details={"owner": sentence})
    if not clock.today() <= review_on <= clock.today() + dt.timedelta(days=731):
        sentence = _("复核日期请选今天起两年以内的一天。")
        raise Unacceptable(sentence, details={"review_on": sentence})


@transaction.atomic
def revise(article: Article, *, by: Any) -> ArticleVersion:
    """A new draft that begins with what is published (or was last), its files and price lines; the open one if any."""
    require(by, "knowledge.write", article)
    there = queries.open_version(article)
    if there is not None:
        return there
    last = article.current or article.versions.order_by("-ordinal").first()
    if last is None:
        raise MoveRefused(_("这篇还没有内容。"))
    content = {name: getattr(last, name) for name in CONTENT}
    ordinal = queries.newest_ordinal(article) + 1
    try:
        with transaction.atomic():
            made = ArticleVersion.objects.create(
                article=article, ordinal=ordinal, written_by=by, written_at=clock.now(), **content
            )
    except IntegrityError:
        raise MoveRefused(_("别人刚开始写新版，请刷新后再看。")) from None
    for kept in queries.files_of(last):
        kept.pk, kept.about_id = None, made.pk
        Attachment.objects.bulk_create([kept])
    lines = list(last.lines.all())
    for line in lines:
        line.pk, line.of = None, made
    PriceLine.objects.bulk_create(lines)
    facts.record(told.BEGUN, by=by, about_thing=article, refs={"ordinal": ordinal})
    return made


@transaction.atomic
def edit(version: ArticleVersion, *, by: Any, seen_version: int | None = None, **content: Any) -> None:
    """Changes a draft. Raises `Stale` when somebody did since, `MoveRefused` once it is no draft any more."""
    require(by, "knowledge.write", version.article)
    _must_be_draft(version)
    current = {name: getattr(version, name) for name in CONTENT}
    said = _checked({**current, **content})
    amend(version, seen_version=seen_version, written_by=by, written_at=clock.now(), **said)
    facts.record(told.EDITED, by=by, about_thing=version.article, refs={"ordinal": version.ordinal})


def _must_be_draft(version: ArticleVersion) -> None:
    if version.state != "draft":
        raise MoveRefused(_("只有草稿可以修改；已发布的请另写新版。"), details={"state": version.state})


@transaction.atomic
def attach(version: ArticleVersion, *, by: Any, upload: Any) -> Attachment:
    """Keeps a file with a draft."""
    require(by, "knowledge.write", version.article)
    _must_be_draft(version)
    kept = files.keep(upload, about_thing=version, by=by)
    amend(version)  # whoever read it before is refused, and a version published meanwhile gets no file
    facts.record(told.ENCLOSED, by=by, about_thing=version.article, refs={"attachment": kept.pk})
    return kept


@transaction.atomic
def settle(article: Article, *, by: Any, owner: Any, review_on: dt.date, seen_version: int | None = None) -> None:
    """Who cares for the article, and when it is looked at again."""
    require(by, "knowledge.write", article)
    _check_care(owner, review_on, list(article.brands.all()))
    amend(article, seen_version=seen_version, owner=owner, review_on=review_on)
    facts.record(told.SETTLED, by=by, about_thing=article, refs={"owner": owner.pk})
