"""What an administrator may type about a mailbox."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwen.conversations.email.models import SECURITY
from shouwen.people import queries as people


def _secret(label: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return forms.CharField(label=label, required=False, strip=False, widget=widget, help_text=_("留空不改"))


class Keep(forms.Form):
    """A mailbox: whose it is, and how it is reached."""

    title = forms.CharField(label=_("名称"), max_length=80)
    address = forms.EmailField(label=_("地址"))
    brand: Any = forms.ModelChoiceField(queryset=None, label=_("品牌"), empty_label=None)
    department: Any = forms.ModelChoiceField(
        queryset=None, label=_("队列"), required=False, empty_label=_("全客服中心")
    )
    opens_cases = forms.BooleanField(label=_("来信自动立单"), required=False, initial=True)
    acknowledgement = forms.CharField(
        label=_("自动回执"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("留空用默认的一句；{number} 换成编号，{name} 换成称呼。同一人每小时最多一封，不回机器。"),
    )
    is_active = forms.BooleanField(label=_("启用"), required=False, initial=True)
    imap_host = forms.CharField(label=_("收信服务器"), required=False, max_length=120)
    imap_port = forms.IntegerField(label=_("收信端口"), min_value=1, max_value=65535, initial=993)
    imap_security = forms.ChoiceField(label=_("收信加密"), choices=SECURITY)
    imap_user = forms.CharField(label=_("收信账号"), required=False, max_length=120, help_text=_("留空用地址"))
    imap_password = _secret(_("收信密码"))
    folder = forms.CharField(label=_("文件夹"), max_length=80, initial="INBOX")
    smtp_host = forms.CharField(label=_("发信服务器"), required=False, max_length=120)
    smtp_port = forms.IntegerField(label=_("发信端口"), min_value=1, max_value=65535, initial=465)
    smtp_security = forms.ChoiceField(label=_("发信加密"), choices=SECURITY)
    smtp_user = forms.CharField(label=_("发信账号"), required=False, max_length=120, help_text=_("留空用地址"))
    smtp_password = _secret(_("发信密码"))

    def __init__(self, *args: Any, person: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        fields: Any = self.fields
        fields["brand"].queryset = people.brands_of(person)
        fields["department"].queryset = people.departments()


def initial_of(box: Any) -> dict[str, Any]:
    """What a form shows of a mailbox; passwords never."""
    channel = box.channel
    names: tuple[str, ...] = ("imap_host", "imap_port", "imap_security", "imap_user", "folder")
    names += ("smtp_host", "smtp_port", "smtp_security", "smtp_user", "address")
    shared = ("title", "brand", "department", "opens_cases", "acknowledgement", "is_active")
    return {name: getattr(box, name) for name in names} | {name: getattr(channel, name) for name in shared}
