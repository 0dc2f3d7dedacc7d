"""WeCom (企业微信): an application that colleagues write to, or 微信客服, where customers do (`agent` begins with `wk`).

微信客服 only nudges; what was said is pulled (`kf/sync_msg`) with a cursor.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwen.conversations.texts import wire
from shouwen.conversations.texts.vendor import Call, Enclosure, Field, Picture, Said, Taken, Unreadable, labelled
from shouwen.conversations.texts.vendors import signs, tencent, xml

BASE = "https://qyapi.weixin.qq.com"
ROUNDS = 20
FROM_CUSTOMER = 3
FINAL = {40003, 60011, 60111, 81013, 95001, 95002, 95013, 95016, 95018}


class Wecom(tencent.Tencent):
    """One application or one 客服账号: `account` is the CorpID."""

    longest = 2048
    pictures = frozenset({"image/png", "image/jpeg"})
    base = BASE
    fields: tuple[Field, ...] = (
        Field("account", gettext_lazy("企业 ID")),
        Field(
            "agent", gettext_lazy("应用或客服"), help=gettext_lazy("自建应用填 AgentId，微信客服填以 wk 开头的客服账号")
        ),
        Field("secret", "Secret", is_secret=True),
        Field("token", "Token", is_secret=True),
        Field("aes", "EncodingAESKey", is_secret=True),
    )

    def take(self, line: Any, call: Call) -> Taken:
        words = tencent.opened(line, call)
        if call.method == "GET":
            return Taken(answer=words)
        found = xml.read(words)
        if found.get("MsgType") == "event":
            return Taken((self._event(line, found),))
        if not found.get("FromUserName") or not found.get("MsgId"):
            raise Unreadable
        text, media = tencent.words_of(found)
        at = signs.moment(found.get("CreateTime"))
        said = Said(tencent.once(found), sender=found["FromUserName"], text=text, media=media, written_at=at)
        return Taken((said,))

    def _event(self, line: Any, found: dict[str, str]) -> Said:
        """News of 微信客服 are told apart by their token; of another 客服账号 they are none of ours."""
        if found.get("Event") != "kf_msg_or_event":
            return Said(tencent.once(found), "event")
        token = found.get("Token", "")
        is_ours = found.get("OpenKfId", line.agent) == line.agent
        return Said(f"nudge:{signs.hidden(token)}", "nudge" if is_ours else "event", details={"token": token})

    def pull(self, line: Any, details: dict[str, str]) -> tuple[list[Said], str]:
        """Everything customers said since the cursor, and the new one."""
        said: list[Said] = []
        cursor = line.cursor
        for _round in range(ROUNDS):
            url = tencent.address(BASE, "/cgi-bin/kf/sync_msg", access_token=self._pass(line))
            given = {"cursor": cursor, "token": details.get("token", ""), "limit": 1000, "open_kfid": line.agent}
            told = tencent.asked(line, url, given, final=lambda code: False)
            rows = told.get("msg_list") or []
            said += [_said(row) for row in rows if row.get("origin") == FROM_CUSTOMER and row.get("external_userid")]
            cursor = str(told.get("next_cursor") or cursor)
            if not told.get("has_more"):
                break
        return said, cursor

    def send(self, line: Any, to: str, text: str, once: str) -> str:
        return self._send(line, {"touser": to, "msgtype": "text", "text": {"content": text}}, once)

    def send_picture(self, line: Any, to: str, picture: Picture, once: str) -> str:
        media = {"media_id": self.uploaded(line, picture)}
        return self._send(line, {"touser": to, "msgtype": "image", "image": media}, once)

    def _send(self, line: Any, given: dict[str, Any], once: str) -> str:
        if line.agent.startswith("wk"):
            path, given = "/cgi-bin/kf/send_msg", {**given, "open_kfid": line.agent, "msgid": once[:32]}
        else:
            path, given = "/cgi-bin/message/send", {**given, "agentid": line.agent}
        url = tencent.address(BASE, path, access_token=self._pass(line))
        told = tencent.asked(line, url, given, final=FINAL.__contains__)
        return str(told.get("msgid", ""))

    def _pass(self, line: Any) -> str:
        def ask() -> tuple[str, int]:
            query = {"corpid": line.account, "corpsecret": wire.secret(line, "secret")}
            told = tencent.asked(line, tencent.address(BASE, "/cgi-bin/gettoken", **query), final=lambda code: False)
            return str(told["access_token"]), int(told["expires_in"])

        return signs.admitted(line, ask)


def _said(row: dict[str, Any]) -> Said:
    kind = str(row.get("msgtype", ""))
    part = row.get(kind) if isinstance(row.get(kind), dict) else {}
    text, media = _words(kind, part or {})
    at = signs.moment(row.get("send_time"))
    return Said(f"msg:{row['msgid']}", sender=str(row["external_userid"]), text=text, media=media, written_at=at)


def _words(kind: str, part: dict[str, Any]) -> tuple[str, tuple[Enclosure, ...]]:
    if kind == "text":
        return str(part.get("content", "")), ()
    if kind == "location":
        return labelled(_("位置"), f"{part.get('name', '')} {part.get('address', '')}"), ()
    if kind == "link":
        return labelled(_("链接"), f"{part.get('title', '')} {part.get('url', '')}"), ()
    found = {"MsgType": kind, "MediaId": str(part.get("media_id", ""))}
    return tencent.words_of(found)
