"""What a clerk types while a customer is on the line: who, what about, and how it ends."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shouwen.cases.models import CHANNELS, SATISFACTION
from shouwen.customers import queries as customers
from shouwen.kernel.phone_numbers import normalise
from shouwen.kernel.pinyin import initials

ENDINGS = ("transfer", "settle", "open")
BY_HAND = [pair for pair in CHANNELS if pair[0] not in ("import", "api")]
SEVERITIES = [("", _("未分")), ("ordinary", _("一般")), ("serious", _("严重"))]
COMPLEXITIES = [("simple", _("简单")), ("complex", _("复杂"))]


class Intake(forms.Form):
    """The whole desk as one form. `pack` says which classes there are, `colleagues` whom one may name."""

    q = forms.CharField(required=False, max_length=60)
    customer = forms.CharField(required=False, max_length=20)
    name = forms.CharField(label=_("姓名"), required=False, max_length=60)
    phone = forms.CharField(label=_("电话"), required=False, max_length=40)
    title = forms.ChoiceField(label=_("称谓"), required=False, choices=customers.titles())
    company = forms.CharField(label=_("单位"), required=False, max_length=120)
    matter = forms.CharField(label=_("单号"), required=False, max_length=40)
    category = forms.CharField(required=False, max_length=160)
    items = forms.MultipleChoiceField(required=False)
    reason = forms.CharField(label=_("事由"), required=False, max_length=120)
    gist = forms.CharField(
        label=_("来电要点"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("请填写来电要点。")},
    )
    wish = forms.CharField(label=_("客户要求"), required=False, max_length=300)
    complexity = forms.ChoiceField(required=False, choices=[("", ""), *COMPLEXITIES])
    severity = forms.ChoiceField(label=_("轻重"), required=False, choices=SEVERITIES)
    channel = forms.ChoiceField(label=_("来源"), choices=BY_HAND, required=False)
    is_urgent = forms.BooleanField(label=_("要马上有人管"), required=False)
    named = forms.CharField(label=_("被投诉人"), required=False, max_length=120)
    another_matter_why = forms.CharField(label=_("另立的原因"), required=False, max_length=200)
    requirement = forms.CharField(
        label=_("要求"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    requirement_offered = forms.CharField(required=False, max_length=2000)
    due_at = forms.DateTimeField(
        label=_("反馈时限"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    due_offered = forms.CharField(required=False, max_length=20)
    department: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("转给"),
        queryset=None,
        required=False,
        empty_label=_("按规则"),
    )
    deviates_why = forms.CharField(label=_("改转的理由"), required=False, max_length=200)
    solution = forms.CharField(
        label=_("告诉客户的"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    cause = forms.CharField(label=_("原因"), required=False, max_length=2000)
    satisfaction = forms.ChoiceField(
        label=_("客户满意吗"),
        required=False,
        choices=[("", _("没有问")), *SATISFACTION],
    )
    customer_words = forms.CharField(label=_("客户原话"), required=False, max_length=300)
    ending = forms.ChoiceField(choices=[(each, each) for each in ENDINGS], required=False)

    def __init__(self, *args: Any, pack: Any, colleagues: Any, departments: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.pack, self.colleagues = pack, colleagues
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]
        self.fields["items"].choices = [(each, each) for each in _every_item(pack)]  # type: ignore[attr-defined]

    @cached_property
    def picked(self) -> Picked:
        """Kind, category and circumstances as chosen so far, valid or not."""
        items = self["items"].value() or []
        return read_choice(self.pack, str(self["category"].value() or ""), items=list(items))

    def clean_named(self) -> tuple[Any, ...]:
        found = []
        for word in re.split(r"[、，,;；]+", self.cleaned_data["named"]):
            if word.strip():
                found.append(self._colleague(word.strip()))
        return tuple(found)

    def _colleague(self, word: str) -> Any:
        number = word.split()[0]
        there = self.colleagues.filter(staff_number=number).first()
        if there is None:
            same = list(self.colleagues.filter(name=word)[:2])
            there = same[0] if len(same) == 1 else None
        if there is None:
            raise forms.ValidationError(_t("没有这位同事：%(word)s。写工号，或从列表里选。") % {"word": word})
        return there

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        picked = self.picked
        if not picked.kind:
            self.add_error("category", _t("请选择类别。"))
        elif not picked.category and given.get("ending") == "transfer":
            self.add_error("category", _t("转办前要先定类别。"))
        if not (given.get("reason") or "").strip() and not picked.words:
            self.add_error("reason", _t("请填写事由。"))
        if picked.takes_items and not given.get("items"):
            self.add_error("items", _t("请勾选要更改的内容。"))
        self._check_caller(given)
        if given.get("ending") == "settle":
            self._check_settled(given)
        return given

    def _check_caller(self, given: dict[str, Any]) -> None:
        customer = given.get("customer") or ""
        if customer == "new":
            # What was typed to find him is his name or his number; nobody types it twice.
            asked = given.get("q") or ""
            is_number = bool(asked) and normalise(asked) is not None
            given["name"] = given.get("name") or ("" if is_number or asked.isdigit() else asked)
            given["phone"] = given.get("phone") or (asked if is_number else "")
            if not (given.get("name") or "").strip():
                self.add_error("name", _t("请填写客户姓名。"))
            if self.picked.kind == "complaint" and not (given.get("phone") or "").strip():
                self.add_error("phone", _t("投诉要有客户姓名和电话。"))
        elif not customer and self.picked.kind == "complaint":
            self.add_error("customer", _t("投诉要有客户姓名和电话。"))

    def _check_settled(self, given: dict[str, Any]) -> None:
        if not (given.get("solution") or "").strip():
            self.add_error("solution", _t("请写下告诉客户的办法。"))
        if self.picked.kind == "complaint":
            if not (given.get("cause") or "").strip():
                self.add_error("cause", _t("请写明原因。"))
            if not given.get("satisfaction"):
                self.add_error("satisfaction", _t("请记下客户是否满意。"))

    @property
    def own_requirement(self) -> str:
        """What the clerk wrote to the department; nothing when he left what was offered."""
        return _unless(self["requirement"].value(), self["requirement_offered"].value())

    @property
    def own_due(self) -> str:
        """The time he set himself; nothing when he left what was offered."""
        return _unless(self["due_at"].value(), self["due_offered"].value())

    def what(self, customer: Any) -> dict[str, Any]:
        """The fields of the verb, from clean data."""
        given, picked = self.cleaned_data, self.picked
        circumstances = {**picked.circumstances}
        if given["severity"]:
            circumstances.setdefault("severity", given["severity"])
        newcomer = {name: given[name] for name in ("name", "phone", "title", "company")}
        return {
            "kind": picked.kind,
            "category": picked.category,
            "circumstances": circumstances,
            "reason": given["reason"] or picked.words,
            "gist": given["gist"],
            "wish": given["wish"],
            "complexity": given["complexity"],
            "is_urgent": given["is_urgent"],
            "channel": given["channel"] or "phone",
            "named": given["named"],
            "another_matter_why": given["another_matter_why"],
            "matter": given["matter"],
            "customer_id": customer.pk if customer is not None else None,
            "newcomer": newcomer if given["customer"] == "new" else None,
        }


class Picked:
    """A choice in the class picker, taken apart: `complaint/wrong_dispatch/cause=sorting`."""

    def __init__(
        self,
        kind: str = "",
        category: str = "",
        circumstances: dict[str, Any] | None = None,
        *,
        words: str = "",
        items: list[tuple[str, str]] | None = None,
        because: tuple[str, ...] = (),
    ) -> None:
        self.kind, self.category, self.words = kind, category, words
        self.circumstances = circumstances or {}
        self.item_choices = items or []
        self.because = because

    @property
    def takes_items(self) -> bool:
        return bool(self.item_choices)


def read_choice(pack: Any, path: str, *, items: list[str]) -> Picked:
    """What a path means in this pack; a path it does not know means nothing was chosen."""
    kind, _slash, rest = path.partition("/")
    code, _slash, detail = rest.partition("/")
    if kind not in pack.kinds:
        return Picked()
    category = pack.categories.get(code)
    if category is None or category.kind != kind:
        return Picked(kind, words=pack.kinds[kind].title)
    circumstances: dict[str, Any] = {}
    words = category.label
    for each in category.detail:
        if each.input != "items" and _spelled(each) == detail:
            circumstances[each.input] = each.value
            words = f"{category.label}：{each.label}"
    choices = [(str(each.value), each.label) for each in category.detail if each.input == "items"]
    if choices:
        taken = [value for value, _label in choices if value in items]
        circumstances["items"] = taken
        labels = "、".join(label for value, label in choices if value in taken)
        words = f"{category.label}：{labels}" if labels else category.label
    because = tuple(clause for clause in category.because if clause != "gap")
    return Picked(kind, code, circumstances, words=words[:120], items=choices, because=because)


def tree(pack: Any, chosen: str) -> list[dict[str, Any]]:
    """Kinds, their categories and details, as nodes of the class picker."""
    return [
        {
            "value": code,
            "label": kind.title,
            "initials": initials(kind.title),
            "checked": chosen == code,
            "children": [_node(category, chosen) for category in pack.categories.values() if category.kind == code],
        }
        for code, kind in pack.kinds.items()
    ]


def _node(category: Any, chosen: str) -> dict[str, Any]:
    path = f"{category.kind}/{category.id}"
    details = [each for each in category.detail if each.input != "items"]
    return {
        "value": path,
        "label": category.label,
        "initials": category.pinyin or initials(category.label),
        "checked": chosen == path,
        "children": [_leaf(path, each, chosen) for each in details],
    }


def _leaf(path: str, detail: Any, chosen: str) -> dict[str, Any]:
    value = f"{path}/{_spelled(detail)}"
    return {"value": value, "label": detail.label, "initials": initials(detail.label), "checked": chosen == value}


def _spelled(detail: Any) -> str:
    value = str(detail.value).lower() if isinstance(detail.value, bool) else str(detail.value)
    return f"{detail.input}={value}"


def _unless(typed: Any, offered: Any) -> str:
    return "" if typed in (None, "", offered) else str(typed)


def _every_item(pack: Any) -> list[str]:
    return [
        str(each.value) for category in pack.categories.values() for each in category.detail if each.input == "items"
    ]
