"""The case list: what may be asked of it, exact text search within it, pages by key, and what a row shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from shouwen.cases import queries
from shouwen.cases.models import CHANNELS, Case, Clock, Offer, Promise, Transfer
from shouwen.cases.searching import CASES, text_of
from shouwen.cases.states import case_machine
from shouwen.customers import queries as customers
from shouwen.kernel import clock
from shouwen.kernel.pages import whole_number
from shouwen.kernel.phone_numbers import normalise
from shouwen.people import queries as people
from shouwen.rulebook import queries as rulebook

SIZE = 50
#: Beyond this the number of matches is only said to be more.
COUNTED = 1000
LIVE_CLOCKS = ("running", "paused")
WAITING = [
    ("route", _l("待指定部门")),
    ("department", _l("待部门反馈")),
    ("offer", _l("移交待接受")),
    ("promise", _l("有承诺待兑现")),
    ("broken", _l("承诺未兑现")),
]
#: Column name, title, shown when nobody has chosen.
COLUMNS = [
    ("reason", _l("事由"), True),
    ("customer", _l("客户"), True),
    ("matter", _l("单据"), False),
    ("kind", _l("类型"), True),
    ("category", _l("类别"), False),
    ("owner", _l("负责人"), True),
    ("first_asked", _l("首问人"), False),
    ("department", _l("部门"), False),
    ("responsible", _l("协办部门"), False),
    ("state", _l("状态"), True),
    ("due", _l("最近时限"), True),
    ("received", _l("受理"), True),
    ("acted", _l("最近动作"), False),
    ("channel", _l("来源"), False),
    ("satisfaction", _l("满意度"), False),
]


class Words:
    """Names of kinds and categories in the packs of a person's brands: one question a pack."""

    def __init__(self, brands: Iterable[Any]) -> None:
        self.kinds: dict[str, str] = {}
        self.categories: dict[str, str] = {}
        self.routings: set[str] = set()
        for name in dict.fromkeys(brand.pack for brand in brands):
            pack = rulebook.in_force(name)
            self.kinds |= {kind.id: kind.title for kind in pack.kinds.values()}
            self.categories |= {each.id: each.label for each in pack.categories.values()}
            self.routings |= {kind.routing for kind in pack.kinds.values() if kind.routing}


class CaseFilter(forms.Form):
    """The query form; everything stands in the address."""

    q = forms.CharField(label=_l("查找"), required=False, max_length=100)
    state = forms.ChoiceField(label=_l("状态"), required=False)
    kind = forms.ChoiceField(label=_l("类型"), required=False)
    owner = forms.CharField(label=_l("负责人"), required=False, max_length=60)
    category = forms.ChoiceField(label=_l("类别"), required=False)
    department = forms.ChoiceField(label=_l("部门"), required=False)
    first_asked = forms.CharField(label=_l("首问人"), required=False, max_length=60)
    channel = forms.ChoiceField(label=_l("来源"), required=False, choices=[("", _l("全部")), *CHANNELS])
    received_from = forms.DateField(label=_l("受理自"), required=False, widget=forms.DateInput({"type": "date"}))
    received_to = forms.DateField(label=_l("受理至"), required=False, widget=forms.DateInput({"type": "date"}))
    waiting = forms.ChoiceField(label=_l("在等"), required=False, choices=[("", _l("全部")), *WAITING])
    brand = forms.ChoiceField(label=_l("品牌"), required=False)
    overdue = forms.BooleanField(label=_l("逾期"), required=False)
    repeat = forms.BooleanField(label=_l("二次投诉"), required=False)
    supervised = forms.BooleanField(label=_l("督办"), required=False)
    paused = forms.BooleanField(label=_l("暂停"), required=False)
    customer = forms.IntegerField(required=False, widget=forms.HiddenInput)

    FIRST = ("q", "state", "kind", "owner")
    TICKS = ("overdue", "repeat", "supervised", "paused")

    def __init__(self, data: Any, *, person: Any) -> None:
        super().__init__(data, auto_id="f-%s", label_suffix="")
        self.person = person
        self.brands = list(people.brands_of(person))
        self.words = Words(self.brands)
        everything = ("", _l("全部"))
        choices = {
            "state": [everything, ("live", _l("未关闭")), *case_machine.choices()],
            "kind": [everything, *self.words.kinds.items()],
            "category": [everything, *self.words.categories.items()],
            "department": [everything, *((str(d.pk), d.name) for d in people.departments())],
            "brand": [everything, *((brand.code, brand.name) for brand in self.brands)],
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]
        for name in self.TICKS:
            self.fields[name].widget.attrs["class"] = "form-check-input"
        if len(self.brands) < 2:
            del self.fields["brand"]
        self.is_valid()

    @property
    def more(self) -> list[Any]:
        """Fields behind 展开."""
        return [self[name] for name in self.fields if name not in (*self.FIRST, *self.TICKS, "customer")]

    @property
    def ticks(self) -> list[Any]:
        return [self[name] for name in self.TICKS]

    @property
    def asked(self) -> dict[str, Any]:
        """What was asked and could be read."""
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None, False)}

    @property
    def opened(self) -> bool:
        """True when something behind 展开 is set or wrong."""
        return any(name not in self.FIRST for name in (*self.asked, *self.errors))

    def said(self) -> str:
        """The question in words, for an export's watermark. Without what was typed: that may be a name."""
        parts = []
        for name, value in self.asked.items():
            field = self.fields[name]
            said = dict(field.choices).get(value, value) if isinstance(field, forms.ChoiceField) else value  # type: ignore[arg-type]
            said = "…" if name in ("q", "customer") else "" if value is True else said
            parts.append(f"{field.label or _('客户')} {said}".strip())
        return "、".join(parts) or _("全部")

    def apply(self) -> QuerySet[Case]:
        """Cases he may see that answer everything but the text."""
        found = queries.visible_to(self.person)
        for name, value in self.asked.items():
            if name != "q":
                found = found.filter(ASKED[name](self, value))
        return found


