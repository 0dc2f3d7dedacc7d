"""What a person may type about rules: a setting's value, a publication, a situation to try."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwen.kernel import clock
from shouwen.rulebook import setting_fields, setting_words
from shouwen.rulebook.setting_fields import YES_NO


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class SettingForm(forms.Form):
    """Another value for one setting, with the reason."""

    field_order = ("value", "reason")
    reason = forms.CharField(label=_("理由"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, pack: Any, setting: Any, now: Any = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.setting = setting
        self.unit = setting_words.unit(setting)
        self.fields["value"] = setting_fields.field_of(pack, setting, now)
        self.order_fields(self.field_order)

    def value(self) -> Any:
        """The value as a pack would write it."""
        return setting_fields.written(self.setting, self.cleaned_data["value"])


class PublicationForm(forms.Form):
    """From when, and why."""

    in_force_from = forms.DateField(label=_("施行日期"), widget=DayInput, initial=clock.today)
    reason = forms.CharField(label=_("理由"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class SituationForm(forms.Form):
    """A situation to ask a decision about; what is left empty is unknown."""

    def __init__(self, *args: Any, decision: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.decision = decision
        for name, column in decision.inputs.items():
            self.fields[name] = _input(column)

    def given(self) -> dict[str, Any]:
        """The inputs that were given."""
        found = {}
        for name, column in self.decision.inputs.items():
            value = self.cleaned_data.get(name)
            if value in (None, "", []):
                continue
            found[name] = value == "yes" if column.type == "bool" else value
        return found


def _input(column: Any) -> forms.Field:
    label, required = column.label, column.required
    if column.type == "bool":
        return forms.ChoiceField(label=label, required=required, choices=[("", _("不清楚")), *YES_NO])
    if isinstance(column.domain, list):
        choices = [(each, column.labels.get(each, each)) for each in column.domain]
        if column.type == "list":
            return forms.MultipleChoiceField(
                label=label, required=required, choices=choices, widget=forms.CheckboxSelectMultiple
            )
        return forms.ChoiceField(label=label, required=required, choices=[("", _("不清楚")), *choices])
    if column.type == "number":
        return forms.IntegerField(label=label, required=required)
    return forms.CharField(label=label, required=required, max_length=200)
