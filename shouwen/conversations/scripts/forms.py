"""What may be asked of the book of script cards."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

CHANNELS = [("", _("全部渠道")), ("telephone", _("电话")), ("counter", _("柜台")), ("any", _("都适用"))]


class Question(forms.Form):
    """What a page may ask; nonsense counts as not asked."""

    def wanted(self) -> dict[str, Any]:
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}


class Asked(Question):
    """Words, channel and house."""

    q = forms.CharField(label=_("找情景"), required=False, max_length=60)
    channel = forms.ChoiceField(label=_("渠道"), choices=CHANNELS, required=False)
    profile = forms.CharField(label=_("做法"), required=False, max_length=8)
    brand = forms.CharField(label=_("品牌"), required=False, max_length=6)


class Event(forms.Form):
    """Which event a page asks a card for."""

    event = forms.RegexField(regex=r"^[a-z][a-z_]*$", max_length=40)
    channel = forms.RegexField(regex=r"^[a-z]+$", max_length=12, required=False)
    brand = forms.CharField(max_length=6, required=False)


class Moment(Question):
    """What happens in a call now; `chosen` when the clerk said so himself."""

    event = forms.RegexField(regex=r"^[a-z][a-z_]*$", max_length=40, required=False)
    chosen = forms.BooleanField(required=False)
