"""What may be typed about lines, templates, and on the simulated telephone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from shouwen.conversations.texts.models import SMS_VENDORS, Line, Template
from shouwen.conversations.texts.vendors import VENDORS
from shouwen.people import queries as people

SHARED = ("title", "brand", "department", "opens_cases", "acknowledgement", "is_active")


class Keep(forms.Form):
    """A line of one kind: whose it is, and what its vendor asks for."""

    title = forms.CharField(label=_("名称"), max_length=80)
    brand: Any = forms.ModelChoiceField(queryset=None, label=_("品牌"), empty_label=None)
    department: Any = forms.ModelChoiceField(
        queryset=None, label=_("队列"), required=False, empty_label=_("全客服中心")
    )
    opens_cases = forms.BooleanField(label=_("来消息自动立单"), required=False)
    acknowledgement = forms.CharField(
        label=_("自动回执"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("立单时发一次；{number} 换成编号。"),
    )
    is_active = forms.BooleanField(label=_("启用"), required=False, initial=True)

    def __init__(self, *args: Any, person: Any, kind: str, line: Line | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        fields: Any = self.fields
        fields["brand"].queryset = people.brands_of(person)
        fields["department"].queryset = people.departments()
        for each in VENDORS[kind].fields:
            fields[each.name] = _field(each, has_secret=bool(line and line.locked.get(each.name)))
        if settings.DEMO:
            fields["is_simulated"] = forms.BooleanField(label=_("接模拟手机（演示）"), required=False, initial=True)
        self.vendor_names = [each.name for each in VENDORS[kind].fields]

    def vendor_fields(self) -> list[Any]:
        """The fields of the vendor, for the page."""
        return [self[name] for name in self.vendor_names]


def _field(each: Any, *, has_secret: bool) -> forms.Field:
    if each.name == "vendor":
        return forms.ChoiceField(label=each.label, choices=SMS_VENDORS)
    if each.is_secret:
        widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
        words = _("已存好，留空不改") if has_secret else each.help
        needed = each.is_needed and not has_secret
        return forms.CharField(label=each.label, required=needed, max_length=200, widget=widget, help_text=words)
    return forms.CharField(label=each.label, required=each.is_needed, max_length=80, help_text=each.help)


def initial_of(line: Line) -> dict[str, Any]:
    """What a form shows of a line; secrets never."""
    columns = {name: getattr(line, name) for name in ("vendor", "account", "agent", "gateway", "is_simulated")}
    return columns | {name: getattr(line.channel, name) for name in SHARED}


class KeepTemplate(forms.Form):
    """A template of a brand."""

    brand: Any = forms.ModelChoiceField(queryset=None, label=_("品牌"), empty_label=None)
    code = forms.SlugField(label=_("代号"), max_length=40, help_text=_("字母、数字和连字符；系统按代号找模板"))
    title = forms.CharField(label=_("名称"), max_length=80)
    text = forms.CharField(
        label=_("内容"), max_length=500, widget=forms.Textarea({"rows": 3}), help_text=_("变量写成 {code} 这样")
    )
    vendor_code = forms.CharField(
        label=_("平台模板编号"), required=False, max_length=60, help_text=_("阿里云审核通过后给出，如 SMS_…")
    )
    is_secret = forms.BooleanField(label=_("内容保密（验证码）"), required=False, help_text=_("列表里遮住变量"))
    is_active = forms.BooleanField(label=_("启用"), required=False, initial=True)

    def __init__(self, *args: Any, person: Any, template: Template | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        fields: Any = self.fields
        fields["brand"].queryset = people.brands_of(person)
        if template is not None:
            del fields["brand"], fields["code"]


class Say(forms.Form):
    """Words on the simulated telephone."""

    line = forms.IntegerField()
    who = forms.CharField(max_length=64)
    text = forms.CharField(max_length=1000, required=False)
    how = forms.ChoiceField(choices=[(each, each) for each in ("say", "picture", "again", "forged")])
