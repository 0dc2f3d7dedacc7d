"""The search on top: a case by its number at once, else customers, matters and cases whose text holds the words."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from shouwen.cases import queries
from shouwen.cases.filters import customer_with_number, next_clocks
from shouwen.cases.models import Case
from shouwen.cases.searching import CASES, text_of
from shouwen.customers import queries as customers
from shouwen.kernel import clock
from shouwen.kernel.phone_numbers import normalise
from shouwen.people import queries as people

QUICK = 4
FULL = 20
NUMBER = re.compile(r"([A-Z]{1,6})(\d{2})-?(\d{1,9})")


@dataclass(frozen=True)
class Hit:
    """A line of the list under the search."""

    url: str
    title: str
    detail: str = ""
    why: Any = ""


def cleaned(text: str) -> str:
    """Full-width letters and digits as half-width, no blanks around, no endless text."""
    return unicodedata.normalize("NFKC", text).strip()[:100]


def asked_for(request: HttpRequest) -> str:
    return cleaned(request.POST.get("q") or request.GET.get("q", ""))


def by_number(person: Any, brands: list[Any], text: str) -> list[Case]:
    """Cases by a whole number, with or without the dash, or by its last digits in this year and the last."""
    whole = NUMBER.fullmatch(text.upper().replace(" ", ""))
    if whole:
        numbers = [f"{whole[1]}{whole[2]}-{int(whole[3]):05d}"]
    elif text.isascii() and text.isdigit() and 2 <= len(text) <= 6:
        year = clock.today().year % 100
        numbers = [f"{brand.code}{yy:02d}-{int(text):05d}" for brand in brands for yy in (year, year - 1)]
    else:
        return []
    return list(queries.with_names(queries.visible_to(person)).filter(number__in=numbers).order_by("-pk"))


def by_text(person: Any, brands: list[Any], text: str, limit: int) -> list[Case]:
    """The newest cases he may see whose text holds exactly these words."""
    if len(text) < 2 and (text.isascii() or limit <= QUICK):  # one sign says little while typing
        return []
    seen = queries.visible_to(person)

    def texts(ids: list[int]) -> dict[int, str]:
        return {case.pk: text_of(case) for case in seen.filter(pk__in=ids).select_related("customer", "matter")}

    ids = CASES.find_exact(text, [f"b{brand.pk}" for brand in brands], texts, limit=limit)
    rows = queries.with_names(Case.objects.filter(pk__in=ids)) if ids else []
    return sorted(rows, key=lambda case: -case.pk)


def search(request: HttpRequest) -> HttpResponse:
    """What was typed comes as a POST: a telephone number never stands in an address. Other words go on to one."""
    person = request.person  # type: ignore[attr-defined]
    text, brands = asked_for(request), list(people.brands_of(person))
    if request.method == "POST" and normalise(text) is None:
        return redirect(f"{reverse('search')}?{urlencode({'q': text})}")
    numbered = by_number(person, brands, text)
    if len(numbered) == 1 and NUMBER.fullmatch(text.upper().replace(" ", "")):
        return redirect(f"/cases/{numbered[0].number}/")
    known = customer_with_number(person, brands, text)
    if known is not None:  # a telephone number does not stay in the address
        return redirect(f"/customers/{known}/")
    found = _merged(numbered, by_text(person, brands, text, FULL + 1))
    clocks = next_clocks(found[:FULL])
    shown = {
        "q": text,
        "cases": [(case, clocks.get(case.pk)) for case in found[:FULL]],
        "more": len(found) > FULL,
        "customers": _customers(person, brands, text, FULL),
        "matters": _matters(person, text),
    }
    return render(request, "cases/search.html", shown)


def quick(request: HttpRequest) -> HttpResponse:
    person = request.person  # type: ignore[attr-defined]
    text, brands = asked_for(request), list(people.brands_of(person))
    hits = _hits(person, brands, text) if text else []
    return render(request, "components/found.html", {"hits": hits})


def _hits(person: Any, brands: list[Any], text: str) -> list[Hit]:
    numbered = by_number(person, brands, text)
    hits = [_case_hit(case, _("工单号")) for case in numbered]
    if numbered and NUMBER.fullmatch(text.upper().replace(" ", "")):
        return hits
    for found in _customers(person, brands, text, QUICK):
        detail = " · ".join(filter(None, (found.customer.company, found.customer.get_customer_class_display())))
        hits.append(Hit(f"/customers/{found.customer.pk}/", found.customer.called, detail, found.by))
    hits += [Hit(f"/cases/?q={each.number}", each.number, each.summary, _("单据")) for each in _matters(person, text)]
    hits += [_case_hit(case, _("内容")) for case in by_text(person, brands, text, QUICK) if case not in numbered]
    return hits


def _case_hit(case: Case, why: Any) -> Hit:
    words = (case.get_state_display(), case.customer.name if case.customer else "", f"{case.owner}")
    return Hit(f"/cases/{case.number}/", f"{case.number} {case.reason}", " · ".join(filter(None, words)), why)


def _customers(person: Any, brands: list[Any], text: str, limit: int) -> list[Any]:
    if not text or not person.granted("customers.register"):
        return []
    return [found for brand in brands for found in customers.recognise(person, brand, text, limit)]


def _matters(person: Any, text: str) -> list[Any]:
    plain = text.replace(" ", "")
    if len(plain) < 3 or not queries.handles_cases(person):
        return []
    return list(customers.matters_visible_to(person).filter(number__in={plain, plain.upper(), plain.lower()})[:QUICK])


def _merged(first: list[Case], then: list[Case]) -> list[Case]:
    return [*first, *(case for case in then if case not in first)]


urlpatterns = [
    path("search/", search, name="search"),
    path("search/quick/", quick, name="search-quick"),
]
