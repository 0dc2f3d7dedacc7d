"""The register's query form; everything stands in the address. Pages by key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from shouwen.kernel.pages import whole_number
from shouwen.people import queries as people
from shouwen.quality import queries
from shouwen.quality.models import SOURCES, SUBJECTS, Penalty, Violation
from shouwen.quality.states import penalty_machine, violation_machine

SIZE = 50
EVERYTHING = ("", _("全部"))


class ViolationFilter(forms.Form):
    """What may be asked of the register."""

    q = forms.CharField(label=_("查找"), required=False, max_length=60)
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[EVERYTHING, *violation_machine.choices()])
    penalty = forms.ChoiceField(label=_("处罚"), required=False, choices=[EVERYTHING, *penalty_machine.choices()])
    department = forms.ChoiceField(label=_("部门"), required=False)
    row = forms.CharField(label=_("条目"), required=False, max_length=8)
    source = forms.ChoiceField(label=_("来源"), required=False, choices=[EVERYTHING, *SOURCES])
    on = forms.ChoiceField(label=_("处罚谁"), required=False, choices=[EVERYTHING, *SUBJECTS])
    month = forms.RegexField(label=_("月份"), regex=r"^\d{4}-\d{2}$", required=False)
    brand = forms.ChoiceField(label=_("品牌"), required=False)

    FIRST = ("q", "state", "penalty", "department")

    def __init__(self, data: Any, *, person: Any) -> None:
        super().__init__(data, auto_id="f-%s", label_suffix="")
        self.person = person
        brands = list(people.brands_of(person))
        fields: Any = self.fields
        fields["department"].choices = [EVERYTHING, *((str(d.pk), d.name) for d in people.departments())]
        fields["brand"].choices = [EVERYTHING, *((brand.code, brand.name) for brand in brands)]
        fields["month"].widget.input_type = "month"
        if len(brands) < 2:
            del self.fields["brand"]
        self.is_valid()

    @property
    def more(self) -> list[Any]:
        return [self[name] for name in self.fields if name not in self.FIRST]

    @property
    def asked(self) -> dict[str, Any]:
        """What was asked and could be read."""
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None, False)}

    @property
    def opened(self) -> bool:
        return any(name not in self.FIRST for name in (*self.asked, *self.errors))

    def apply(self) -> QuerySet[Violation]:
        """Violations he may see that answer the question."""
        found = queries.visible_to(self.person)
        for name, value in self.asked.items():
            found = found.filter(ASKED[name](value))
        return found


def _text(value: str) -> Q:
    word = value.strip()
    return (
        Q(number__iexact=word)
        | Q(case__number__iexact=word)
        | Q(person__staff_number__iexact=word.partition(" ")[0])
        | Q(person__name__startswith=word)
    )


def _with_penalty(**asked: Any) -> Q:
    return Q(Exists(Penalty.objects.filter(violation=OuterRef("pk"), **asked)))


ASKED: dict[str, Any] = {
    "q": _text,
    "state": lambda value: Q(state=value),
    "penalty": lambda value: _with_penalty(state=value),
    "department": lambda value: Q(department=value),
    "row": lambda value: Q(row__iexact=value.strip()),
    "source": lambda value: Q(source=value),
    "on": lambda value: Q(on=value),
    "month": lambda value: _with_penalty(month=value),
    "brand": lambda value: Q(brand__code=value),
}


@dataclass(frozen=True)
class Page:
    """One page: rows, and the keys of its neighbours (None where there is none)."""

    rows: list[Violation]
    next: int | None
    previous: int | None


def page(found: QuerySet[Violation], after: str, before: str) -> Page:
    """Newest first, below the id `after`, or the page above the id `before`. What is no number is the first page."""
    rows = queries.with_names(found).prefetch_related("penalties")
    start, end = whole_number(after), whole_number(before)
    if end is not None and start is None:
        back = list(rows.filter(pk__gt=end).order_by("pk")[: SIZE + 1])
        shown = list(reversed(back[:SIZE]))
        return Page(shown, shown[-1].pk if shown else None, shown[0].pk if len(back) > SIZE else None)
    if start is not None:
        rows = rows.filter(pk__lt=start)
    read = list(rows.order_by("-pk")[: SIZE + 1])
    shown = read[:SIZE]
    more = shown[-1].pk if len(read) > SIZE else None
    return Page(shown, more, shown[0].pk if shown and start is not None else None)
