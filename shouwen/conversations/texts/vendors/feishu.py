"""Feishu (飞书): events of schema 2.0, sealed with the Encrypt Key and signed; messages by the IM interface."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwen.conversations import actions as conversations
from shouwen.conversations.texts import wire
from shouwen.conversations.texts.vendor import (
    Call,
    Enclosure,
    Field,
    Forged,
    Picture,
    Said,
    Taken,
    Trouble,
    Unreadable,
    labelled,
)
from shouwen.conversations.texts.vendors import crypt, signs
from shouwen.kernel import files, foreign_json

BASE = "https://open.feishu.cn"
#: It tries four times over some seven hours, and does not say that it signs anew; copies are told by `event_id`.
WINDOW = 8 * 3600
STALE_PASS = {99991661, 99991663, 99991664, 99991668}
#: 230001 … of the IM interface: bad receiver, robot not usable for him, not in the chat.
#: 234006 …: a picture that is too large, none, or empty.
FINAL = {230001, 230002, 230013, 230017, 230020, 230025, 234006, 234010, 234011, 234039}


def signature(at: str, nonce: str, key: str, body: bytes) -> str:
    return hashlib.sha256(f"{at}{nonce}{key}".encode() + body).hexdigest()


class Feishu(signs.LetsIn):
    """One application: `account` is the App ID."""

    longest = 20_000
    pictures = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
    fields: tuple[Field, ...] = (
        Field("account", "App ID"),
        Field("secret", "App Secret", is_secret=True),
        Field("token", "Verification Token", is_secret=True),
        Field("aes", "Encrypt Key", is_secret=True, help=gettext_lazy("必须开启加密策略，不收明文推送")),
    )

    def take(self, line: Any, call: Call) -> Taken:
        key = wire.secret(line, "aes")
        if not key:
            raise Forged
        at, nonce = call.headers.get("x-lark-request-timestamp", ""), call.headers.get("x-lark-request-nonce", "")
        given = call.headers.get("x-lark-signature", "")
        if given:
            signs.same(signature(at, nonce, key, call.body), given)
            signs.in_time(at, WINDOW)
        try:
            found = foreign_json.read(crypt.feishu_open(key, foreign_json.read(call.body)["encrypt"]))
            if found.get("type") == "url_verification":  # not signed: who can seal it, and knows the token, is Feishu
                signs.same(wire.secret(line, "token") or "-", str(found.get("token", "")))
                answer = json.dumps({"challenge": str(found["challenge"])}).encode()
                return Taken((), answer, "application/json")
            if not given:
                raise Forged
            signs.same(wire.secret(line, "token") or "-", str(found["header"].get("token", "")))
            return Taken((_said(found),), b"{}", "application/json")
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            raise Unreadable from problem

    def pull(self, line: Any, details: dict[str, str]) -> tuple[list[Said], str]:
        return [], line.cursor

    def send(self, line: Any, to: str, text: str, once: str) -> str:
        return self._send(line, to, "text", {"text": text}, once)

    def send_picture(self, line: Any, to: str, picture: Picture, once: str) -> str:
        headers = {"Authorization": f"Bearer {self._pass(line)}"}
        url = f"{BASE}/open-apis/im/v1/images"
        told = self._well(line, wire.ask_form(line, url, "image", picture, headers=headers, image_type="message"))
        return self._send(line, to, "image", {"image_key": str(told["data"]["image_key"])}, once)

    def _send(self, line: Any, to: str, kind: str, words: dict[str, str], once: str) -> str:
        content = json.dumps(words, ensure_ascii=False)
        given = {"receive_id": to, "msg_type": kind, "content": content, "uuid": once[:50]}
        told = self._ask(line, "POST", "/open-apis/im/v1/messages?receive_id_type=open_id", given)
        return str((told.get("data") or {}).get("message_id", ""))

    def fetch(self, line: Any, ref: dict[str, str]) -> tuple[str, bytes]:
        message, key = quote(ref["message"], safe=""), quote(ref["key"], safe="")
        url = f"{BASE}/open-apis/im/v1/messages/{message}/resources/{key}?type={ref['type']}"
        headers = {"Authorization": f"Bearer {self._pass(line)}"}
        reply = wire.ask(line, "GET", url, headers=headers, longest=files.LARGEST)
        if 400 <= reply.status < 500 and reply.status != 429:
            raise conversations.Undeliverable(_("平台没有给出这个文件（%(code)s）。") % {"code": reply.status})
        if not reply.is_well:
            raise Trouble(f"HTTP {reply.status}")
        return "", reply.body

    def _ask(self, line: Any, method: str, path: str, given: Any) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._pass(line)}"}
        return self._well(line, wire.ask_json(line, method, f"{BASE}{path}", given, headers))

    def _well(self, line: Any, told: dict[str, Any]) -> dict[str, Any]:
        code = told.get("code", 0)
        if code == 0:
            return told
        if code in STALE_PASS:
            signs.dismissed(line)
        if code in FINAL:
            raise conversations.Undeliverable(_("平台拒收（%(code)s）。") % {"code": code})
        raise Trouble(f"code {code}")

    def _pass(self, line: Any) -> str:
        def ask() -> tuple[str, int]:
            given = {"app_id": line.account, "app_secret": wire.secret(line, "secret")}
            told = wire.ask_json(line, "POST", f"{BASE}/open-apis/auth/v3/tenant_access_token/internal", given)
            if told.get("code", 0) != 0:
                raise Trouble(f"code {told.get('code')}")
            return str(told["tenant_access_token"]), int(told["expire"])

        return signs.admitted(line, ask)


def _said(found: dict[str, Any]) -> Said:
    header = found["header"]
    once = f"event:{header['event_id']}"
    if header.get("event_type") != "im.message.receive_v1":
        return Said(once, "event")
    message, sender = found["event"]["message"], found["event"]["sender"]["sender_id"]["open_id"]
    text, media = _words(message)
    return Said(
        once, sender=str(sender), text=text, media=media, written_at=signs.moment(message.get("create_time"), 1000)
    )


def _words(message: dict[str, Any]) -> tuple[str, tuple[Enclosure, ...]]:
    kind, content, ident = message["message_type"], foreign_json.read(message["content"]), str(message["message_id"])
    if kind == "text":
        return str(content.get("text", "")), ()
    if kind == "post":
        return _post(content), _enclosed(content, ident)
    titles = {
        "image": (_("图片"), "jpg"),
        "audio": (_("语音"), "opus"),
        "media": (_("视频"), "mp4"),
        "file": (_("文件"), ""),
    }
    key = content.get("image_key") if kind == "image" else content.get("file_key")
    if kind not in titles or not key:
        return labelled(_("看不了的消息")), ()
    title, ending = titles[kind]
    name = str(content.get("file_name") or (f"{title}.{ending}" if ending else title))
    ref = {"message": ident, "key": str(key), "type": "image" if kind == "image" else "file"}
    return labelled(title), (Enclosure(name, ref),)


def _enclosed(content: dict[str, Any], ident: str) -> tuple[Enclosure, ...]:
    """Pictures and films between the words of a post."""
    parts = [part for row in content.get("content") or [] for part in row if isinstance(part, dict)]
    found = []
    for part in parts:
        is_film = part.get("tag") == "media"
        if part.get("tag") in ("img", "media") and (key := part.get("file_key" if is_film else "image_key")):
            ref = {"message": ident, "key": str(key), "type": "file" if is_film else "image"}
            found.append(Enclosure(_("视频") + ".mp4" if is_film else _("图片") + ".jpg", ref))
    return tuple(found)


def _post(content: dict[str, Any]) -> str:
    rows = content.get("content") or []
    lines = ["".join(str(part.get("text", "")) for part in row if isinstance(part, dict)) for row in rows]
    return "\n".join([str(content.get("title", "")), *lines]).strip()
