"""路达物流's words: answers sent with a reason, some reviewed, and false alarms for whoever keeps the rules."""

from __future__ import annotations

import datetime as dt
from typing import Any

from shouwen.conversations import actions as talks
from shouwen.conversations import queries as threads
from shouwen.conversations.webchat import actions as webchat
from shouwen.conversations.webchat import queries as webchats
from shouwen.conversations.wording import actions, queries
from shouwen.kernel import clock
from shouwen.kernel.policy import SYSTEM
from shouwen.rulebook import queries as rulebook
from shouwen.site.demo_chat import KEY, PAGE

SUPERVISOR, KEEPER = "2001", "9001"
#: who answers, customer, what he asks, the answer, phrase, the reason, hours ago
TALKS = (
    ("2107", "尹泽民", "合同第六条写的“不行”是指什么？", "第六条写的是普车拉超长货，不行。专车的价目我发给您，今天就能排。",
     "no-way", "客户问的就是合同里这两个字，改了反而说不清", 26),
    ("2108", "白桂珍", "司机电话打不通，货到底几点到？", "几点到我不知道，司机在山里没有信号，我每半小时打一次，打通马上告诉您。",
     "dunno-know", "确实没有消息，不想给客户一个做不到的时间", 5),
    ("2107", "屠建军", "你们说不归你们管，那归谁管？", "昨天答您“不归我管”是我们不对。这票由兰州分公司派送，您的事由我跟到底，今天五点前告诉您结果。",
     "", "", 3),
    ("2108", "温静", "发票抬头还能改吗？", "已经开出的改抬头不行，要先作废再重开，三天内给您寄新的。",
     "no-way", "财务规定已开出的不能直接改，先说清楚再给办法", 2),
)  # fmt: skip


def tell(company: Any) -> None:
    """Through the verbs people use, oldest first."""
    now = clock.now()
    web: Any = webchats.channel(KEY)
    sent = [_talk(company, web, row, now) for row in TALKS]
    found = {each.message_id: each for each in queries.visible_to(company[SUPERVISOR])}
    contract, driver = found.get(sent[0].pk), found.get(sent[1].pk)
    with clock.held(now - dt.timedelta(hours=22)):
        if contract is not None:
            actions.clear(contract, by=company[SUPERVISOR], words="引的是合同原文，不是回绝客户。")
    with clock.held(now - dt.timedelta(hours=4)):
        if driver is not None:
            actions.coach(
                driver,
                by=company[SUPERVISOR],
                words="先说在做什么：“我正在联系司机，每半小时打一次”，就不必说那三个字。",
            )
    _alarms(company, sent[2].conversation, now)


def _talk(company: Any, web: Any, row: tuple[Any, ...], now: dt.datetime) -> Any:
    """One question and its answer, sent and delivered."""
    staff, name, question, answer, phrase, why, hours = row
    by = company[staff]
    with clock.held(now - dt.timedelta(hours=hours)):
        form = {"name": name, "topic": "其他", "question": question}
        visit: Any = webchat.start(web, by=SYSTEM, once=f"demo-words-{hours}", language="zh", page=PAGE, form=form)[0]
        thread: Any = threads.with_number(visit.conversation.number)
        talks.claim(thread, by=by)
    with clock.held(now - dt.timedelta(hours=hours) + dt.timedelta(minutes=2)):
        reasons = {phrase: why} if phrase else {}
        message = talks.send(thread, by=by, text=answer, seen=threads.last_of(thread), why=reasons)
        talks.deliver(message)
    return message


def _alarms(company: Any, thread: Any, now: dt.datetime) -> None:
    """One that was never sent and waits, one the rules stay as they are for."""
    edition = rulebook.edition_in_force(company.brand.pack)
    given = {"brand": company.brand, "edition": edition, "conversation": thread}
    with clock.held(now - dt.timedelta(hours=20)):
        words = {"sentence": "这一票急不急，您给个准话，我好排车。", "said": "急不急"}
        kept = actions.report(by=company["2108"], phrase="hurry-why", **words, **given)
    with clock.held(now - dt.timedelta(hours=18)):
        actions.keep(kept, by=company[KEEPER], words="换成“您看今天到还是明天到都可以吗”更好，这一条先留着。")
    with clock.held(now - dt.timedelta(hours=1)):
        words = {"sentence": "说明书上写着不行两个字的那一格要打勾。", "said": "不行"}
        actions.report(by=company["2107"], phrase="no-way", **words, **given)
