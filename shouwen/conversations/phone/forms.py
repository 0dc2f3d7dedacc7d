"""What may be typed about calls and exchanges."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwen.conversations.forms import HandOver
from shouwen.conversations.phone.models import DIRECTIONS, ENDED_BY, ENDED_WHY
from shouwen.conversations.phone.states import call_machine
from shouwen.customers import queries as customers
from shouwen.people import queries as people


class Ring(forms.Form):
    """A number as heard or shown; the brand only where somebody has several."""

    number = forms.CharField(label=_("来电号码"), required=False, max_length=60)
    ticks = forms.IntegerField(label=_("已响几声"), required=False, min_value=0, max_value=60)
    brand: Any = forms.ModelChoiceField(queryset=None, label=_("品牌"), required=False)

    def __init__(self, *args: Any, person: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["brand"]
        field.queryset = people.brands_of(person)
        self.usual = people.brands_of(person).first()

    def brand_or_usual(self) -> Any:
        return self.cleaned_data.get("brand") or self.usual


class Transfer(HandOver):
    """A call goes over with one line of why."""

    why = forms.CharField(label=_("理由"), max_length=200)


def reasons(allowed: list[str]) -> list[tuple[str, Any]]:
    """Reasons to hang up first that a pack allows, as choices."""
    return [(name, title) for name, title in ENDED_WHY if name in allowed]


class End(forms.Form):
    ended_by = forms.ChoiceField(label=_("谁先挂"), choices=[("", _("待填")), *ENDED_BY], required=False)
    ended_why = forms.ChoiceField(label=_("先挂的原因"), choices=[("", _("没有")), *ENDED_WHY], required=False)


class Name(forms.Form):
    """Who is calling: one found, or a newcomer's name."""

    customer: Any = forms.ModelChoiceField(queryset=None, required=False)
    name = forms.CharField(label=_("姓名"), max_length=60, required=False)
    title = forms.ChoiceField(label=_("称谓"), choices=customers.titles(), required=False)

    def __init__(self, *args: Any, person: Any, brand: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["customer"]
        field.queryset = customers.visible_to(person).filter(brand=brand)


class Record(End):
    gist = forms.CharField(label=_("客户说了什么"), max_length=4000, required=False, widget=forms.Textarea({"rows": 4}))
    no_case_why = forms.CharField(
        label=_("不立单的原因"), max_length=200, required=False, help_text=_("没有归入工单时要写")
    )
    promise = forms.CharField(label=_("答应了什么"), max_length=200, required=False, help_text=_("没有答应就留空"))
    promise_due_at = forms.DateTimeField(
        label=_("什么时候之前"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    field_order = ("gist", "no_case_why", "ended_by", "ended_why", "promise", "promise_due_at")

    def __init__(self, *args: Any, allowed: list[str], **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["ended_why"]
        field.choices = [("", _("没有")), *reasons(allowed)]


class Asked(forms.Form):
    """The filter in the address of the log."""

    since = forms.DateField(label=_("从"), required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label=_("到"), required=False, widget=forms.DateInput({"type": "date"}))
    direction = forms.ChoiceField(label=_("方向"), choices=[("", _("来去都看")), *DIRECTIONS], required=False)
    state = forms.ChoiceField(label=_("状态"), choices=[("", _("全部状态")), *call_machine.choices()], required=False)
    standard = forms.ChoiceField(
        label=_("接听"), choices=[("", _("接听快慢")), ("met", _("达标")), ("late", _("超过声数"))], required=False
    )
    todo = forms.ChoiceField(
        label=_("待办"),
        choices=[
            ("", _("不限")),
            ("record", _("待填记录")),
            ("call_back", _("待回拨")),
            ("unfounded", _("我方先挂、没有原因")),
        ],
        required=False,
    )

    def wanted(self) -> dict[str, Any]:
        """What was asked and makes sense; the rest counts as not said."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def words(self) -> str:
        """The filter in words, for the sheet that is taken out."""
        said = []
        for name, value in self.wanted().items():
            field: Any = self.fields[name]
            shown = dict(getattr(field, "choices", ())).get(value, value)
            said.append(f"{field.label} {shown}")
        return "，".join(said)


class Keep(forms.Form):
    """An exchange: whose it is."""

    title = forms.CharField(label=_("名称"), max_length=80)
    brand: Any = forms.ModelChoiceField(queryset=None, label=_("品牌"), empty_label=None)
    department: Any = forms.ModelChoiceField(
        queryset=None, label=_("队列"), required=False, empty_label=_("全客服中心")
    )
    is_active = forms.BooleanField(label=_("启用"), required=False, initial=True)

    def __init__(self, *args: Any, by: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        fields: Any = self.fields
        fields["brand"].queryset = people.brands_of(by)
        fields["department"].queryset = people.departments()


class Mapped(forms.Form):
    """Whose extension it is; nobody takes it away."""

    number = forms.CharField(label=_("分机"), max_length=20)
    person: Any = forms.ModelChoiceField(queryset=None, label=_("谁的"), required=False, empty_label=_("没有人"))

    def __init__(self, *args: Any, by: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["person"]
        field.queryset = people.visible_to(by).filter(is_active=True)
