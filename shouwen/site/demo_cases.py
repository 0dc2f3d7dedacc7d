"""路达物流's week: complaints, enquiries and changes in every state, told through the same verbs people use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from shouwen.cases import actions
from shouwen.customers import actions as customers
from shouwen.kernel import clock
from shouwen.kernel.policy import SYSTEM

#: name, title, company, telephone, class
CUSTOMERS = (
    ("欧阳雪萍", "女士", "苏州市禾润家纺有限公司", "13812348206", "key"),
    ("马建国", "先生", "常熟建国五金商行", "13951120347", "ordinary"),
    ("司马静怡", "女士", "景德镇静怡陶艺坊", "13607985521", "ordinary"),
    ("吴晓东", "先生", "", "15261770934", "ordinary"),
    ("黄文婷", "女士", "无锡文婷服饰", "18762310788", "ordinary"),
    ("林秀兰", "女士", "", "13775218846", "ordinary"),
    ("陈国栋", "先生", "昆山德易精密机械有限公司", "051257338812", "key"),
    ("阿依古丽·买买提", "女士", "乌鲁木齐果缘商贸", "13999120561", "ordinary"),
    ("赵铁柱", "先生", "", "15996612047", "ordinary"),
    ("王思远", "先生", "江苏海润生物科技股份有限公司南通分公司", "051385220143", "key"),
    ("诸葛明", "先生", "杭州明记茶业", "13588019276", "ordinary"),
    ("何慧", "女士", "", "18051239904", "ordinary"),
)


@dataclass(frozen=True)
class Tale:
    """One case: how many hours ago, who took it, whose, what about, and how far it has come."""

    ago: float
    clerk: str
    customer: int
    waybill: str
    kind: str
    category: str
    how: dict[str, Any]
    reason: str
    gist: str
    so_far: str
    department: str = ""
    more: tuple[tuple[str, Any], ...] = ()


_COMPLAINT = "complaint"
TALES = (
    Tale(
        196,
        "2107",
        0,
        "884027151100",
        _COMPLAINT,
        "late_delivery",
        {},
        "送货晚到半天",
        "说好上午送，下午三点才到，仓库等人多付了半天工钱。",
        "closed",
        "5102",
    ),
    Tale(
        190,
        "2108",
        7,
        "884027140021",
        _COMPLAINT,
        "branch_procedure",
        {"detail": "late_refund"},
        "代收款迟迟不返",
        "货签收九天了，代收款两千六还没到账，打分公司电话没人接。",
        "closed",
        "4710",
    ),
    Tale(
        170,
        "2107",
        4,
        "884027150873",
        _COMPLAINT,
        "unfriendly_attitude",
        {},
        "司机态度生硬",
        "请司机等两分钟叫人卸货，司机说没空，把货放路边就走。",
        "closed",
        "5101",
    ),
    Tale(
        166,
        "2115",
        10,
        "884027150991",
        _COMPLAINT,
        "work_error",
        {"detail": "number_mismatch"},
        "单号与标签对不上",
        "单子上尾号是 0991，箱子上贴的是 0919，货没错但查不到。",
        "closed",
        "4610",
    ),
    Tale(
        150,
        "2108",
        5,
        "884027151222",
        "tracing",
        "goods_whereabouts",
        {},
        "查货到哪里",
        "周三发的两件，想知道今天能不能到扬州。",
        "told",
    ),
    Tale(
        124,
        "2107",
        3,
        "884027151007",
        _COMPLAINT,
        "damage_or_shortage",
        {},
        "少一件灯具",
        "发了六件只收到五件，少的是吊灯灯罩，已拍照。",
        "told",
        "3302",
    ),
    Tale(
        98,
        "2107",
        8,
        "884027151346",
        _COMPLAINT,
        "branch_procedure",
        {"detail": "returned_in_free_storage"},
        "没问就退回发货地",
        "才到货四天，没打电话就原路退回，客户第二天来提扑空。",
        "transferred",
        "",
        (("chase", True),),
    ),
    Tale(
        76,
        "2115",
        4,
        "884027151488",
        _COMPLAINT,
        "operating_error",
        {"severity": "serious"},
        "地址录错送到别家",
        "同一条街两家服装店，货送到对面店里签收了，客户自己找回来。",
        "dissatisfied",
        "5102",
    ),
    Tale(
        53,
        "2107",
        9,
        "884027151530",
        _COMPLAINT,
        "delayed_goods",
        {"good_reason": False},
        "冷链试剂晚到一天",
        "应昨天到，今天才到，冷藏标签显示超温两小时，客户要书面说明。",
        "transferred",
        "",
        (("severity", "serious"),),
    ),
    Tale(
        50,
        "2108",
        11,
        "884027151611",
        "change",
        "waybill_change",
        {"items": ["consignee", "contact_phone"]},
        "换收货人和电话",
        "原收货人出差，换同事收，电话也换。",
        "told",
    ),
    Tale(
        30,
        "2107",
        0,
        "884027156632",
        _COMPLAINT,
        "wrong_dispatch",
        {"cause": "sorting"},
        "十二件面料错发杭州",
        "十二件家纺面料应于今早到苏州，司机说货在杭州。下午四点流水线断料，要求今天务必送到。",
        "reported",
        "4410",
        (("named", "4427"),),
    ),
    Tale(
        27,
        "2107",
        1,
        "884027151702",
        _COMPLAINT,
        "late_transfer",
        {},
        "结算转账晚了",
        "对账单说上周五转，今天周三还没收到，材料商在催。",
        "transferred",
    ),
    Tale(
        25,
        "2108",
        6,
        "884027151755",
        _COMPLAINT,
        "unstable_rate",
        {},
        "同一线路两次报价差太多",
        "上月苏州到昆山每公斤七毛，这次报一块一，没有提前说。",
        "reported",
        "4610",
    ),
    Tale(
        22,
        "2115",
        2,
        "884027160415",
        _COMPLAINT,
        "damage_or_shortage",
        {},
        "三件纸箱浸水",
        "外箱湿了三件，里面是碗，怕破，先别发，等消息。",
        "transferred",
    ),
    Tale(
        20,
        "2107",
        10,
        "884027151833",
        "enquiry",
        "procedure",
        {},
        "问节前最后发货日",
        "想在月底前发五十箱茶叶到成都，问最晚哪天收货。",
        "promised",
    ),
    Tale(
        8,
        "2107",
        5,
        "884027151901",
        _COMPLAINT,
        "wrong_dispatch",
        {"cause": "label"},
        "标签贴成别家的",
        "拆开不是自己的货，标签是对的，里面是别人的窗帘。",
        "opened",
    ),
    Tale(
        6,
        "2108",
        3,
        "884027151007",
        _COMPLAINT,
        "damage_or_shortage",
        {},
        "少的灯罩还没下落",
        "上次说三天内答复，到今天没人打电话，灯具店天天催。",
        "repeat",
    ),
    Tale(
        5,
        "2107",
        7,
        "884027151944",
        "suggestion",
        "service_suggestion",
        {},
        "希望夜间也能提货",
        "白天要看店，建议晚上八点后留一个窗口。",
        "opened",
    ),
    Tale(
        4,
        "2115",
        8,
        "884027151950",
        _COMPLAINT,
        "other",
        {},
        "装修噪声影响邻居",
        "分公司门口连着三晚卸货到十二点，楼上投诉到街道。",
        "opened",
    ),
    Tale(
        3,
        "2107",
        6,
        "884027151966",
        _COMPLAINT,
        "work_error",
        {"detail": "cod_mismatch"},
        "代收款大小写不一致",
        "小写一千八百六，大写写成壹仟陆佰捌，客户不敢付。",
        "offered",
    ),
    Tale(
        2,
        "2108",
        9,
        "884027151971",
        "tracing",
        "goods_whereabouts",
        {},
        "查温度记录",
        "客户要全程温度曲线，等质检部发清单。",
        "paused",
    ),
    Tale(
        1,
        "2107",
        11,
        "884027151988",
        _COMPLAINT,
        "late_feedback",
        {},
        "问了三次没人回",
        "上周反映少件，客服说转部门了，三次来电都说在查。",
        "transferred",
    ),
)


def tell(company: Any) -> None:
    """Tells every tale at its own time, oldest first."""
    now = clock.now()
    made: list[Any] = []
    with clock.held(now - dt.timedelta(days=12)):
        for name, title, firm, phone, rank in CUSTOMERS:
            made.append(
                customers.register(
                    by=company["2107"],
                    brand=company.brand,
                    name=name,
                    title=title,
                    company=firm,
                    phone=phone,
                    customer_class=rank,
                )
            )
    for tale in TALES:
        _tell(tale, company, made[tale.customer], now)
    _last_week(company, now)


def _tell(tale: Tale, company: Any, customer: Any, now: dt.datetime) -> None:
    clerk = company[tale.clerk]
    more = dict(tale.more)
    start = _in_the_day(now - dt.timedelta(hours=tale.ago), now)
    with clock.held(start):
        matter = customers.matter(company.brand, tale.waybill, customer=customer)
        circumstances = {**tale.how, **({"severity": more["severity"]} if "severity" in more else {})}
        case = actions.open_case(
            by=clerk,
            brand=company.brand,
            kind=tale.kind,
            category=tale.category,
            circumstances=circumstances,
            customer=customer,
            matter=matter,
            reason=tale.reason,
            gist=tale.gist,
            complexity="complex",
            named=(company[more["named"]],) if "named" in more else (),
        )
    PATHS[tale.so_far](_Stage(case, clerk, company, tale, start, now))
    actions.let_past_rings_go(case)


def _in_the_day(at: dt.datetime, now: dt.datetime) -> dt.datetime:
    """Customers call by day: a start at night is moved to the afternoon before, unless the story is of today."""
    local = clock.local(at)
    if 8 <= local.hour < 19 or now - at < dt.timedelta(hours=12):
        return at
    day = local - dt.timedelta(days=1) if local.hour < 8 else local
    return day.replace(hour=10 + local.hour % 7)


def _last_week(company: Any, now: dt.datetime) -> None:
    """Last week's sheet, written and handed in on Monday, then read by the supervisor."""
    monday = clock.local(now).replace(hour=9, minute=5) - dt.timedelta(days=clock.local(now).weekday())
    if monday + dt.timedelta(hours=6) > now:
        return
    clerk = company["2107"]
    year, week, _day = (monday - dt.timedelta(days=7)).isocalendar()
    with clock.held(monday):
        sheet = actions.open_sheet(brand=company.brand, year=year, week=week, by=SYSTEM)
    with clock.held(monday + dt.timedelta(hours=2)):
        actions.write_sheet(
            sheet,
            by=clerk,
            needs="客户最在意当天送到和少件有人管，来电多在上午十点前。",
            suggestions="建议运营部在分拣口加一道路由复核；结算转账改为每天下午四点统一处理。",
        )
        actions.submit_sheet(sheet, by=clerk)
    with clock.held(monday + dt.timedelta(hours=6)):
        actions.approve_sheet(sheet, by=company["2001"])


