"""Questions about knowledge. Every list, page and action starts from `visible_to(person)`."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from shouwen.kernel import clock
from shouwen.kernel.models import Attachment
from shouwen.knowledge import searching
from shouwen.knowledge.models import Article, ArticleVersion, Citation, Miss
from shouwen.knowledge.searching import Match, overlap
from shouwen.knowledge.states import OPEN

__all__ = ["Match", "overlap"]
LOOKED = 60
FRESH_DAYS = 90


@dataclass(frozen=True)
class Elsewhere:
    """Something a room above found: its number and address, what it was about, how it was answered; no personal data."""

    number: str
    url: str
    about: str
    answer: str
    at: Any = None


@dataclass(frozen=True)
class Source:
    """A room above that is searched too. `find(person, text, brand, limit)` gives only what the person may see."""

    title: Any
    find: Callable[[Any, str, Any, int], list[Elsewhere]]


#: By name, as rooms above registered them.
SOURCES: dict[str, Source] = {}


@dataclass(frozen=True)
class Hit:
    """A published article that fits. `is_good` says that it likely answers the question."""

    article: Article
    version: ArticleVersion
    score: float
    is_good: bool


def visible_to(person: Any) -> QuerySet[Article]:
    """Articles of his brands: what is published, and what is being written when he writes or approves."""
    if not person.granted("knowledge.read"):
        return Article.objects.none()
    of_brands = Article.brands.through.objects.filter(article=OuterRef("pk"), brand__in=sorted(person.reach.brands))
    found = Article.objects.filter(Exists(of_brands))
    return found if sees_drafts(person) else found.filter(current__isnull=False)


def sees_drafts(person: Any) -> bool:
    return any(person.granted(verb) for verb in ("knowledge.write", "knowledge.approve"))


def with_names(found: QuerySet[Article]) -> QuerySet[Article]:
    return found.select_related("owner", "current").prefetch_related("brands")


def in_force(found: QuerySet[Article]) -> QuerySet[Article]:
    """Published, and valid today."""
    today = clock.today()
    begun = Q(current__valid_from=None) | Q(current__valid_from__lte=today)
    going = Q(current__valid_until=None) | Q(current__valid_until__gte=today)
    return found.filter(begun & going, current__isnull=False)


def listed(person: Any, *, kind: str = "", state: str = "", category: str = "") -> QuerySet[Article]:
    """The book: what is in force, or by `state` expired · unpublished."""
    found = with_names(visible_to(person))
    if kind:
        found = found.filter(kind=kind)
    if category:
        found = found.filter(current__category=category)
    if state == "unpublished":
        return found.filter(current=None).order_by("-pk")
    valid = in_force(found)
    if state == "expired":
        return found.filter(current__isnull=False).exclude(pk__in=valid.values("pk")).order_by("-pk")
    return valid.order_by("-current__published_at", "-pk")


def categories(person: Any) -> list[str]:
    """Categories in use, for the filter and for writing."""
    found = visible_to(person).exclude(current__category="").exclude(current=None)
    return sorted(set(found.values_list("current__category", flat=True)))


def open_version(article: Article) -> ArticleVersion | None:
    """What is being written or waits for approval."""
    return article.versions.filter(state__in=OPEN).select_related("written_by", "submitted_by").first()


def versions_of(person: Any, article: Article) -> list[ArticleVersion]:
    """Newest first; readers see what was published."""
    found = article.versions.select_related("written_by", "approved_by").order_by("-ordinal")
    return list(found if sees_drafts(person) else found.filter(published_at__isnull=False))


def newest_ordinal(article: Article) -> int:
    return article.versions.order_by("-ordinal").values_list("ordinal", flat=True).first() or 0


def files_of(version: ArticleVersion) -> list[Attachment]:
    return list(Attachment.objects.filter(about_kind="articleversion", about_id=version.pk).order_by("id"))


def file_seen_by(person: Any, kept: Attachment) -> bool:
    """A file of a version he may read."""
    if kept.about_kind != "articleversion":
        return False
    found = ArticleVersion.objects.filter(pk=kept.about_id, article__in=visible_to(person))
    return (found if sees_drafts(person) else found.filter(published_at__isnull=False)).exists()


def waiting(person: Any) -> QuerySet[ArticleVersion]:
    """Versions that wait for approval, the oldest first; the page asks for each whether it is his to approve."""
    found = ArticleVersion.objects.filter(state="in_review", article__in=visible_to(person))
    return found.select_related("article", "written_by", "submitted_by").order_by("submitted_at", "pk")


def to_review(person: Any) -> QuerySet[Article]:
    """Published articles of his whose day of review has come."""
    found = with_names(visible_to(person)).filter(current__isnull=False, owner=person)
    return found.filter(review_on__lte=clock.today()).order_by("review_on", "pk")


# ---- finding


def found_for(
    person: Any, text: str, *, brand: Any = None, kind: str = "", category: str = "", limit: int = 20
) -> list[Hit]:
    """Articles in force that fit the words, the best first; of one brand, or of all of his."""
    scopes = scopes_of(person, brand)
    matches = overlap(searching.ARTICLES, text, scopes) if scopes else {}
    best = sorted(matches, key=lambda ident: -matches[ident].share)[:LOOKED]
    seen = in_force(with_names(visible_to(person))).filter(Q(pk__in=best) | Q(number=text.strip().upper()[:20]))
    if brand is not None:
        seen = seen.filter(brands=brand)
    if kind:
        seen = seen.filter(kind=kind)
    if category:
        seen = seen.filter(current__category=category)
    used = _uses([each.pk for each in seen])
    hits = [_hit(each, text, matches.get(each.pk, Match(99, 1.0)), used.get(each.pk, 0)) for each in seen]
    return sorted((hit for hit in hits if hit is not None), key=lambda hit: (-hit.score, -hit.article.pk))[:limit]


def scopes_of(person: Any, brand: Any = None) -> list[str]:
    """Scopes of the index he may look into."""
    brands = sorted(person.reach.brands)
    return [f"b{pk}" for pk in brands if brand is None or pk == brand.pk]


def _hit(article: Article, text: str, match: Match, uses: int) -> Hit | None:
    """Share of the pairs, once more for those in title and keywords; then a little for use and freshness."""
    version = article.current
    if version is None:
        return None
    tokens = searching.asked(text)
    named = searching.named_share(tokens, "\n".join([version.title, *version.keywords]))
    is_named = any(searching.says(text, word) for word in version.keywords)
    if match.pairs < min(2, len(tokens)) and not is_named:
        return None
    age = (clock.now() - version.published_at).days if version.published_at else FRESH_DAYS
    score = match.share + 0.5 * named + 0.4 * is_named + 0.1 * min(1.0, math.log1p(uses) / 3)
    score += 0.05 * (age < FRESH_DAYS)
    return Hit(article, version, round(score, 4), is_named or match.share >= searching.GOOD)


def _uses(idents: Iterable[int]) -> dict[int, int]:
    found = Citation.objects.filter(of__article__in=list(idents)).values_list("of__article").annotate(Count("pk"))
    return {row[0]: row[1] for row in found}


def elsewhere(person: Any, text: str, brand: Any = None, limit: int = 3) -> list[tuple[Any, list[Elsewhere]]]:
    """What rooms above have for the words, by their title; those with nothing are left out."""
    found = [(source.title, source.find(person, text, brand, limit)) for source in SOURCES.values()]
    return [(title, rows) for title, rows in found if rows]


# ---- use, and what was not found


def brands_of(person: Any, article: Article) -> list[Any]:
    """The brands of an article that are his: whom else the house works for is not told."""
    return [each for each in article.brands.all() if each.pk in person.reach.brands]


def uses_of(person: Any, article: Article, limit: int = 20) -> tuple[int, list[Citation]]:
    """How often colleagues of his brands cited it, and the last ones."""
    ours = Citation.objects.filter(of__article=article, by__brands__in=sorted(person.reach.brands)).distinct()
    return ours.count(), list(ours.select_related("of", "by").order_by("-pk")[:limit])


def cited_by(kind: str, idents: Sequence[int]) -> dict[int, list[ArticleVersion]]:
    """Versions that answers rest on, by answer."""
    found: dict[int, list[ArticleVersion]] = {}
    rows = Citation.objects.filter(about_kind=kind, about_id__in=idents).select_related("of__article").order_by("pk")
    for row in rows:
        found.setdefault(row.about_id, []).append(row.of)
    return found


def misses(person: Any, state: str = "open") -> QuerySet[Miss]:
    """What was not found in his brands, the most frequent first."""
    if not person.granted("knowledge.mend"):
        return Miss.objects.none()
    found = Miss.objects.filter(brand__in=person.reach.brands).select_related("brand", "article", "settled_by")
    return found.filter(state=state).order_by("-times", "-last_at", "-pk")
