"""What may be typed in a conversation, and about how its channel is handed out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwen.conversations.models import ASSIGN
from shouwen.customers import queries as customers
from shouwen.kernel.pages import whole_number


class Answer(forms.Form):
    text = forms.CharField(label=_("回复"), widget=forms.Textarea({"rows": 4}), strip=False)
    seen = forms.IntegerField(widget=forms.HiddenInput)
    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)


def reasons(given: Any) -> dict[str, str]:
    """What the writer says of each thing a check before sending held up: fields `why-NAME`."""
    return {name.removeprefix("why-"): given[name].strip() for name in given if name.startswith("why-")}


def cites(given: Any) -> list[int]:
    """Versions of knowledge the answer rests on: at most ten."""
    return [each for each in map(whole_number, given.getlist("cites")[:10]) if each is not None]


class Note(forms.Form):
    text = forms.CharField(label=_("内部备注"), widget=forms.Textarea({"rows": 3}))


class Know(forms.Form):
    phone = forms.CharField(label=_("电话"), max_length=40, required=False, help_text=_("登记过的号码直接认出客户"))
    name = forms.CharField(label=_("姓名"), max_length=60)
    title = forms.ChoiceField(label=_("称谓"), choices=customers.titles(), required=False)


class HandOver(forms.Form):
    taker = forms.ChoiceField(label=_("转给"))
    why = forms.CharField(label=_("原因和情况"), max_length=300, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, takers: list[Any], **more: Any) -> None:
        super().__init__(*args, **more)
        self.takers = {str(each.pk): each for each in takers}
        field: Any = self.fields["taker"]
        field.choices = [(pk, self._shown(each)) for pk, each in self.takers.items()]

    @staticmethod
    def _shown(taker: Any) -> str:
        """With how he stands, where that is known."""
        presence = getattr(taker, "presence_now", None)
        return str(taker) if presence is None else f"{taker} · {presence.get_state_display()}"

    def clean_taker(self) -> Any:
        return self.takers[self.cleaned_data["taker"]]


class SendBack(forms.Form):
    why = forms.CharField(label=_("要改什么"), max_length=300, widget=forms.Textarea({"rows": 2}))


class Arrange(forms.Form):
    assign = forms.ChoiceField(label=_("怎么派"), choices=ASSIGN, required=False)


class NewRule(forms.Form):
    """A skill asked for by words; without words by every new conversation of the channel."""

    words = forms.CharField(label=_("主题或来话里有"), max_length=200, required=False)
    skill = forms.ChoiceField(label=_("技能"))
    channel = 0

    def __init__(self, *args: Any, skills: list[Any], **more: Any) -> None:
        super().__init__(*args, **more)
        self.skills = {str(each.pk): each for each in skills}
        field: Any = self.fields["skill"]
        field.choices = [(pk, each.name) for pk, each in self.skills.items()]

    def clean_skill(self) -> Any:
        return self.skills[self.cleaned_data["skill"]]
