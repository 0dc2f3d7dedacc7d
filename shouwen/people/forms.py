"""What an administrator or approver may type about people, departments, posts, brands and approvals."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from shouwen.people import queries
from shouwen.people.models import Brand, Department, Person, Post
from shouwen.rulebook import queries as rulebook

SCOPES = (
    ("self", _("本人：只看自己负责、自己首问的")),
    ("department", _("本部门：任职部门的全部")),
    ("subtree", _("本部门及下级")),
    ("all", _("全部：所在品牌的全部部门")),
)
CODE = RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9._-]*$", _("只用字母、数字、点、横线和下划线。"))


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class SelectBox(forms.Select):
    """A select that stands outside the labelled rows of a form."""

    def __init__(self) -> None:
        super().__init__(attrs={"class": "form-select"})


class DepartmentChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # the class takes no argument at run time
    """A department of the tree, those below set in."""

    def __init__(self, **more: Any) -> None:
        super().__init__(queryset=Department.objects.none(), **more)

    def label_from_instance(self, unit: Any) -> str:
        return "　" * getattr(unit, "tree_depth", 0) + unit.name


class PersonField(forms.CharField):
    """A colleague by staff number; the name behind it, as a list proposes it, does no harm."""

    people: Any = None
    widget = forms.TextInput(
        attrs={
            "list": "colleagues",
            "data-typed": True,
            "autocomplete": "off",
            "hx-get": "/people/proposals/",
            "hx-target": "#colleagues",
            "hx-trigger": "typed delay:150ms",
        }
    )

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        found = self.people.filter(staff_number=text.split()[0]).first()
        if found is None:
            raise forms.ValidationError(_("没有这个工号的在岗同事。"))
        return found


def _packs() -> list[tuple[str, str]]:
    titles: dict[str, str] = {}
    for edition in rulebook.editions():
        titles.setdefault(edition.pack, f"{edition.title}（{edition.pack}）")
    return list(titles.items())


class NewPersonForm(forms.Form):
    """A person as he is set up: one post is enough to begin with."""

    staff_number = forms.CharField(label=_("工号"), max_length=20, validators=[CODE])
    name = forms.CharField(label=_("姓名"), max_length=60)
    department = DepartmentChoice(label=_("部门"))
    post = forms.ModelChoiceField(
        Post.objects.none(),
        label=_("岗位"),
        required=False,
        empty_label=_("暂不任职"),
        help_text=_("决定能办什么、看得到多远。多个岗位可以建好后再加。"),
    )
    brands = forms.ModelMultipleChoiceField(
        Brand.objects.none(),
        label=_("品牌"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("只看得到这些品牌的工单和客户。"),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        fields: Any = self.fields
        fields["department"].queryset = queries.departments()
        fields["post"].queryset = queries.posts()
        fields["brands"].queryset = queries.brands()
        if queries.brands().count() == 1:
            self.initial.setdefault("brands", queries.brands())

    def values(self) -> dict[str, Any]:
        """Arguments of `actions.welcome`."""
        given = dict(self.cleaned_data)
        post = given.pop("post")
        return {**given, "posts": [(post, given["department"])] if post else []}


class PlacementForm(forms.Form):
    """Where a person belongs."""

    department = DepartmentChoice(label=_("部门"))
    brands = forms.ModelMultipleChoiceField(
        Brand.objects.none(), label=_("品牌"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        fields: Any = self.fields
        fields["department"].queryset = queries.departments()
        fields["brands"].queryset = queries.brands()


class AppointmentForm(forms.Form):
    """One post in one department; an empty post takes the line away."""

    post = forms.ModelChoiceField(
        Post.objects.none(), label=_("岗位"), required=False, empty_label=_("（不任职）"), widget=SelectBox
    )
    department = DepartmentChoice(
        label=_("任职部门"), required=False, empty_label=_("与所属部门相同"), widget=SelectBox
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        fields: Any = self.fields
        fields["post"].queryset = queries.posts()
        fields["department"].queryset = queries.departments()


AppointmentForms = forms.formset_factory(AppointmentForm, extra=2, max_num=20)


class AbsenceForm(forms.Form):
    """Away through this day; empty means back."""

    until = forms.DateField(label=_("离岗至"), required=False, widget=DayInput)


class SignInForm(forms.Form):
    """Reset of the sign-in."""

    drop_second_step = forms.BooleanField(
        label=_("同时停用两步验证（手机丢了）"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )


class DepartmentForm(forms.Form):
    """A department of ours, or of an outside partner."""

    name = forms.CharField(label=_("名称"), max_length=80)
    parent = DepartmentChoice(label=_("上级"), required=False, empty_label=_("（最上一级）"))
    kind = forms.ChoiceField(
        label=_("类别"), required=False, help_text=_("规则包按类别找部门，例如转办表里的“运营部”。")
    )
    head = PersonField(label=_("负责人"), required=False, help_text=_("写工号。"))
    is_outside = forms.BooleanField(
        label=_("外部合作单位"), required=False, help_text=_("承运商、网点等，不是本公司的部门。")
    )
    pack = forms.ChoiceField(label=_("另用规则包"), required=False)
    free_storage_days = forms.IntegerField(label=_("免费保管天数"), required=False, min_value=0, max_value=365)
    is_active = forms.BooleanField(label=_("在用"), required=False, initial=True)

    def __init__(self, *args: Any, person: Person, unit: Department | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        fields: Any = self.fields
        fields["parent"].queryset = queries.departments()
        fields["head"].people = queries.colleagues(person)
        kinds = queries.department_kinds()
        fields["kind"].choices = [("", _("（没有对应的类别）")), *((kind, title) for kind, title in kinds)]
        fields["pack"].choices = [("", _("（随品牌）")), *_packs()]
        if unit is not None:
            self.initial = {
                "name": unit.name,
                "parent": unit.parent_id,
                "kind": unit.kind,
                "is_outside": unit.is_outside,
                "head": str(unit.head) if unit.head else "",
                "pack": unit.pack,
                "is_active": unit.is_active,
                "free_storage_days": unit.free_storage_days,
            }


class PostForm(forms.Form):
    """A post the pack does not know."""

    name = forms.CharField(label=_("名称"), max_length=60)
    code = forms.CharField(
        label=_("代号"), max_length=40, validators=[CODE], help_text=_("英文，定了不改，例如 night_clerk。")
    )
    scope = forms.ChoiceField(label=_("数据范围"), choices=SCOPES, initial="self", widget=forms.RadioSelect)


class GrantForm(forms.Form):
    """What a post may do; the ticks stand in the page by room."""

    scope = forms.ChoiceField(label=_("数据范围"), choices=SCOPES, widget=forms.RadioSelect)
    verbs = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, grantable: list[str], **more: Any) -> None:
        super().__init__(*args, **more)
        fields: Any = self.fields
        fields["verbs"].choices = [(verb, verb) for verb in grantable]


class BrandForm(forms.Form):
    """A client company."""

    name = forms.CharField(label=_("名称"), max_length=80)
    code = forms.CharField(
        label=_("代号"),
        max_length=6,
        help_text=_("1 到 6 个字母，写在工单号最前，定了不改。"),
        validators=[RegexValidator(r"^[A-Za-z]+$", _("代号用 1 到 6 个拉丁字母。"))],
    )
    pack = forms.ChoiceField(label=_("规则包"))

    def __init__(self, *args: Any, brand: Brand | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        fields: Any = self.fields
        fields["pack"].choices = _packs()
        if brand is not None:
            del fields["code"]
            self.initial = {"name": brand.name, "pack": brand.pack}


class OpinionForm(forms.Form):
    """Yes or no, with words."""

    says = forms.ChoiceField(choices=[("yes", _("批准")), ("no", _("不批准"))])
    words = forms.CharField(label=_("意见"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class DelegationForm(forms.Form):
    """To whom the present step is handed."""

    to = PersonField(label=_("转给"), help_text=_("写工号。"))

    def __init__(self, *args: Any, person: Person, **more: Any) -> None:
        super().__init__(*args, **more)
        fields: Any = self.fields
        fields["to"].people = queries.colleagues(person).exclude(pk=person.pk)


class SkillForm(forms.Form):
    """A skill: what it is called, whether anybody is still asked for it."""

    name = forms.CharField(label=_("技能"), max_length=40)
    is_active = forms.BooleanField(label=_("启用"), required=False, initial=True)


class SeatForm(forms.Form):
    """How somebody is set up to answer customers."""

    skills: Any = forms.ModelMultipleChoiceField(
        queryset=None, label=_("技能"), required=False, widget=forms.CheckboxSelectMultiple
    )
    at_once = forms.IntegerField(
        label=_("同时接待"), required=False, min_value=0, max_value=99, help_text=_("空着：按岗位或参数")
    )
    reviewed_until = forms.DateField(
        label=_("新人审核至"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("到这一天为止，他写的回复先由主管审核；空着：不审核"),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        fields: Any = self.fields
        fields["skills"].queryset = queries.skills().filter(is_active=True)


class PostSeatForm(forms.Form):
    """How many at once holders of a post take."""

    at_once = forms.IntegerField(
        label=_("同时接待"),
        required=False,
        min_value=0,
        max_value=99,
        widget=forms.NumberInput({"class": "form-control short-number"}),
    )
