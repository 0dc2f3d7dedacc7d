"""路达物流's week: complaints, enquiries and changes in every state, told through the same verbs people use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from shouwen.cases import actions
from shouwen.customers import actions as customers
from shouwen.kernel import clock
from shouwen.kernel.policy import SYSTEM
from shouwen.site.demo_tales import CUSTOMERS, TALES, Tale


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
