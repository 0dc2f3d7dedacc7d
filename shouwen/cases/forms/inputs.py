"""Inputs the case forms are made of: lines, times, one of few, a colleague, and what a decision table asks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwen.cases.models import TRUTH
from shouwen.people import queries as people

YES = {"True": True, "False": False}


def lines(label: Any, rows: int = 3, required: bool = True, **more: Any) -> forms.CharField:
    """A few lines to write in."""
    return forms.CharField(label=label, required=required, widget=forms.Textarea({"rows": rows}), **more)


def until(label: Any, required: bool = True, **more: Any) -> forms.DateTimeField:
    """A day and time, Shanghai."""
    shape = "%Y-%m-%dT%H:%M"
    widget = forms.DateTimeInput({"type": "datetime-local"}, format=shape)
    return forms.DateTimeField(label=label, required=required, widget=widget, input_formats=[shape], **more)


def pick(label: Any, choices: Any, required: bool = True, **more: Any) -> forms.ChoiceField:
    """One of few, all in sight."""
    return forms.ChoiceField(label=label, choices=choices, required=required, widget=forms.RadioSelect, **more)


def truth(label: Any) -> forms.ChoiceField:
    return pick(label, TRUTH, required=False)


class Colleague(forms.CharField):
    """A colleague, by staff number or by a name only one of them has; the page offers a list to choose from."""

    def __init__(self, label: Any, **more: Any) -> None:
        super().__init__(label=label, max_length=60, help_text=_("写工号或姓名，从列出的同事里选"), **more)
        self.person: Any = None

    def offer(self, person: Any, number: str) -> None:
        """Lets the input ask for colleagues as it is typed."""
        self.person = person
        url = reverse("case-colleagues", args=[number])
        self.widget.attrs |= {
            "list": "colleagues",
            "autocomplete": "off",
            "data-typed": "",
            "hx-get": url,
            "hx-target": "#colleagues",
            "hx-trigger": "focus once, typed delay:150ms",
            "hx-sync": "this:replace",
            "hx-swap": "innerHTML",
        }

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        every = people.colleagues(self.person)
        found = list(every.filter(staff_number=text.split()[0])[:1] or every.filter(name=text)[:2])
        if len(found) != 1:
            many = gettext("有几位同事叫这个名字，请写工号。")
            raise forms.ValidationError(many if found else gettext("没有这位同事，请从列出的同事里选。"))
        return found[0]


def field_of(asked: Any) -> forms.Field:
    """An input of a decision table as a field."""
    domain = asked.domain if isinstance(asked.domain, list) else []
    choices = [(value, asked.labels.get(value, value)) for value in domain]
    if asked.type == "list":
        return forms.MultipleChoiceField(
            label=asked.label, choices=choices, required=asked.required, widget=forms.CheckboxSelectMultiple
        )
    if asked.type == "bool":
        return forms.TypedChoiceField(
            label=asked.label,
            required=False,
            coerce=YES.get,
            choices=[("", _("不清楚")), ("True", _("是")), ("False", _("否"))],
            empty_value=None,
        )
    return forms.ChoiceField(label=asked.label, required=False, choices=[("", gettext("不清楚")), *choices])