class _Stage:
    """A case being told: each act happens a little later than the one before, never in the future."""

    def __init__(self, case: Any, clerk: Any, company: Any, tale: Tale, start: dt.datetime, now: dt.datetime) -> None:
        self.case, self.clerk, self.company, self.tale = case, clerk, company, tale
        self.at, self.now = start, now

    def later(self, minutes: float) -> Any:
        self.at = min(self.at + dt.timedelta(minutes=minutes), self.now - dt.timedelta(minutes=1))
        return clock.held(self.at)

    def transfer(self) -> Any:
        with self.later(2):
            if self.case.kind == "complaint":
                actions.take_step(
                    self.case, by=self.clerk, step="apologise", words="先致歉，复述了客户的要求，客户确认。"
                )
            department = None
            if not _ruled(self.case):
                return None
            return actions.transfer(
                self.case,
                by=self.clerk,
                requirement="请查明经过和责任人，给出今天能办到的办法。",
                department=department,
            )

    def report(self) -> Any:
        sent = self.transfer()
        if sent is None:
            return None
        worker = self.company[self.tale.department]
        with self.later(12):
            actions.accept_transfer(sent, by=worker)
        if "named" in dict(self.tale.more):
            with self.later(6):
                actions.require_report(
                    self.case,
                    by=self.clerk,
                    person=self.company[dict(self.tale.more)["named"]],
                    question="请写明当班经过。",
                )
        with self.later(55):
            actions.report_back(
                sent,
                by=worker,
                answer="已查监控和交接单，原因清楚，货已改派，今晚 20:00 前送到，司机提前一小时打电话。",
                conclusion="属实",
                cause="分拣口贴错路由",
            )
        self.case.refresh_from_db()
        return sent

    def tell(self, satisfaction: str = "") -> None:
        with self.later(20):
            actions.answer(
                self.case,
                by=self.clerk,
                words="已向客户说明原因并致歉，告知今晚送到。",
                customer_words="行，今晚一定要到。",
                satisfaction=satisfaction,
            )

    def settle(self) -> None:
        """Judged, two ways proposed, one chosen by the leader and carried out."""
        case, clerk, leader = self.case, self.clerk, self.company["1001"]
        with self.later(10):
            actions.judge(
                case,
                by=clerk,
                reason_sufficient="yes",
                demand_reasonable="yes",
                substantiated="yes",
                words="监控与交接单一致。",
            )
        with self.later(5):
            actions.propose(case, by=clerk, text="当日补送到门，免本次送货费。")
            chosen = actions.propose(case, by=clerk, text="改派专车送达，部门负责人致电道歉。")
        with self.later(20):
            actions.choose_proposal(chosen, by=leader, instruction="同意，今天办完。")
        with self.later(15):
            actions.take_step(case, by=clerk, step="carry_out", words="专车已到，客户签收。")


