"""Messages as conversations: one thread with one customer, answered by the vendor's interface, within its rules."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from shouwen.conversations import actions as conversations
from shouwen.conversations import queries as talks
from shouwen.conversations.models import Conversation, Message
from shouwen.conversations.texts import actions
from shouwen.conversations.texts.models import Arrival, Line, Media
from shouwen.conversations.texts.simulators import calls
from shouwen.conversations.texts.tests.makers import Wire, line
from shouwen.conversations.texts.vendors.wechat import FINAL
from shouwen.customers import actions as customers
from shouwen.kernel import calling, clock, jobs
from shouwen.kernel.calling import Reply
from shouwen.kernel.refusals import Unacceptable

pytestmark = pytest.mark.django_db
PASS = Reply(200, b'{"access_token": "pass-1", "expires_in": 7200, "accessToken": "pass-1", "expireIn": 7200}')
FEISHU_PASS = Reply(200, b'{"code": 0, "tenant_access_token": "pass-1", "expire": 7200}')
PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + b"\0\0\0\x01\0\0\0\x01" + b"\x08\x02\0\0\0" + b"\0" * 30


@pytest.fixture
def wire(monkeypatch: Any) -> Wire:
    made = Wire(PASS)
    monkeypatch.setattr(calling, "ask", made)
    return made


def hear(mine: Line, text: str = "在吗", sender: str = "13800138206", **more: Any) -> Conversation:
    """What came of a call."""
    assert calls.put(Client(), mine, calls.make(mine, sender, text, **more)).status_code == 200
    jobs.run_due()
    return Message.objects.select_related("conversation").latest("pk").conversation


def answer(cast: Any, found: Conversation, text: str = "您好") -> Message:
    if found.owner_id is None:
        conversations.claim(found, by=cast.clerk)
    found.refresh_from_db()
    sent = conversations.send(found, by=cast.clerk, text=text, seen=talks.last_of(found))
    jobs.run_due()
    sent.refresh_from_db()
    return sent


def test_a_number_we_know_is_its_customers_thread_and_shown_masked(cast: Any) -> None:
    known = customers.register(by=cast.clerk, brand=cast.brand, name="龚雪梅", phone="138 0013 8206")
    found = hear(line(cast))
    assert (found.customer, found.who, found.address) == (known, "龚雪梅", "138****8206")
    stranger = hear(Line.objects.get(), sender="13900139000")
    assert stranger.pk != found.pk
    assert stranger.who == "139****9000"


def test_a_thread_goes_on_for_a_day_after_its_end(cast: Any, at: Any) -> None:
    mine = line(cast)
    found = hear(mine)
    assert hear(mine, "还在吗") == found
    _end(cast, found)
    at.forward(hours=23)
    assert hear(mine, "又来了") == found
    found.refresh_from_db()
    assert found.state == "waiting", "nobody is on duty: it waits for whoever comes"
    _end(cast, found)
    at.forward(hours=25)
    assert hear(mine, "另一件事") != found


def _end(cast: Any, found: Conversation) -> None:
    found.refresh_from_db()
    conversations.claim(found, by=cast.clerk)
    conversations.wrap_up(found, by=cast.clerk)


def test_one_person_by_two_lines_is_two_threads(cast: Any) -> None:
    assert hear(line(cast)) != hear(line(cast))


@pytest.mark.parametrize("kind", ["sms", "wecom", "wechat", "dingtalk", "feishu"])
def test_an_answer_goes_out_by_the_vendors_interface(cast: Any, wire: Wire, kind: str) -> None:
    mine = line(cast, kind)
    found = hear(mine, sender="13800138206" if kind == "sms" else "open-1", name="张三")
    done = {"errcode": 0, "id": "m1", "msgid": "m1", "processQueryKey": "q", "code": 0, "data": {"message_id": "om"}}
    if kind == "dingtalk":
        done.pop("code")
    replies = [Reply(200, json.dumps(done).encode())]
    wire.answers = replies if kind == "sms" else [FEISHU_PASS if kind == "feishu" else PASS, *replies]
    sent = answer(cast, found, "货在昆山，“明天”到")
    assert sent.state == "sent", sent.trouble
    _method, url, headers, body = wire.asked[-1]
    told = json.loads(body)
    expected = {
        "sms": lambda: (told["to"], told["text"]) == ("+8613800138206", "货在昆山，“明天”到"),
        "wecom": lambda: told["touser"] == "open-1" and "access_token=pass-1" in url and told["agentid"] == "1000002",
        "wechat": lambda: told["touser"] == "open-1" and "/cgi-bin/message/custom/send?" in url,
        "dingtalk": lambda: told["userIds"] == ["open-1"] and headers["x-acs-dingtalk-access-token"] == "pass-1",
        "feishu": lambda: told["receive_id"] == "open-1" and headers["Authorization"] == "Bearer pass-1",
    }
    assert expected[kind]()
    assert "货在昆山" in json.dumps(told, ensure_ascii=False)
    before = len(wire.asked)
    wire.answers = replies
    answer(cast, found, "还有吗？")
    assert len(wire.asked) == before + 1  # the pass is kept
    mine.refresh_from_db()
    assert "pass-1" not in str(mine.__dict__)


def test_wechat_takes_no_answer_after_48_hours_and_says_whose_rule_it_is(cast: Any, wire: Wire, at: Any) -> None:
    mine = line(cast, "wechat")
    found = hear(mine, sender="open-1")
    conversations.claim(found, by=cast.clerk)
    at.forward(hours=49)
    with pytest.raises(Unacceptable, match=r"超过 48 小时.*微信的规定"):
        answer(cast, found)
    hear(mine, "还在吗", sender="open-1")
    wire.answers = [PASS, Reply(200, b'{"errcode": 0}')]
    assert answer(cast, found).state == "sent"
    with pytest.raises(Unacceptable, match="分成几条"):
        answer(cast, found, "长" * 1000)


def test_what_the_vendor_refuses_for_good_is_told_and_a_stale_pass_is_renewed(cast: Any, wire: Wire) -> None:
    assert 45015 in FINAL
    mine = line(cast, "wechat")
    found = hear(mine, sender="open-1")
    wire.answers = [PASS, Reply(200, b'{"errcode": 45015, "errmsg": "hint"}')]
    sent = answer(cast, found)
    assert (sent.state, "45015" in sent.trouble) == ("failed", True)
    wire.answers = [Reply(200, b'{"errcode": 40001}'), PASS, Reply(200, b'{"errcode": 0}')]
    other = answer(cast, found, "再试")
    assert other.state == "queued"
    conversations.deliver(talks.message(other.pk))
    other.refresh_from_db()
    assert other.state == "sent"


@pytest.mark.parametrize("kind", ["wecom", "wechat", "dingtalk", "feishu"])
def test_a_picture_is_fetched_by_a_job_and_kept_with_its_message(cast: Any, wire: Wire, kind: str) -> None:
    mine = line(cast, kind)
    told = {"content-type": "image/png", "content-disposition": 'attachment; filename="a.png"'}
    link = Reply(200, b'{"downloadUrl": "https://files.example.cn/a"}')
    wire.answers = [
        FEISHU_PASS if kind == "feishu" else PASS,
        *([link] if kind == "dingtalk" else []),
        Reply(200, PNG, told),
    ]
    found = hear(mine, sender="open-1", media="media-77")
    message = found.messages.get()
    kept = talks.files_of([message])[message.pk]
    assert [(each.media_type, each.size) for each in kept] == [("image/png", len(PNG))]
    assert Media.objects.get().locked == ""
    assert message.problem == ""


def test_what_cannot_be_fetched_is_shown_as_such(cast: Any, wire: Wire, at: Any) -> None:
    mine = line(cast, "wechat")
    wire.answers = [
        PASS,
        Reply(200, b'{"errcode": 40007, "errmsg": "invalid media_id"}', {"content-type": "text/plain"}),
    ]
    found = hear(mine, sender="open-1", media="media-77")
    conversations.claim(found, by=cast.clerk)
    client = Client()
    client.force_login(cast.clerk, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "没能从平台取来" in client.get(f"/conversations/{found.number}/").content.decode()
    wire.answers = [calling.TooLong("x")]
    second = hear(mine, sender="open-1", media="media-78").messages.latest("pk")
    assert second.problem == "media_large"
    wire.answers = [OSError("down")]
    third = hear(mine, sender="open-1", media="media-79").messages.latest("pk")
    for _turn in range(5):
        actions.fetch_media(Media.objects.get(message=third))
    third.refresh_from_db()
    assert third.problem == "media_missing"


def test_customers_of_wecom_are_pulled_after_a_nudge_once_each(cast: Any, wire: Wire) -> None:
    mine = line(cast, "wecom", agent="wk-service")
    rows = [
        {"msgid": "a", "origin": 3, "external_userid": "wm1", "send_time": 1784082240, "msgtype": "text", "text": {"content": "一"}},
        {"msgid": "b", "origin": 5, "external_userid": "wm1", "send_time": 1784082241, "msgtype": "text", "text": {"content": "同事"}},
        {"msgid": "c", "origin": 3, "external_userid": "wm1", "send_time": 1784082242, "msgtype": "image", "image": {"media_id": "m"}},
    ]  # fmt: skip
    page = json.dumps({"errcode": 0, "next_cursor": "c1", "has_more": 0, "msg_list": rows}).encode()
    wire.answers = [PASS, Reply(200, page), Reply(200, PNG, {"content-disposition": "attachment; filename=a.png"})]
    calls.put(Client(), mine, calls.nudge(mine, "token-1"))
    jobs.run_due()
    assert [each.text for each in Message.objects.order_by("pk")] == ["一", "[图片]"]
    mine.refresh_from_db()
    assert mine.cursor == "c1"
    assert json.loads(wire.asked[1][3])["token"] == "token-1"
    wire.answers = [Reply(200, page)]
    calls.put(Client(), mine, calls.nudge(mine, "token-2"))
    jobs.run_due()
    assert Message.objects.count() == 2
    assert not Arrival.objects.filter(done_at=None).exists()
    assert Conversation.objects.get().messages.first().written_at < clock.now()


def test_secrets_never_leave_the_house_except_to_their_vendor(cast: Any, wire: Wire) -> None:
    mine = line(cast, "wechat")
    hear(mine, sender="open-1")
    assert "send-secret" not in str(wire.asked)
    assert actions.try_line(mine, by=cast.administrator).is_well
    assert "secret=send-secret" in wire.asked[-1][1]
    wire.answers = [Reply(200, b'{"errcode": 40164, "errmsg": "invalid ip"}')]
    health = actions.try_line(mine, by=cast.administrator)
    assert (health.is_well, "40164" in health.words) == (False, True)
