"""What may be asked of the conversation report: which days, whose, by which channel, queue or skill."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwen.conversations import reckoning
from shouwen.conversations.models import KINDS
from shouwen.conversations.reckoning import Period
from shouwen.kernel import clock
from shouwen.people import queries as people

PERIODS = [
    ("today", gettext_lazy("今天")),
    ("week", gettext_lazy("本周")),
    ("month", gettext_lazy("本月")),
    ("last_month", gettext_lazy("上月")),
    ("days", gettext_lazy("自己选日期")),
]
USUAL = "week"
LONGEST = 366
#: Days no installation has anything of.
FIRST, LAST = dt.date(2000, 1, 1), dt.date(2999, 12, 31)
DATE = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class Asked(forms.Form):
    """The question in the address. Dates that are given go before the named period."""

    period = forms.ChoiceField(label=gettext_lazy("时段"), choices=PERIODS, required=False)
    since = forms.DateField(label=gettext_lazy("从"), required=False, widget=DATE)
    until = forms.DateField(label=gettext_lazy("到"), required=False, widget=DATE)
    brand = forms.ChoiceField(label=gettext_lazy("品牌"), required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("渠道"), choices=[("", gettext_lazy("全部渠道")), *KINDS], required=False
    )
    queue = forms.ChoiceField(label=gettext_lazy("队列"), required=False)
    skill = forms.ChoiceField(label=gettext_lazy("技能"), required=False)

    def __init__(self, data: Any, *, person: Any) -> None:
        super().__init__(data or {"period": USUAL}, auto_id="r-%s", label_suffix="")
        self.brands = list(people.brands_of(person))
        fields: Any = self.fields
        fields["brand"].choices = [("", _("全部品牌")), *((each.code, each.name) for each in self.brands)]
        units = [(str(each.pk), each.name) for each in people.departments()]
        fields["queue"].choices = [("", _("全部队列")), ("none", _("不分队列")), *units]
        skills = [(str(each.pk), each.name) for each in people.skills()]
        fields["skill"].choices = [("", _("全部技能")), ("none", _("不要求技能")), *skills]
        if len(self.brands) < 2:
            del self.fields["brand"]

    def clean(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        if given.get("period") in ("", "days") and (given.get("since") or given.get("until")):
            self._check_days(given)
        elif given.get("period") == "days":
            self.add_error("since", _("请选从哪天到哪天。"))
        return given

    def _check_days(self, given: dict[str, Any]) -> None:
        since, until = given.get("since"), given.get("until") or clock.today()
        if since is None:
            self.add_error("since", _("请选从哪天到哪天。"))
        elif since < FIRST or until > LAST:
            self.add_error("since", _("请选 2000 年以后的日子。"))
        elif since > until:
            self.add_error("until", _("结束的日子早于开始的日子。"))
        elif (until - since).days >= LONGEST:
            self.add_error("until", _("一次最多看 %(n)s 天。") % {"n": LONGEST})

    @property
    def period_asked(self) -> Period:
        """This week when nothing is asked."""
        given = self.cleaned_data
        if given.get("period") in ("", "days") and given.get("since"):
            return Period(given["since"], given.get("until") or clock.today())
        return reckoning.named(given.get("period") or USUAL, clock.today())

    @property
    def brands_asked(self) -> list[Any]:
        code = self.cleaned_data.get("brand")
        return [each for each in self.brands if not code or each.code == code]

    @property
    def narrow(self) -> dict[str, Any]:
        """Conditions on conversations."""
        found: dict[str, Any] = {"kind": self.cleaned_data["kind"]} if self.cleaned_data.get("kind") else {}
        for name, column in (("queue", "department"), ("skill", "skill")):
            value = self.cleaned_data.get(name)
            if value:
                found[column] = None if value == "none" else int(value)
        return found

    def words(self) -> str:
        """What the figures were narrowed to, in words."""
        found = []
        for name in ("kind", "queue", "skill"):
            value = self.cleaned_data.get(name)
            if value:
                field: Any = self.fields[name]
                found.append(f"{field.label}：{dict(field.choices)[value]}")
        return "，".join(found)


def month_given(text: str) -> Period:
    """`2026-07`; this month when it is no month."""
    try:
        day = dt.datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007  a month has no zone
    except ValueError:
        day = clock.today()
    return reckoning.month_of(day if FIRST <= day <= LAST else clock.today())