def _person(field: str, form: CaseFilter, value: str) -> Q:
    """By staff number, by both as shown (`2107 陈佳慧`), or by the beginning of the name."""
    if value == "me":
        return Q(**{field: form.person})
    number, _blank, _name = value.strip().partition(" ")
    return Q(**{f"{field}__staff_number__iexact": number}) | Q(**{f"{field}__name__startswith": value.strip()})


def _waiting(form: CaseFilter, value: str) -> Q:
    live = Q(state__in=queries.LIVE)
    about = {"case": OuterRef("pk")}
    if value == "route":
        return live & Q(pk__in=unrouted(form.person, form.words).values("pk"))
    found: dict[str, Any] = {
        "department": Transfer.objects.filter(**about, state__in=("sent", "accepted")),
        "offer": Offer.objects.filter(**about, state="offered"),
        "promise": Promise.objects.filter(**about, state__in=("open", "broken")),
        "broken": Promise.objects.filter(**about, state="broken"),
    }
    return live & Q(Exists(found[value]))


def _overdue(form: CaseFilter, value: bool) -> Q:
    late = Clock.objects.filter(case=OuterRef("pk"), state="running", due_at__lt=clock.now())
    return Q(Exists(late)) & Q(state__in=queries.LIVE)


def day_start(day: dt.date, later: int = 0) -> dt.datetime:
    """Midnight in Shanghai, `later` days on. A day no case can be of is brought within what clocks can reckon."""
    within = min(max(day, dt.date(1900, 1, 1)), dt.date(9000, 1, 1))
    return clock.midnight(within + dt.timedelta(days=later))


ASKED: dict[str, Any] = {
    "state": lambda form, value: Q(state__in=queries.LIVE) if value == "live" else Q(state=value),
    "kind": lambda form, value: Q(kind=value),
    "category": lambda form, value: Q(category=value),
    "department": lambda form, value: Q(department=value) | Q(responsible=value),
    "channel": lambda form, value: Q(channel=value),
    "brand": lambda form, value: Q(brand__in=[brand.pk for brand in form.brands if brand.code == value]),
    "owner": lambda form, value: _person("owner", form, value),
    "first_asked": lambda form, value: _person("first_asked", form, value),
    "received_from": lambda form, value: Q(received_at__gte=day_start(value)),
    "received_to": lambda form, value: Q(received_at__lt=day_start(value, later=1)),
    "waiting": _waiting,
    "overdue": _overdue,
    "repeat": lambda form, value: Q(repeat_of__isnull=False),
    "supervised": lambda form, value: Q(is_supervised=True),
    "paused": lambda form, value: Q(paused_at__isnull=False),
    "customer": lambda form, value: Q(customer__in=_same_customer(form.person, value)),
}


def _same_customer(person: Any, pk: int) -> list[int]:
    customer = customers.visible_to(person).filter(pk=pk).first()
    return customers.all_of(customer) if customer else []


