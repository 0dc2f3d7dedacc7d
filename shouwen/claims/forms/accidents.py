"""The accident report as the person concerned writes it, mostly on a telephone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwen.claims.forms.inputs import Files, lines, moment, pick
from shouwen.claims.models.claim import KINDS
from shouwen.claims.models.evidence import SEVERITIES
from shouwen.claims.models.settling import IDENTITIES
from shouwen.claims.states import claim_machine
from shouwen.kernel import clock
from shouwen.people import queries as people


class Accident(forms.Form):
    brand: Any = forms.ModelChoiceField(label=_("品牌"), queryset=None, to_field_name="code")
    waybill = forms.CharField(label=_("配送单号"), max_length=40)
    kind = pick(_("种类"), KINDS)
    goods = forms.CharField(label=_("货物"), max_length=200)
    happened_at = moment(_("发生时间"))
    place = forms.CharField(label=_("地点"), max_length=120)
    description = lines(_("经过"), 5, help_text=_("写清楚几件、哪里坏了、谁在场"))
    severity = pick(_("程度"), SEVERITIES, initial="ordinary")
    uploads = Files(label=_("照片和配送单"))

    def __init__(self, *given: Any, person: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        field: Any = self.fields["brand"]
        field.queryset = people.brands_of(person)
        self.initial = {"happened_at": clock.local(clock.now()), **self.initial}
        if field.queryset.count() == 1:
            field.widget = forms.HiddenInput()
            self.initial["brand"] = field.queryset[0].code


class Answer(forms.Form):
    answer = lines(_("答复"), 4)
    uploads = Files()


class Objection(forms.Form):
    words = lines(_("为什么不同意"), 3)


class Payment(forms.Form):
    identity = pick(_("证件"), IDENTITIES)
    ending = forms.CharField(
        label=_("证件号码后四位"), min_length=4, max_length=4, widget=forms.TextInput({"autocomplete": "off"})
    )


class Search(forms.Form):
    """The query of the claims list; everything stands in the address."""

    q = forms.CharField(label=_("查找"), required=False, max_length=40)
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部")), ("open", _("未结")), *claim_machine.choices()]
    )
    kind = forms.ChoiceField(label=_("种类"), required=False, choices=[("", _("全部")), *KINDS])
    mine = forms.BooleanField(label=_("只看我经办的"), required=False)
