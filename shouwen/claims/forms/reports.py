"""What a person may ask of claims reports, and write on one."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwen.claims.periods import KINDS


class Asked(forms.Form):
    """A period of a brand."""

    brand = forms.CharField(max_length=6)
    kind = forms.ChoiceField(choices=list(KINDS.items()))
    year = forms.IntegerField(min_value=2000, max_value=2100)
    part = forms.IntegerField(min_value=1, max_value=12)


class Remarks(forms.Form):
    """The words of the draft, and the version that was read."""

    remarks = forms.CharField(
        label=_("原因分析和建议"), required=False, max_length=8000, widget=forms.Textarea({"rows": 6})
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
