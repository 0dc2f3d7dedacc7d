"""How the lists are asked for, and what may be typed of a finding or an alarm."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from shouwen.conversations.wording.models import SEVERITIES
from shouwen.conversations.wording.states import alarm_machine, finding_machine
from shouwen.kernel.pages import whole_number
from shouwen.people import queries as people

SIZE = 50
EVERYTHING = ("", _("全部"))


class _Asked(forms.Form):
    """A filter in the address; what makes no sense counts as not said."""

    asks: dict[str, str] = {}

    def __init__(self, data: Any, *, person: Any) -> None:
        super().__init__(data, auto_id="f-%s", label_suffix="")
        self.person = person
        brands = list(people.brands_of(person))
        fields: Any = self.fields
        fields["brand"].choices = [EVERYTHING, *((brand.code, brand.name) for brand in brands)]
        if len(brands) < 2:
            del self.fields["brand"]
        self.is_valid()

    @property
    def asked(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}

    def applied(self, found: QuerySet[Any]) -> QuerySet[Any]:
        for name, value in self.asked.items():
            found = found.filter(**{self.asks[name]: value.strip()})
        return found


class FindingsAsked(_Asked):
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[EVERYTHING, *finding_machine.choices()])
    severity = forms.ChoiceField(label=_("轻重"), required=False, choices=[EVERYTHING, *SEVERITIES])
    family = forms.CharField(label=_("类别"), required=False, max_length=40)
    by = forms.CharField(label=_("工号"), required=False, max_length=20)
    brand = forms.ChoiceField(label=_("品牌"), required=False)

    asks = {
        "state": "state",
        "severity": "severity",
        "family": "family__iexact",
        "by": "by__staff_number__iexact",
        "brand": "message__conversation__brand__code",
    }


class AlarmsAsked(_Asked):
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[EVERYTHING, *alarm_machine.choices()])
    family = forms.CharField(label=_("类别"), required=False, max_length=40)
    brand = forms.ChoiceField(label=_("品牌"), required=False)

    asks = {"state": "state", "family": "family__iexact", "brand": "brand__code"}


class Words(forms.Form):
    words = forms.CharField(
        label=_("您的话"), required=False, max_length=1000, widget=forms.Textarea({"rows": 3}), strip=True
    )


class Report(forms.Form):
    """What a page says of a finding it holds for wrong."""

    guard = forms.CharField(max_length=40)
    phrase = forms.CharField(max_length=60)
    conversation = forms.CharField(max_length=20, required=False)
    brand = forms.CharField(max_length=6, required=False)
    sentence = forms.CharField(max_length=4000, required=False)
    said = forms.CharField(max_length=400, required=False)

    def brand_of(self, person: Any, conversation: Any) -> Any:
        """The conversation's brand, or the one the page named if it is his."""
        if conversation is not None:
            return conversation.brand
        return people.brands_of(person).filter(code=self.cleaned_data["brand"]).first()


def leaf(found: QuerySet[Any], after: str) -> tuple[list[Any], int | None]:
    """Newest first, below the id `after`, and the key of the next page."""
    start = whole_number(after)
    if start is not None:
        found = found.filter(pk__lt=start)
    rows = list(found.order_by("-pk")[: SIZE + 1])
    return rows[:SIZE], rows[SIZE - 1].pk if len(rows) > SIZE else None
