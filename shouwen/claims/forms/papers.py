"""What a person may write on goods papers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shouwen.claims.forms.paper_inputs import Amount, Colleague, Days, Moment, Papers, Places, Truth, lines, pick
from shouwen.claims.models.papers import METHODS, PACKING, PARTIES, PAYMENTS, ROLES, SIGNATURES
from shouwen.claims.paper_guards import CLAUSES, SENTENCES
from shouwen.people import queries as people


def _branches() -> list[Any]:
    return [unit for unit in people.departments() if unit.kind == "branch"]


class WaybillForm(Papers):
    """A waybill as it stands on the paper."""

    number = forms.CharField(label=_("配送单号"), max_length=40)
    label_number = forms.CharField(
        label=_("标签号"),
        max_length=40,
        help_text=_("与配送单号一致"),
        error_messages={"required": SENTENCES["label_number_missing"]},
    )
    route = forms.CharField(label=_("线路"), max_length=80, required=False)
    branch = Places(_("到达分公司"), required=False)
    written_at = Moment(_("开单时间"), required=False)
    salesman = Colleague(_("开单人"), required=False)
    shipper_name = forms.CharField(label=_("发货人"), max_length=60)
    shipper_phone = forms.CharField(label=_("发货人电话"), max_length=40, required=False)
    consignee_name = forms.CharField(label=_("收货人"), max_length=60)
    consignee_phone = forms.CharField(label=_("收货人电话"), max_length=40, required=False)
    goods = forms.CharField(label=_("货物"), max_length=120)
    pieces = forms.IntegerField(label=_("件数"), min_value=1, max_value=1_000_000)
    packing = pick(_("发货时包装"), PACKING, error_messages={"required": SENTENCES["packing_missing"]})
    is_fragile = forms.BooleanField(label=_("易碎物品"), required=False)
    is_insured = forms.BooleanField(label=_("保值运输"), required=False)
    declared_value = Amount(_("声明价格"))
    freight = Amount(_("运费"))
    freight_words = forms.CharField(label=_("运费大写"), max_length=60, required=False)
    piece_freight = Amount(_("单件运价"))
    cod = Amount(_("代收款"))
    cod_words = forms.CharField(label=_("代收款大写"), max_length=60, required=False)
    payment = pick(_("付款方式"), PAYMENTS, required=False)
    is_in_computer = Truth(_("已录入电脑"), help_text=_("发运时是不是已在公司的电脑里；事后补录的选否"))

    #: Headings of the page and what stands under each.
    PARTS = (
        (_("单号"), ("number", "label_number", "branch", "route", "written_at", "salesman")),
        (_("双方"), ("shipper_name", "shipper_phone", "consignee_name", "consignee_phone")),
        (_("货物"), ("goods", "pieces", "packing", "is_fragile", "is_insured", "declared_value")),
        (_("费用"), ("freight", "freight_words", "piece_freight", "cod", "cod_words", "payment")),
        (_("电脑"), ("is_in_computer",)),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["branch"].offer(_branches())  # type: ignore[attr-defined]
        if self.thing is not None:
            del self.fields["number"]
            del self.fields["is_in_computer"]

    def parts(self) -> list[dict[str, Any]]:
        """Headings with their bound fields, and the clauses that guard them."""
        return [
            {
                "title": title,
                "fields": [self[name] for name in names if name in self.fields],
                "clauses": sorted({CLAUSES[name] for name in names if name in CLAUSES}),
            }
            for title, names in self.PARTS
            if any(name in self.fields for name in names)
        ]

    def written(self) -> dict[str, Any]:
        """The words of the verb: the salesman's name stands beside his account."""
        given = dict(self.cleaned_data)
        given["salesman_name"] = given["salesman"].name if given["salesman"] else ""
        return given


class CopyForm(Papers):
    """One look at one of the four copies."""

    copy = pick(_("哪一联"), [(1, _("第一联")), (2, _("第二联")), (3, _("第三联")), (4, _("第四联"))])
    on_hand = Truth(_("在手"), sure=True)
    has_note = Truth(_("有批注"))
    note_text = forms.CharField(label=_("批注内容"), max_length=200, required=False)
    noter = forms.ChoiceField(label=_("谁批注的"), choices=[("", _("不清楚")), *PARTIES], required=False)
    signature = forms.ChoiceField(label=_("装卸工签字"), choices=[("", _("没看")), *SIGNATURES], required=False)

    def clean_copy(self) -> int:
        return int(self.cleaned_data["copy"])


class Findings(Papers):
    """What was found out about the papers as a whole."""

    note_needed = Truth(_("必须批注在配送单上，不能打条"))
    is_in_computer = Truth(_("发运时已录入电脑"))
    is_system_normal = Truth(_("发运时电脑系统正常"))


class Arrival(Papers):
    on = Days(_("到货日期"))


class NoticeForm(Papers):
    """A delivery notice. Who has no account is written by name."""

    giver = Colleague(_("交出（司机）工号"), required=False)
    giver_name = forms.CharField(label=_("或姓名"), max_length=60, required=False)
    taker = Colleague(_("接收（分公司）工号"), required=False)
    taker_name = forms.CharField(label=_("或姓名"), max_length=60, required=False)
    handed_at = Moment(_("交接时间"), required=False, help_text=_("不填算现在"))
    has_note = forms.BooleanField(label=_("交接时有批注"), required=False)
    note = forms.CharField(label=_("批注内容"), max_length=200, required=False)


class SlipForm(Papers):
    """打条."""

    giver = Colleague(_("交出方工号"), required=False)
    giver_name = forms.CharField(label=_("或姓名"), max_length=60, required=False)
    taker = Colleague(_("接收方工号"), required=False)
    taker_name = forms.CharField(label=_("或姓名"), max_length=60, required=False)
    details = lines(_("残损详情"), 4)
    coefficient = forms.DecimalField(
        label=_("系数"), max_digits=4, decimal_places=2, min_value=0, max_value=1, help_text=_("0 到 1，例如 0.30")
    )


class NewRecord(Papers):
    """The head of one's own loading record."""

    load = forms.CharField(label=_("车次"), max_length=40)
    truck = forms.CharField(label=_("车牌"), max_length=20, required=False)
    role = pick(_("我是"), ROLES)
    method = pick(_("怎样记"), METHODS, initial="by_loading")


class LineForm(Papers):
    """One waybill goes on the truck."""

    number = forms.CharField(label=_("配送单号"), max_length=40)
    pieces = forms.IntegerField(label=_("件数"), min_value=1, max_value=100_000)


class Correction(Papers):
    reason = lines(_("更正的理由"))


class Copying(Papers):
    """Was it copied from the waybills."""

    is_copied = Truth(_("是照配送单抄的"), sure=True)
    why = lines(_("依据什么判断"))
