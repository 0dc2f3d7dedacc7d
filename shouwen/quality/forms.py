"""What a person may type in the register: one form for each verb, cleaned into the verb's own arguments."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from shouwen.cases import queries as cases
from shouwen.kernel import clock
from shouwen.kernel.money import Money, MoneyError
from shouwen.people import queries as people
from shouwen.quality.bands import FINE, said
from shouwen.quality.models import MEASURES, SOURCES
from shouwen.quality.rules import rules_for

MINUTE = "%Y-%m-%dT%H:%M"
OUTCOMES = [("keep", _("维持原决定")), ("lighten", _("改轻")), ("revoke", _("撤销处罚"))]
GOODS = [("", _("没有损失或不涉及货物")), ("lost", _("丢失或短少")), ("damaged", _("损坏"))]


def lines(label: Any, rows: int = 3, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=2000, widget=forms.Textarea({"rows": rows}), **more)


class Yuan(forms.CharField):
    """An amount typed in yuan, cleaned to fen."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=20, widget=forms.TextInput({"inputmode": "decimal", "class": "num"}), **more)

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return Money.parse(text).fen
        except MoneyError as problem:
            words = problem.zh if (get_language() or "zh").startswith("zh") else problem.en
            raise forms.ValidationError(words) from problem


class Colleague(forms.CharField):
    """A colleague, by staff number or by a name only one of them has; the page offers a list."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("help_text", _("写工号或姓名，从列出的同事里选"))
        widget = forms.TextInput({"list": "colleagues", "autocomplete": "off"})
        super().__init__(max_length=60, widget=widget, **more)
        self.person: Any = None

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        every = people.colleagues(self.person)
        found = list(every.filter(staff_number=text.split()[0])[:1] or every.filter(name=text)[:2])
        if len(found) != 1:
            many = gettext("有几位同事叫这个名字，请写工号。")
            raise forms.ValidationError(many if found else gettext("没有这位同事，请从列出的同事里选。"))
        return found[0]


class Deed(forms.Form):
    """A form about a violation, as the person at the page sees it."""

    def __init__(self, *given: Any, person: Any, violation: Any = None, penalty: Any = None, **more: Any) -> None:
        super().__init__(*given, **{"auto_id": "deed-%s", "label_suffix": "", **more})
        self.person, self.violation, self.penalty = person, violation, penalty
        for field in self.fields.values():
            if isinstance(field, Colleague):
                field.person = person
        self.prepare()

    @property
    def names_somebody(self) -> bool:
        return any(isinstance(field, Colleague) for field in self.fields.values())

    def prepare(self) -> None:
        """Fills choices from the violation."""

    def arguments(self) -> dict[str, Any]:
        """What the verb is called with."""
        return dict(self.cleaned_data)


class Finding(Deed):
    finding = lines(_("怎样核实的"), help_text=_("看了什么、问了谁、结论。本人会看到决定，看不到是谁提出的。"))
    person = Colleague(label=_("责任人"), required=False)
    department = forms.ChoiceField(label=_("责任单位"), required=False, help_text=_("查下来不是这个单位的，在这里改正"))

    def prepare(self) -> None:
        if self.violation.on != "person" or self.violation.person_id is not None:
            del self.fields["person"]
        else:
            self.fields["person"].required = True
        if self.violation.on == "unit":
            field: Any = self.fields["department"]
            field.choices = [(str(each.pk), each.name) for each in people.departments()]
            field.initial = str(self.violation.department_id)
        else:
            del self.fields["department"]

    def arguments(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        if said.get("department"):
            said["department"] = people.departments().filter(pk=said["department"]).first()
        return {name: value for name, value in said.items() if value not in ("", None)}


class Why(Deed):
    why = lines(_("为什么不成立"))


class Decision(Deed):
    measure = forms.ChoiceField(label=_("措施"), widget=forms.RadioSelect)
    amount = Yuan(label=_("金额（元）"), required=False)
    reason = lines(_("理由"), help_text=_("为什么是这个轻重；本人看得到。"))

    def prepare(self) -> None:
        violation, field = self.violation, self.fields["measure"]
        names = dict(MEASURES)
        field.choices = [(code, names[code]) for code in violation.measures]  # type: ignore[attr-defined]
        if len(violation.measures) == 1:
            field.initial = violation.measures[0]
        band = said(violation.low_fen, violation.high_fen)
        self.fields["amount"].help_text = (
            gettext("%(row)s：%(band)s 元，低于或高于都不行。") % {"row": violation.row, "band": band}
            if band
            else gettext("条文没有金额：罚款的写下您的意见，另一人批准后才算。")
        )
        if violation.low_fen is not None and violation.low_fen == violation.high_fen:
            self.fields["amount"].initial = str(Money(violation.low_fen))
        if FINE not in violation.measures:
            del self.fields["amount"]


class Words(Deed):
    words = lines(_("您的意见"), required=False)


class Refusal(Deed):
    words = lines(_("为什么不批准"), help_text=_("写给作决定的人，请他重新考虑。"))


class Objecting(Deed):
    words = lines(_("哪里不对"), rows=5, help_text=_("写事实和理由。只能提一次；答复之前不执行。"))


class Answering(Deed):
    outcome = forms.ChoiceField(label=_("结论"), choices=OUTCOMES, widget=forms.RadioSelect)
    amount = Yuan(label=_("改为（元）"), required=False)
    answer = lines(_("答复"), help_text=_("写给提出异议的人。"))

    def prepare(self) -> None:
        penalty = self.penalty
        if penalty is None or penalty.amount_fen is None or penalty.amount_fen == penalty.low_fen:
            del self.fields["amount"]
            self.fields["outcome"].choices = [each for each in OUTCOMES if each[0] != "lighten"]  # type: ignore[attr-defined]
        else:
            now = Money(penalty.amount_fen).formatted()
            self.fields["amount"].help_text = gettext("改轻时写；现在是 %(now)s，不能低于这一档的最低额。") % {
                "now": now
            }


def _brand(form: Deed, typed: str) -> Any:
    offered = people.brands_of(form.person)
    return offered.filter(code=typed).first() if typed else offered.first()


class Proposing(Deed):
    """A violation somebody has found."""

    person = Colleague(label=_("责任人"), required=False)
    department = forms.ChoiceField(label=_("或部门"), required=False, help_text=_("还不知道是谁时，先写部门"))
    brand = forms.ChoiceField(label=_("品牌"), required=False)
    case = forms.CharField(
        label=_("工单"), required=False, max_length=20, help_text=_("因投诉的要写；投诉判为属实才能提")
    )
    source = forms.ChoiceField(label=_("来源"), widget=forms.RadioSelect, choices=SOURCES[:3])
    conduct = forms.MultipleChoiceField(label=_("行为"), widget=forms.CheckboxSelectMultiple)
    outcome = forms.ChoiceField(label=_("货物"), required=False, choices=GOODS)
    serious_harm = forms.BooleanField(label=_("严重损害公司名誉"), required=False)
    arrived = forms.BooleanField(label=_("货物已到分公司"), required=False)
    facts_stated = lines(_("事实"), rows=4, help_text=_("时间、地点、经过。不写客户的姓名和电话。"))
    found_at = forms.DateTimeField(
        label=_("发现时间"),
        input_formats=[MINUTE],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=MINUTE),
    )

    def prepare(self) -> None:
        brands = list(people.brands_of(self.person))
        fields: Any = self.fields
        fields["department"].choices = [("", "—"), *((str(d.pk), d.name) for d in people.departments())]
        fields["brand"].choices = [(brand.code, brand.name) for brand in brands]
        fields["found_at"].initial = clock.local(clock.now()).strftime(MINUTE)
        rules = rules_for(brands[0]) if brands else None
        hidden = ("second_complaint", "recurring_problem")  # found by the system, never by hand
        if rules is not None and rules.has_penalties:
            fields["conduct"].choices = [each for each in rules.conducts() if each[0] not in hidden]
        if len(brands) < 2:
            del self.fields["brand"]

    def clean_case(self) -> Any:
        number = self.cleaned_data["case"].strip()
        if not number:
            return None
        found = cases.numbered(self.person, number).first()
        if found is None:
            raise forms.ValidationError(gettext("没有这张工单，或您看不到它。"))
        return found

    def clean_found_at(self) -> Any:
        found_at = self.cleaned_data["found_at"]
        if found_at > clock.now():
            raise forms.ValidationError(gettext("发现时间不能在以后。"))
        return found_at

    def arguments(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        unit = said.pop("department")
        said["department"] = people.departments().filter(pk=unit).first() if unit else None
        said["brand"] = said["case"].brand if said["case"] else _brand(self, said.pop("brand", ""))
        said["serious_harm"], said["arrived"] = said["serious_harm"] or None, said["arrived"] or None
        if said["department"] is None and said["person"] is None and said["case"] is not None:
            said["department"] = said["case"].responsible or said["case"].department
        return said


class Rewarding(Deed):
    """A reward, free in kind: the standard gives no rule for it."""

    person = Colleague(label=_("奖励谁"), required=False)
    department = forms.ChoiceField(label=_("或部门"), required=False)
    brand = forms.ChoiceField(label=_("品牌"), required=False)
    what = forms.CharField(label=_("名目"), max_length=40, help_text=_("如：客户来信表扬、及时排除隐患"))
    amount = Yuan(label=_("金额（元）"), required=False, help_text=_("不发钱的不填；发的也只是给薪酬部门的建议"))
    is_award = forms.BooleanField(label=_("属于评先"), required=False, help_text=_("当月被一票否决的不能评先"))
    words = lines(_("事由"))

    def prepare(self) -> None:
        brands = list(people.brands_of(self.person))
        fields: Any = self.fields
        fields["department"].choices = [("", "—"), *((str(d.pk), d.name) for d in people.departments())]
        fields["brand"].choices = [(brand.code, brand.name) for brand in brands]
        if len(brands) < 2:
            del self.fields["brand"]

    def arguments(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        unit = said.pop("department")
        said["department"] = people.departments().filter(pk=unit).first() if unit else None
        said["brand"] = _brand(self, said.pop("brand", ""))
        return said


class Batch(Deed):
    words = lines(_("对每一条都写上"))
