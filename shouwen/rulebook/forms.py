"""What a person may type about rules: a setting's value, a publication, a situation to try."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwen.kernel import clock

YES_NO = (("yes", _("是")), ("no", _("否")))


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class SettingForm(forms.Form):
    """Another value for one setting, with the reason."""

    field_order = ("value", "reason")
    reason = forms.CharField(label=_("理由"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, setting: Any, now: Any = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.setting = setting
        self.fields["value"] = self._field(now)
        self.order_fields(self.field_order)

    def _field(self, now: Any) -> forms.Field:
        kind, label = self.setting.type, _("改成")
        if kind == "bool":
            shown = "yes" if now else "no"
            return forms.ChoiceField(label=label, choices=YES_NO, widget=forms.RadioSelect, initial=shown)
        if isinstance(self.setting.domain, list) and kind == "text":
            return forms.ChoiceField(label=label, choices=[(each, each) for each in self.setting.domain], initial=now)
        if kind == "number":
            return forms.DecimalField(label=label, initial=now)
        if kind == "list":
            shown = "、".join(str(each) for each in now or [])
            return forms.CharField(label=label, initial=shown, help_text=_("几个值用顿号隔开。"))
        hints = {"duration": _("写成 30m、8h、2d、1mo。"), "time": _("写成 09:00。"), "money": _("元，写成 50.00。")}
        return forms.CharField(label=label, initial=now, max_length=200, help_text=hints.get(kind, ""))

    def value(self) -> Any:
        """The value as a pack would write it: figures with a point are kept as text."""
        given = self.cleaned_data["value"]
        if self.setting.type == "bool":
            return given == "yes"
        if self.setting.type == "list":
            return [
                each.strip() for each in str(given).replace(",", "、").replace("，", "、").split("、") if each.strip()
            ]
        if isinstance(given, Decimal):
            return int(given) if given == given.to_integral_value() else str(given)
        return given


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
