"""路达物流's inbox: who is on duty and for how many, skills, letters that wait, one late, one that is read first."""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage
from typing import Any

from shouwen.conversations import actions as talks
from shouwen.conversations import queries as talk_queries
from shouwen.conversations.email import actions as letters
from shouwen.kernel import clock
from shouwen.kernel.policy import SYSTEM
from shouwen.people import actions as people

ADDRESS = "kf@luda.example"
#: sender, address, subject, words, minutes ago; the first two are over their time or nearly.
WAITING = (
    ("鲍文轩", "bao@qinghe.example", "赔款什么时候到账", "上周签了赔款单，884027150231，财务说已经走流程了，到现在没收到，请查一下。", 26 * 60),
    ("Nadia Karim", "nadia@silkroute.example", "Where is my order", "My order 884027150588 should have arrived on Monday. Could you tell me where it is?", 23 * 60 + 35),
    ("江海峰", "jiang@beidou.example", "提货单抬头写错了", "提货单上我们公司名少了一个字，门卫不让提，能不能补一张？", 50),
)  # fmt: skip
MINE = ("卢婉清", "lu@chaoyang.example", "改派送时间", "周三下午没人收货，能改到周四上午吗？", 95)
READ_FIRST = ("祁连山", "qi@hexi.example", "问运费", "兰州到西宁，三方货，大概多少钱？", 40)


def tell(company: Any) -> None:
    """Through the doors that people and letters come by."""
    clerk, colleague, beginner, supervisor = (company[number] for number in ("2107", "2108", "2115", "2001"))
    english = people.keep_skill(None, by=supervisor, name="外语")
    paying = people.keep_skill(None, by=supervisor, name="赔款")
    people.equip(clerk, by=supervisor, skills=[english, paying], at_once=None, reviewed_until=None)
    people.equip(colleague, by=supervisor, skills=[paying], at_once=3, reviewed_until=None)
    until = clock.today() + dt.timedelta(days=20)
    people.equip(beginner, by=supervisor, skills=[], at_once=2, reviewed_until=until)
    for person, state in ((clerk, "available"), (colleague, "busy"), (beginner, "away")):
        people.be_present(person, by=person, state=state)
    box = _mailbox(company, english, paying)
    for row in WAITING:
        _letter(box, *row)
    _answered(_letter(box, *MINE), clerk, "您好，周四上午可以，我请派送组改好再回复您。")
    _answered(_letter(box, *READ_FIRST), beginner, "您好，三方货大约一百八十元，以实际量方为准。")


def _mailbox(company: Any, english: Any, paying: Any) -> Any:
    values = {"title": "客服邮箱", "brand": company.brand, "department": company.departments["centre"]}
    box = letters.keep_mailbox(None, by=company["9001"], address=ADDRESS, opens_cases=False, **values)
    talks.add_skill_rule(box.channel, by=company["9001"], words="order、where、please", skill=english)
    talks.add_skill_rule(box.channel, by=company["9001"], words="赔款、赔付", skill=paying)
    return box


def _letter(box: Any, name: str, address: str, subject: str, words: str, minutes: int) -> Any:
    with clock.held(clock.now() - dt.timedelta(minutes=minutes)):
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = f"{name} <{address}>", ADDRESS, subject
        letter["Message-ID"] = f"<{address}.{clock.now():%Y%m%d%H%M%S}@demo.shouwen.invalid>"
        letter["Date"] = clock.local(clock.now())
        letter.set_content(words)
        return letters.take_in(letter.as_bytes(), by=SYSTEM, mailbox=box).received.conversation


def _answered(conversation: Any, person: Any, words: str) -> None:
    talks.claim(conversation, by=person)
    talks.send(conversation, by=person, text=words, seen=talk_queries.last_of(conversation))
