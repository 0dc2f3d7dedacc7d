"""What may be asked and typed in the knowledge room, cleaned into the verbs' own arguments."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwen.kernel import clock
from shouwen.knowledge import queries
from shouwen.knowledge.models import CHANNELS, KINDS, READERS
from shouwen.people import queries as people

STATES = [("", _("现行有效")), ("expired", _("不在有效期")), ("unpublished", _("没有发布的"))]


def day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **more)


class Asked(forms.Form):
    """What is looked for. It comes in the body: what a customer said belongs in no address."""

    q = forms.CharField(label=_("查什么"), required=False, max_length=300)
    kind = forms.ChoiceField(label=_("种类"), choices=[("", _("全部种类")), *KINDS], required=False)
    category = forms.CharField(label=_("分类"), required=False, max_length=40)
    state = forms.ChoiceField(label=_("状态"), choices=STATES, required=False)

    def __init__(self, *args: Any, person: Any, **more: Any) -> None:
        super().__init__(*args, **{"auto_id": "ask-%s", "label_suffix": "", **more})
        names = queries.categories(person)
        self.fields["category"].widget = forms.Select(choices=[("", _("全部分类")), *[(each, each) for each in names]])
        if not queries.sees_drafts(person):
            del self.fields["state"]

    def wanted(self) -> dict[str, str]:
        given = self.cleaned_data if self.is_valid() else {}
        return {name: given.get(name, "") for name in ("q", "kind", "category", "state")}


class Content(forms.Form):
    """What a version says."""

    title = forms.CharField(label=_("标题"), max_length=120)
    body = forms.CharField(
        label=_("正文"), required=False, max_length=20_000, strip=False, widget=forms.Textarea({"rows": 14})
    )
    keywords = forms.CharField(
        label=_("关键词"),
        required=False,
        max_length=600,
        help_text=_("客户会怎么说，用顿号或空格隔开"),
    )
    category = forms.CharField(
        label=_("分类"), required=False, max_length=40, widget=forms.TextInput({"list": "categories"})
    )
    channel = forms.ChoiceField(label=_("渠道"), choices=CHANNELS, required=False)
    readers = forms.ChoiceField(label=_("给谁看"), choices=READERS)
    valid_from = day(_("生效日期"), required=False)
    valid_until = day(_("失效日期"), required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, person: Any, **more: Any) -> None:
        super().__init__(*args, **{"auto_id": "write-%s", "label_suffix": "", **more})
        self.person = person
        self.categories = queries.categories(person)

    def clean_keywords(self) -> list[str]:
        return [word for word in re.split(r"[\s,，、;；]+", self.cleaned_data["keywords"]) if word]

    def content(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name in CONTENT}


CONTENT = ("title", "body", "keywords", "category", "channel", "readers", "valid_from", "valid_until")


def _care_of(person: Any) -> dict[str, Any]:
    """Whoever writes it cares for it, and looks again after half a year."""
    return {"owner": str(person.staff_number), "review_on": clock.today() + dt.timedelta(days=182)}


class Care(forms.Form):
    """Who cares for an article, and when it is looked at again."""

    owner = forms.CharField(
        label=_("负责人"),
        max_length=60,
        help_text=_("写工号"),
        widget=forms.TextInput({"list": "colleagues", "autocomplete": "off"}),
    )
    review_on = day(_("复核日期"))

    def __init__(self, *args: Any, person: Any, **more: Any) -> None:
        more["initial"] = {**_care_of(person), **more.get("initial", {})}
        super().__init__(*args, **{"auto_id": "care-%s", "label_suffix": "", **more})
        self.person = person

    def clean_owner(self) -> Any:
        words = self.cleaned_data["owner"].split()
        found = people.colleagues(self.person).filter(staff_number=words[0]).first() if words else None
        if found is None:
            raise forms.ValidationError(gettext("没有这位同事，请从列出的同事里选。"))
        return found


class Writing(Content, Care):
    """A new article."""

    kind = forms.ChoiceField(label=_("种类"), choices=KINDS)
    brands = forms.MultipleChoiceField(label=_("品牌"), widget=forms.CheckboxSelectMultiple)
    field_order = ("kind", "brands")

    def __init__(self, *args: Any, person: Any, **more: Any) -> None:
        self.mine = {str(each.pk): each for each in people.brands_of(person)}
        values = {"auto_id": "write-%s", "label_suffix": "", "initial": _care_of(person), **more}
        forms.Form.__init__(self, *args, **values)
        self.person, self.categories = person, queries.categories(person)
        field: Any = self.fields["brands"]
        field.choices = [(pk, each.name) for pk, each in self.mine.items()]
        if len(self.mine) == 1:
            field.initial = list(self.mine)

    def clean_brands(self) -> list[Any]:
        return [self.mine[pk] for pk in self.cleaned_data["brands"]]

    def arguments(self) -> dict[str, Any]:
        more = {name: self.cleaned_data[name] for name in ("kind", "brands", "owner", "review_on")}
        return {**self.content(), **more}


class Reason(forms.Form):
    why = forms.CharField(label=_("理由"), max_length=300, required=False, widget=forms.Textarea({"rows": 2}))


class NextReview(forms.Form):
    review_on = day(_("下次复核"))
