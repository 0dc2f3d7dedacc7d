"""Inputs the claim forms are made of: lines, times, one of few, a colleague, several files, what a rule asks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwen.claims.parties import PARTIES
from shouwen.kernel.money_fields import Yuan
from shouwen.people import queries as people

YES = {"True": True, "False": False}
SHAPE = "%Y-%m-%dT%H:%M"
COPIES = [("1", _("第一联")), ("2", _("第二联")), ("3", _("第三联")), ("4", _("第四联"))]


def lines(label: Any, rows: int = 3, required: bool = True, **more: Any) -> forms.CharField:
    """A few lines to write in."""
    return forms.CharField(label=label, required=required, widget=forms.Textarea({"rows": rows}), **more)


def moment(label: Any, required: bool = True, **more: Any) -> forms.DateTimeField:
    """A day and time, Shanghai."""
    widget = forms.DateTimeInput({"type": "datetime-local"}, format=SHAPE)
    return forms.DateTimeField(label=label, required=required, widget=widget, input_formats=[SHAPE], **more)


def pick(label: Any, choices: Any, required: bool = True, **more: Any) -> forms.ChoiceField:
    """One of few, all in sight."""
    return forms.ChoiceField(label=label, choices=choices, required=required, widget=forms.RadioSelect, **more)


class Several(forms.ClearableFileInput):
    """A file input that takes more than one."""

    allow_multiple_selected = True


class Files(forms.FileField):
    """Several files; none is allowed unless required. Cleans to a list."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("label", _("附件"))
        more.setdefault("required", False)
        super().__init__(widget=Several(), **more)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = [each for each in (data if isinstance(data, list | tuple) else [data]) if each]
        if not given and self.required:
            raise forms.ValidationError(self.error_messages["required"])
        return [super(Files, self).clean(each, initial) for each in given]


class Colleague(forms.CharField):
    """A colleague, by staff number or by a name only one of them has; the page offers a list to choose from."""

    def __init__(self, label: Any, **more: Any) -> None:
        super().__init__(label=label, max_length=60, help_text=_("写工号或姓名，从列出的同事里选"), **more)
        self.person: Any = None

    def offer(self, person: Any) -> None:
        """Lets the input ask for colleagues as it is typed."""
        self.person = person
        self.widget.attrs |= {
            "list": "colleagues",
            "autocomplete": "off",
            "data-typed": "",
            "hx-get": reverse("claim-colleagues"),
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


class Copies(forms.MultipleChoiceField):
    """Which of the four copies carry a note: ticks in, `["0", "1", "1", "0"]` out."""

    def __init__(self, **more: Any) -> None:
        super().__init__(choices=COPIES, required=False, widget=forms.CheckboxSelectMultiple, **more)

    def clean(self, value: Any) -> list[str]:
        ticked = super().clean(value)
        return ["1" if copy in ticked else "0" for copy, _title in COPIES]

    def prepare_value(self, value: Any) -> Any:
        """A list of flags, as the rules keep it, as the ticks that are set."""
        flags = [str(each) for each in value] if isinstance(value, list | tuple) else []
        if len(flags) == len(COPIES) and set(flags) <= {"0", "1"} and flags != ["1", "2", "3", "4"]:
            return [copy for (copy, _title), flag in zip(COPIES, flags, strict=True) if flag == "1"]
        return value


def field_of(name: str, asked: Any) -> forms.Field:
    """An input of a decision as a field; nothing is required here but what the decision says is."""
    label = asked.label or name
    if name == "notes":
        return Copies(label=label)
    domain = asked.domain if isinstance(asked.domain, list) else []
    choices = [(value, asked.labels.get(value, value)) for value in domain]
    if asked.type == "list":
        offered = choices or list(PARTIES.items())
        return forms.MultipleChoiceField(
            label=label, choices=offered, required=asked.required, widget=forms.CheckboxSelectMultiple
        )
    if asked.type == "bool":
        return forms.TypedChoiceField(
            label=label,
            required=asked.required,
            coerce=YES.get,
            choices=[("", _("不清楚")), ("True", _("是")), ("False", _("否"))],
            empty_value=None,
        )
    if asked.type == "money":
        return Yuan(label=label, required=asked.required)
    if asked.type == "number":
        return forms.IntegerField(label=label, required=asked.required, min_value=0, max_value=10**6)
    if name == "noter" and not choices:
        choices = list(PARTIES.items())
    if choices:
        return forms.ChoiceField(label=label, required=asked.required, choices=[("", gettext("不清楚")), *choices])
    return forms.CharField(label=label, required=asked.required, max_length=20)
