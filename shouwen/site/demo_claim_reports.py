"""路达物流's claims reports: last month's claims and report, handed in; this month's begun."""

from __future__ import annotations

import datetime as dt
from typing import Any

from shouwen.claims import actions
from shouwen.customers import actions as customers
from shouwen.kernel import clock
from shouwen.site.demo_claims import Tale, _Story

REMARKS = (
    "本期少件集中在干线装卸环节：单据齐全、通知单有备注的占多数，由司机承担。已与运营部核对装车点货流程，"
    "建议夜班装车由两人点数并在首联注明；贵重货物单独封箱。\n自行解决的已由分公司回访客户。"
)
NOTED = {"notes": ["0", "1", "1", "0"]}
#: Days before the end of last month. Told like the others, but reported by a department, without a complaint.
TALES = (
    Tale(("澹台明", "先生", "昆山永昌陶瓷", "13862103107"), "884027140118", "卫浴瓷件 16 件", "少一件，通知单已注明。", "paid", 24,
         agreed=320000, requested=360000),
    Tale(("公孙娟", "女士", "吴江恒丰丝绸", "13962203126"), "884027140121", "真丝面料 8 箱", "少一箱，司机承认漏卸。", "paid", 19,
         agreed=410000, requested=520000),
    Tale(("宇文泽", "先生", "常熟万和电器", "13801313138"), "884027140135", "电饭煲 40 台", "三联有备注首联没有，少两台。", "voucher",
         15, liability=NOTED, agreed=90000, requested=110000),
    Tale(("钟离秀", "女士", "太仓鲜果汇", "13771933144"), "884027140142", "柑橘 90 箱", "压坏四箱，分公司当场赔了。", "self_settled", 12,
         kind="damage", requested=28000),
    Tale(("长孙越", "先生", "相城明达灯饰", "13915563159"), "884027140156", "灯具 25 箱", "签收十天后才说破损。", "rejected", 9,
         kind="damage", requested=86000),
)  # fmt: skip


class _Earlier(_Story):
    """A claim of last month that a department reported."""

    def report(self) -> None:
        name, title, firm, phone = self.tale.customer
        company = self.company
        with self.later(0):
            customer = customers.register(
                by=company["2107"], brand=company.brand, name=name, title=title, company=firm, phone=phone
            )
            matter = customers.matter(company.brand, self.tale.waybill, customer=customer)
            self.claim = actions.report_claim(by=self.clerk, brand=company.brand, customer=customer, matter=matter)
        with self.later(20):
            actions.describe(
                self.claim,
                by=self.clerk,
                kind=self.tale.kind,
                cause="ordinary",
                goods=self.tale.goods,
                requests=["damages"],
                requested_fen=self.tale.requested,
            )


def tell(company: Any) -> None:
    """The clerk hands in last month's on its first morning and begins this month's. Told after the claims of now."""
    today = clock.today()
    begin = clock.midnight(today.replace(day=1))
    last_month = begin.date() - dt.timedelta(days=1)
    clerk = company["3302"]
    for tale in TALES:
        _Earlier(company, tale, begin - dt.timedelta(hours=4)).tell()
    with clock.held(max(begin, min(begin + dt.timedelta(hours=9, minutes=40), clock.now()))):
        last = _opened(company, "month", last_month.year, last_month.month)
        actions.write_report_remarks(last, by=clerk, remarks=REMARKS)
        actions.submit_report(last, by=clerk)
    _opened(company, "month", today.year, today.month)
    _opened(company, "quarter", today.year, (today.month + 2) // 3)


def _opened(company: Any, kind: str, year: int, part: int) -> Any:
    return actions.open_report(brand=company.brand, kind=kind, year=year, part=part, by=company["3302"])
