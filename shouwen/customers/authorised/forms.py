"""What is posted about authorised contacts."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwen.customers.authorised.models import ROLES


class Entry(forms.Form):
    """Somebody to be entered."""

    name = forms.CharField(
        label=_("姓名"), max_length=60, required=False, widget=forms.TextInput({"autocomplete": "off"})
    )
    role = forms.ChoiceField(label=_("职务"), choices=ROLES, required=False)
    basis = forms.CharField(
        label=_("凭据"),
        max_length=120,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text=_("例如：加盖公章的授权书，2026-05-08 收到"),
    )


class Ending(forms.Form):
    end = forms.IntegerField(min_value=1)
