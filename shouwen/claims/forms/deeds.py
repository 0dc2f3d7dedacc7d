"""What a person may type on the claim page: one form for each verb, cleaned into the verb's own arguments."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwen.claims.forms.inputs import Colleague, Files, lines, moment, pick
from shouwen.claims.models.claim import BASES, CAUSES, KINDS, REQUESTS
from shouwen.claims.models.evidence import KINDS as EVIDENCE
from shouwen.claims.models.evidence import PAPERS
from shouwen.claims.models.settling import GROUPS, METHODS, WAYS
from shouwen.claims.parties import PARTIES
from shouwen.kernel import clock
from shouwen.kernel.money_fields import Yuan
from shouwen.people import queries as people


class Deed(forms.Form):
    """A form about a claim, or about a part of one."""

    def __init__(self, *given: Any, person: Any, claim: Any, part: Any = None, **more: Any) -> None:
        more.setdefault("auto_id", "deed-%s")
        super().__init__(*given, **more)
        self.person, self.claim, self.part = person, claim, part
        for field in self.fields.values():
            if isinstance(field, Colleague):
                field.offer(person)
        self.prepare()

    @property
    def names_somebody(self) -> bool:
        return any(isinstance(field, Colleague) for field in self.fields.values())

    def prepare(self) -> None:
        """Fills choices and first values from the claim."""

    def arguments(self) -> dict[str, Any]:
        """What the verb is called with."""
        return dict(self.cleaned_data)


class Nothing(Deed):
    """Only to be confirmed."""


class Describe(Deed):
    kind = pick(_("种类"), KINDS)
    cause = pick(_("事故性质"), CAUSES)
    goods = forms.CharField(label=_("货物"), max_length=200, required=False)
    requests = forms.MultipleChoiceField(
        label=_("客户要求"), choices=REQUESTS, required=False, widget=forms.CheckboxSelectMultiple
    )
    requested_fen = Yuan(label=_("要求金额"), required=False, help_text=_("元"))

    def prepare(self) -> None:
        names = ("kind", "cause", "goods", "requests", "requested_fen")
        self.initial = {name: getattr(self.claim, name) for name in names}


class Evidence(Deed):
    paper = forms.ChoiceField(label=_("单据"), choices=PAPERS, required=False)
    kind = pick(_("种类"), EVIDENCE, initial="document", help_text=_("口头陈述会留存，但不作为证据"))
    words = lines(_("内容"), 3, required=False)
    holder = forms.CharField(label=_("原件在"), max_length=80, required=False)
    uploads = Files()


class Request(Deed):
    department: Any = forms.ModelChoiceField(label=_("向哪个部门"), queryset=None)
    requirement = lines(_("要什么"), 3)
    due_at = moment(_("答复时限"))

    def prepare(self) -> None:
        field: Any = self.fields["department"]
        field.queryset = people.departments()


class Link(Deed):
    party = forms.ChoiceField(label=_("身份"), choices=list(PARTIES.items()))
    person = Colleague(_("同事"), required=False)
    called = forms.CharField(label=_("不在本系统的，写姓名"), max_length=60, required=False)
    at = moment(_("经手时间"), required=False)
    words = forms.CharField(label=_("经手情况"), max_length=200, required=False)


class Assign(Deed):
    person = Colleague(_("责任人"), required=False)
    department: Any = forms.ModelChoiceField(label=_("或责任部门"), queryset=None, required=False)

    def prepare(self) -> None:
        field: Any = self.fields["department"]
        field.queryset = people.departments()
        self.initial = {"department": self.part.department}


class Base(Deed):
    base = pick(_("改按"), BASES[1:])
    reason = lines(_("理由"), 3)


class Talk(Deed):
    method = forms.ChoiceField(label=_("方式"), choices=WAYS)
    asked_fen = Yuan(label=_("客户要"), required=False, help_text=_("元"))
    offered_fen = Yuan(label=_("我方提出"), required=False, help_text=_("元，不超过限额"))
    words = lines(_("谈了什么"), 3)


class Agree(Deed):
    amount_fen = Yuan(label=_("谈定金额"), help_text=_("元"))
    method = forms.ChoiceField(label=_("方式"), choices=WAYS)
    words = lines(_("谈了什么"), 3)

    def prepare(self) -> None:
        if self.claim.result == "fixed":
            self.initial = {"amount_fen": self.claim.cap_fen}


class Words(Deed):
    words = lines(_("说明"), 3)


class Why(Deed):
    why = lines(_("理由"), 3)


class Reason(Deed):
    reason = lines(_("理由"), 3)


class Opinion(Deed):
    cause = lines(_("事故原因"), 4)
    method = pick(_("赔付方式"), METHODS, initial="cash")
    method_words = forms.CharField(
        label=_("方式说明"), max_length=300, required=False, help_text=_("修复、更换或其他方式的，写明怎样办")
    )
    reason = lines(_("给审批人的说明"), 2, required=False)


class Payee(Deed):
    payee = forms.CharField(label=_("领款人"), max_length=60)

    def prepare(self) -> None:
        if self.claim.customer is not None:
            self.initial = {"payee": self.claim.customer.name}


class End(Deed):
    how = pick(_("怎样了结"), [("withdraw", _("客户撤回")), ("reject", _("不予赔付"))])
    reason = lines(_("理由"), 3)


class SelfSettle(Deed):
    group = pick(_("由谁解决"), GROUPS)
    amount_fen = Yuan(label=_("金额"), help_text=_("元"))
    settled_on = forms.DateField(label=_("日期"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    words = lines(_("怎样解决的"), 2)

    def prepare(self) -> None:
        self.initial = {"settled_on": clock.today()}


class Insurer(Deed):
    insurer = forms.CharField(label=_("保险公司"), max_length=80)
    report_number = forms.CharField(label=_("报案号"), max_length=60)
    policy = forms.CharField(label=_("保单号"), max_length=60, required=False)
    reported_at = moment(_("报案时间"), required=False)


class InsurerPapers(Deed):
    papers = lines(_("交了哪些材料"), 3)


class InsurerPays(Deed):
    amount_fen = Yuan(label=_("保险赔款"), help_text=_("元，与客户的赔付无关"))
    words = forms.CharField(label=_("说明"), max_length=300, required=False)
