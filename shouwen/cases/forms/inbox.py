"""What a department and a person complained of may write."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwen.cases.forms.inputs import lines

CONCLUSIONS = [
    ("查明，已办好", _("查明，已办好")),
    ("查明，正在办", _("查明，正在办")),
    ("查不到", _("查不到")),
    ("情况不属实", _("情况不属实")),
]


class Answer(forms.Form):
    """A department's answer. `seen_version` keeps two colleagues from answering over one another."""

    conclusion = forms.ChoiceField(label=_("结论"), choices=CONCLUSIONS, widget=forms.RadioSelect)
    answer = lines(_("说明，客服会据此告诉客户"), 4)
    cause = lines(_("原因"), 2, required=False)
    seen_version = forms.IntegerField(widget=forms.HiddenInput)


class Decline(forms.Form):
    why = lines(_("为什么不归本部门"), 3)


class More(forms.Form):
    words = lines(_("还要问什么"), 3)


class Report(forms.Form):
    text = lines(_("事情的经过和原因"), 10)
