"""What a customer types, and what a clerk ticks while he asks who is calling."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwen.cases.portal import policy

WHO = "contact-"
SAID = [("met", _("对上了")), ("not_met", _("没对上")), ("", _("没有问"))]


class Number(forms.Form):
    """The first page: which case, and of several telephones which."""

    number = forms.CharField(
        label=_("编号"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("请填编号。")},
    )
    last_four = forms.CharField(
        label=_("手机后四位"),
        required=False,
        max_length=8,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("登记过不止一个手机号的才要填"),
    )

    def clean_number(self) -> str:
        number = policy.number_typed(self.cleaned_data["number"])
        if not number:
            raise forms.ValidationError(gettext("请填编号。"))
        return number

    def clean_last_four(self) -> str:
        return policy.code_typed(self.cleaned_data["last_four"])[-4:]


class Code(forms.Form):
    """The second page: the code of the text message, or the one the clerk told."""

    code = forms.CharField(
        label=_("验证码"),
        max_length=20,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": _("请填六位验证码。")},
    )

    def clean_code(self) -> str:
        return policy.code_typed(self.cleaned_data["code"])


class Identity(forms.Form):
    """The pack's questions to a caller, each met, not met or not asked."""

    def __init__(self, *given: Any, questions: list[dict[str, Any]], **more: Any) -> None:
        super().__init__(*given, **more)
        self.questions = questions
        for each in questions:
            self.fields[each["id"]] = forms.ChoiceField(
                label=each["label"],
                choices=self._choices(each),
                required=False,
                initial="",
                widget=forms.RadioSelect,
                help_text=each.get("against", ""),
            )

    def _choices(self, question: dict[str, Any]) -> list[tuple[str, Any]]:
        """Met, not met, not asked; where the pack asks for one of a register, each of them instead of met."""
        if not question.get("register"):
            return SAID
        met = [(f"{WHO}{each.pk}", gettext("是 %(who)s") % {"who": each}) for each in question["contacts"]]
        return [*met, *SAID[1:]]

    @property
    def contact(self) -> int | None:
        """Whom of the register the caller is."""
        found = [str(said).removeprefix(WHO) for said in self.cleaned_data.values() if str(said).startswith(WHO)]
        return int(found[0]) if found else None

    @property
    def asked(self) -> list[str]:
        return [name for name, said in self.cleaned_data.items() if said]

    @property
    def met(self) -> list[str]:
        return [name for name, said in self.cleaned_data.items() if said == "met" or said.startswith(WHO)]

    def lines(self) -> list[dict[str, Any]]:
        """Questions with their field, for the page."""
        return [{**each, "field": self[each["id"]]} for each in self.questions]
