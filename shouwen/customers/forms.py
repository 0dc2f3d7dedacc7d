"""What a person may type about a customer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwen.customers.models import CLASSES, Customer


class Search(forms.Form):
    """Looking for customers. What is typed may be a number, so it never stands in an address."""

    q = forms.CharField(label=_("查找"), required=False, max_length=60)


class CustomerForm(forms.ModelForm):  # type: ignore[type-arg]
    """Name, title, company, class, habits; one more number; the version that was read."""

    phone = forms.CharField(label=_("再加一个电话"), required=False, max_length=40)
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Customer
        fields = ("name", "title", "company", "customer_class", "habits")
        labels = {"customer_class": _("等级"), "habits": _("联系习惯")}
        widgets = {"customer_class": forms.Select(choices=CLASSES)}

    def changes(self) -> dict[str, Any]:
        """What the person changed, for the verb: the rest is left to whoever else writes."""
        changed = {name: self.cleaned_data[name] for name in self.changed_data if name in self.Meta.fields}
        return {**changed, "phone": self.cleaned_data["phone"], "seen_version": self.cleaned_data["version"]}


class Merge(forms.Form):
    """Which customer this one is the same as."""

    into: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("并入"), queryset=None, error_messages={"required": _("请选择并入谁。")}
    )

    def __init__(self, *args: Any, customers: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["into"].queryset = customers  # type: ignore[attr-defined]


class Look(forms.Form):
    """Why somebody wants to see the whole number."""

    reason = forms.CharField(label=_("理由"), required=False, max_length=200)
