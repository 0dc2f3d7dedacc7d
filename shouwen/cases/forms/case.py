"""What a person may type on the case page: one form for each verb, cleaned into the verb's own arguments."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwen.cases.actions.routing import default_due
from shouwen.cases.forms.inputs import Colleague, field_of, lines, pick, truth, until
from shouwen.cases.models import CHANNELS, COMPENSATION, SATISFACTION
from shouwen.cases.rules import rules_of
from shouwen.kernel import clock
from shouwen.kernel.money_fields import Yuan
from shouwen.kernel.refusals import Unacceptable
from shouwen.people import queries as people
from shouwen.rulebook import queries as rulebook

WAYS = [way for way in CHANNELS if way[0] in ("phone", "counter", "letter", "web", "mail")]
TOLD = [("reached", _("已告知本人")), ("not_reached", _("没有联系上")), ("proxy", _("由别人转告"))]
VISITED = [("reached", _("联系上了")), ("not_reached", _("没有联系上")), ("refused", _("客户谢绝回访"))]
COMPLEXITY = [("", _("未定")), ("simple", _("简单")), ("complex", _("复杂"))]


class Deed(forms.Form):
    """A form about a case, or about a part of one (a transfer, an offer, a promise …)."""

    prefix_id = "deed"

    def __init__(self, *given: Any, person: Any, case: Any, part: Any = None, **more: Any) -> None:
        more.setdefault("auto_id", f"{self.prefix_id}-%s")
        super().__init__(*given, **more)
        self.person, self.case, self.part = person, case, part
        self.prepare()

    @property
    def names_somebody(self) -> bool:
        return any(isinstance(field, Colleague) for field in self.fields.values())

    def prepare(self) -> None:
        """Fills choices and first values from the case."""

    def arguments(self) -> dict[str, Any]:
        """What the verb is called with."""
        return dict(self.cleaned_data)


class Nothing(Deed):
    """Only to be confirmed."""


class WithColleague(Deed):
    """A form that names a colleague."""

    def prepare(self) -> None:
        for field in self.fields.values():
            if isinstance(field, Colleague):
                field.offer(self.person, self.case.number)


class Versioned(Deed):
    """A form that must not overwrite what a colleague saved meanwhile."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput)
    columns: tuple[str, ...] = ()

    def prepare(self) -> None:
        self.initial = {name: getattr(self.case, name) for name in self.columns} | {"seen_version": self.case.version}

    def in_words(self, values: dict[str, Any]) -> dict[Any, Any]:
        """Columns by the names people know them by; what is not asked here is left out."""
        found = {}
        for name, value in values.items():
            if name in self.columns and name in self.fields:
                field = self.fields[name]
                listed: Any = (
                    field.choices if isinstance(field, forms.ChoiceField) else [(True, _("是")), (False, _("否"))]
                )
                found[field.label] = dict(listed).get(value, value)
        return found

    def see_version(self, version: int) -> None:
        """The person has been shown both texts: the next save is on purpose."""
        self.data = (
            {**self.data.dict(), "seen_version": str(version)} if isinstance(self.data, QueryDict) else self.data
        )


class Answer(Deed):
    method = forms.ChoiceField(label=_("方式"), choices=WAYS)
    outcome = pick(_("结果"), TOLD, initial="reached")
    words = forms.CharField(label=_("告诉客户的内容"), widget=forms.Textarea({"rows": 4, "data-words": ""}))
    customer_words = lines(_("客户的话"), 2, required=False, help_text=_("尽量写原话"))
    satisfaction = pick(_("是否满意"), SATISFACTION, required=False, help_text=_("不满意就进入下一轮，另计时限"))
    is_interim = forms.BooleanField(label=_("只是先告知进展，还没有结果"), required=False)


class Transfer(Deed):
    requirement = lines(_("要求部门做什么"), 3)
    due_at = until(_("反馈时限"), required=False, help_text=_("不写时按参数，从现在起算"))
    department: Any = forms.ModelChoiceField(label=_("转给"), queryset=None, required=False)
    deviates_why = forms.CharField(label=_("不按规则转的理由"), required=False, max_length=200)

    def prepare(self) -> None:
        field: Any = self.fields["department"]
        field.queryset = people.departments().exclude(is_outside=True)
        self.decision = (
            rulebook.decisions_about(self.case).filter(name=rules_of(self.case).kind(self.case.kind).routing).first()
        )
        ruled = people.department_named(self.decision.outcome.get("department") or "") if self.decision else None
        self.ruled = ruled
        field.required = ruled is None
        with suppress(Unacceptable):
            usual = f"{clock.local(default_due(self.case)):%Y-%m-%d %H:%M}"
            self.fields["due_at"].help_text = gettext("不写时为 %(at)s，按参数从现在起算") % {"at": usual}
        field.empty_label = gettext("按规则：%(name)s") % {"name": ruled.name} if ruled else gettext("请选择")


class Offer(WithColleague):
    taker = Colleague(_("移交给"))
    reason = lines(_("原因和情况"), 3)
    told_customer = forms.BooleanField(label=_("已告诉客户换人负责"), required=False)


