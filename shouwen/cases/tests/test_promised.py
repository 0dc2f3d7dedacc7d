"""What is read as a promise, until when, and what is not one. Spoken on Wednesday 25 November 2026, 10:20, unless said."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from shouwen.cases.promised import Promised, read_promise
from shouwen.kernel.worktime import SHANGHAI, WorkCalendar, official_year

DAY = ((dt.time(8, 30), dt.time(12)), (dt.time(13, 30), dt.time(17, 30)))
CALENDAR = WorkCalendar(
    version=1, week=dict.fromkeys(range(5), DAY), days=official_year(2026), years={2026: "official"}
)
NOW = dt.datetime(2026, 11, 25, 10, 20, tzinfo=SHANGHAI)

PROMISES = """
您好，我半小时内给您回电。 | 11-25 10:50
两小时内给您答复，请保持手机畅通。 | 11-25 12:20
这件事我24小时内回复您 | 11-26 10:20
一个半小时内联系您。 | 11-25 11:50
最晚 40 分钟内给您回个电话 | 11-25 11:00
今天下班前给您一个明确答复。 | 11-25 17:30 close
今天下午给您回电话。 | 11-25 17:30 part
明天上午我再联系您。 | 11-26 12:00 part
我们明天下午三点前给您回电。 | 11-26 15:00
明天下午3点半之前给您答复 | 11-26 15:30
明天（周四）下午四点前，我给您回电 | 11-26 16:00
后天给您回复。 | 11-27 17:30 day
周五前一定把这件事处理好。 | 11-27 17:30 day
15:00前给您回电。 | 11-25 15:00
今天 16：30 之前通知您结果 | 11-25 16:30
本周内给您一个说法。 | 11-27 17:30 week
11月30日前给您书面答复。 | 11-30 17:30 day
十一月二十七日下午两点前联系您 | 11-27 14:00
27号上午给您回话 | 11-27 12:00 part
下周一上午十点前给您答复。 | 11-30 10:00
三个工作日内给您处理好。 | 11-30 17:30 days
两天内给您答复。 | 11-27 17:30 day
今晚八点前给您回电。 | 11-25 20:00
明晚联系您。 | 11-26 22:00 part
明早给您回电 | 11-26 10:00 part
您反映的问题，今天下班前给您答复。 | 11-25 17:30 close
您的件我们已经在查了，明天中午12点前给您回复。 | 11-26 12:00
您把单号发我，我一小时内查清楚告诉您。 | 11-25 11:20
非常抱歉给您带来不便，我们明天上午十点前给您退款。 | 11-26 10:00
请您放心，主管今天下午五点前会给您回电。 | 11-25 17:00
不管有没有结果，明天下午五点前我都给您回电。 | 11-26 17:00
给您回电，最晚明天下午三点。 | 11-26 15:00
明天我下午三点给您打电话。 | 11-26 15:00
明天下午三点到五点之间给您回电 | 11-26 17:00
三点前给您回电。 | 11-25 15:00 clock
我先核实，核实清楚后天上午答复您。 | 11-27 12:00 part
刚才没有查到，四点钟前我再回复您 | 11-25 16:00 clock
今天上午九点前给您答复。 | 11-25 17:30 past
八点前给您回电。 | 11-25 20:00 clock
不晚于明天下午两点给您答复。 | 11-26 14:00
争取明天下班前帮您解决。 | 11-26 17:30 close
您周一寄的件，我明天上午给您结果。 | 11-26 12:00 part
明天下午三点前，我给您回电。 | 11-26 15:00
我明天上午十点去仓库核实，问清楚就告诉您。 | 11-26 10:00
月底前给您处理完。 | 11-30 17:30 month
I will call you back by 3 pm tomorrow. | 11-26 15:00
We'll get back to you within two hours. | 11-25 12:20
Sorry for the delay. We will let you know by Friday. | 11-27 17:30 day
I'll have it fixed by the end of the day. | 11-25 17:30 close
My colleague will contact you tomorrow morning. | 11-26 12:00 part
"""

INNOCENT = """
您看明天可以吗？
明天下午三点给您回电可以吗
您看明天上午联系您方便不方便呢？
我明天下午三点前给您回电，好吗？
请您明天下午三点前给我们回电。
麻烦您今天下班前回复我们。
您明天上午联系我们就行。
请在周五前把单据发给我。
您说的明天上午给我回复，我等您。
客户明天上午会联系您的网点，请留意
收件人明天下午回复。
如果明天还没到，我下午三点前给您回电。
若今天查不到，明天上午给您答复。
一旦有结果，当天就通知您。
有结果了今天就给您回电。
要是您不方便，明天下午联系您。
明天到的话，下午给您回电。
昨天下午三点前已经给您回电了。
今天上午给您回过电话，没有人接。
我今天上午已经把结果告诉您了。
今天不能给您答复，抱歉。
今天下班前没法给您回电。
明天还没有办法给您解决。
这类问题一般48小时内处理好。
通常两个工作日内给您答复。
可能明天上午给您回电。
马上给您处理。
稍后给您回电。
我会尽快回复您。
今天下午三点前送到。
您的货明天下午到苏州。
营业时间是每天上午八点到下午六点。
客服24小时在线，欢迎来电。
上周五的答复您收到了。
您周三寄的包裹已签收。
我们三天前给您回复了。
您要求“明天下午三点前给您回电”，我记下了。
> 明天上午给您回电
抱歉让您等了两个小时。
有一点要告诉您：单号写错了。
今天给您的答复是按规定办的。
给您带来的不便，我们今天深表歉意。
我们不会再通知您改时间，明天照常。
请于11月30日前回复我们。
您预计明天几点方便？
祝您周末愉快，再见。
您好，周四上午可以，我请派送组改好再回复您。
您明天上午来取，我给您办好。
Can we call you back tomorrow at 3 pm?
If it has not arrived by tomorrow, we will call you.
Please call us by 3 pm tomorrow.
We called you at 3 pm yesterday.
We cannot call you back today.
"""


def cases(text: str) -> list[str]:
    return [line for line in text.strip().splitlines() if line]


@pytest.mark.parametrize("line", cases(PROMISES))
def test_a_promise_is_read_with_its_time(line: str) -> None:
    said, due = (part.strip() for part in line.split(" | "))
    found = read_promise(said, NOW, CALENDAR)
    assert found is not None
    assert f"{found.due_at.astimezone(SHANGHAI):%m-%d %H:%M} {found.read_as}".strip() == due


@pytest.mark.parametrize("line", cases(INNOCENT))
def test_what_is_no_promise_is_left_alone(line: str) -> None:
    assert read_promise(line, NOW, CALENDAR) is None


@pytest.mark.parametrize(
    ("at", "said", "due"),
    [
        ("11-25 18:20", "今天下午给您回电。", "11-25 23:59 past"),
        ("11-25 18:20", "下班前给您回电。", "11-26 17:30 past"),
        ("11-25 16:20", "15:00前给您回电。", "11-26 15:00 past"),
        ("11-27 18:20", "本周内给您答复。", "11-29 23:59 week"),
        ("11-27 09:00", "周五前给您答复。", "11-27 17:30 day"),
        ("11-28 09:00", "周五前给您答复。", "12-04 17:30 day"),
        ("11-30 09:00", "3号前给您答复。", "12-03 17:30 day"),
        ("12-30 09:00", "1月4日前给您答复。", "01-04 18:00 day"),
    ],
)
def test_what_leaves_room_is_read_late_and_says_so(at: str, said: str, due: str) -> None:
    now = dt.datetime.strptime(f"2026-{at}", "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)
    found = read_promise(said, now, CALENDAR)
    assert found is not None
    assert f"{found.due_at.astimezone(SHANGHAI):%m-%d %H:%M} {found.read_as}" == due


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ("您好！我们明天下午三点前给您回电。谢谢", "给您回电"),
        ("周五前一定把这件事处理好。", "把这件事处理好"),
        ("给您回电，最晚明天下午三点。", "给您回电"),
    ],
)
def test_what_was_promised_is_said_without_its_time(said: str, what: str) -> None:
    found = read_promise(said, NOW, CALENDAR)
    assert isinstance(found, Promised)
    assert found.what == what
    assert said[slice(*found.span)].strip("。") in said


def test_without_a_calendar_the_usual_hours_count() -> None:
    found = read_promise("今天下班前给您答复。", NOW)
    assert found is not None
    assert f"{found.due_at:%H:%M}" == "18:00"


def test_a_long_hostile_text_is_read_in_no_time() -> None:
    began = time.process_time()
    for text in (
        "给您" * 3000,
        "一" * 9000,
        "明天" * 5000,
        "我们会" * 4000 + "给您",
        "（" * 9000,
        "请您的" * 3000 + "回电",
    ):
        read_promise(text, NOW, CALENDAR)
    assert time.process_time() - began < 5
