"""Pictures and files: fetched while the message stands there already, and sent where the vendor takes them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shouwen.conversations import actions as conversations
from shouwen.conversations import queries as talks
from shouwen.conversations.models import Conversation, Message
from shouwen.conversations.texts import actions
from shouwen.conversations.texts.models import Line, Media, Simulated
from shouwen.conversations.texts.simulators import calls
from shouwen.conversations.texts.simulators.vendors import picture
from shouwen.conversations.texts.tests.makers import Wire, line
from shouwen.conversations.texts.vendors import xml
from shouwen.kernel import calling, files, jobs
from shouwen.kernel.calling import Reply
from shouwen.kernel.refusals import Unacceptable

pytestmark = pytest.mark.django_db
PNG = picture(8, 8)
ANY = {"access_token": "p", "expires_in": 7200, "accessToken": "p", "expireIn": 7200, "tenant_access_token": "p"}
GIVEN = {"content-type": "image/png", "content-disposition": 'attachment; filename="a.png"'}
KINDS = ["wecom", "kf", "wechat", "dingtalk", "feishu"]


def vendor(kind: str, **more: Any) -> Any:
    """A vendor that lets in, takes what it is brought and gives what is asked for; `more` by a part of the address."""

    def ask(method: str, url: str, *, body: bytes = b"", headers: Any = None, longest: int = 0) -> Reply:
        made.asked.append((method, url, dict(headers or {}), body))
        answer = next((each for part, each in made.more.items() if part in url), None)
        if isinstance(answer, Exception):
            raise answer
        if answer is not None:
            return Reply(200, answer if isinstance(answer, bytes) else json.dumps(answer).encode(), GIVEN)
        if any(part in url for part in ("media/get", "/resources/", "files.example")):
            return Reply(200, PNG, GIVEN)
        told = {**ANY, "errcode": 0, "expire": 7200, "media_id": "M1", "downloadUrl": "https://files.example/a"}
        told |= {"data": {"image_key": "M1", "message_id": "om"}, "msgid": "m", "processQueryKey": "q"}
        return Reply(200, json.dumps(told).encode(), {"content-type": "application/json"})

    made = Wire()
    made.more = more  # type: ignore[attr-defined]
    return made, ask


def reached(cast: Any, monkeypatch: Any, kind: str, **more: Any) -> tuple[Wire, Line, Conversation]:
    """A conversation with a customer of that vendor, whom the clerk has taken on."""
    made, ask = vendor(kind, **more)
    monkeypatch.setattr(calling, "ask", ask)
    mine = line(cast, "wecom", agent="wk1") if kind == "kf" else line(cast, kind)
    if kind == "kf":
        row = {"msgid": "a", "origin": 3, "external_userid": "open-1", "msgtype": "text", "text": {"content": "在吗"}}
        made.more["sync_msg"] = {"errcode": 0, "msg_list": [row], "next_cursor": "1", "has_more": 0}  # type: ignore[attr-defined]
    found = hear(mine, calls.make(mine, "13800138206" if kind == "sms" else "open-1", "在吗"))
    conversations.claim(found, by=cast.clerk)
    made.asked.clear()
    return made, mine, found


def hear(mine: Line, call: Any) -> Conversation:
    assert calls.put(Client(), mine, call).status_code == 200
    jobs.run_due()
    return Message.objects.select_related("conversation").latest("pk").conversation


def answer(cast: Any, found: Conversation, *uploads: Any) -> Message:
    found.refresh_from_db()
    return conversations.send(found, by=cast.clerk, text="请看", seen=talks.last_of(found), uploads=list(uploads))


def png(name: str = "内部文件名.png", data: bytes = PNG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "image/png")


def shown(cast: Any, found: Conversation) -> str:
    client = Client()
    client.force_login(cast.clerk, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.get(f"/conversations/{found.number}/").content.decode()


# ---- what customers send


def test_a_message_stands_there_while_its_picture_is_still_fetched(cast: Any, monkeypatch: Any) -> None:
    made, mine, found = reached(cast, monkeypatch, "wechat", **{"media/get": OSError("down")})
    hear(mine, calls.make(mine, "open-1", "", media="m-1"))
    assert "正在取附件" in shown(cast, found)
    made.more.clear()  # type: ignore[attr-defined]
    actions.fetch_media(Media.objects.get())
    assert "正在取附件" not in shown(cast, found)
    message = found.messages.latest("pk")
    assert [kept.media_type for kept in talks.files_of([message])[message.pk]] == ["image/png"]


def test_of_several_in_one_post_what_is_missing_stays_said(cast: Any, monkeypatch: Any) -> None:
    _made, mine, found = reached(cast, monkeypatch, "feishu", **{"bad-key": calling.TooLong("x")})
    rows = [
        [{"tag": "text", "text": "破了："}, {"tag": "img", "image_key": "bad-key"}],
        [{"tag": "img", "image_key": "k2"}],
    ]
    content = json.dumps({"title": "", "content": rows})
    message = {"message_id": "om_1", "message_type": "post", "content": content, "create_time": "1"}
    header = {"event_id": "e1", "event_type": "im.message.receive_v1", "token": "call-token"}
    event = {"sender": {"sender_id": {"open_id": "open-1"}}, "message": message}
    hear(mine, calls.shut(mine, {"schema": "2.0", "header": header, "event": event}))
    got = found.messages.latest("pk")
    assert (got.text, got.problem, len(talks.files_of([got])[got.pk])) == ("破了：", "media_large", 1)
    assert "超过 20 MB" in shown(cast, found)


def test_a_full_disk_is_tried_again_and_then_named(cast: Any, monkeypatch: Any) -> None:
    _made, mine, found = reached(cast, monkeypatch, "wechat")

    def full(*_given: Any, **_more: Any) -> None:
        raise files.NoSpace("full")

    with monkeypatch.context() as patched:
        patched.setattr(files, "keep_whole", full)
        hear(mine, calls.make(mine, "open-1", "", media="m-1"))
        assert found.messages.latest("pk").problem == "media_fetching"
        for _turn in range(5):
            actions.fetch_media(Media.objects.get())
    assert found.messages.latest("pk").problem == "media_missing"


def test_what_is_no_picture_is_only_ever_saved_and_a_voice_is_a_file(cast: Any, monkeypatch: Any) -> None:
    page = b"<html><script>alert(1)</script></html>"
    _made, mine, found = reached(
        cast, monkeypatch, "wechat", **{"media_id=forged": page, "media_id=voice": b"#!AMR\n" + b"\0" * 40}
    )
    hear(mine, calls.make(mine, "open-1", "", media="forged"))
    forged = found.messages.latest("pk")
    assert [kept.media_type for kept in talks.files_of([forged])[forged.pk]] == [files.OPAQUE]
    said = {"ToUserName": mine.account, "FromUserName": "open-1", "CreateTime": "1", "MsgType": "voice", "MsgId": "9"}
    hear(mine, calls.sealed(mine, xml.write({**said, "MediaId": "voice", "Format": "amr", "Recognition": "坏了"})))
    spoken = found.messages.latest("pk")
    assert "坏了" in spoken.text
    assert [kept.size for kept in talks.files_of([spoken])[spoken.pk]] == [46]


@pytest.mark.parametrize(
    "where",
    ["https://127.0.0.1/a", "https://169.254.169.254/latest", "http://files.example.cn/a", "file:///etc/passwd"],
)
def test_a_download_address_inside_the_house_is_not_called(cast: Any, monkeypatch: Any, where: str) -> None:
    real = calling.ask
    _made, mine, found = reached(cast, monkeypatch, "dingtalk", messageFiles={"downloadUrl": where})
    false = calling.ask
    monkeypatch.setattr(
        calling, "ask", lambda m, url, **more: (false if "dingtalk.com" in url else real)(m, url, **more)
    )
    hear(mine, calls.make(mine, "open-1", "", media="m-1"))
    assert found.messages.latest("pk").problem == "media_missing"


# ---- what we send


@pytest.mark.parametrize("kind", KINDS)
def test_words_and_then_the_picture_go_out(cast: Any, monkeypatch: Any, kind: str) -> None:
    made, _mine, found = reached(cast, monkeypatch, kind)
    sent = answer(cast, found, png())
    jobs.run_due()
    sent.refresh_from_db()
    assert sent.state == "sent", sent.trouble
    upload = next(at for at, (_m, _u, _h, body) in enumerate(made.asked) if PNG in body)
    words, last = made.asked[upload - 1][3] + made.asked[upload - 2][3], json.loads(made.asked[-1][3])
    assert "请看" in words.decode("utf-8", "replace")
    assert "M1" in json.dumps(last)
    assert "open-1" in json.dumps(last)
    _method, url, headers, body = made.asked[upload]
    assert headers["Content-Type"].startswith("multipart/form-data; boundary=")
    assert "内部文件名".encode() not in body
    places = {"dingtalk": "https://oapi.dingtalk.com/media/upload?", "feishu": "/open-apis/im/v1/images"}
    assert places.get(kind, "/cgi-bin/media/upload?") in url
    assert (b'name="image_type"\r\n\r\nmessage' in body) is (kind == "feishu")


@pytest.mark.parametrize("refusal", [{"errcode": 40009}, OSError("down")], ids=["refused", "down"])
def test_words_that_have_gone_do_not_go_twice_when_the_picture_stuck(cast: Any, monkeypatch: Any, refusal: Any) -> None:
    made, _mine, found = reached(cast, monkeypatch, "wechat", **{"media/upload": refusal})
    sent = answer(cast, found, png())
    jobs.run_due()
    sent.refresh_from_db()
    if isinstance(refusal, dict):
        assert (sent.state, "文字已发出" in sent.trouble) == ("failed", True)
        conversations.try_again(sent, by=cast.clerk)
    made.more.clear()  # type: ignore[attr-defined]
    conversations.deliver(talks.message(sent.pk))
    sent.refresh_from_db()
    assert sent.state == "sent"
    said = [json.loads(body)["msgtype"] for _m, url, _h, body in made.asked if "custom/send" in url]
    assert said == ["text", "image"]


@pytest.mark.parametrize(
    ("kind", "name", "data", "sentence"),
    [
        ("sms", "a.png", PNG, "只能发文字"),
        ("wechat", "a.pdf", b"%PDF-1.4\n%%EOF", "只能是图片"),
        ("wecom", "a.gif", b"GIF89a\x01\0\x01\0\0\0\0;", "只能是图片"),
    ],
)
def test_what_the_vendor_does_not_take_is_refused_before_anything_is_sent(
    cast: Any, monkeypatch: Any, kind: str, name: str, data: bytes, sentence: str
) -> None:
    made, _mine, found = reached(cast, monkeypatch, kind)
    with pytest.raises(Unacceptable, match=sentence):
        answer(cast, found, png(name, data))
    assert made.asked == []
    assert not found.messages.filter(direction="out").exists()


@pytest.mark.parametrize("kind", ["wecom", "wechat", "dingtalk", "feishu"])
def test_the_simulated_telephone_shows_both(cast: Any, settings: Any, kind: str) -> None:
    settings.DEMO = True
    mine = line(cast, kind, is_simulated=True)
    found = hear(mine, calls.make(mine, "open-1", "", media="picture"))
    assert found.messages.get().problem == ""
    conversations.claim(found, by=cast.clerk)
    answer(cast, found, png())
    jobs.run_due()
    assert list(Simulated.objects.filter(is_ours=True).order_by("pk").values_list("text", flat=True)) == [
        "请看",
        "[图片]",
    ]
