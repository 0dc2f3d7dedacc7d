"""Talks by 路达物流's web chat: one waiting, one under way, one ended and rated, a note from last night; and the other brand's channel."""

from __future__ import annotations

import datetime as dt
from typing import Any

from shouwen.cases import actions as cases
from shouwen.conversations import actions as conversations
from shouwen.conversations import queries as talks
from shouwen.conversations.webchat import actions as webchat
from shouwen.conversations.webchat import queries
from shouwen.kernel import clock
from shouwen.kernel.policy import SYSTEM
from shouwen.site.demo_chat import FORM, KEY, PAGE


def tell(company: Any) -> None:
    """Through the doors the widget uses, oldest first. Nothing where the demo has no channel."""
    web = queries.channel(KEY)
    if web is None:
        return
    clerk, now = company["2107"], clock.now()
    _note(web, now - dt.timedelta(hours=13))
    _ended(web, clerk, now - dt.timedelta(hours=2))
    _under_way(web, clerk, now - dt.timedelta(minutes=9))
    with clock.held(now - dt.timedelta(minutes=2)):
        _begin(web, "demo-waiting", "苗秀英", "价格和时效", "从苏州发 12 件家纺到成都，今天提货几天能到，大概多少钱？")
    webchat.keep_channel(
        None,
        by=SYSTEM,  # 9001 keeps the channels of 路达物流 only
        title=f"{company.other_brand}客服",
        brand=company.other_brand,
        department=None,
        key="changyun",
        greeting="您好，这里是长运快线。",
        greeting_en="Hello, this is Changyun Express.",
        hours="周一至周六 08:30-18:00",
        form=FORM,
        languages=["zh", "en"],
    )


def _talk(visit: Any) -> Any:
    return talks.with_number(visit.conversation.number)


def _begin(web: Any, once: str, name: str, topic: str, question: str) -> Any:
    form = {"name": name, "topic": topic, "question": question}
    visit, _token = webchat.start(web, by=SYSTEM, once=once, language="zh", page=PAGE, form=form)
    return queries.visit(visit.pk)


def _answer(visit: Any, by: Any, text: str) -> None:
    found = _talk(visit)
    sent = conversations.send(found, by=by, text=text, seen=talks.last_of(found))
    waiting = talks.message(sent.pk)
    if waiting is not None:
        conversations.deliver(waiting)


def _under_way(web: Any, clerk: Any, at: dt.datetime) -> None:
    with clock.held(at):
        visit = _begin(
            web, "demo-talking", "龚雪梅", "查货", "样布单号 884027150466，昨天说今天到昆山，现在还没有消息。"
        )
    with clock.held(at + dt.timedelta(minutes=1)):
        conversations.claim(_talk(visit), by=clerk)
        _answer(visit, clerk, "龚女士您好，我是 2107 号，马上为您查这一票，请稍等。")
    with clock.held(at + dt.timedelta(minutes=4)):
        webchat.say(visit, by=SYSTEM, once="demo-talking-2", text="好的，客户那边一直在催我。")


def _ended(web: Any, clerk: Any, at: dt.datetime) -> None:
    with clock.held(at):
        visit = _begin(web, "demo-ended", "段宏业", "其他", "周日能不能上门提货？")
    with clock.held(at + dt.timedelta(minutes=2)):
        conversations.claim(_talk(visit), by=clerk)
        _answer(visit, clerk, "段先生您好，周日 9 点到 16 点可以上门，请提前一天下单。还有别的可以帮您吗？")
    with clock.held(at + dt.timedelta(minutes=5)):
        webchat.say(visit, by=SYSTEM, once="demo-ended-2", text="没有了，谢谢。")
        conversations.wrap_up(_talk(visit), by=clerk)
        webchat.rate(visit, by=SYSTEM, score=5, words="回得快")


def _note(web: Any, at: dt.datetime) -> None:
    with clock.held(at):
        form = {"name": "裴明远", "phone": "13700000318", "topic": "投诉与建议", "question": "提货的事"}
        note = webchat.leave_note(
            web, by=SYSTEM, once="demo-note", form=form, text="昨天约好提货没有人来，请给我一个说法。"
        )
        cases.take_up_note(note.conversation, by=SYSTEM, left_at=at)
