"""What may be typed on the first start, on the work calendar and in the record's filter."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from shouwen.kernel.worktime import WEEKDAYS

LETTERS = RegexValidator(r"^[A-Za-z]+$", _("代号用 1 到 6 个拉丁字母。"))
WINDOWS = re.compile(r"^\s*(\d\d?):(\d\d)\s*[-–—~至到]\s*(\d\d?):(\d\d)\s*$")
DAY_NAMES = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class FirstStartForm(forms.Form):
    """Everything an installation needs to begin."""

    code = forms.CharField(label=_("一次性代码"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    brand_name = forms.CharField(label=_("公司名称"), max_length=80)
    brand_code = forms.CharField(label=_("品牌代号"), max_length=6, required=False, validators=[LETTERS])
    pack = forms.ChoiceField(label=_("规则包"), widget=forms.RadioSelect)
    staff_number = forms.CharField(
        label=_("工号"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
        validators=[RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9._-]*$", _("只用字母、数字、点、横线和下划线。"))],
    )
    name = forms.CharField(label=_("姓名"), max_length=60)
    password = forms.CharField(
        label=_("密码"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), strip=False
    )
    password_again = forms.CharField(
        label=_("再输一次"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), strip=False
    )

    def __init__(self, *args: Any, packs: list[tuple[str, Any]], **more: Any) -> None:
        super().__init__(*args, **more)
        fields: Any = self.fields
        fields["pack"].choices = packs
        if packs:
            self.initial.setdefault("pack", packs[0][0])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("password") and given.get("password_again") and given["password"] != given["password_again"]:
            self.add_error("password_again", _("两次输入的密码不一样。"))
        return given


def read_windows(text: str) -> list[list[str]]:
    """`9:00-12:00 13:00-18:00` as pairs of wall times; nothing means a day off. ValueError when it is not that."""
    pairs = []
    for part in re.split(r"[,，;；、]+|\s+(?=\d\d?:\d\d\s*[-–—~至到])", text.strip()):
        if not part.strip():
            continue
        found = WINDOWS.match(part)
        if found is None:
            raise ValueError(part)
        hours = [int(found[1]), int(found[3])]
        minutes = [int(found[2]), int(found[4])]
        if max(minutes) > 59 or hours[0] > 23 or (hours[1], minutes[1]) > (24, 0):
            raise ValueError(part)
        pairs.append([f"{hours[0]:02d}:{minutes[0]:02d}", f"{hours[1]:02d}:{minutes[1]:02d}"])
    return pairs


class WindowsField(forms.CharField):
    """Working windows of a day."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return read_windows(text)
        except ValueError as problem:
            raise forms.ValidationError(
                _("看不懂“%(part)s”。请写成 09:00-12:00 13:00-18:00，不上班就留空。"), params={"part": str(problem)}
            ) from None


class Reasoned(forms.Form):
    """A change of the work calendar: why, and from which version it was made."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("理由"), max_length=200)


class WeekForm(Reasoned):
    """Windows of the seven weekdays."""

    field_order = ("seen", *WEEKDAYS, "reason")

    def __init__(self, *args: Any, week: dict[str, Any], **more: Any) -> None:
        super().__init__(*args, **more)
        for day, title in zip(WEEKDAYS, DAY_NAMES, strict=True):
            shown = "  ".join(f"{start}-{end}" for start, end in week.get(day, []))
            self.fields[day] = WindowsField(label=title, required=False, initial=shown, max_length=120)
        self.order_fields(self.field_order)

    def week(self) -> dict[str, Any]:
        return {day: self.cleaned_data[day] for day in WEEKDAYS}


KINDS = (
    ("holiday", _("放假")),
    ("as", _("上班，按某一周几的时间")),
    ("windows", _("上班，另定时间")),
    ("plain", _("恢复原样：按国务院安排，没有就按平常")),
)


class DaysForm(Reasoned):
    """One day, or several in a row, made special."""

    field_order = ("seen", "first", "last", "kind", "like", "windows", "name", "reason")
    first = forms.DateField(label=_("从哪天"), widget=DayInput)
    last = forms.DateField(label=_("到哪天"), widget=DayInput, required=False, help_text=_("只有一天就不填。"))
    kind = forms.ChoiceField(label=_("怎么安排"), choices=KINDS, widget=forms.RadioSelect, initial="holiday")
    like = forms.ChoiceField(
        label=_("按哪天"), choices=list(zip(WEEKDAYS, DAY_NAMES, strict=True)), required=False, initial="mon"
    )
    windows = WindowsField(label=_("时间"), required=False, max_length=120, help_text=_("例如 09:00-12:00。"))
    name = forms.CharField(label=_("叫什么"), required=False, max_length=40, help_text=_("例如 国庆节、台风停业。"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("first"), given.get("last") or given.get("first")
        if first and last and not dt.timedelta(0) <= last - first <= dt.timedelta(days=60):
            self.add_error("last", _("要在开始那天之后，最多 60 天。"))
        if given.get("kind") == "windows" and not given.get("windows") and "windows" not in self.errors:
            self.add_error("windows", _("请写明这天的上班时间。"))
        return given


class YearForm(Reasoned):
    """A year without official data."""

    year = forms.IntegerField(widget=forms.HiddenInput, min_value=2000, max_value=2100)
    how = forms.ChoiceField(choices=[("assumed", ""), ("official", ""), ("unknown", "")])


class TrialForm(forms.Form):
    """Try it: from a moment, a length, counted how."""

    at = forms.DateTimeField(
        label=_("从"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    within = forms.CharField(label=_("时长"), max_length=20, initial="8h", help_text=_("30m、8h、3d"))
    counts = forms.ChoiceField(label=_("按"), choices=[("working", _("工作时间")), ("calendar", _("自然时间"))])


class RecordFilter(forms.Form):
    """Which facts of the record to show."""

    actor = forms.CharField(label=_("谁（工号）"), required=False, max_length=40)
    kind = forms.ChoiceField(label=_("什么事"), required=False)
    thing = forms.ChoiceField(label=_("关于"), required=False)
    ident = forms.CharField(label=_("编号"), required=False, max_length=40)
    since = forms.DateField(label=_("从"), required=False, widget=DayInput)
    until = forms.DateField(label=_("到"), required=False, widget=DayInput)

    def __init__(self, *args: Any, kinds: list[tuple[str, Any]], things: list[tuple[str, Any]], **more: Any) -> None:
        super().__init__(*args, **more)
        fields: Any = self.fields
        fields["kind"].choices = [("", _("全部")), *kinds]
        fields["thing"].choices = [("", _("全部")), *things]