def unrouted(person: Any, words: Words) -> QuerySet[Case]:
    """Open cases whose newest routing decision is left to a person and that nobody has routed yet (R-99)."""
    newest = rulebook.decisions_of_kind("case", words.routings).filter(about_id=OuterRef("pk"))
    sent = Transfer.objects.filter(case=OuterRef("pk")).exclude(state__in=("declined", "withdrawn"))
    return (
        queries.visible_to(person)
        .filter(state__in=("open", "reopened"), is_historic=False)
        .exclude(category="")
        .filter(~Exists(sent))
        .annotate(
            route=Subquery(newest.values("pk")[:1]),
            sure=Subquery(newest.values("certainty")[:1]),
            settled_by=Subquery(newest.values("confirmed_by")[:1]),
        )
        .filter(sure="manual", settled_by="")
    )


def customer_with_number(person: Any, brands: Iterable[Any], text: str) -> int | None:
    """The one customer reached by this number: so that no number need stand in an address."""
    if sum(char.isdigit() for char in text) < 7 or normalise(text) is None:
        return None
    found = {each.pk for brand in brands for each in customers.with_number(brand, text)}
    seen = list(customers.visible_to(person).filter(pk__in=found).values_list("pk", flat=True)) if found else []
    return seen[0] if len(seen) == 1 else None


@dataclass(frozen=True)
class Page:
    """Rows newest first, keys of the pages beside it, and how many there are when that was cheap to count."""

    rows: list[Case]
    next: int | None = None
    previous: int | None = None
    total: int | str = ""
    exact: bool = True


def page(form: CaseFilter, after: str, before: str, *, size: int = SIZE) -> Page:
    """One page of what the form asks. A word that is no number counts as the first page."""
    found = form.apply()
    start = whole_number(after)
    if form.asked.get("q"):  # the index is read from the newest down only, so there is no page before
        read = chunk(form, found, start, size + 1)
        leaf = _leaf(read[:size], more=len(read) > size, first=start is None)
        return Page(leaf.rows, leaf.next, None, leaf.total)
    end = whole_number(before) if start is None else None
    if end is not None:
        rows = queries.with_names(found).prefetch_related("customer__contacts")
        back = list(rows.filter(pk__gt=end).order_by("pk")[: size + 1])
        leaf = _leaf(list(reversed(back[:size])), more=True, first=len(back) <= size)
    else:
        read = chunk(form, found, start, size + 1)
        leaf = _leaf(read[:size], more=len(read) > size, first=start is None)
    return _counted(leaf, found, form)


def _leaf(rows: list[Case], *, more: bool, first: bool) -> Page:
    whole = first and not more
    return Page(
        rows,
        rows[-1].pk if more and rows else None,
        rows[0].pk if rows and not first else None,
        total=len(rows) if whole else "",
    )


def _counted(leaf: Page, found: QuerySet[Case], form: CaseFilter) -> Page:
    """The number of matches: only of a question, never of everything, and no further than it is worth."""
    if leaf.total != "" or not form.asked:
        return leaf
    count = found.order_by().values("pk")[: COUNTED + 1].count()
    total: int | str = count if count <= COUNTED else f"{COUNTED}+"
    return Page(leaf.rows, leaf.next, leaf.previous, total=total, exact=count <= COUNTED)


def holding(form: CaseFilter, found: QuerySet[Case], *, before: int | None, limit: int) -> list[Case]:
    """Exactly the found cases whose text holds the words asked for, newest first."""
    read: dict[int, Case] = {}

    def texts(ids: list[int]) -> dict[int, str]:
        read.update((case.pk, case) for case in queries.with_names(found).filter(pk__in=ids))
        return {pk: text_of(read[pk]) for pk in ids if pk in read}

    scopes = [f"b{brand.pk}" for brand in form.brands]
    return [read[pk] for pk in CASES.find_exact(form.asked["q"], scopes, texts, before=before, limit=limit)]


def chunk(form: CaseFilter, found: QuerySet[Case], before: int | None, limit: int) -> list[Case]:
    """The next cases below an id, newest first, of everything the form asks; with what a row shows."""
    if form.asked.get("q"):
        held = holding(form, found, before=before, limit=limit)
        prefetch_related_objects(held, "customer__contacts")
        return held
    rows = queries.with_names(found).prefetch_related("customer__contacts")
    return list((rows.filter(pk__lt=before) if before is not None else rows).order_by("-pk")[:limit])


def next_clocks(cases: Iterable[Case]) -> dict[int, Clock]:
    """The earliest live clock of each case."""
    found = Clock.objects.filter(case__in=[case.pk for case in cases], state__in=LIVE_CLOCKS).order_by("-due_at")
    return {each.case_id: each for each in found if each.case_id}