def _ruled(case: Any) -> bool:
    from shouwen.rulebook.queries import decisions_about  # reason: app-ready

    decision = decisions_about(case).first()
    return decision is not None and decision.certainty != "manual"


def _opened(stage: _Stage) -> None:
    return


def _transferred(stage: _Stage) -> None:
    sent = stage.transfer()
    if sent is not None and "chase" in dict(stage.tale.more):
        with stage.later(1500):
            actions.chase(sent, by=stage.clerk)


def _reported(stage: _Stage) -> None:
    stage.report()


def _told(stage: _Stage) -> None:
    if stage.tale.department:
        stage.report()
        stage.settle()
    stage.tell()


def _dissatisfied(stage: _Stage) -> None:
    stage.report()
    stage.settle()
    stage.tell(satisfaction="dissatisfied")


def _closed(stage: _Stage) -> None:
    stage.report()
    stage.settle()
    stage.tell()
    with stage.later(30):
        actions.record_findings(
            stage.case,
            by=stage.clerk,
            prevention="班前会讲清交接要点，本周抽查两次。",
            compensation="none",
            compensation_words="客户未提出补偿，已书面致歉。",
        )
    with stage.later(20 * 60):
        actions.visit(
            stage.case, by=stage.clerk, outcome="reached", satisfaction="satisfied", words="问题解决了，谢谢。"
        )
    with stage.later(10):
        actions.close(stage.case, by=stage.clerk)


def _promised(stage: _Stage) -> None:
    with stage.later(3):
        actions.promise(
            stage.case, by=stage.clerk, what="查清节前最后收货日并回电", due_at=stage.now + dt.timedelta(hours=2)
        )


def _offered(stage: _Stage) -> None:
    with stage.later(15):
        actions.offer(
            stage.case,
            by=stage.clerk,
            taker=stage.company["2108"],
            reason="下午休假，客户要求同一人跟进到底。",
            told_customer=True,
        )


def _paused(stage: _Stage) -> None:
    with stage.later(20):
        actions.pause(stage.case, by=stage.clerk, reason="等客户补发货清单")


PATHS: dict[str, Callable[[_Stage], None]] = {
    "opened": _opened,
    "transferred": _transferred,
    "reported": _reported,
    "told": _told,
    "dissatisfied": _dissatisfied,
    "closed": _closed,
    "promised": _promised,
    "offered": _offered,
    "paused": _paused,
    "repeat": _transferred,
}
