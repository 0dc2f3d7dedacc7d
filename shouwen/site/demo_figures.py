"""Three weeks of one centre that answers for both brands: chats with their ratings and calls, for the reports."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from shouwen.conversations import actions as conversations
from shouwen.conversations import queries as talks
from shouwen.conversations.phone import actions as calls
from shouwen.conversations.webchat import actions as webchat
from shouwen.conversations.webchat import queries
from shouwen.kernel import clock
from shouwen.kernel.policy import SYSTEM
from shouwen.people import actions as people
from shouwen.people import queries as staff
from shouwen.site.demo_chat import KEY

PAGE = "https://www.luda.example/track/"
NAMES = (
    "尤长青",
    "卫兰",
    "蒋思远",
    "沈宝珠",
    "韩秋",
    "杨立新",
    "朱海棠",
    "秦越",
    "许一诺",
    "何满仓",
    "欧阳岚",
    "丁小满",
    "穆青",
)
QUESTIONS = (
    ("查货", "样布昨天发的，今天能到绍兴吗？", "您好，这一票今天 14 点到绍兴网点，到了我给您发消息。"),
    ("价格和时效", "杭州到兰州 30 件五金，几天能到？", "您好，普车四天左右，运费按实际体积算，我把报价发给您。"),
    ("其他", "回单什么时候能寄回来？", "您好，这批回单周三寄出，单号寄出后马上告诉您。"),
    ("查货", "货到了吗，一直没有人打电话给我。", "您好，货已经到点，是我们没有及时通知您，抱歉。现在就给您安排派送。"),
    ("投诉与建议", "外包装压坏了，谁来看一下？", "您好，给您添麻烦了。请把照片发来，我马上登记，一小时内给您回话。"),
    (
        "查货",
        "收件人换了，能改成他弟弟签收吗？",
        "您好，可以改。请发货人用登记的手机把新收件人的姓名电话发给我，我核对后马上改。",
    ),
    ("价格和时效", "周六你们网点收货吗？", "您好，周六照常收货，最晚 17:30；当天的车次 19 点发。"),
    ("其他", "代收货款一般几天到账？", "您好，签收后第二个工作日转出。您这几票我查过，都在路上，转出时会发短信给您。"),
    ("查货", "显示已签收，可我没收到。", "您好，让您着急了。我马上核对签收人，三十分钟内给您回话。"),
    ("价格和时效", "冷冻的牛油能不能走你们的车？", "您好，我们没有冷藏车，怕误了您的货，这一类暂时不能承运，很抱歉。"),
    ("其他", "上个月的运费发票开了吗？", "您好，已于周二开出电子发票，发到了登记的邮箱；没收到的话我再发一次。"),
)
#: How soon the first answer came, in seconds; None: nobody answered before he left.
SOON = (40, 75, 160, 95, 55, None, 130, 210, 70, 110, 320, 85)
SCORES = (5, 5, 4, None, 5, 3, 5, 4, None, 5, 2, 5)
#: Rings until it was answered; 0: nobody took it. What the caller wanted, and why that was no case.
CALLS = ((2, "问货到哪里", "当场查到"), (1, "改派送地址", "当场改好"), (4, "问运费", "当场报价"), (3, "催派送", "已请派送组今天送"),
         (0, "", ""), (2, "问营业时间", "当场告知"), (5, "问代收货款", "财务已付"))  # fmt: skip


@transaction.atomic
def tell(company: Any) -> None:
    """Somebody is given a second brand, a clerk answers for both; then the days, oldest first."""
    both = [company.brand, company.other_brand]
    clerk_post: Any = staff.post("clerk")
    head_post: Any = staff.post("centre_head")
    centre = company.departments["centre"]
    # 2118 signs in by no password of the demo: he only has to be there.
    shared, _code = people.welcome(
        by=SYSTEM, staff_number="2118", name="唐文静", department=centre, posts=[(clerk_post, centre)], brands=both
    )
    people.move(company["1101"], by=SYSTEM, department=centre, posts=[(head_post, centre)], brands=both)
    own = [company["2107"], company["2108"], company["2115"], company["2001"], shared]
    other = [company["2301"], company["2302"], shared]
    today = clock.local(clock.now()).replace(hour=9, minute=5, second=0, microsecond=0)
    for key, brand, who, every in ((KEY, company.brand, own, 1), ("changyun", company.other_brand, other, 2)):
        web, at = queries.channel(key), 0
        for back in range(21, 0, -every):
            day = today - dt.timedelta(days=back)
            if web is None or day.weekday() == 6:
                continue
            for turn in range(2 // every):
                _chat(web, who, day + dt.timedelta(minutes=170 * turn + 11 * (at % 9)), at)
                at += 1
            _call(brand, who, day + dt.timedelta(minutes=95 + 7 * (at % 5)), at)


def _chat(web: Any, who: list[Any], at: dt.datetime, turn: int) -> None:
    topic, question, answer = QUESTIONS[turn % len(QUESTIONS)]
    soon, score, by = SOON[turn % len(SOON)], SCORES[turn % len(SCORES)], who[turn % len(who)]
    form = {"name": NAMES[turn % len(NAMES)], "topic": topic, "question": question}
    with clock.held(at):
        if not queries.opening(web).is_open:
            return  # a holiday
        once = f"days-{web.key}-{turn}"
        visit, _token = webchat.start(web, by=SYSTEM, once=once, language="zh", page=PAGE, form=form)
    if soon is None:
        with clock.held(at + dt.timedelta(minutes=6)):
            webchat.end(visit, by=SYSTEM)
        return
    with clock.held(at + dt.timedelta(seconds=soon - 20)):
        conversations.claim(_talk(visit), by=by)
    with clock.held(at + dt.timedelta(seconds=soon)):
        _answer(visit, by, answer)
    taker = who[(turn + 1) % len(who)]
    with clock.held(at + dt.timedelta(minutes=9)):
        if turn % 11 == 4:
            conversations.hand_over(_talk(visit), by=by, taker=taker, why="下班交接")
            conversations.accept(_talk(visit), by=taker)
            by = taker
        conversations.wrap_up(_talk(visit), by=by)
        webchat.end(visit, by=SYSTEM)
        if score is not None:
            webchat.rate(visit, by=SYSTEM, score=score)


def _talk(visit: Any) -> Any:
    found: Any = queries.visit(visit.pk)
    return talks.with_number(found.conversation.number)


def _answer(visit: Any, by: Any, text: str) -> None:
    found = _talk(visit)
    sent = talks.message(conversations.send(found, by=by, text=text, seen=talks.last_of(found)).pk)
    if sent is not None:
        conversations.deliver(sent)


def _call(brand: Any, who: list[Any], at: dt.datetime, turn: int) -> None:
    rings, gist, why = CALLS[turn % len(CALLS)]
    by, number = who[turn % len(who)], f"1385710{2000 + 37 * turn:04d}"
    with clock.held(at):
        call = calls.ring(by=by, brand=brand, number=number, ticks=rings or 6)
    if not rings:
        with clock.held(at + dt.timedelta(seconds=32)):
            calls.miss(call, by=by)
        if turn % 2:
            return
        with clock.held(at + dt.timedelta(minutes=14)):
            call = calls.call_back(call, by=by)
            gist, why = "回拨未接来电，问的是派送时间", "当场告知"
        at += dt.timedelta(minutes=14)
    with clock.held(at + dt.timedelta(seconds=5 * (rings or 2))):
        calls.answer(call, by=by)
    with clock.held(at + dt.timedelta(minutes=3)):
        calls.end(call, by=by, ended_by="caller")
        calls.record(call, by=by, gist=gist, no_case_why=why)
