"""Who may do what with goods papers. Drivers and loaders keep their own record until it is signed; nobody after."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.policy import allow, allow_without_grant, predicate


@predicate
def in_brand_of(by: Any, thing: Any) -> bool:
    return thing is None or thing.brand_id in by.reach.brands


@predicate
def of_his_brands(by: Any, brand: Any) -> bool:
    return brand is None or brand.pk in by.reach.brands


@predicate
def sees_waybill(by: Any, waybill: Any) -> bool:
    from shouwen.claims import paper_queries  # reason: app-ready

    return waybill is None or paper_queries.waybills_visible_to(by).filter(pk=waybill.pk).exists()


@predicate
def wrote_or_keeps(by: Any, waybill: Any) -> bool:
    """The one who wrote it, or who keeps all papers."""
    if waybill is None or by.granted("claims.read_papers"):
        return True
    return by.pk in (waybill.salesman_id, waybill.entered_by_id)


@predicate
def is_the_author(by: Any, record: Any) -> bool:
    return record is None or (record.author_id == by.pk and record.brand_id in by.reach.brands)


@predicate
def is_not_the_author(by: Any, record: Any) -> bool:
    return record is None or record.author_id != by.pk


@predicate
def is_a_side(by: Any, paper: Any) -> bool:
    return paper is not None and bool(paper.side_of(by)) and paper.waybill.brand_id in by.reach.brands


@predicate
def is_no_side(by: Any, paper: Any) -> bool:
    return paper is None or (not paper.side_of(by) and paper.waybill.brand_id in by.reach.brands)


allow("claims.read_papers", _("查看货物单据"))
allow("claims.enter_waybill", _("录入配送单"), of_his_brands)
allow("claims.change_waybill", _("修改配送单"), sees_waybill & wrote_or_keeps)
allow("claims.record_arrival", _("记到货"), sees_waybill)
allow("claims.record_copies", _("登记四联"), sees_waybill)
allow("claims.find_papers", _("查明单据情况"), sees_waybill)
allow("claims.import_waybills", _("导入配送单"), of_his_brands)
allow("claims.keep_record", _("做上车记录"), is_the_author)
allow("claims.sign_record", _("签上车记录"), is_the_author)
allow("claims.correct_record", _("更正上车记录"), in_brand_of)
allow("claims.judge_copying", _("判断记录是不是抄的"), in_brand_of & is_not_the_author)
allow("claims.write_notice", _("填送货通知单"), sees_waybill)
allow("claims.write_slip", _("打条"), sees_waybill)
allow_without_grant("claims.sign_paper", _("签交接单据"), is_a_side)
allow("claims.attest_paper", _("确认原件签字"), is_no_side)
