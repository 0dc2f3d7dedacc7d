"""路达物流's goods papers: a dozen waybills as they lie in a drawer, two seizures, two returns."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from shouwen.claims import actions
from shouwen.claims.returns import actions as returns
from shouwen.claims.seizure import actions as seizures
from shouwen.kernel import clock
from shouwen.kernel.money import Money
from shouwen.kernel.policy import SYSTEM

Looks = dict[int, tuple[bool, bool | None, str, str]]  # copy: on hand, note, noter, signature


@dataclass(frozen=True)
class Paper:
    """One waybill: goods, pieces, amounts in yuan, and what is on it besides."""

    number: str
    shipper: tuple[str, str]
    consignee: tuple[str, str]
    goods: str
    pieces: int
    freight: int
    cod: int = 0
    more: dict[str, Any] = field(default_factory=dict)


def _all(note: bool = False, noter: str = "") -> Looks:
    return {copy: (True, note, noter, "signed" if copy == 1 else "") for copy in (1, 2, 3, 4)}


# fmt: off
PAPERS = (
    Paper("884027151007", ("吴晓东", "15261770934"), ("赵铁柱", "15996612047"), "吊灯灯具", 6, 240, more={"is_fragile": True}),
    Paper("884027151346", ("赵铁柱", "15996612047"), ("马建国", "13951120347"), "五金工具", 4, 160),
    Paper("884027151530", ("王思远", "051385220143"), ("何慧", "18051239904"), "冷链试剂", 3, 480, more={"is_insured": True, "declared_value": 2_600_000}),
    Paper("884027156632", ("欧阳雪萍", "13812348206"), ("陈国栋", "051257338812"), "家纺面料", 12, 720),
    Paper("884027160415", ("司马静怡", "13607985521"), ("林秀兰", "13775218846"), "青花瓷碗", 3, 150, more={"is_fragile": True, "packing": "poor"}),
    Paper("884027151755", ("陈国栋", "051257338812"), ("王思远", "051385220143"), "精密轴承", 8, 360, more={"is_insured": True, "declared_value": 1_200_000}),
    Paper("884027151833", ("诸葛明", "13588019276"), ("阿依古丽·买买提", "13999120561"), "茶叶礼盒", 50, 1500, 12800),
    Paper("884027151901", ("黄文婷", "18762310788"), ("林秀兰", "13775218846"), "女装", 5, 200, 3260),
    Paper("884027151966", ("陈国栋", "051257338812"), ("赵铁柱", "15996612047"), "铣刀", 2, 90, 1860),
    Paper("884027151944", ("阿依古丽·买买提", "13999120561"), ("黄文婷", "18762310788"), "干果", 20, 640),
    Paper("884027150991", ("诸葛明", "13588019276"), ("何慧", "18051239904"), "散装茶叶", 7, 280, more={"packing": "poor"}),
    Paper("884027151611", ("何慧", "18051239904"), ("吴晓东", "15261770934"), "保健品样品", 4, 120),
)
#: Load: the driver's lines and the loader's, number and pieces in the order they were written.
LOADS: dict[str, tuple[list[tuple[str, int]], list[tuple[str, int]]]] = {
    "CC-苏州-01": (
        [("884027151530", 3), ("884027156632", 12), ("884027151755", 8)],
        [("884027156632", 12), ("884027151755", 8), ("884027151530", 3)],
    ),
    "CC-常熟-02": ([("884027151346", 4), ("884027151007", 6)], [("884027151007", 5), ("884027151346", 4)]),
    "CC-昆山-03": (
        [("884027160415", 3), ("884027151901", 5), ("884027151966", 2)],
        [("884027151966", 2), ("884027160415", 3)],
    ),
    "CC-乌鲁木齐-04": ([("884027151833", 50), ("884027151944", 20), ("884027150991", 7)], []),
}
#: This driver wrote all lines at once, in the order of the waybills.
COPIED = "CC-乌鲁木齐-04"
LOOKS: dict[str, Looks] = {
    "884027156632": _all(),
    "884027151530": _all(),
    "884027151007": {1: (True, False, "", "signed"), 2: (True, True, "loader", ""), 3: (True, True, "loader", ""), 4: (True, False, "", "")},
    "884027160415": {1: (False, None, "", ""), 2: (True, True, "driver", "signed"), 3: (True, False, "", "unverifiable"), 4: (True, False, "", "")},
    "884027151901": {1: (False, None, "", ""), 2: (False, None, "", ""), 3: (False, None, "", "")},
    "884027151755": {1: (True, False, "", "signed")},
}
#: Waybills with a delivery notice: note at the handover, and whether both sides signed.
NOTICES = {"884027156632": ("", True), "884027151530": ("冷藏标签超温", True), "884027151755": ("", True), "884027151007": ("少一件灯罩", True), "884027151346": ("", False)}
# fmt: on


def tell(company: Any) -> None:
    """Everything about goods, told through the same verbs people use, oldest first."""
    now = clock.now()
    made = _waybills(company, now)
    for at, (load, (driver, loader)) in enumerate(LOADS.items()):
        with clock.held(_by_day(now, days=2, hour=9 + 2 * at)):
            _record(company, load, "driver", "4431", driver)
            _record(company, load, "loader", "4441", loader)
    with clock.held(_by_day(now, days=1, hour=15)):
        _looked(company, made)
        _handed(company, made)
    _seizures(company, now)
    _returns(company, now)


def _by_day(now: dt.datetime, *, days: int, hour: int) -> dt.datetime:
    """Days ago, at an hour when people work."""
    return clock.local(now).replace(hour=hour, minute=12, second=0, microsecond=0) - dt.timedelta(days=days)


def _waybills(company: Any, now: dt.datetime) -> dict[str, Any]:
    made = {}
    for at, paper in enumerate(PAPERS):
        written_at = _by_day(now, days=3, hour=9) + dt.timedelta(minutes=24 * at)
        with clock.held(written_at):
            made[paper.number] = actions.enter_waybill(
                by=company["4611"],
                brand=company.brand,
                number=paper.number,
                label_number=paper.number,
                shipper_name=paper.shipper[0],
                shipper_phone=paper.shipper[1],
                consignee_name=paper.consignee[0],
                consignee_phone=paper.consignee[1],
                goods=paper.goods,
                pieces=paper.pieces,
                branch=company["7101"].department,
                route="苏州集散 → 分公司",
                payment="receiver",
                salesman=company["4611"],
                salesman_name=company["4611"].name,
                written_at=written_at,
                is_in_computer=True,
                freight=paper.freight * 100,
                freight_words=actions.to_capitals(Money(paper.freight * 100)),
                piece_freight=paper.freight * 100 // paper.pieces,
                cod=paper.cod * 100 or None,
                cod_words=actions.to_capitals(Money(paper.cod * 100)) if paper.cod else "",
                **{"packing": "intact", **paper.more},
            )
    return made


def _record(company: Any, load: str, role: str, number: str, lines: list[tuple[str, int]]) -> None:
    if not lines:
        return
    by = company[number]
    record = actions.open_record(by=by, brand=company.brand, load=load, role=role, truck="苏E·88613")
    for at, (waybill, pieces) in enumerate(lines):
        loaded_at = clock.now() + (dt.timedelta() if load == COPIED else dt.timedelta(minutes=6 * at))
        actions.write_line(record, by=by, number=waybill, pieces=pieces, loaded_at=loaded_at)
    with clock.held(clock.now() + dt.timedelta(minutes=40)):
        actions.sign_record(record, by=by)


def _looked(company: Any, made: dict[str, Any]) -> None:
    """The claims clerk went through the drawer."""
    for number, looks in LOOKS.items():
        for copy, (on_hand, noted, noter, signature) in looks.items():
            actions.record_copy(
                made[number],
                by=company["3302"],
                copy=copy,
                on_hand=on_hand,
                has_note=noted,
                note_text="外箱破" if noted else "",
                noter=noter,
                signature=signature,
            )
    actions.find(made["884027151007"], by=company["3302"], note_needed=False, is_system_normal=True)
    actions.declare_searched(made["884027151901"], by=company["3302"])


def _handed(company: Any, made: dict[str, Any]) -> None:
    driver, branch = company["4431"], company["7101"]
    for number, (note, signed) in NOTICES.items():
        notice = actions.write_notice(
            made[number], by=branch, giver=driver, taker=branch, has_note=bool(note), note=note
        )
        actions.sign_paper(notice, by=driver)
        if signed:
            actions.sign_paper(notice, by=branch)
    slip = actions.write_slip(
        made["884027160415"],
        by=company["4411"],
        giver=company["4441"],
        taker=driver,
        details="三件外箱浸水，里面瓷碗未拆看。",
        coefficient=Decimal("0.30"),
    )
    actions.sign_paper(slip, by=company["4441"])
    for number in ("884027151346", "884027151530", "884027156632", "884027151755"):
        made[number].refresh_from_db()
        actions.record_arrival(made[number], by=branch, on=clock.today() - dt.timedelta(days=1))


def _scan(name: str) -> Any:
    return SimpleUploadedFile(name, "扫描件（演示）".encode(), "text/plain")


def _seizures(company: Any, now: dt.datetime) -> None:
    branch = company["7101"]
    start = _by_day(now, days=190, hour=10)
    with clock.held(start):
        old = seizures.enter(
            by=branch,
            brand=company.brand,
            branch=branch.department,
            number="884026990217",
            goods="进口奶粉 6 箱",
            authority="commerce",
            authority_name="苏州市市场监督管理局",
            cause="customer",
            reason="外包装没有中文标签。",
            seized_on=clock.today(),
        )
        seizures.obtain_certificate(
            old,
            by=branch,
            certificate_number="苏市监扣〔2026〕0217 号",
            on=clock.today(),
            original_holder="苏晚晴",
            upload=_scan("查扣证明.txt"),
        )
        seizures.notify_shipper(
            old,
            by=branch,
            told_whom="发货人何慧女士",
            channel="phone",
            handling="补交中文标签备案后申请放行",
            handled_by="执法部门通知后三日内",
        )
        seizures.send_copy(old, by=branch, sent_by="fax")
        seizures.take_into_custody(old, by=branch, kept_where="三号库 B 区封存间")
    with clock.held(_by_day(now, days=90, hour=16)):
        seizures.check_custody(old, by=branch, is_whole=True, words="封条完好，6 箱都在。")
    with clock.held(_by_day(now, days=3, hour=8)):
        seizures.allow_write_off(old, by=SYSTEM)
    with clock.held(now - dt.timedelta(hours=26)):
        new = seizures.enter(
            by=branch,
            brand=company.brand,
            branch=branch.department,
            number="884027151611",
            goods="保健品样品 4 件",
            authority="culture",
            cause="branch",
            reason="分公司没有随车带发货清单，被当作来路不明的货物扣下。",
            seized_on=clock.today(),
        )
    with clock.held(now - dt.timedelta(hours=1)):
        seizures.propose(new, by=SYSTEM, reason="seizure_late_notice")


def _returns(company: Any, now: dt.datetime) -> None:
    branch, clerk = company["7101"], company["2107"]
    with clock.held(_by_day(now, days=2, hour=17)):
        short = returns.ask(
            by=branch,
            brand=company.brand,
            branch=branch.department,
            number="884027151346",
            reason="收货人说没订这批货，拒收。",
            arrived_on=clock.today() - dt.timedelta(days=4),
        )
    with clock.held(_by_day(now, days=1, hour=16)):
        returns.certify(short, by=clerk, upload=_scan("货物返回证明.txt"))
    with clock.held(_by_day(now, days=9, hour=14)):
        done = returns.ask(
            by=branch,
            brand=company.brand,
            branch=branch.department,
            number="884027140021",
            reason="无人提取满十二天，仓库积压。",
            arrived_on=clock.today() - dt.timedelta(days=12),
        )
        returns.tell_shipper(done, by=branch, words="电话告知，发货人同意返回，返程运费到付。")
        returns.allow(done, by=company["2001"], why="满十天无人提取，发货人已同意。")
        returns.bring_back(done, by=branch)
    with clock.held(_by_day(now, days=7, hour=11)):
        returns.check(
            done,
            by=company["4451"],
            is_label_whole=False,
            is_label_covered=True,
            goods_match=False,
            abnormality="少一件，箱子换过。",
            photos=[_scan("标签照片.txt")],
        )
