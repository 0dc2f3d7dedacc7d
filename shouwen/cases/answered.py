"""Closed cases as knowledge: what a case was about and how it was answered, for those who may read it anyway.

Names, numbers and companies are taken out of the words shown; the case itself is one click away.
"""

from __future__ import annotations

import re
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shouwen.cases import queries
from shouwen.cases.models import Case
from shouwen.cases.rules import rules_for
from shouwen.cases.searching import CASES
from shouwen.knowledge import queries as knowledge

LONGEST, LOOKED = 90, 60
#: Of the question's pairs a case must have these, so that a greeting alone finds none.
PAIRS, SHARE = 2, 0.25
_NUMBERS = re.compile(r"[A-Za-z]{0,8}\d[\d -]{2,}\d|\S+@\S+")
_CALLED = re.compile(r"[\u4e00-\u9fff]{1,3}(先生|女士|小姐|老师|经理|师傅)")


def find(person: Any, text: str, brand: Any, limit: int) -> list[knowledge.Elsewhere]:
    """Cases he may see that were closed after the customer was told, the best fit first."""
    scopes = knowledge.scopes_of(person, brand)
    matches = knowledge.overlap(CASES, text, scopes) if scopes else {}
    fit = {ident: each.share for ident, each in matches.items() if each.pairs >= PAIRS and each.share >= SHARE}
    best = sorted(fit, key=lambda ident: (-fit[ident], -ident))[:LOOKED]
    seen = queries.visible_to(person).filter(pk__in=best, state="closed")
    found = list(seen.select_related("customer", "brand", "matter").prefetch_related("tellings", "named__person"))
    found.sort(key=lambda case: (-fit[case.pk], -case.pk))
    return [_shown(case) for case in found[:limit]]


def _shown(case: Case) -> knowledge.Elsewhere:
    told = [each for each in case.tellings.all() if each.outcome == "reached" and not each.is_interim]
    last = max(told, key=lambda each: each.pk, default=None)
    category = rules_for(case.brand).category(case.category)
    about = category.label if category is not None else without_persons(case.reason, case)
    answer = without_persons(last.words, case) if last is not None else ""
    return knowledge.Elsewhere(case.number, reverse("case", args=[case.number]), about, answer, case.closed_at)


def without_persons(text: str, case: Case) -> str:
    """The beginning of the words without names and numbers of whom the case knows."""
    known = [each.person.name for each in case.named.all() if each.person is not None]
    if case.customer is not None:
        known += [case.customer.name, case.customer.company]
    if case.matter is not None:
        known.append(case.matter.number)
    for word in sorted(filter(None, known), key=len, reverse=True):
        text = text.replace(word, "…")
    plain = " ".join(_CALLED.sub(r"…\1", _NUMBERS.sub("…", text)).split())
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1] + "…"


SOURCE = knowledge.Source(_("办结的工单"), find)
