"""What a person may type about a return."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwen.claims.forms.paper_inputs import Days, Papers, Places, Truth, lines
from shouwen.claims.returns import queries


class Several(forms.FileInput):
    """A file input that takes several at once."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class Photos(forms.FileField):
    """Any number of pictures; cleaned to a list."""

    def __init__(self, label: Any) -> None:
        super().__init__(label=label, required=False, widget=Several())

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = data if isinstance(data, list | tuple) else [data]
        return [super(Photos, self).clean(each, initial) for each in given if each]


class Asking(Papers):
    number = forms.CharField(label=_("配送单号"), max_length=40)
    branch = Places(_("货在哪个分公司"))
    arrived_on = Days(_("到货日期"), required=False, help_text=_("配送单上记过的不用填"))
    reason = lines(_("为什么返回"))
    is_original = forms.BooleanField(label=_("原单返回"), required=False, initial=True)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["branch"].offer(queries.branches_of(self.by))  # type: ignore[attr-defined]


class Telling(Papers):
    words = lines(_("怎样告知、发货人怎么说"))


class Certificate(Papers):
    upload = forms.FileField(label=_("货物返回证明（照片或扫描件）"), required=False)


class Fax(Papers):
    to = forms.CharField(label=_("传真给谁"), max_length=60)


class Permission(Papers):
    why = lines(_("理由（满 10 天的要写）"), required=False)


class Check(Papers):
    is_label_whole = Truth(_("去程标签完好"), sure=True)
    is_label_covered = Truth(_("去程标签被返程标签盖住"), sure=True)
    goods_match = Truth(_("货物相符"), sure=True)
    abnormality = lines(_("其他异常"), 2, required=False)
    photos = Photos(_("照片"))


class Why(Papers):
    why = lines(_("理由"))
