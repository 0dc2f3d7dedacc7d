"""What was not found: counted for the editors, in words only when the clerk agreed, settled by an article or words."""

from __future__ import annotations

import re
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from shouwen.kernel import clock, facts
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import Refused, Unacceptable
from shouwen.knowledge import facts as told
from shouwen.knowledge import searching
from shouwen.knowledge.models import Article, Miss
from shouwen.knowledge.states import miss_machine

LONGEST = 200
#: Numbers of goods, telephones and people are no part of a question.
_NUMBERS = re.compile(r"[A-Za-z]{0,8}\d[\d -]{3,}\d|\S+@\S+")


@transaction.atomic
def miss(*, by: Any, brand: Any, text: str, keeps_words: bool = False, counted: bool = False) -> Miss | None:
    """Counts a question without an answer. Its words are kept, without numbers, only with `keeps_words`.

    Otherwise only a keyed digest of its pairs: enough to count the same question, not to read it. None for no question.
    `counted`: the search that came before has counted it already; only its words are added.
    """
    require(by, "knowledge.read")
    if brand.pk not in by.reach.brands:
        raise Refused(_("这不是您的品牌。"))
    plain = without_numbers(text)
    tokens = sorted(searching.asked(plain))
    if not tokens:
        return None
    digest = salted_hmac("shouwen.knowledge.miss", f"{brand.pk} " + " ".join(tokens), algorithm="sha256").hexdigest()
    words = plain[:LONGEST] if keeps_words else ""
    found = _counted(brand, digest, words, 0 if counted else 1)
    if found is None:
        try:
            with transaction.atomic():
                now = clock.now()
                found = Miss.objects.create(brand=brand, digest=digest, text=words, first_at=now, last_at=now)
        except IntegrityError:  # somebody else missed it in the same moment
            found = _counted(brand, digest, words, 0 if counted else 1)
    if found is not None:
        facts.record(told.MISSED, by=by, about_thing=found)
    return found


def _counted(brand: Any, digest: str, words: str, times: int) -> Miss | None:
    rows = Miss.objects.filter(brand=brand, digest=digest, state="open")
    if not rows.update(times=F("times") + times, last_at=clock.now(), version=F("version") + 1):
        return None
    if words:
        rows.filter(text="").update(text=words)
    return rows.first()


def without_numbers(text: str) -> str:
    return " ".join(_NUMBERS.sub("…", text).split())


@transaction.atomic
def answer_miss(found: Miss, *, by: Any, article: Article) -> None:
    """The answer stands in this article, which the brand's people can read."""
    require(by, "knowledge.mend", found)
    if not article.brands.filter(pk=found.brand_id).exists() or article.current is None:
        sentence = _("请写这个品牌已发布的一篇。")
        raise Unacceptable(sentence, details={"article": sentence})
    changes = {"article": article, "settled_by": by, "settled_at": clock.now()}
    miss_machine.move(found, "answer", by=by, changes=changes, refs={"number": article.number})


@transaction.atomic
def drop_miss(found: Miss, *, by: Any, words: str) -> None:
    """No answer is needed, for a reason."""
    require(by, "knowledge.mend", found)
    if not words.strip():
        raise Unacceptable(_("请写明原因。"), details={"words": _("请写明原因。")})
    changes = {"words": words.strip()[:LONGEST], "settled_by": by, "settled_at": clock.now()}
    miss_machine.move(found, "drop", by=by, changes=changes)
