"""The list of conversations: what may be asked of it, exact text search within it, and its pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Substr
from django.utils.translation import gettext_lazy as _

from shouwen.conversations import queries, searching
from shouwen.conversations.models import KINDS, Conversation, Message
from shouwen.conversations.states import LIVE, UNSAID, conversation_machine
from shouwen.customers import queries as customers
from shouwen.kernel import clock
from shouwen.kernel.phone_numbers import last_four, normalise
from shouwen.people import queries as people

SIZE = 30
#: So many conversations are read from the index for words; more say that the words should be more.
READ = 400
STATES = [("", _("全部状态")), ("live", _("没结束的")), ("late", _("超过时限的")), *conversation_machine.choices()]


class Asked(forms.Form):
    """The question in the address of the list. What makes no sense counts as not asked."""

    scope = forms.ChoiceField(choices=[(each, each) for each in queries.SCOPES], required=False)
    q = forms.CharField(label=_("查找"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("状态"), choices=STATES, required=False)
    kind = forms.ChoiceField(label=_("渠道"), choices=[("", _("全部渠道")), *KINDS], required=False)
    queue = forms.ChoiceField(label=_("队列"), required=False)
    brand = forms.ChoiceField(label=_("品牌"), required=False)
    owner = forms.CharField(label=_("负责人"), required=False, max_length=60)
    customer = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, person: Any) -> None:
        super().__init__(data, auto_id="c-%s", label_suffix="")
        self.person = person
        self.brands = list(people.brands_of(person))
        fields: Any = self.fields
        fields["brand"].choices = [("", _("全部品牌")), *((each.code, each.name) for each in self.brands)]
        units = [(str(each.pk), each.name) for each in people.departments()]
        fields["queue"].choices = [("", _("全部队列")), ("none", _("不分队列")), *units]
        if len(self.brands) < 2:
            del self.fields["brand"]
        self.is_valid()

    @property
    def asked(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}

    @property
    def scope_asked(self) -> str:
        """Words or a customer are looked for everywhere unless it is said where."""
        everywhere = "q" in self.asked or "customer" in self.asked
        return str(self.asked.get("scope") or ("all" if everywhere else "mine"))

    @property
    def narrowed(self) -> bool:
        return bool(set(self.asked) - {"scope", "q", "customer"} or self.errors)

    @property
    def opened(self) -> bool:
        """True when something behind 更多条件 is set or wrong."""
        return any(name in ("kind", "queue", "owner", "brand") for name in (*self.asked, *self.errors))

    def apply(self) -> QuerySet[Conversation]:
        """Conversations he may see that answer all that is asked, what is owed first on top."""
        found = queries.scoped(self.person, self.scope_asked)
        for name, value in self.asked.items():
            if name in NARROW:
                found = found.filter(NARROW[name](self, value))
        if "q" in self.asked:
            found = found.filter(pk__in=holding(self.asked["q"], [each.pk for each in self.brands]))
        return owed_first(found)


def _state(form: Asked, value: str) -> Q:
    if value == "late":
        return queries.LATE & Q(due_at__lt=clock.now())
    return Q(state__in=LIVE) if value == "live" else Q(state=value)


def _owner(form: Asked, value: str) -> Q:
    if value == "me":
        return Q(owner=form.person)
    number, _blank, _name = value.strip().partition(" ")
    return Q(owner__staff_number__iexact=number) | Q(owner__name__startswith=value.strip())


def _customer(form: Asked, value: int) -> Q:
    customer = customers.visible_to(form.person).filter(pk=value).first()
    return Q(customer__in=customers.all_of(customer) if customer is not None else [])


NARROW: dict[str, Any] = {
    "state": _state,
    "kind": lambda form, value: Q(kind=value),
    "queue": lambda form, value: Q(department=None) if value == "none" else Q(department=value),
    "brand": lambda form, value: Q(brand__in=[each.pk for each in form.brands if each.code == value]),
    "owner": _owner,
    "customer": _customer,
}


def holding(query: str, brands: list[int]) -> set[int]:
    """Ids of conversations that hold the words: in number, case, subject, customer, address, or in what was said."""
    scopes = [f"b{pk}" for pk in brands]
    of_message: dict[int, int] = {}

    def headings(ids: list[int]) -> dict[int, str]:
        rows = Conversation.objects.select_related("customer").filter(pk__in=ids)
        return {each.pk: searching.heading(each) for each in rows}

    def texts(ids: list[int]) -> dict[int, str]:
        rows = list(Message.objects.filter(pk__in=ids).defer("html"))
        of_message.update((each.pk, each.conversation_id) for each in rows)
        return {each.pk: searching.words(each) for each in rows}

    found = set(searching.CONVERSATIONS.find_exact(query, scopes, headings, limit=READ))
    return found | {of_message[pk] for pk in searching.MESSAGES.find_exact(query, scopes, texts, limit=READ)}


def owed_first(found: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """First answers owed by when they are due, then customers who wait for another word, then the newest."""
    waits = When(state__in=LIVE, then=F("waiting_since"))
    return found.order_by(
        Case(When(queries.LATE, then=F("due_at"))).asc(nulls_last=True),
        Case(waits).asc(nulls_last=True),
        F("last_in_at").desc(nulls_last=True),
        "-id",
    )


@dataclass(frozen=True)
class Leaf:
    """One page of the list."""

    rows: list[Conversation]
    number: int
    total: int
    before: int
    after: int


def page(form: Asked, wanted: str) -> Leaf:
    """One page of what the form asks, with the last thing said in each; a word that is no number is the first page."""
    leaf = Paginator(form.apply(), SIZE).get_page(wanted if wanted.isascii() and len(wanted) < 9 else 1)
    ids = [each.pk for each in leaf.object_list]
    shown = queries.with_clocks(queries.with_names(Conversation.objects.filter(pk__in=ids)))
    rows = {each.pk: each for each in with_last_words(shown)}
    return Leaf(
        [rows[pk] for pk in ids if pk in rows],
        leaf.number,
        leaf.paginator.count,
        leaf.previous_page_number() if leaf.has_previous() else 0,
        leaf.next_page_number() if leaf.has_next() else 0,
    )


def with_last_words(found: QuerySet[Conversation]) -> QuerySet[Conversation]:
    said = Message.objects.filter(conversation=OuterRef("pk")).exclude(direction="note").exclude(state__in=UNSAID)
    return found.annotate(last_words=Subquery(said.order_by("-id").values(words=Substr("text", 1, 90))[:1]))


def without_number(form: Asked) -> dict[str, Any] | None:
    """What to ask instead when somebody typed a telephone number or a mail address: neither stays in an address.

    The customer it belongs to when there is one, else its tail.
    """
    text = str(form.asked.get("q", "")).strip()
    is_phone = sum(char.isdigit() for char in text) >= 7 and normalise(text) is not None
    is_mail = "@" in text[1:] and " " not in text and bool(text.split("@")[-1])
    if not (is_phone or is_mail):
        return None
    found: dict[int, Any] = {}
    for brand in form.brands:
        here = customers.with_number(brand, text) if is_phone else customers.with_mail(brand, text)
        found |= {each.pk: each for each in here}
    seen = list(customers.visible_to(form.person).filter(pk__in=found).values_list("pk", flat=True)[:2])
    if len(seen) == 1:
        return {"customer": seen[0]}
    return {"q": last_four(normalise(text) or text) if is_phone else text.rpartition("@")[2]}
