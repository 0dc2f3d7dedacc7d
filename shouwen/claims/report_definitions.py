"""Every figure of a claims report in words: what is counted, out of which claims, by which clause. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Definition:
    """A figure in words. `unit` is `fen` for money."""

    title: Any
    unit: Any
    counts: Any
    population: Any
    clauses: tuple[str, ...]
    origin: str = "source"


REPORTED = _("本期（首日 00:00 到末日 24:00）报案的理赔，不论后来怎样了结。")
PAID = _("本期付清赔款，或按意见修复、更换办妥的理赔，不论何时报案。")
SHARES = _("已发责任通知的份额；公司自己承担的不通知、不收回，不在内。")
INSURED = _("已向保险公司报案的理赔。")
SETTLED = _("本期登记为自行解决的理赔，按登记时间归期，补登的不会漏掉；解决日期另列。")

DEFINITIONS: dict[str, Definition] = {
    "accidents": Definition(
        _("事故报告"), _("份"), _("当事人签字的事故报告单份数；一件理赔可以有几份。"),
        _("本期签字的事故报告单。"), ("S2-1.C.4.6", "S2-1.C.4.1"),
    ),
    "reported": Definition(_("报案"), _("件"), _("报案立理赔的件数。"), REPORTED, ("S2-1.C.4.6", "S2-1.A1.13")),
    "paid": Definition(
        _("赔付"), _("件"), _("付清赔款的件数，加上修复、更换或以其他方式办妥的件数。"), PAID, ("S2-1.C.4.6", "S2-1.C.4.5"),
    ),
    "paid_sum": Definition(
        _("赔款"), "fen", _("凭领取凭证付出的金额合计；修复、更换不付款，不计金额。"), PAID, ("S2-1.C.4.6", "S2-1.C.4.5"),
    ),
    "days": Definition(
        _("平均赔付"), _("天"), _("从报案到付清的自然天数，取平均；另列中位数。"), PAID, ("S2-1.C.4.5",), "default",
    ),
    "pending": Definition(
        _("未了结"), _("件"), _("截止时客户还在等的件数：没有赔付，也没有自行解决、撤回或不予赔付。"),
        _("截止前报案的全部理赔，不限本期。"), ("S2-1.A2.4",), "default",
    ),
    "recovered": Definition(
        _("责任方收回"), "fen", _("本期记为已收回的责任份额金额合计。"), SHARES, ("S2-1.A4.3",),
    ),
    "insured": Definition(
        _("保险收回"), "fen", _("本期保险公司付给公司的金额合计；客户得到的赔款不因此变动。"), INSURED, ("S2-1.A4.4",),
    ),
    "settled": Definition(
        _("自行解决"), _("件"), _("市场、分公司、大车司机、装卸工自行与客户解决的件数。"), SETTLED, ("S2-1.A2.5",),
    ),
}  # fmt: skip
#: Columns of the tables.
COLUMNS: dict[str, Definition] = {
    "cause": Definition(
        _("原因"), _("件"), _("责任认定所依据的条文；交通事故、车辆被盗单列；没有认定的列为未定责。"),
        REPORTED, ("S2-1.A1.13", "S2-1.A4.6"),
    ),
    "amount": Definition(
        _("金额"), "fen", _("已付、自行解决或各方分担的金额；都还没有的，按客户要求的金额；也没有的不计。"),
        REPORTED, ("S2-1.A1.13", "S2-1.A4.6"), "default",
    ),
    "department": Definition(
        _("发生部门"), _("件"), _("签字的事故报告单上的部门；没有交事故报告单的另列。"), REPORTED, ("S2-1.C.4.1",),
    ),
    "party": Definition(
        _("责任方"), "fen", _("本期赔付的理赔中，各责任方应承担的金额，合计等于赔款。"), PAID, ("S2-1.C.4.2",),
    ),
    "ageing": Definition(
        _("未了结的时间"), _("件"), _("从报案到截止的整天数；分段是参数，规范没有分段。"),
        _("截止时未了结的理赔。"), (), "default",
    ),
    "opening": Definition(_("期初未收"), "fen", _("本期以前已通知、期初还没收回的金额。"), SHARES, ("S2-1.A4.3",)),
    "notified": Definition(_("本期通知"), "fen", _("本期发出责任通知的金额。"), SHARES, ("S2-1.A4.3",)),
    "acknowledged": Definition(_("本期认可"), "fen", _("责任方本期认可的金额。"), SHARES, ("S2-1.A4.3",)),
    "recovered": Definition(_("本期收回"), "fen", _("本期记为已收回的金额。"), SHARES, ("S2-1.A4.3",)),
    "outstanding": Definition(
        _("期末未收"), "fen", _("期初未收加本期通知，减本期收回。"), SHARES, ("S2-1.A4.3",),
    ),
}  # fmt: skip
