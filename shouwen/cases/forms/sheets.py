"""What a person may write on the weekly sheet."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class Words(forms.Form):
    """The words of the draft, and the version that was read."""

    needs = forms.CharField(
        label=_("客户需求分析"), required=False, max_length=8000, widget=forms.Textarea({"rows": 4})
    )
    suggestions = forms.CharField(label=_("建议"), required=False, max_length=8000, widget=forms.Textarea({"rows": 4}))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class Return(forms.Form):
    """Why a sheet goes back."""

    words = forms.CharField(label=_("退回的理由"), max_length=250, widget=forms.Textarea({"rows": 2}))


class Week(forms.Form):
    """An ISO week of a brand."""

    brand = forms.CharField(max_length=6)
    year = forms.IntegerField(min_value=2000, max_value=2100)
    week = forms.IntegerField(min_value=1, max_value=53)
