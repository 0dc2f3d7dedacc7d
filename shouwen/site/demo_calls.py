"""A day of calls at 路达物流: answered in time and late, held, passed on, missed, promised; by hand and from an exchange."""

from __future__ import annotations

import datetime as dt
from typing import Any

from shouwen.conversations.phone import actions as calls
from shouwen.kernel import clock
from shouwen.kernel.phone_numbers import normalise
from shouwen.kernel.policy import SYSTEM

#: minutes ago, who answers, number, rings ticked, seconds talked, what was said, why no case, who hung up first
CALLS = (
    (410, "2107", "138 0571 4402", 2, 95, "问昨天发南通的三件货今天能不能到。", "当场查到，下午派送", "caller"),
    (372, "2108", "0571-86530417", 3, 140, "改派送时间，周五上午收货。", "当场改好", "caller"),
    (338, "2107", "139 5710 6628", 5, 260, "抱怨打了几次才打通，问代收货款几时到账。", "财务已付，当场告知", "caller"),
    (266, "2108", "137 3551 9084", 1, 48, "拨错号码，找隔壁公司。", "拨错号码", "us"),
    (190, "2107", "0512-57380126", 2, 320, "大宗发货想谈月结，请业务员联系。", "转业务部联系", "caller"),
    (75, "2107", "135 8801 3350", 4, 150, "", "", "caller"),
)  # fmt: skip
PROMISED = "查清到货时间后回电"


def tell(company: Any) -> None:
    """Through the doors a person and an exchange go through, oldest first."""
    now = clock.now()
    for ago, who, number, ticks, talked, gist, why, ended_by in CALLS:
        _one(company, company[who], now - dt.timedelta(minutes=ago), number, ticks, talked, (gist, why, ended_by))
    _missed(company, now)
    _exchange(company, now)


def _one(
    company: Any, who: Any, at: dt.datetime, number: str, ticks: int, talked: int, told: tuple[str, str, str]
) -> None:
    gist, why, ended_by = told
    with clock.held(at):
        call = calls.ring(by=who, brand=company.brand, number=number, ticks=ticks)
    with clock.held(at + dt.timedelta(seconds=5 * ticks)):
        calls.answer(call, by=who)
    if talked > 200:
        with clock.held(at + dt.timedelta(seconds=60)):
            calls.hold(call, by=who, has_consent=True)
        with clock.held(at + dt.timedelta(seconds=talked - 90)):
            calls.resume(call, by=who)
    with clock.held(at + dt.timedelta(seconds=5 * ticks + talked)):
        calls.end(call, by=who, ended_by=ended_by, ended_why="agreed" if ended_by == "us" else "")
    if gist:
        with clock.held(at + dt.timedelta(seconds=5 * ticks + talked + 40)):
            promised = {"promise": PROMISED, "promise_due_at": at + dt.timedelta(hours=5)} if talked > 300 else {}
            calls.record(call, by=who, gist=gist, no_case_why=why, **promised)  # type: ignore[arg-type]


def _missed(company: Any, now: dt.datetime) -> None:
    with clock.held(now - dt.timedelta(minutes=21)):
        missed = calls.ring(by=company["2108"], brand=company.brand, number="136 0658 2217", ticks=7)
        calls.miss(missed, by=company["2108"])


def _exchange(company: Any, now: dt.datetime) -> None:
    """An exchange with two extensions: one call answered and put on hold unasked, one nobody took."""
    with clock.held(now - dt.timedelta(days=1)):
        exchange, _secret = calls.keep_exchange(
            None, by=company["9001"], title="客服总机", brand=company.brand, department=None, is_active=True
        )
        for number, who in (("8001", "2107"), ("8002", "2108")):
            calls.keep_extension(exchange, by=company["9001"], number=number, person=company[who])
    story = (
        ("ringing", 130, "8002"), ("answered", 129.8, "8002"), ("hold", 129, ""), ("unhold", 127.5, ""),
        ("ended", 125, ""),
    )  # fmt: skip
    for kind, ago, extension in story:
        _report(exchange, now, "c-1001", kind, ago, "+8613967115508", extension)
    for kind, ago in (("ringing", 6), ("missed", 5.4)):
        _report(exchange, now, "c-1002", kind, ago, "+8613754320981", "")


def _report(exchange: Any, now: dt.datetime, call: str, kind: str, ago: float, number: str, extension: str) -> None:
    at = now - dt.timedelta(minutes=ago)
    with clock.held(at):
        calls.report(
            exchange,
            by=SYSTEM,
            ident=f"{call}-{kind}",
            call_ident=call,
            kind=kind,
            number=normalise(number) or "",
            extension=extension,
            ended_by="caller" if kind == "ended" else "",
            at=at,
        )
