"""What a clerk may post about a customer's type."""

from __future__ import annotations

from django import forms


class Deed(forms.Form):
    """Either a type to mark, a mark to delete, or all of them."""

    type = forms.CharField(max_length=20, required=False)
    delete = forms.IntegerField(required=False, min_value=1)
    everything = forms.BooleanField(required=False)
