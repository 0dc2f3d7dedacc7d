"""Text messages by templates: rows first, sent once, the number and the code kept from everybody's eyes."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from shouwen.conversations.texts import actions, queries
from shouwen.conversations.texts.models import Template, Text
from shouwen.conversations.texts.tests.makers import Wire, line
from shouwen.conversations.texts.vendors import sms
from shouwen.kernel import calling, clock, jobs, signing, vault
from shouwen.kernel.calling import Reply
from shouwen.kernel.models import Fact, Job
from shouwen.kernel.refusals import Refused, Unacceptable

pytestmark = pytest.mark.django_db
OK = Reply(200, b'{"id": "m-1"}')


@pytest.fixture
def wire(monkeypatch: Any) -> Wire:
    made = Wire(OK)
    monkeypatch.setattr(calling, "ask", made)
    return made


def code(cast: Any, once: str = "1", **more: Any) -> Text:
    values = {"brand": cast.brand, "to": "138 0013 8206", "template": "verification", **more}
    return actions.text(words=values.pop("words", {"code": "481920", "minutes": 5}), once=once, **values)


def test_a_code_goes_to_the_gateway_signed_and_is_nowhere_afterwards(
    cast: Any, at: Any, wire: Wire, caplog: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    line(cast)
    sent = code(cast)
    assert sent.state == "queued"
    assert not wire.asked
    assert jobs.run_due() == 1
    sent.refresh_from_db()
    _method, _url, headers, body = wire.asked[0]
    assert json.loads(body)["text"] == "您的验证码是 481920，5 分钟内有效。请勿告诉他人。"
    assert json.loads(body)["to"] == "+8613800138206"
    stamp = int(headers["X-Shouwen-Time"])
    assert headers["X-Shouwen-Signature"] == signing.sign(b"send-secret", stamp, body)
    assert (sent.state, sent.vendor_ref, sent.last_four) == ("sent", "m-1", "8206")
    everything = " ".join(str(row) for model in (Text, Fact, Job) for row in model.objects.values()) + caplog.text
    assert "481920" not in everything
    assert "13800138206" not in everything
    assert sent.body == "您的验证码是 ******，****** 分钟内有效。请勿告诉他人。"
    assert (sent.number_locked, sent.words_locked) == ("", "")


def test_the_same_once_is_one_message(cast: Any, wire: Wire) -> None:
    line(cast)
    assert code(cast).pk == code(cast).pk
    jobs.run_due()
    actions.deliver(queries.text(Text.objects.get().pk))
    assert len(wire.asked) == 1


def test_without_a_channel_of_the_brand_it_is_refused_with_a_sentence(cast: Any) -> None:
    with pytest.raises(Unacceptable, match="还没有设置短信渠道"):
        code(cast)
    mine = line(cast)
    mine.channel.is_active = False
    mine.channel.save()
    with pytest.raises(Unacceptable):
        code(cast)


@pytest.mark.parametrize("number", ["12345", "0571-88888663", "不是号码", "138001382061", "+8613800138206;ext=1"])
def test_only_what_can_get_a_text_gets_one(cast: Any, number: str) -> None:
    line(cast)
    with pytest.raises(Unacceptable, match="不是能收短信的手机号码"):
        code(cast, to=number)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"code": "1"}, "缺少变量：minutes"),
        ({"code": "1", "minutes": 5, "name": "x"}, "没有这些变量：name"),
        ({"code": " ", "minutes": 5}, "缺少变量：code"),
        ({"code": "1" * 90, "minutes": 5}, "太长"),
    ],
)
def test_variables_must_fit_the_template(cast: Any, words: Any, sentence: str) -> None:
    line(cast)
    with pytest.raises(Unacceptable, match=sentence):
        code(cast, words=words)


def test_a_number_gets_no_second_code_within_a_minute_nor_eleven_in_a_day(cast: Any, at: Any) -> None:
    line(cast)
    code(cast)
    with pytest.raises(actions.TooOften):
        code(cast, "2", to="+86 13800138206")
    assert code(cast, "other", to="13900139000").state == "queued"
    for turn in range(9):
        at.forward(minutes=2)
        code(cast, f"more{turn}")
    at.forward(minutes=2)
    with pytest.raises(actions.TooOften, match="今天"):
        code(cast, "eleventh")
    at.forward(hours=24)
    assert code(cast, "tomorrow").state == "queued"


def test_a_brands_own_words_go_before_the_standard_ones(cast: Any, wire: Wire) -> None:
    line(cast)
    Template.objects.create(brand=cast.brand, code="verification", title="码", text="路达 {code}", is_secret=True)
    code(cast, words={"code": "7"})
    jobs.run_due()
    assert json.loads(wire.asked[0][3])["text"] == "路达 7"


def test_passing_trouble_is_tried_again_and_what_is_refused_is_not(cast: Any, wire: Wire, at: Any) -> None:
    line(cast)
    sent = code(cast)
    wire.answers = [Reply(503), OSError("down"), OK]
    for _turn in range(3):
        actions.deliver(queries.text(sent.pk))
    sent.refresh_from_db()
    assert (sent.state, sent.tries) == ("sent", 3)
    wire.answers = [Reply(400)]
    other = code(cast, "2", to="13900139000")
    actions.deliver(queries.text(other.pk))
    other.refresh_from_db()
    assert (other.state, other.words_locked) == ("failed", "")
    assert "拒收" in other.trouble


def test_a_code_whose_time_is_over_is_not_sent(cast: Any, wire: Wire, at: Any) -> None:
    line(cast)
    sent = code(cast, until=clock.now())
    at.forward(minutes=1)
    actions.deliver(queries.text(sent.pk))
    sent.refresh_from_db()
    assert (sent.state, wire.asked) == ("failed", [])


def test_whoever_has_no_grant_or_is_of_another_brand_sends_no_text(cast: Any) -> None:
    line(cast)
    for person in (cast.clerk, cast.stranger, cast.auditor):
        with pytest.raises(Refused):
            code(cast, by=person)


def test_aliyun_is_asked_as_its_signature_version_3_wants(cast: Any, wire: Wire) -> None:
    headers = {
        "host": "ecs.cn-shanghai.aliyuncs.com",
        "x-acs-action": "RunInstances",
        "x-acs-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "x-acs-date": "2023-10-26T10:22:32Z",
        "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
        "x-acs-version": "2014-05-26",
    }
    query = "ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai"
    signed = sms.authorization("YourAccessKeyId", "YourAccessKeySecret", query, headers)
    assert signed.endswith("Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0")


def test_aliyun_sends_by_its_own_template_and_says_when_there_is_none(cast: Any, wire: Wire) -> None:
    line(cast, vendor="aliyun")
    wire.answers = [Reply(200, b'{"Code": "OK", "BizId": "900619746936498440^0"}')]
    sent = code(cast)
    actions.deliver(queries.text(sent.pk))
    sent.refresh_from_db()
    assert (sent.state, wire.asked) == ("failed", [])
    assert "模板" in sent.trouble
    text = "您的验证码是 {code}，{minutes} 分钟内有效。"
    own = {"code": "verification", "title": "码", "vendor_code": "SMS_1", "is_secret": True}
    Template.objects.create(brand=cast.brand, text=text, **own)
    other = code(cast, "2", to="13900139000")
    actions.deliver(queries.text(other.pk))
    other.refresh_from_db()
    assert other.vendor_ref == "900619746936498440^0"
    assert "TemplateCode=SMS_1" in wire.asked[0][1]
    assert "PhoneNumbers=13900139000" in wire.asked[0][1]
    assert actions.note_report(sent.channel, "900619746936498440^0", reached=True, code="DELIVERED")
    assert not actions.note_report(sent.channel, "900619746936498440^0", reached=False, code="late copy")
    other.refresh_from_db()
    assert other.state == "reached"


def test_secrets_lie_locked(cast: Any) -> None:
    mine = line(cast)
    assert "send-secret" not in str(mine.locked)
    assert vault.unlock(mine.locked["secret"]) == "send-secret"
