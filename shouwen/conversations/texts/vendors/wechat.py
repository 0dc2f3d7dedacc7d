"""WeChat official account (公众号): signed calls with XML, sealed in its safe mode; answers by the customer-service interface.

The account has five seconds and three tries: it hears `success` at once, the answer follows by itself.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from shouwen.conversations.texts import wire
from shouwen.conversations.texts.vendor import Call, Field, Picture, Said, Taken, Unreadable
from shouwen.conversations.texts.vendors import signs, tencent, xml

BASE = "https://api.weixin.qq.com"
#: 45015: the customer's last word is too long ago; 45047: too many answers to it; 43004: he follows no longer.
FINAL = {40003, 43004, 45002, 45015, 45047}


class Wechat(tencent.Tencent):
    """One official account: `account` is its AppID."""

    longest = 2048
    pictures = frozenset({"image/png", "image/jpeg", "image/gif"})
    base = BASE
    fields: tuple[Field, ...] = (
        Field("account", "AppID"),
        Field("secret", "AppSecret", is_secret=True),
        Field("token", "Token", is_secret=True),
        Field(
            "aes",
            "EncodingAESKey",
            is_secret=True,
            is_needed=False,
            help=gettext_lazy("填了就只收安全模式的消息（建议）"),
        ),
    )

    def take(self, line: Any, call: Call) -> Taken:
        if call.method == "GET":
            self._verify(line, call)
            return Taken(answer=call.query.get("echostr", "").encode()[:200])
        found = xml.read(self._body(line, call))
        if found.get("MsgType") == "event":
            return Taken((Said(tencent.once(found), "event"),), b"success")
        if not found.get("FromUserName") or not found.get("MsgId"):
            raise Unreadable
        text, media = tencent.words_of(found)
        at = signs.moment(found.get("CreateTime"))
        said = Said(tencent.once(found), sender=found["FromUserName"], text=text, media=media, written_at=at)
        return Taken((said,), b"success")

    def _body(self, line: Any, call: Call) -> bytes:
        if wire.secret(line, "aes"):
            return tencent.opened(line, call)
        self._verify(line, call)
        return call.body

    def _verify(self, line: Any, call: Call) -> None:
        token, at, nonce = wire.secret(line, "token"), call.query.get("timestamp", ""), call.query.get("nonce", "")
        signs.same(signs.sha1(token, at, nonce) if token else "-", call.query.get("signature", ""))
        signs.in_time(at, tencent.WINDOW)

    def pull(self, line: Any, details: dict[str, str]) -> tuple[list[Said], str]:
        return [], line.cursor

    def send(self, line: Any, to: str, text: str, once: str) -> str:
        return self._send(line, {"touser": to, "msgtype": "text", "text": {"content": text}})

    def send_picture(self, line: Any, to: str, picture: Picture, once: str) -> str:
        media = {"media_id": self.uploaded(line, picture)}
        return self._send(line, {"touser": to, "msgtype": "image", "image": media})

    def _send(self, line: Any, given: dict[str, Any]) -> str:
        url = tencent.address(BASE, "/cgi-bin/message/custom/send", access_token=self._pass(line))
        tencent.asked(line, url, given, final=FINAL.__contains__)
        return ""

    def _pass(self, line: Any) -> str:
        def ask() -> tuple[str, int]:
            secret = wire.secret(line, "secret")
            query = {"grant_type": "client_credential", "appid": line.account, "secret": secret}
            told = tencent.asked(line, tencent.address(BASE, "/cgi-bin/token", **query), final=lambda code: False)
            return str(told["access_token"]), int(told["expires_in"])

        return signs.admitted(line, ask)
