"""What the vendors' interfaces answer in a demo: passes for the right secret, messages to the simulated telephone."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from shouwen.conversations.texts import wire
from shouwen.conversations.texts.models import Line, Simulated
from shouwen.kernel import clock, signing
from shouwen.kernel.calling import Reply

PASS = "simulated-pass"  # noqa: S105  of the demo only
PICTURE = "[图片]"
Answer = Callable[[Line, dict[str, str], Mapping[str, str], bytes], Reply]


def answer(line: Line, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Reply:
    """The simulated vendor's answer to one request of our adapters."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    if "/resources/" in parts.path:
        return _media(line, query, headers, body)
    for ending, reply in ROUTES.items():
        if parts.path.endswith(ending):
            return reply(line, query, headers, body)
    return Reply(404, b'{"errcode": 404, "code": 404}')


def _told(**words: Any) -> Reply:
    return Reply(200, json.dumps(words).encode(), {"content-type": "application/json"})


def put(line: Line, who: str, text: str, *, is_ours: bool) -> Simulated:
    """Writes down what is seen on the telephone."""
    return Simulated.objects.create(line=line, who=who[:64], text=text, is_ours=is_ours, at=clock.now())


def _pass(line: Line, given: str, **told: Any) -> Reply:
    if given != wire.secret(line, "secret"):
        return _told(errcode=40001, code="InvalidAuthentication")
    return _told(**told)


def _tencent_pass(line: Line, query: dict[str, str], headers: Mapping[str, str], body: bytes) -> Reply:
    given = query.get("secret") or query.get("corpsecret", "")
    return _pass(line, given, errcode=0, access_token=PASS, expires_in=7200)


def _dingtalk_pass(line: Line, query: dict[str, str], headers: Mapping[str, str], body: bytes) -> Reply:
    return _pass(line, json.loads(body)["appSecret"], accessToken=PASS, expireIn=7200)


def _feishu_pass(line: Line, query: dict[str, str], headers: Mapping[str, str], body: bytes) -> Reply:
    return _pass(line, json.loads(body)["app_secret"], code=0, tenant_access_token=PASS, expire=7200)


def _tencent_message(line: Line, query: dict[str, str], headers: Mapping[str, str], body: bytes) -> Reply:
    if query.get("access_token") != PASS:
        return _told(errcode=40001)
    told = json.loads(body)
    put(line, told["touser"], PICTURE if told["msgtype"] == "image" else told["text"]["content"], is_ours=True)
    return _told(errcode=0, msgid="simulated")


def _dingtalk_message(line: Line, query: dict[str, str], headers: Mapping[str, str], body: bytes) -> Reply:
    told = json.loads(body)
    for who in told["userIds"]:
        put(line, who, json.loads(told["msgParam"]).get("content", PICTURE), is_ours=True)
    return _told(processQueryKey="simulated", invalidStaffIdList=[], flowControlledStaffIdList=[])


def _feishu_message(line: Line, query: dict[str, str], headers: Mapping[str, str], body: bytes) -> Reply:
    told = json.loads(body)
    put(line, told["receive_id"], json.loads(told["content"]).get("text", PICTURE), is_ours=True)
    return _told(code=0, data={"message_id": "om_simulated"})


def _upload(line: Line, query: dict[str, str], headers: Mapping[str, str], body: bytes) -> Reply:
    """A place for pictures that looks at who brings what: the pass, and that it is one."""
    if PASS not in (query.get("access_token"), headers.get("Authorization", "").removeprefix("Bearer ")):
        return _told(errcode=40001, code=99991663)
    if b"\r\n\r\n\x89PNG" not in body and b"\r\n\r\n\xff\xd8\xff" not in body and b"\r\n\r\nGIF8" not in body:
        return _told(errcode=40005, code=234011)
    return _told(errcode=0, code=0, media_id="@simulated", data={"image_key": "img_simulated"})


def _sms(line: Line, query: dict[str, str], headers: Mapping[str, str], body: bytes) -> Reply:
    """A gateway that looks at our signature."""
    at = headers.get("X-Shouwen-Time", "0")
    if headers.get("X-Shouwen-Signature") != signing.sign(wire.secret(line, "secret").encode(), int(at), body):
        return Reply(401, b"{}")
    if not body:
        return _told(ok=True)
    told = json.loads(body)
    sign = f"【{told['signature']}】" if told.get("signature") else ""
    return _told(id=f"simulated-{put(line, told['to'], sign + told['text'], is_ours=True).pk}")


def _sync(line: Line, query: dict[str, str], headers: Mapping[str, str], body: bytes) -> Reply:
    """What customers said to 微信客服 since the cursor."""
    since = int(json.loads(body).get("cursor") or 0)
    rows = list(Simulated.objects.filter(line=line, is_ours=False, pk__gt=since).order_by("pk")[:100])
    told = [
        {"msgid": f"s{row.pk}", "origin": 3, "external_userid": row.who, "send_time": int(row.at.timestamp())}
        | (
            {"msgtype": "image", "image": {"media_id": "picture"}}
            if row.text == PICTURE
            else {"msgtype": "text", "text": {"content": row.text}}
        )
        for row in rows
    ]
    return _told(errcode=0, msg_list=told, has_more=0, next_cursor=str(rows[-1].pk if rows else since))


def _media(line: Line, query: dict[str, str], headers: Mapping[str, str], body: bytes) -> Reply:
    told = {"content-type": "image/png", "content-disposition": 'attachment; filename="picture.png"'}
    return Reply(200, picture(), told)


def _download(line: Line, query: dict[str, str], headers: Mapping[str, str], body: bytes) -> Reply:
    return _told(downloadUrl="https://simulated.invalid/media/get")


def picture(width: int = 240, height: int = 160) -> bytes:
    """A small picture of a parcel, drawn anew each time."""
    rows = b"".join(b"\0" + bytes(_colour(x, y, width, height) for x in range(width)) for y in range(height))

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0))
    palette = chunk(b"PLTE", bytes((236, 239, 243, 196, 154, 108, 150, 111, 70)))
    return b"\x89PNG\r\n\x1a\n" + head + palette + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def _colour(x: int, y: int, width: int, height: int) -> int:
    inside = width // 5 < x < width * 4 // 5 and height // 4 < y < height * 4 // 5
    tape = abs(x - width // 2) < width // 30 or abs(y - height // 2) < 2
    return (2 if tape else 1) if inside else 0


ROUTES: dict[str, Answer] = {
    "/cgi-bin/token": _tencent_pass,
    "/cgi-bin/gettoken": _tencent_pass,
    "/cgi-bin/message/custom/send": _tencent_message,
    "/cgi-bin/message/send": _tencent_message,
    "/cgi-bin/kf/send_msg": _tencent_message,
    "/cgi-bin/kf/sync_msg": _sync,
    "/media/get": _media,
    "/media/upload": _upload,
    "/im/v1/images": _upload,
    "/oauth2/accessToken": _dingtalk_pass,
    "/oToMessages/batchSend": _dingtalk_message,
    "/messageFiles/download": _download,
    "/tenant_access_token/internal": _feishu_pass,
    "/im/v1/messages": _feishu_message,
    "/send": _sms,
}
if not wire.SIMULATED:
    wire.SIMULATED.append(answer)