class Reassign(WithColleague):
    to = Colleague(_("改派给"))
    reason = lines(_("原因"), 2)


class Why(Deed):
    why = lines(_("理由"), 3)


class Reason(Deed):
    reason = lines(_("理由"), 3)


class Promise(Deed):
    what = forms.CharField(label=_("答应什么"), max_length=200)
    due_at = until(_("最晚到"))


class Keep(Deed):
    words = lines(_("怎样兑现的"), 2, required=False)


class Extend(Deed):
    words = lines(_("告诉客户的进展和歉意"), 3)
    due_at = until(_("重新约定到"))


class Judge(Versioned):
    reason_sufficient = truth(_("理由充分"))
    demand_reasonable = truth(_("要求合理"))
    substantiated = truth(_("是否属实"))
    words = lines(_("判断的依据"), 3)
    columns = ("reason_sufficient", "demand_reasonable", "substantiated")


class Findings(Versioned):
    root_cause = lines(_("原因"), 3, required=False)
    solution = lines(_("办法"), 2, required=False)
    prevention = lines(_("预防再发生"), 2, required=False)
    compensation = pick(_("补偿"), COMPENSATION, required=False)
    compensation_fen = Yuan(
        label=_("补偿金额"), required=False, help_text=_("元；超出自己限额的，提交后转有权的人批准")
    )
    compensation_words = forms.CharField(label=_("补偿的内容或不补偿的理由"), required=False, max_length=300)
    reached_leader = forms.BooleanField(label=_("客户找到过领导"), required=False)
    in_media = forms.BooleanField(label=_("上过媒体或网络"), required=False)
    columns = (
        "root_cause",
        "solution",
        "prevention",
        "compensation",
        "compensation_fen",
        "compensation_words",
        "reached_leader",
        "in_media",
    )


class Wording(Versioned):
    reason = forms.CharField(label=_("事由"), max_length=120)
    gist = lines(_("来电要点"), 5)
    wish = forms.CharField(label=_("客户要求"), required=False, max_length=300)
    is_urgent = forms.BooleanField(label=_("紧急"), required=False)
    columns = ("reason", "gist", "wish", "is_urgent")


class Classify(Versioned):
    """Class and circumstances, as the pack's routing decision asks for them."""

    category = forms.ChoiceField(label=_("类别"))
    complexity = forms.ChoiceField(label=_("难易"), choices=COMPLEXITY, required=False)
    columns = ("category", "complexity")

    def prepare(self) -> None:
        super().prepare()
        rules = rules_of(self.case)
        category: Any = self.fields["category"]
        fitting = [each for each in rules.pack.categories.values() if each.kind == self.case.kind]
        category.choices = [("", gettext("请选择"))] + [(each.id, each.label) for each in fitting]
        routing = rules.pack.decisions.get(rules.kind(self.case.kind).routing)
        asked = routing.inputs if routing else {}
        self.circumstances = [name for name in asked if name not in ("category", "repeat")]
        for name in self.circumstances:
            self.fields[name] = field_of(asked[name])
            self.initial[name] = self.case.circumstances.get(name)

    def arguments(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        said = {name: given.pop(name) for name in self.circumstances}
        kept = {name: value for name, value in said.items() if value not in ("", None, [])}
        others = {name: value for name, value in self.case.circumstances.items() if name not in self.circumstances}
        return {**given, "circumstances": others | kept}


class Propose(Deed):
    text = lines(_("方案"), 4)


class Choose(Deed):
    instruction = lines(_("批示"), 2)


class Name(WithColleague):
    person = Colleague(_("被投诉人"))


class RequireReport(WithColleague):
    person = Colleague(_("被投诉人"))
    question = lines(_("要他说明什么"), 3, required=False)


class Visit(Deed):
    outcome = pick(_("结果"), VISITED)
    satisfaction = pick(_("是否满意"), SATISFACTION, required=False)
    words = lines(_("客户的话"), 3, required=False, help_text=_("客户谢绝回访时要记下原话"))
    method = forms.ChoiceField(label=_("方式"), choices=WAYS)


class Step(Deed):
    words = lines(_("经过"), 4, required=False)


class Analyse(Deed):
    cause = lines(_("再次发生的原因"), 3)
    prevention = lines(_("怎样防止再发生"), 3)

    def prepare(self) -> None:
        self.initial = {"cause": self.part.cause, "prevention": self.part.prevention}


class Note(Deed):
    prefix_id = "note"
    words = lines("", 2)
    kind = forms.ChoiceField(choices=[("internal", _("内部备注")), ("customer", _("与客户的沟通"))], initial="internal")


class Consult(WithColleague):
    asked = Colleague(_("请教谁"))
    words = lines(_("问题"), 3)


class ConsultationAnswer(Deed):
    answer = lines(_("答复"), 4)


class Look(Deed):
    """Why somebody without standing wants to see a full number."""

    reason = forms.CharField(label=_("为什么要看完整号码"), max_length=200)
