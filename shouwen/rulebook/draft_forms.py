"""What a person may type about a draft of rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwen.rulebook.forms import DayInput

CERTAINTIES = (
    ("stated", _("明文：条文写明")),
    ("analogy", _("类推：由条文类推，须人确认")),
    ("manual", _("人工：由人决定")),
)


class BeginForm(forms.Form):
    """What the draft is for."""

    pack = forms.ChoiceField(label=_("规则包"))
    title = forms.CharField(label=_("这次要改什么"), max_length=120)

    def __init__(self, *args: Any, packs: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["pack"]
        field.choices = packs


class AboutForm(forms.Form):
    """Title, wanted day, and why."""

    title = forms.CharField(label=_("这次要改什么"), max_length=120)
    in_force_from = forms.DateField(label=_("施行日期"), widget=DayInput, required=False)
    reason = forms.CharField(label=_("为什么改"), max_length=300, required=False, widget=forms.Textarea({"rows": 3}))
    version = forms.IntegerField(widget=forms.HiddenInput)


class RowForm(forms.Form):
    """What a row rests on."""

    id = forms.CharField(label=_("行号"), max_length=40)
    because = forms.CharField(
        label=_("条款"), required=False, max_length=400, help_text=_("几条用顿号隔开；条文没有写的，勾“未见条文”。")
    )
    gap = forms.BooleanField(label=_("未见条文，不是规范条文"), required=False)
    certainty = forms.ChoiceField(label=_("把握"), choices=CERTAINTIES)
    note = forms.CharField(label=_("说明"), required=False, max_length=300, widget=forms.Textarea({"rows": 2}))
    seen = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)

    def clauses(self) -> list[str]:
        """The ids as they are written in the pack; a short one such as D.4.8.6 is taken too."""
        typed = str(self.cleaned_data["because"]).replace(",", "、").replace("，", "、").replace(" ", "、")
        given = [each for each in typed.split("、") if each.strip()]
        return [*given, *(["gap"] if self.cleaned_data["gap"] else [])]


class ReplayForm(forms.Form):
    """From which day on, and for which brand's parameters."""

    since = forms.DateField(label=_("从哪天起的裁定"), widget=DayInput, required=False)
    brand = forms.ChoiceField(label=_("按哪个品牌的参数"), required=False)

    def __init__(self, *args: Any, brands: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["brand"]
        field.choices = [*brands, ("", _("规则包自己的参数"))]


class FileForm(forms.Form):
    """A table as a file."""

    file = forms.FileField(label=_("文件"))
    version = forms.IntegerField(widget=forms.HiddenInput)
