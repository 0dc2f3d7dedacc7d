"""Inputs the forms about goods are made of: lines, days, amounts, one of few, a colleague."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from shouwen.kernel.money import Money, MoneyError
from shouwen.people import queries as people

YES_NO = [("True", _("是")), ("False", _("否"))]
TRUTH = [("", _("不清楚")), *YES_NO]
_READ = {"True": True, "False": False}


class Days(forms.DateField):
    """A day, in the browser's own calendar."""

    def __init__(self, label: Any, **more: Any) -> None:
        super().__init__(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **more)


class Moment(forms.DateTimeField):
    """A day and time, Shanghai."""

    def __init__(self, label: Any, **more: Any) -> None:
        shape = "%Y-%m-%dT%H:%M"
        widget = forms.DateTimeInput({"type": "datetime-local"}, format=shape)
        super().__init__(label=label, widget=widget, input_formats=[shape], **more)


class Amount(forms.CharField):
    """An amount in yuan as people write it; cleaned to fen, None when empty."""

    def __init__(self, label: Any, **more: Any) -> None:
        super().__init__(label=label, required=False, max_length=40, **more)
        self.widget.attrs["inputmode"] = "decimal"

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return Money.parse(text).fen
        except MoneyError as problem:
            raise forms.ValidationError(problem.zh) from problem

    def prepare_value(self, value: Any) -> Any:
        return str(Money(value)) if isinstance(value, int) else value


class Truth(forms.TypedChoiceField):
    """Yes, no, and without `sure` also not known."""

    def __init__(self, label: Any, *, sure: bool = False, **more: Any) -> None:
        super().__init__(
            label=label,
            choices=YES_NO if sure else TRUTH,
            coerce=_READ.get,
            empty_value=None,
            required=sure,
            widget=forms.RadioSelect,
            **more,
        )


class Colleague(forms.CharField):
    """A colleague by staff number; the page proposes them. The form sets `by`, whose colleagues they must be."""

    by: Any = None

    def __init__(self, label: Any, **more: Any) -> None:
        super().__init__(label=label, max_length=60, **more)
        self.widget.attrs |= {
            "list": "colleagues",
            "data-typed": "",
            "autocomplete": "off",
            "hx-get": "/claims/papers/colleagues/",
            "hx-target": "#colleagues",
            "hx-trigger": "focus once, typed delay:150ms",
            "hx-sync": "this:replace",
        }

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        found = people.colleagues(self.by).filter(staff_number=text.split()[0]).first() if self.by else None
        if found is None:
            raise forms.ValidationError(_("没有这位同事，请写工号。"))
        return found


class Papers(forms.Form):
    """A form that knows who fills it in, for the colleagues he may name; `thing` is what it is about."""

    def __init__(self, *args: Any, by: Any = None, thing: Any = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.by, self.thing = by, thing
        for field in self.fields.values():
            if isinstance(field, Colleague):
                field.by = by

    @property
    def names_colleagues(self) -> bool:
        return any(isinstance(field, Colleague) for field in self.fields.values())


def lines(label: Any, rows: int = 3, required: bool = True, **more: Any) -> forms.CharField:
    """A few lines to write in."""
    return forms.CharField(label=label, required=required, widget=forms.Textarea({"rows": rows}), **more)


def pick(label: Any, choices: Any, required: bool = True, **more: Any) -> forms.ChoiceField:
    """One of few, all in sight."""
    return forms.ChoiceField(label=label, choices=choices, required=required, widget=forms.RadioSelect, **more)


class Places(forms.ModelChoiceField):  # type: ignore[type-arg]  # the class takes no argument at run time
    """A department by its name."""

    def __init__(self, label: Any, **more: Any) -> None:
        super().__init__(label=label, queryset=people.departments().none(), **more)

    def offer(self, units: list[Any]) -> None:
        self.queryset = people.departments().filter(pk__in=[unit.pk for unit in units])
        if len(units) == 1 and self.required:
            self.initial = units[0].pk
