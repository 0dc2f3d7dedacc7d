"""What a person says about a file to import: the file, what each column is, and what all rows share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwen.cases.importing import FIELDS
from shouwen.cases.rules import rules_for
from shouwen.people import queries as people


class Upload(forms.Form):
    """A file and the brand it is for."""

    brand = forms.ChoiceField(label=_("品牌"))
    file = forms.FileField(
        label=_("文件"),
        allow_empty_file=True,
        widget=forms.ClearableFileInput({"accept": ".csv,.txt,.xlsx"}),
        help_text=_("CSV（UTF-8 或 GB18030）或 xlsx，第一行是列名，50 MB 以内"),
        error_messages={"required": _("请选择文件。")},
    )

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "upload-%s", **kwargs})
        self.brands = {brand.code: brand for brand in people.brands_of(person)}
        self.fields["brand"].choices = [(code, brand.name) for code, brand in self.brands.items()]  # type: ignore[attr-defined]
        self.fields["brand"].initial = next(iter(self.brands), "")

    def clean_brand(self) -> Any:
        return self.brands[self.cleaned_data["brand"]]


class Reading(forms.Form):
    """What each column is, and what all rows share."""

    kind = forms.ChoiceField(label=_("类型"), required=False, help_text=_("行里没写类型的，都算这一种"))
    category = forms.ChoiceField(
        label=_("类别"), required=False, help_text=_("行里没写类别的，都算这一类；可以以后再定")
    )
    owner = forms.ChoiceField(label=_("负责人"), required=False, help_text=_("行里没写负责人的"))
    is_historic = forms.BooleanField(
        label=_("往年旧单"),
        required=False,
        help_text=_("照样推算时限，不响铃、不发通知"),
    )

    def __init__(self, *args: Any, upload: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "reading-%s", **kwargs})
        self.upload = upload
        pack = rules_for(upload.brand).pack
        names = {
            "kind": [
                ("", _("看有没有客户：有是投诉，没有是建议")),
                *((kind.id, kind.title) for kind in pack.kinds.values()),
            ],
            "category": [("", _("以后再定")), *((each.id, each.label) for each in pack.categories.values())],
            "owner": [
                ("", _("客服主管")),
                *((p.staff_number, str(p)) for p in people.colleagues(person).filter(brands=upload.brand)),
            ],
        }
        for name, choices in names.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        for at, column in enumerate(upload.columns):
            known = upload.mapping.get(column, "")
            self.fields[f"column-{at}"] = forms.ChoiceField(
                label=column, required=False, choices=[("", _("不导入")), *FIELDS.items()], initial=known
            )

    def columns(self) -> list[dict[str, Any]]:
        """Each column with its first words and the choice of what it is."""
        return [
            {
                "bound": self[f"column-{at}"],
                "samples": [row[at] if at < len(row) else "" for row in self.upload.samples],
            }
            for at in range(len(self.upload.columns))
        ]

    def mapping(self) -> dict[str, str]:
        said = self.cleaned_data
        named = enumerate(self.upload.columns)
        return {column: said[f"column-{at}"] for at, column in named if said[f"column-{at}"]}
