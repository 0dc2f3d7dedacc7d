"""What may be typed in a conversation, and how its list is asked for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwen.conversations import queries
from shouwen.conversations.states import conversation_machine

STATES = [("", _("全部状态")), ("live", _("没结束的")), *conversation_machine.choices()]


class Asked(forms.Form):
    """The filter in the address of the list."""

    scope = forms.ChoiceField(choices=[(each, each) for each in queries.SCOPES], required=False)
    state = forms.ChoiceField(label=_("状态"), choices=STATES, required=False)

    def wanted(self) -> tuple[str, str]:
        """Scope and state; what makes no sense counts as not said."""
        given = self.cleaned_data if self.is_valid() else {}
        return given.get("scope") or "mine", given.get("state") or ""


class Answer(forms.Form):
    text = forms.CharField(label=_("回复"), widget=forms.Textarea({"rows": 4}), strip=False)
    seen = forms.IntegerField(widget=forms.HiddenInput)
    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)


def reasons(given: Any) -> dict[str, str]:
    """What the writer says of each thing a check before sending held up: fields `why-NAME`."""
    return {name.removeprefix("why-"): given[name].strip() for name in given if name.startswith("why-")}


class Note(forms.Form):
    text = forms.CharField(label=_("内部备注"), widget=forms.Textarea({"rows": 3}))


class HandOver(forms.Form):
    taker = forms.ChoiceField(label=_("转给"))
    why = forms.CharField(label=_("原因和情况"), max_length=300, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, takers: list[Any], **more: Any) -> None:
        super().__init__(*args, **more)
        self.takers = {str(each.pk): each for each in takers}
        field: Any = self.fields["taker"]
        field.choices = [(pk, str(each)) for pk, each in self.takers.items()]

    def clean_taker(self) -> Any:
        return self.takers[self.cleaned_data["taker"]]
