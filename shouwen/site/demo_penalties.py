"""路达物流's register of violations: last month handed in, this month in every state, told through the verbs people use."""

from __future__ import annotations

import datetime as dt
from contextlib import AbstractContextManager
from typing import Any

from shouwen.cases import queries as cases
from shouwen.kernel import clock
from shouwen.kernel.policy import SYSTEM
from shouwen.quality import actions, queries

CLERK, SUPERVISOR, LEADER, HEAD, ENTERPRISE = "2107", "2001", "1001", "5101", "6003"


def tell(company: Any) -> None:
    """Last month from its first days to the end, then what has happened since."""
    now = clock.now()
    first = clock.local(now).replace(day=1, hour=9, minute=20, second=0, microsecond=0)
    before = (first - dt.timedelta(days=1)).replace(day=1)
    _Story(company, before, first - dt.timedelta(hours=15)).last_month()
    _Story(company, now - dt.timedelta(days=6), now - dt.timedelta(minutes=20)).this_month()


class _Story:
    """Acts follow each other by hours, never later than `end`."""

    def __init__(self, company: Any, start: dt.datetime, end: dt.datetime) -> None:
        self.company, self.at, self.end = company, start, end

    def later(self, hours: float) -> AbstractContextManager[None]:
        at = clock.local(self.at) + dt.timedelta(hours=hours)
        if not 8 <= at.hour < 18:  # nobody goes on rounds at night
            day = at if at.hour < 8 else at + dt.timedelta(days=1)
            at = day.replace(hour=8, minute=40 + at.minute % 15)
        self.at = min(at, self.end)
        return clock.held(self.at)

    def found(self, by: str, who: str, conduct: str, words: str, **more: Any) -> Any:
        """A violation of a person (by staff number), found on a round unless said otherwise."""
        with self.later(3):
            made = actions.propose(
                by=self.company[by],
                brand=self.company.brand,
                person=self.company[who],
                conduct=[conduct],
                source=more.pop("source", "inspection"),
                facts_stated=words,
                **more,
            )
        return made[0]

    def checked(self, violation: Any, by: str, finding: str, who: str = "") -> Any:
        with self.later(4):
            actions.check(violation, by=self.company[by], finding=finding, person=self.company[who] if who else None)
        return violation

    def decided(self, violation: Any, by: str, measure: str, reason: str, yuan: int | None = None) -> Any:
        with self.later(5):
            amount = yuan * 100 if yuan else None
            return actions.decide(violation, by=self.company[by], measure=measure, amount=amount, reason=reason)

    def last_month(self) -> None:
        ride = self.found(SUPERVISOR, "4427", "private_vehicle", "早班电动自行车骑进二号分拣口，停在流水线旁充电。")
        self.decided(
            self.checked(ride, HEAD, "看了门口监控，车牌相符，本人承认。"),
            HEAD,
            "fine",
            "当场推走，按条文每次 50 元。",
            50,
        )
        coat = self.found(SUPERVISOR, "2108", "appearance", "连续两天没有佩戴工号牌，提醒后第二天仍未戴。")
        self.decided(
            self.checked(coat, HEAD, "查了两天的值班照片，均未佩戴。"), HEAD, "fine", "提醒过一次，取低一些。", 20
        )
        load = self.found(
            "3302", "4410", "no_record", "苏州到杭州一车，分公司卸货时没有上车记录单可核对。", arrived=True
        )
        self.decided(
            self.checked(load, HEAD, "装车口无记录单存根，本人说忙忘了。"),
            HEAD,
            "warning",
            "第一次，货物无损失，给予警告。",
        )
        with self.later(6):
            actions.reward(
                by=self.company[HEAD],
                brand=self.company.brand,
                person=self.company[CLERK],
                what="客户来信表扬",
                amount=10000,
                words="禾润家纺来信，说节前半夜还在帮着找货。",
            )
        with clock.held(self.end):
            month = queries.month_name(clock.today())
            detail = actions.open_month(brand=self.company.brand, month=month, by=SYSTEM)
            actions.submit_month(detail, by=self.company[HEAD])

    def this_month(self) -> None:
        self._complaints()
        words = self.found(
            SUPERVISOR, "2115", "language", "质检抽听三通来电，两通用了“不清楚”“不归我管”。", source="qa"
        )
        fined = self.decided(
            self.checked(words, HEAD, "重听了录音，两处属实。"), HEAD, "fine", "两通都有，取中间。", 30
        )
        with self.later(8):
            actions.object_to(
                fined, by=self.company["2115"], words="第二通是在转述客户的话，不是我的答复，请再听一遍。"
            )
        cart = self.found(SUPERVISOR, "4427", "unrelated_article", "返程货位旁堆放私人纸箱六只，挡住消防通道。")
        self.decided(
            self.checked(cart, HEAD, "现场拍照，纸箱上有本人姓名。"),
            HEAD,
            "fine",
            "第二次被查到，按条文每次 50 元。",
            50,
        )
        late = self.found(HEAD, "4710", "other_breach", "抽查台账，返款登记补记十一天，没有说明。")
        self.decided(
            self.checked(late, LEADER, "台账与银行流水对过，属实。"),
            LEADER,
            "fine",
            "影响对账，又没有说明，参考检查的一档。",
            40,
        )
        self.found(SUPERVISOR, "4410", "private_vehicle", "午休时摩托车停进一号仓库卸货位，约四十分钟。")
        self.found(HEAD, "4610", "partial_note", "配送单第二、三联写了“外箱潮”，第一联没有写。")

    def _complaints(self) -> None:
        """Complaints that were judged true: the system's candidates, one of them carried through."""
        seen = cases.visible_to(self.company[LEADER]).filter(substantiated="yes").order_by("pk")
        for number, case in enumerate(cases.with_names(seen)[:3]):
            with self.later(1):
                made = actions.propose_from_judgement(case, substantiated="yes", by=SYSTEM)
            for violation in made[:1] if number == 0 else []:
                self.decided(
                    self.checked(violation, HEAD, "问过司机和收货人，晚到属实。", "4410"),
                    HEAD,
                    "fine",
                    "晚到半天，已当面道歉，取最低一档。",
                    50,
                )
