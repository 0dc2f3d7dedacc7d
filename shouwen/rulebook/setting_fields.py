"""The control that asks for a setting: number with its unit, yes or no, choices by name, a list in rows, a duration."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwen.rulebook import setting_words, wording
from shouwen.rulebook.packs import Pack
from shouwen.rulebook.sheets import Setting

YES_NO = (("yes", gettext_lazy("是")), ("no", gettext_lazy("否")))
#: Rows of a list that stand ready for one more; without scripts too.
SPARE = 3
_PLAIN = re.compile(r"(\d+)(mo|m|h|d)")


class DurationWidget(forms.MultiWidget):
    """How many, and of what: kept as `30m`, `2d`."""

    template_name = "rulebook/setting_duration.html"

    def __init__(self, units: list[tuple[str, str]]) -> None:
        number = forms.NumberInput({"min": 0, "max": 99999, "class": "form-control num", "aria-label": _("多少")})
        super().__init__([number, forms.Select({"class": "form-select", "aria-label": _("时间单位")}, units)])

    def decompress(self, value: Any) -> list[Any]:
        """A joined one (`1d12h`) is no number with one unit: it has to be given anew."""
        found = _PLAIN.fullmatch(wording.plain_span(str(value or "")))
        return [found[1], found[2]] if found else [None, "h"]


class DurationField(forms.MultiValueField):
    """A duration as a pack writes it."""

    def __init__(self, *, setting: Setting, **more: Any) -> None:
        units = [(letter, str(name)) for letter, name in setting_words.duration_units(setting).items()]
        number = forms.IntegerField(min_value=0 if setting.empty else 1, max_value=99999)
        parts = (number, forms.ChoiceField(choices=units))
        super().__init__(parts, widget=DurationWidget(units), **more)

    def compress(self, data_list: list[Any]) -> str:
        return f"{data_list[0]}{data_list[1]}" if data_list else ""


class RowsWidget(forms.Widget):
    """One row for each member of a list, in their order, and some to spare; an empty row is none."""

    template_name = "rulebook/setting_rows.html"

    def __init__(self, choices: list[tuple[str, str]], *, closed: bool) -> None:
        super().__init__()
        self.choices, self.closed = choices, closed

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        names = dict(self.choices)
        members = [each for each in value or [] if each] + [""] * SPARE
        rows = [(at, each, each if self.closed else names.get(each, each)) for at, each in enumerate(members, 1)]
        context: dict[str, Any] = super().get_context(name, value, attrs)
        own = {"rows": rows, "choices": self.choices, "closed": self.closed}
        return {**context, "widget": {**context["widget"], **own}}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        given = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return [str(each).strip() for each in given]

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_1" if id_ else ""


class RowsField(forms.Field):
    """A list of codes or own words: a name that is known becomes its code again."""

    def __init__(self, *, choices: list[tuple[str, str]], closed: bool, **more: Any) -> None:
        super().__init__(widget=RowsWidget(choices, closed=closed), **more)
        self.codes = {name: code for code, name in choices}
        self.known = {code for code, _name in choices} if closed else None

    def clean(self, value: Any) -> list[str]:
        found = [self.codes.get(each, each)[:80] for each in value or [] if each]
        if self.known is not None and not set(found) <= self.known:
            raise ValidationError(_("请从列出的里面选。"))
        if len(set(found)) != len(found):
            raise ValidationError(_("同一项写了两次。"))
        if self.required and not found:
            raise ValidationError(_("至少要有一项。"))
        return found


def field_of(pack: Pack, setting: Setting, now: Any) -> forms.Field:
    """The field that asks for another value; `now` is what it begins with."""
    label = _("改成")
    offered, closed = setting_words.choices(pack, setting), setting_words.is_closed(setting)
    more: dict[str, Any] = {"label": label, "initial": now}
    match setting.type:
        case "bool":
            yes: dict[str, Any] = {"initial": "yes" if now in (True, "true") else "no"}
            return forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect, label=label, **yes)
        case "duration":
            said = _("填 0 就是“%(words)s”。") % {"words": setting.empty} if setting.empty else ""
            return DurationField(setting=setting, help_text=said, **more)
        case "number":
            return _number(setting, more)
        case "money":
            return forms.DecimalField(min_value=0, max_digits=12, decimal_places=2, **more)
        case "date" | "time" | "datetime" as kind:
            native = {"datetime": "datetime-local"}.get(kind, kind)
            return forms.CharField(widget=forms.TextInput({"type": native}), max_length=20, **more)
        case "list" if closed and not setting.ordered:
            ticks = forms.CheckboxSelectMultiple
            return forms.MultipleChoiceField(choices=offered, widget=ticks, required=False, **more)
        case "list":
            said = _("按先后排；不要的清空，要添的写在空行里。")
            return RowsField(choices=offered, closed=closed, required=not setting.empty, help_text=said, **more)
        case "text" if closed:
            return forms.ChoiceField(choices=offered, required="" not in dict(offered), **more)
    return forms.CharField(max_length=200, required=setting.value != "", **more)


def _number(setting: Setting, more: dict[str, Any]) -> forms.Field:
    """Whole where the pack has it whole: who reads it counts with it."""
    limits = setting_words.bounds(setting)
    least, most = limits or (0, 999_999)
    said = _("从 %(least)s 到 %(most)s。") % {"least": least, "most": most} if limits else ""
    kind = forms.IntegerField if isinstance(setting.value, int) else forms.DecimalField
    return kind(min_value=least, max_value=most, help_text=said, **more)


def written(setting: Setting, given: Any) -> Any:
    """The cleaned value as a pack would write it: amounts and figures with a point are kept as text."""
    if setting.type == "bool":
        return given == "yes"
    if setting.type == "money":
        return f"{given:.2f}"
    if isinstance(given, Decimal):
        return int(given) if given == given.to_integral_value() else str(given)
    return given
