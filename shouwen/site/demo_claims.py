"""路达物流's claims: one in every state a person may meet, told through the same verbs people use."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from shouwen.cases import actions as cases
from shouwen.claims import actions
from shouwen.customers import actions as customers
from shouwen.kernel import clock
from shouwen.people import actions as people

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
PAPERS = {
    "outcome": "lost",
    "stage": "arrived_branch",
    "notes": ["0", "0", "0", "0"],
    "waybill": True,
    "delivery_notice": True,
    "notice_noted": True,
    "driver_record": True,
    "loader_record": True,
    "driver_pieces": 12,
    "loader_pieces": 12,
    "waybill_pieces": 12,
    "entered": True,
    "system_normal": True,
    "copied_by": "none",
    "cause": "ordinary",
}
SOURCES = {
    "waybill": "配送单第一联，分公司留存",
    "delivery_notice": "送货通知单，交接时已注明少一件",
    "driver_record": "大车司机上车记录单",
    "loader_record": "装卸工上车记录单",
}
VALUES = {
    "cause": "ordinary",
    "kind": "loss",
    "fragile": False,
    "packing": "intact",
    "declared_value": "8000.00",
    "insured": False,
    "list_value": "8000.00",
    "market_value": "6000.00",
    "lost_share": "1",
}


@dataclass(frozen=True)
class Tale:
    """A consignment, what became of it, and how far its claim has come."""

    customer: tuple[str, str, str, str]
    waybill: str
    goods: str
    gist: str
    so_far: str
    ago: int  # days
    kind: str = "shortage"
    requested: int = 800000
    liability: dict[str, Any] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    agreed: int = 400000
    cause: str = "卸车点货时少一件，通知单已注明，货在干线途中丢失。"


TALES = (
    Tale(("苏慧敏", "女士", "吴江锦绣纺织", "13862100317"), "884027150311", "涤纶坯布 12 件", "到货十一件，客户要求赔一件。",
         "reported", 0),
    Tale(("诸葛文彬", "先生", "常熟华联服饰", "13962200426"), "884027150326", "羽绒服 30 箱", "少两箱，外箱封条完好。", "evidence",
         2),
    Tale(("闻人静", "女士", "昆山嘉源电子", "13801310538"), "884027150338", "电路板 6 箱", "途中发现一箱失踪，备注联次不一致。",
         "analogy", 3, liability={"notes": ["0", "1", "1", "0"], "stage": "in_transit"}),
    Tale(("慕容志远", "先生", "苏州恒达建材", "13771930644"), "884027150344", "卫浴五金 20 件", "丢失五件，客户要八千。",
         "negotiating", 4),
    Tale(("端木清扬", "女士", "太仓绿源食品", "13915560759"), "884027150359", "坚果礼盒 200 盒", "整批丢失，已保值。", "drafted", 5,
         kind="total_loss", values={"insured": True, "declared_value": "12600.00", "list_value": "12600.00",
                                    "market_value": "13000.00"}, agreed=1260000, requested=1300000),
    Tale(("司徒雅", "女士", "张家港永兴五金", "13584920863"), "884027150363", "轴承 8 箱", "三联有备注首联没有，到苏州少一箱。",
         "voucher", 6, liability={"notes": ["0", "1", "1", "0"]}, agreed=100000, requested=120000),
    Tale(("皇甫明", "先生", "吴中精工模具", "13912680971"), "884027150371", "模具钢 4 件", "少一件，司机承认漏卸。", "paid", 8,
         agreed=360000, requested=400000),
    Tale(("上官婉", "女士", "相城宏运家具", "13656221082"), "884027150382", "红木凳 10 只", "翻车事故，已报保险，等清单和发票。",
         "accident", 4, kind="damage", requested=2600000),
    Tale(("尉迟浩", "先生", "姑苏老字号糕点", "13776031194"), "884027150394", "糕点 60 盒", "压坏六盒，分公司当场赔了。", "self_settled",
         7, kind="damage", requested=60000),
    Tale(("公冶长安", "先生", "园区新科仪器", "13862021206"), "884027150406", "显微镜 2 台", "签收后一周才说少配件。", "rejected", 9,
         requested=150000),
)  # fmt: skip


def tell(company: Any) -> None:
    """Tells every tale at its own time, oldest first."""
    now = clock.now()
    for tale in sorted(TALES, key=lambda each: -each.ago):
        _Story(company, tale, now).tell()


class _Story:
    """A claim being told: each act happens a while after the one before, never in the future."""

    def __init__(self, company: Any, tale: Tale, now: dt.datetime) -> None:
        self.company, self.tale, self.now = company, tale, now
        start = clock.local(now - dt.timedelta(days=tale.ago)).replace(hour=9, minute=20)
        self.at = min(start, now - dt.timedelta(minutes=40))
        self.clerk, self.second = company["3302"], company["3305"]
        self.claim: Any = None

    def later(self, minutes: float) -> Any:
        self.at = min(self.at + dt.timedelta(minutes=minutes), self.now - dt.timedelta(minutes=1))
        return clock.held(self.at)

    def tell(self) -> None:
        self.report()
        for step, reach in STEPS:
            if self.tale.so_far in reach:
                self.claim.refresh_from_db()
                step(self)

    def report(self) -> None:
        tale, company = self.tale, self.company
        name, title, firm, phone = tale.customer
        with self.later(0):
            customer = customers.register(
                by=company["2107"], brand=company.brand, name=name, title=title, company=firm, phone=phone
            )
            matter = customers.matter(company.brand, tale.waybill, customer=customer)
            case = cases.open_case(
                by=company["2107"],
                brand=company.brand,
                kind="complaint",
                category="damage_or_shortage",
                circumstances={},
                customer=customer,
                matter=matter,
                reason="货损货差：" + tale.goods,
                gist=tale.gist,
            )
            self.claim = actions.claim_for_case(case, by=company["2107"])
        with self.later(20):
            accident = tale.so_far == "accident"
            actions.describe(
                self.claim,
                by=self.clerk,
                kind=tale.kind,
                cause="accident_or_vehicle_theft" if accident else "ordinary",
                goods=tale.goods,
                requests=["damages"],
                requested_fen=tale.requested,
            )
        with self.later(3):
            cases.take_step(case, by=company["2107"], step="apologise", words="先致歉，复述了货物和件数，客户确认。")
            sent = cases.transfer(case, by=company["2107"], requirement="请查明货物下落，按规定办理赔。")
        if tale.so_far != "reported":
            with self.later(30):
                cases.report_back(
                    sent, by=self.clerk, answer="已立理赔，正在调查取证，结果由理赔员与客户联系。", conclusion="属实"
                )
        cases.let_past_rings_go(case)

    def investigate(self) -> None:
        company, tale = self.company, self.tale
        with self.later(40):
            actions.write_report(
                by=company["4801"],
                brand=company.brand,
                waybill=tale.waybill,
                happened_at=clock.now() - dt.timedelta(hours=5),
                place="苏州分公司 3 号卸货口",
                goods=tale.goods,
                description=f"卸车点货时发现：{tale.gist}当班司机和装卸工都在场，已拍照。",
                sign=True,
            )
            self.claim.refresh_from_db()
            self.paper("waybill", "配送单.png")
            self.paper("loading_record", "上车记录单.png")
        with self.later(25):
            actions.investigate(self.claim, by=self.clerk)
            for party, number, words in (("loader", "4421", "装车"), ("driver", "4420", "干线运输")):
                actions.register_handling(
                    self.claim, by=self.clerk, party=party, person=company[number], at=self.at, words=words
                )

    def paper(self, paper: str, name: str) -> None:
        upload = SimpleUploadedFile(name, PIXEL, "image/png")
        actions.add_evidence(self.claim, by=self.clerk, kind="document", paper=paper, holder="理赔部", uploads=[upload])

    def ask_evidence(self) -> None:
        with self.later(30):
            actions.request_evidence(
                self.claim,
                by=self.clerk,
                department=self.company["4410"].department,
                requirement="请交 7 号车当日上车记录单原件和卸车录像。",
                due_at=self.now + dt.timedelta(hours=5),
            )

    def liability(self) -> None:
        with self.later(60):
            given = {**PAPERS, **self.tale.liability}
            actions.run_liability(self.claim, by=self.clerk, given=given, sources=SOURCES)

    def settle_liability(self) -> None:
        with self.later(30):
            shares = actions.set_responsibility(self.claim, by=self.clerk)
            for share in shares:
                if share.party == "branch":
                    actions.assign_share(share, by=self.clerk, department=self.company["4801"].department)

    def reckon(self) -> None:
        with self.later(45):
            given = {**VALUES, **self.tale.values}
            sources = {"market_value": "苏州建材市场三家询价的中间价", "declared_value": "配送单声明价格栏"}
            actions.reckon(self.claim, by=self.clerk, given=given, sources=sources, words="已与客户核对发货清单。")
            actions.negotiate(self.claim, by=self.clerk)

    def talk(self) -> None:
        for minutes, asked, offered, words in (
            (50, self.tale.requested, None, "客户按声明价格要求全赔，说明了标准和限额。"),
            (180, self.tale.agreed + 20000, self.tale.agreed - 20000, "客户愿意让一步，先问过老板再答复。"),
        ):
            fixed = self.claim.result == "fixed"
            with self.later(minutes):
                actions.talk(
                    self.claim, by=self.clerk, words=words, asked_fen=asked, offered_fen=None if fixed else offered
                )

    def agree(self) -> None:
        with self.later(120):
            actions.agree(self.claim, by=self.clerk, amount_fen=self.tale.agreed, words="客户同意，请尽快付款。")
            actions.draft_opinion(self.claim, by=self.clerk, cause=self.tale.cause)

    def confirm(self) -> None:
        approval = self.claim.opinions.get(state="drafted").approval
        with self.later(90):
            people.approve(approval, by=self.company["2001"], words="情况清楚，同意。")
        approval.refresh_from_db()

    def voucher(self) -> None:
        with self.later(40):
            actions.issue_voucher(self.claim, by=self.clerk, payee=self.tale.customer[0])
            actions.notify_shares(self.claim, by=self.clerk)

    def pay(self) -> None:
        voucher = self.claim.vouchers.select_related("claim__brand", "claim__department", "opinion__approval").get()
        with self.later(300):
            actions.pay(voucher, by=self.company["4520"], identity="id_card", ending="271X")
        with self.later(60):
            actions.acknowledge_share(self.claim.shares.select_related("claim").get(), by=self.company["4420"])

    def object_to(self) -> None:
        with self.later(60):
            share = self.claim.shares.select_related("claim").get(party="loader")
            actions.object_to_share(share, by=self.company["4421"], words="当天是替班，装车前件数已经不对。")

    def wait(self) -> None:
        with self.later(60):
            given = {**VALUES, "cause": "accident_or_vehicle_theft", "reported_to_insurer": True, "kind": "damage"}
            given.pop("list_value")
            actions.reckon(self.claim, by=self.clerk, given=given)
            actions.report_to_insurer(
                self.claim,
                by=self.clerk,
                insurer="太平洋财险苏州中支",
                report_number="TP2026071588",
                policy="HY-2026-0031",
            )

    def settle_among(self) -> None:
        with self.later(200):
            actions.settle_among_parties(
                self.claim,
                by=self.clerk,
                group="branch",
                amount_fen=36000,
                settled_on=clock.local(self.at).date(),
                words="分公司当场赔付，客户签字。",
            )

    def reject(self) -> None:
        with self.later(200):
            approval = actions.ask_end(
                self.claim, by=self.clerk, how="reject", reason="签收无异议，一周后提出，无法证明是运输途中缺少。"
            )
        with self.later(60):
            people.approve(approval, by=self.company["2001"], words="同意，请向客户说明理由。")


THROUGH = ("negotiating", "drafted", "voucher", "paid")
STEPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_Story.investigate, ("evidence", "analogy", "accident", *THROUGH)),
    (_Story.ask_evidence, ("evidence",)),
    (_Story.liability, ("analogy", *THROUGH)),
    (_Story.settle_liability, THROUGH),
    (_Story.reckon, THROUGH),
    (_Story.talk, THROUGH),
    (_Story.agree, THROUGH[1:]),
    (_Story.confirm, THROUGH[2:]),
    (_Story.voucher, THROUGH[2:]),
    (_Story.object_to, ("voucher",)),
    (_Story.pay, ("paid",)),
    (_Story.wait, ("accident",)),
    (_Story.settle_among, ("self_settled",)),
    (_Story.reject, ("rejected",)),
)
