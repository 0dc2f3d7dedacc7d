"""What an administrator may type about a web channel."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwen.conversations.webchat import preform, questions
from shouwen.conversations.webchat.models import LANGUAGES
from shouwen.people import queries as people

FIRST_FORM = """name | 称呼 | Your name | text
phone | 手机 | Mobile | phone
email | 邮箱 | E-mail | email
question | 想咨询什么 | How can we help? | textarea | 必填"""


def first_rows() -> list[questions.Row]:
    """What a new channel asks, to begin with."""
    return questions.rows_of(preform.fields_of(FIRST_FORM))


class Keep(forms.Form):
    """A web channel: whose it is, where it stands, when it is answered, what is asked first."""

    title = forms.CharField(label=_("名称"), max_length=80)
    brand: Any = forms.ModelChoiceField(queryset=None, label=_("品牌"), empty_label=None)
    department: Any = forms.ModelChoiceField(
        queryset=None, label=_("队列"), required=False, empty_label=_("全客服中心")
    )
    sites = forms.CharField(
        label=_("可以用在哪些网站"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("每行一个，如 https://www.example.com；别的网站一律拒绝。"),
    )
    greeting = forms.CharField(label=_("问候语"), required=False, max_length=300)
    greeting_en = forms.CharField(label=_("英文问候语"), required=False, max_length=300)
    hours = forms.CharField(
        label=_("服务时间"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("如“周一至周五 09:00-12:00 13:00-18:00”，节假日休息，也可写“节假日 …”或“每天 …”；留空按工作日历。"),
    )
    languages = forms.MultipleChoiceField(
        label=_("语言"), choices=LANGUAGES, initial=["zh", "en"], widget=forms.CheckboxSelectMultiple
    )
    opens_cases = forms.BooleanField(label=_("每次聊天自动立单"), required=False)
    is_active = forms.BooleanField(label=_("启用"), required=False, initial=True)

    def __init__(self, *args: Any, person: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        fields: Any = self.fields
        fields["brand"].queryset = people.brands_of(person)
        fields["department"].queryset = people.departments()

    def clean_sites(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["sites"].splitlines() if line.strip()]


def as_typed(form: forms.Form, data: Any) -> dict[str, Any]:
    """What was sent as the beginning of another form: shown again, and not judged yet."""
    return {name: field.widget.value_from_datadict(data, {}, name) for name, field in form.fields.items()}


def initial_of(web: Any) -> dict[str, Any]:
    """What the form shows of a channel."""
    shared = ("title", "brand", "department", "opens_cases", "is_active")
    own = ("greeting", "greeting_en", "hours", "languages")
    texts = {"sites": "\n".join(web.sites)}
    return {name: getattr(web.channel, name) for name in shared} | {name: getattr(web, name) for name in own} | texts
