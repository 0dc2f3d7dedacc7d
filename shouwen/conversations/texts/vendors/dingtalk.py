"""DingTalk (钉钉): a robot that receives over HTTP. Its signature covers time and secret, not the words (as it documents)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwen.conversations import actions as conversations
from shouwen.conversations.texts import wire
from shouwen.conversations.texts.vendor import (
    Call,
    Enclosure,
    Field,
    Picture,
    Said,
    Taken,
    Trouble,
    Unreadable,
    labelled,
)
from shouwen.conversations.texts.vendors import signs
from shouwen.kernel import files, foreign_json

BASE = "https://api.dingtalk.com"
#: Files are still brought to the interface before it, with the same pass.
OLDER = "https://oapi.dingtalk.com"
STALE_PASS = {40001, 40014, 42001}
BAD_PICTURE = {40004, 40005, 40006, 40009, 41005}
#: The vendor's own rule: an hour.
WINDOW = 3600


def signature(secret: str, at: str) -> str:
    """Base64 of HMAC-SHA256 over the time and the secret."""
    return base64.b64encode(hmac.new(secret.encode(), f"{at}\n{secret}".encode(), hashlib.sha256).digest()).decode()


class Dingtalk(signs.LetsIn):
    """One robot: `account` is the AppKey, `agent` the robotCode."""

    longest = 5000
    pictures = frozenset({"image/png", "image/jpeg", "image/gif"})
    fields: tuple[Field, ...] = (
        Field("account", gettext_lazy("AppKey（Client ID）")),
        Field("secret", gettext_lazy("AppSecret（Client Secret）"), is_secret=True),
        Field("agent", "robotCode"),
    )

    def take(self, line: Any, call: Call) -> Taken:
        secret, at = wire.secret(line, "secret"), call.headers.get("timestamp", "")
        signs.same(signature(secret, at) if secret else "-", call.headers.get("sign", ""))
        signs.in_time(at, WINDOW, unit=1000)
        try:
            found = foreign_json.read(call.body)
            text, media = _words(found)
            said = Said(
                f"msg:{found['msgId']}",
                sender=str(found.get("senderStaffId") or found["senderId"]),
                name=str(found.get("senderNick", "")),
                text=text,
                media=media,
                written_at=signs.moment(found.get("createAt"), 1000),
            )
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            raise Unreadable from problem
        return Taken((said,), b"{}", "application/json")

    def pull(self, line: Any, details: dict[str, str]) -> tuple[list[Said], str]:
        return [], line.cursor

    def send(self, line: Any, to: str, text: str, once: str) -> str:
        return self._send(line, to, "sampleText", {"content": text})

    def send_picture(self, line: Any, to: str, picture: Picture, once: str) -> str:
        query = urlencode({"access_token": self._pass(line), "type": "image"})
        told = wire.ask_form(line, f"{OLDER}/media/upload?{query}", "media", picture)
        if told.get("errcode", 0) in BAD_PICTURE:
            raise conversations.Undeliverable(_("平台拒收（%(code)s）。") % {"code": told["errcode"]})
        if told.get("errcode", 0) != 0 or not told.get("media_id"):
            if told.get("errcode") in STALE_PASS:
                signs.dismissed(line)
            raise Trouble(f"errcode {told.get('errcode')}")
        return self._send(line, to, "sampleImageMsg", {"photoURL": str(told["media_id"])})

    def _send(self, line: Any, to: str, key: str, words: dict[str, str]) -> str:
        given = {"robotCode": line.agent, "userIds": [to], "msgKey": key}
        param = json.dumps(words, ensure_ascii=False)
        told = self._ask(line, "/v1.0/robot/oToMessages/batchSend", {**given, "msgParam": param})
        if told.get("invalidStaffIdList"):
            raise conversations.Undeliverable(_("钉钉说收信人不在企业里，不能单独发给他。"))
        if told.get("flowControlledStaffIdList"):
            raise Trouble("flow controlled")
        return str(told.get("processQueryKey", ""))

    def fetch(self, line: Any, ref: dict[str, str]) -> tuple[str, bytes]:
        given = {"downloadCode": ref["code"], "robotCode": line.agent}
        told = self._ask(line, "/v1.0/robot/messageFiles/download", given)
        reply = wire.ask(line, "GET", str(told.get("downloadUrl", "")), longest=files.LARGEST)
        if not reply.is_well:
            raise Trouble(f"HTTP {reply.status}")
        return "", reply.body

    def _ask(self, line: Any, path: str, given: dict[str, Any]) -> dict[str, Any]:
        headers = {"x-acs-dingtalk-access-token": self._pass(line)}
        told = wire.ask_json(line, "POST", f"{BASE}{path}", given, headers)
        code = told.get("code")
        if code is None:
            return told
        if code == "InvalidAuthentication":
            signs.dismissed(line)
        if str(code).startswith(("invalidParameter", "staffId")):
            raise conversations.Undeliverable(_("平台拒收（%(code)s）。") % {"code": str(code)[:60]})
        raise Trouble(str(code)[:60])

    def _pass(self, line: Any) -> str:
        def ask() -> tuple[str, int]:
            given = {"appKey": line.account, "appSecret": wire.secret(line, "secret")}
            told = wire.ask_json(line, "POST", f"{BASE}/v1.0/oauth2/accessToken", given)
            if "accessToken" not in told:
                raise Trouble(str(told.get("code", ""))[:60])
            return str(told["accessToken"]), int(told["expireIn"])

        return signs.admitted(line, ask)


def _words(found: dict[str, Any]) -> tuple[str, tuple[Enclosure, ...]]:
    kind = found["msgtype"]
    if kind == "text":
        return str(found["text"]["content"]).strip(), ()
    part = found.get("content") or {}
    if kind == "richText":
        rows = part.get("richText") or []
        text = "".join(str(row.get("text", "")) for row in rows)
        picture = _("图片") + ".jpg"
        codes = [row["downloadCode"] for row in rows if row.get("downloadCode")]
        return text, tuple(Enclosure(picture, {"code": str(code)}) for code in codes)
    titles = {
        "picture": (_("图片"), "jpg"),
        "audio": (_("语音"), "amr"),
        "video": (_("视频"), "mp4"),
        "file": (_("文件"), ""),
    }
    if kind not in titles or not part.get("downloadCode"):
        return labelled(_("看不了的消息")), ()
    title, ending = titles[kind]
    name = str(part.get("fileName") or (f"{title}.{ending}" if ending else title))
    spoken = labelled(title, part.get("recognition"))
    return spoken, (Enclosure(name, {"code": str(part["downloadCode"])}),)
