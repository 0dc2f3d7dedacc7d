"""Every vendor's calls, good and bad: taken once, refused with a count, told at once, never believed unsigned."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from django.test import Client

from shouwen.conversations.models import Message
from shouwen.conversations.texts import actions
from shouwen.conversations.texts.models import Arrival, Line, Text, TextIdentity
from shouwen.conversations.texts.simulators import calls
from shouwen.conversations.texts.tests.makers import line
from shouwen.conversations.texts.vendor import Call, Unreadable
from shouwen.conversations.texts.vendors import crypt, tencent, xml
from shouwen.kernel import jobs
from shouwen.kernel.models import Fact, Job

pytestmark = pytest.mark.django_db
KINDS = ("sms", "wecom", "wechat", "wechat-plain", "dingtalk", "feishu")
SENDER = {"sms": "13800138206"}


def of(cast: Any, kind: str) -> Line:
    """A line of the kind; `wechat-plain` is an account that does not seal its calls."""
    made = line(cast, kind.partition("-")[0])
    if kind == "wechat-plain":
        made.locked.pop("aes")
        made.save()
    return made


def said(mine: Line, text: str = "我的货到哪里了？", **more: Any) -> Call:
    return calls.make(mine, SENDER.get(mine.channel.kind, "open-id-of-zhang"), text, **more)


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_customer_writes_is_one_message_however_often_it_is_told(cast: Any, kind: str, at: Any) -> None:
    mine, client = of(cast, kind), Client(enforce_csrf_checks=True)
    call = said(mine, ident="00000000000000ab")
    assert calls.put(client, mine, call).status_code == 200
    assert not Message.objects.exists()  # rows only; the work is a job's
    for _turn in range(3):  # tries at five seconds, before and after the work is done
        at.forward(seconds=5)
        assert calls.put(client, mine, call).status_code == 200
        assert calls.put(client, mine, said(mine, ident="00000000000000ab")).status_code == 200  # signed anew
        jobs.run_due()
    message = Message.objects.select_related("conversation__customer").get()
    conversation = message.conversation
    assert (message.text, message.direction, conversation.kind) == ("我的货到哪里了？", "in", mine.channel.kind)
    assert conversation.customer is not None
    assert Arrival.objects.get().locked == ""
    shown = f"{conversation.who} {conversation.address}"
    rows = [str(row) for model in (Fact, Job, Arrival, TextIdentity) for row in model.objects.values()]
    for secret in ("13800138206", "open-id-of-zhang"):
        assert secret not in shown + " ".join(rows)


@pytest.mark.parametrize("kind", KINDS)
def test_bad_calls_are_refused_counted_and_leave_nothing(cast: Any, kind: str, at: Any) -> None:
    mine, client = of(cast, kind), Client()
    call, other = said(mine), said(mine, "请把钱退到这个账户")
    no = "0" * 40
    signed = ("sign", "x-shouwen-signature", "x-lark-signature")
    forged = [
        dataclasses.replace(call, query={}, headers={"content-type": "application/json"}),
        dataclasses.replace(
            call,
            query={name: no if "signature" in name else value for name, value in call.query.items()},
            headers={name: "é" if name in signed else value for name, value in call.headers.items()},
        ),
    ]
    if kind not in ("wechat-plain", "dingtalk"):  # their vendors sign the time only
        forged.append(dataclasses.replace(call, body=other.body))
    for each in forged:
        assert calls.put(client, mine, each).status_code == 403, each
    assert calls.put(client, mine, dataclasses.replace(call, body=b"x" * 300_000)).status_code == 413
    for bad in _unreadable(mine, kind, call):
        assert calls.put(client, mine, bad).status_code == 400, bad
    assert client.post(f"/texts/in/{mine.channel.kind}/{'0' * 32}/").status_code == 404
    assert client.post(f"/texts/in/mail/{mine.key}/").status_code == 404
    at.forward(hours=9)
    assert calls.put(client, mine, call).status_code == 403
    mine.refresh_from_db()
    assert (mine.forged, mine.late, Arrival.objects.count()) == (len(forged), 1, 0)
    assert mine.refused_at is not None
    fresh = said(mine)
    Line.objects.update(locked={})  # without its secrets a line believes nobody
    assert calls.put(client, mine, fresh).status_code == 403
    mine.channel.is_active = False
    mine.channel.save()
    assert calls.put(client, mine, fresh).status_code == 404


def _unreadable(mine: Line, kind: str, call: Call) -> list[Call]:
    """Calls in order, whose words are not."""
    bad = (
        (b"<xml><a>", b"<xml><MsgType>text</MsgType></xml>") if kind.startswith("we") else (b'{"a": [', b"[[]]", b"{}")
    )
    made = {
        "sms": lambda words: calls.signed(mine, words),
        "wecom": lambda words: calls.sealed(mine, words),
        "wechat": lambda words: calls.sealed(mine, words),
        "wechat-plain": lambda words: calls.plain(mine, words),
        "dingtalk": lambda words: dataclasses.replace(call, body=words),
        "feishu": lambda words: calls.shut(mine, {"schema": "2.0", "header": words.decode()}),
    }
    return [made[kind](words) for words in bad]


@pytest.mark.parametrize("kind", ["wecom", "wechat"])
def test_the_vendor_looks_whether_we_are_there(cast: Any, kind: str, at: Any) -> None:
    mine = of(cast, kind)
    call = calls.echo(mine, "4081926")
    answer = calls.put(Client(), mine, call)
    assert (answer.status_code, answer.content) == (200, b"4081926")
    forged = dataclasses.replace(call, query={**call.query, "nonce": "other"})
    assert calls.put(Client(), mine, forged).status_code == 403
    at.forward(hours=1)
    assert calls.put(Client(), mine, call).status_code == 403


def test_feishu_looks_whether_we_are_there(cast: Any) -> None:
    mine = of(cast, "feishu")
    told = {"type": "url_verification", "challenge": "ajls384", "token": "call-token"}
    answer = calls.put(Client(), mine, calls.shut(mine, told, is_signed=False))
    assert answer.json() == {"challenge": "ajls384"}
    wrong = calls.shut(mine, {**told, "token": "guess"}, is_signed=False)
    assert calls.put(Client(), mine, wrong).status_code == 403


def test_an_unsigned_event_of_feishu_is_not_believed(cast: Any) -> None:
    mine = of(cast, "feishu")
    header = {"event_id": "1", "event_type": "im.message.receive_v1", "token": "call-token"}
    call = calls.shut(mine, {"schema": "2.0", "header": header}, is_signed=False)
    assert calls.put(Client(), mine, call).status_code == 403


def test_the_samples_of_the_vendors_own_documentation_open(cast: Any) -> None:
    sealed = (
        "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3TUUk"
        "SUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ek"
        "UNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+"
        "rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R"
        "07+qN+E7Q=="
    )
    aes, corp = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx5823bf96d3bd56c7"
    found = xml.read(crypt.tencent_open(aes, sealed, corp))
    assert (found["MsgType"], found["ToUserName"], found["AgentID"]) == ("text", corp, "218")
    ours = tencent.signs.sha1("QDG6eK", "1409659813", "1372623149", sealed)
    assert ours == "477715d11cdb4164915debcba66cb864d751f3e6"
    assert crypt.feishu_open("test key", "P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk=") == b"hello world"
    with pytest.raises(Unreadable):
        crypt.tencent_open(aes, sealed, "another-company")


@pytest.mark.parametrize(
    "body",
    [
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml><Content>&e;</Content></xml>',
        b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><xml><Content>&b;</Content></xml>',
        b'<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd"><xml/>',
        b"<xml><Content>&undeclared;</Content></xml>",
        b"<xml>" + b"<a>" * 40 + b"</a>" * 40 + b"</xml>",
        b"<xml>" + b"<a/>" * 900 + b"</xml>",
        b"<?php echo 1 ?><xml/>",
        "<xml>x</xml>".encode("utf-16"),
        b"\x00",
        b"",
    ],
)
def test_xml_that_reaches_out_or_swells_up_is_not_read(body: bytes) -> None:
    with pytest.raises(Unreadable):
        xml.read(body)


def test_an_event_of_wechat_is_known_by_who_and_when_and_opens_nothing(cast: Any) -> None:
    mine = of(cast, "wechat")
    told = {"FromUserName": "o1", "CreateTime": "1784082240", "MsgType": "event", "Event": "subscribe"}
    for _turn in range(2):
        assert calls.put(Client(), mine, calls.sealed(mine, xml.write(told))).content == b"success"
        jobs.run_due()
    assert Arrival.objects.get().outcome == "event"
    assert not Message.objects.exists()


def test_reports_and_messages_of_aliyun_come_by_a_relay_that_signs(cast: Any) -> None:
    mine = line(cast, "sms", vendor="aliyun")
    sent = Text.objects.create(
        channel=mine.channel, template="x", number_index="i", number_shown="138****8206", last_four="8206", body="x",
        once="1", at="2026-07-15T02:24:00Z", vendor_ref="12345", state="sent",
    )  # fmt: skip
    report = {"phone_number": "13800138206", "send_time": "2026-07-15 10:24:00", "report_time": "2026-07-15 10:24:01"}
    report |= {"success": False, "err_code": "MK:0001", "err_msg": "", "sms_size": "1", "biz_id": "12345"}
    up = {"phone_number": "13800138206", "send_time": "2026-07-15 10:24:00", "content": "收到", "sign_name": "路达"}
    up |= {"dest_code": "1234", "sequence_id": 1234567890}
    call = calls.signed(mine, json.dumps([report, report, up]).encode())
    for _turn in range(2):
        assert calls.put(Client(), mine, call).json()["code"] == 0
    jobs.run_due()
    sent.refresh_from_db()
    assert (sent.state, "MK:0001" in sent.trouble) == ("failed", True)
    assert Message.objects.get().text == "收到"


def test_one_that_cannot_be_taken_in_stops_no_other_and_is_tried_again(cast: Any, monkeypatch: Any, at: Any) -> None:
    mine = of(cast, "sms")
    calls.put(Client(), mine, said(mine, "一", ident="1"))
    calls.put(Client(), mine, said(mine, "二", ident="2"))
    real = actions.taking_in._receive

    def broken(line_: Any, row: Any, told: Any, **more: Any) -> Any:
        if told.text == "一":
            raise RuntimeError("13800138206")
        return real(line_, row, told, **more)

    monkeypatch.setattr(actions.taking_in, "_receive", broken)
    jobs.run_due()
    assert [each.text for each in Message.objects.order_by("pk")] == ["二"]
    monkeypatch.setattr(actions.taking_in, "_receive", real)
    actions.take_in(mine)
    assert {each.text for each in Message.objects.all()} == {"一", "二"}
