"""What WeCom and WeChat share: signed and sealed calls, and interfaces that answer with `errcode`."""

from __future__ import annotations

from email.message import Message
from typing import Any
from urllib.parse import quote, urlencode

from django.utils.translation import gettext as _

from shouwen.conversations import actions as conversations
from shouwen.conversations.texts import wire
from shouwen.conversations.texts.vendor import Call, Enclosure, Picture, Trouble, Unreadable, labelled
from shouwen.conversations.texts.vendors import crypt, signs, xml
from shouwen.kernel import files

WINDOW = 300
#: Kind, size or form of a picture that it does not take.
BAD_PICTURE = {40004, 40005, 40006, 40009, 41005, 45001, 301017}
STALE_PASS = {40001, 40014, 42001}


class Tencent(signs.LetsIn):
    """WeCom and WeChat: enclosures are fetched alike, from where each has its interface."""

    base: str

    def fetch(self, line: Any, ref: dict[str, str]) -> tuple[str, bytes]:
        """Name and content of something enclosed."""
        url = address(self.base, "/cgi-bin/media/get", access_token=self._pass(line), media_id=ref["media"])
        return media(line, url)

    def uploaded(self, line: Any, picture: Picture) -> str:
        """The vendor's number of a picture, which it keeps for three days."""
        url = address(self.base, "/cgi-bin/media/upload", access_token=self._pass(line), type="image")
        told = told_well(line, wire.ask_form(line, url, "media", picture), final=BAD_PICTURE.__contains__)
        return str(told["media_id"])


def opened(line: Any, call: Call) -> bytes:
    """The words of a sealed call, its `msg_signature` and time verified."""
    sealed = call.query.get("echostr", "") if call.method == "GET" else xml.read(call.body).get("Encrypt", "")
    at, nonce = call.query.get("timestamp", ""), call.query.get("nonce", "")
    token = wire.secret(line, "token")
    ours = signs.sha1(token, at, nonce, sealed) if token else ""
    signs.same(ours or "-", call.query.get("msg_signature", ""))
    signs.in_time(at, WINDOW)
    return crypt.tencent_open(wire.secret(line, "aes"), sealed, line.account)


def once(found: dict[str, str]) -> str:
    """What tells a message from every other: its number, or for an event who and when (as the vendor advises)."""
    if found.get("MsgId"):
        return f"msg:{found['MsgId']}"
    if not found.get("FromUserName"):
        raise Unreadable
    return f"event:{signs.hidden(found['FromUserName'])}:{found.get('CreateTime', '')}:{found.get('Event', '')}"


def words_of(found: dict[str, str]) -> tuple[str, tuple[Enclosure, ...]]:
    """Text and enclosures of a message by its kind; what is said in words stands first."""
    kind, media = found.get("MsgType", ""), found.get("MediaId", "")
    if kind == "text":
        return found.get("Content", ""), ()
    if kind == "location":
        return labelled(_("位置"), found.get("Label")), ()
    if kind == "link":
        return labelled(_("链接"), f"{found.get('Title', '')} {found.get('Url', '')}"), ()
    names = {"image": (_("图片"), "jpg"), "voice": (_("语音"), found.get("Format", "amr"))}
    names |= {"video": (_("视频"), "mp4"), "shortvideo": (_("视频"), "mp4"), "file": (_("文件"), "")}
    if kind not in names or not media:
        return labelled(_("看不了的消息")), ()
    title, ending = names[kind]
    name = found.get("FileName") or (f"{title}.{ending}" if ending else title)
    spoken = labelled(title, found.get("Recognition"))
    return spoken, (Enclosure(name, {"media": media}),)


def asked(line: Any, url: str, given: Any = None, *, final: Any) -> dict[str, Any]:
    """The answer of an interface; `Undeliverable` for codes of `final`, `Trouble` for any other but 0."""
    return told_well(line, wire.ask_json(line, "GET" if given is None else "POST", url, given), final=final)


def told_well(line: Any, told: dict[str, Any], *, final: Any) -> dict[str, Any]:
    """The answer, unless it tells of a failure."""
    code = told.get("errcode", 0)
    if code == 0:
        return told
    if code in STALE_PASS:
        signs.dismissed(line)
    if final(code):
        raise conversations.Undeliverable(_("平台拒收（%(code)s）。") % {"code": code})
    raise Trouble(f"errcode {code}")


def address(base: str, path: str, **query: str) -> str:
    return f"{base}{path}?{urlencode(query, quote_via=quote)}"


def media(line: Any, url: str) -> tuple[str, bytes]:
    """Something enclosed: a file, or JSON that says why not."""
    reply = wire.ask(line, "GET", url, longest=files.LARGEST)
    if not reply.is_well:
        raise Trouble(f"HTTP {reply.status}")
    if "json" in reply.headers.get("content-type", "") or "disposition" not in " ".join(reply.headers):
        code = wire.read(reply).get("errcode", 0)
        if code in STALE_PASS:
            signs.dismissed(line)
            raise Trouble(f"errcode {code}")
        raise conversations.Undeliverable(_("平台没有给出这个文件（%(code)s）。") % {"code": code})
    told = Message()
    told["content-disposition"] = reply.headers["content-disposition"]
    return told.get_filename() or "", reply.body
