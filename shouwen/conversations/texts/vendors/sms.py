"""SMS: our own signed interface, or Aliyun (SendSms of 2017-05-25).

Ours, both ways signed as `kernel/signing.py` says:

    to the gateway    {"once", "to", "text", "template", "words", "signature"}   → 2xx {"id"}
    to us             {"id", "type": "message", "from", "text", "at"} or
                      {"id", "type": "report", "message", "reached", "code"}, one or a list of them

Aliyun's pushes (SmsReport, SmsUp) are not signed, so a relay of the house signs them; their JSON is read as it is.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwen.conversations import actions as conversations
from shouwen.conversations.texts import queries, wire
from shouwen.conversations.texts.vendor import Call, Field, Forged, Late, Picture, Said, Taken, Trouble, Unreadable
from shouwen.kernel import clock, foreign_json, signing

ALIYUN = "dysmsapi.aliyuncs.com"
#: Template of the vendor by which a clerk's own words go out where every text needs one.
REPLY = "reply"
#: What the vendor will not take a second time either.
FINAL = {
    "isv.MOBILE_NUMBER_ILLEGAL",
    "isv.MOBILE_COUNT_OVER_LIMIT",
    "isv.TEMPLATE_MISSING_PARAMETERS",
    "isv.INVALID_PARAMETERS",
    "isv.SMS_TEMPLATE_ILLEGAL",
    "isv.SMS_SIGNATURE_ILLEGAL",
    "isv.BLACK_KEY_CONTROL_LIMIT",
    "isv.PARAM_LENGTH_LIMIT",
    "isv.DAY_LIMIT_CONTROL",
}


class Sms:
    """Text messages."""

    longest = 1500
    pictures: frozenset[str] = frozenset()
    fields: tuple[Field, ...] = (
        Field("vendor", gettext_lazy("平台")),
        Field("account", "AccessKeyId", is_needed=False, help=gettext_lazy("阿里云用；自有网关留空")),
        Field("secret", gettext_lazy("发送密钥"), is_secret=True, help="AccessKeySecret"),
        Field("agent", gettext_lazy("短信签名")),
        Field("gateway", gettext_lazy("网关地址"), is_needed=False, help=gettext_lazy("自有网关用，https:// 开头")),
        Field("token", gettext_lazy("回调密钥"), is_secret=True),
    )

    def take(self, line: Any, call: Call) -> Taken:
        """Status reports and messages from phones, ours or Aliyun's, under our signature."""
        _verify(line, call)
        try:
            told = foreign_json.read(call.body)
            rows = told if isinstance(told, list) else [told]
            said = tuple(_read(row) for row in rows[:500])
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            raise Unreadable from problem
        answer = json.dumps({"code": 0, "msg": "ok"}).encode()
        return Taken(said, answer, "application/json")

    def send(self, line: Any, to: str, text: str, once: str) -> str:
        """A clerk's words. Aliyun takes no free words: they go as `{text}` of the brand's template `reply`."""
        template = queries.template(line.channel.brand, REPLY)
        vendor_code = template.vendor_code if template is not None else ""
        return self.send_template(line, to, text, once, vendor_code=vendor_code, words={"text": text})

    def send_template(
        self, line: Any, to: str, text: str, once: str, *, vendor_code: str, words: Mapping[str, Any]
    ) -> str:
        """Words by a template the vendor knows."""
        if line.vendor == "aliyun":
            return _by_aliyun(line, to, once, vendor_code, words)
        if not line.gateway:
            raise conversations.Undeliverable(_("短信渠道没有填写网关地址。"))
        given: dict[str, Any] = {"once": once, "to": to, "text": text, "template": vendor_code}
        given |= {"words": {name: str(value) for name, value in words.items()}, "signature": line.agent}
        body = json.dumps(given, ensure_ascii=False).encode()
        at = int(clock.now().timestamp())
        signed = {"X-Shouwen-Time": str(at), "X-Shouwen-Signature": signing.sign(_key(line, "secret"), at, body)}
        reply = wire.ask(line, "POST", line.gateway, body=body, headers={"Content-Type": "application/json", **signed})
        if 400 <= reply.status < 500 and reply.status not in (401, 403, 408, 429):
            raise conversations.Undeliverable(_("短信网关拒收（%(code)s）。") % {"code": reply.status})
        if not reply.is_well:
            raise Trouble(f"HTTP {reply.status}")
        return str(wire.read(reply).get("id", ""))[:80]

    def pull(self, line: Any, details: dict[str, str]) -> tuple[list[Said], str]:
        return [], line.cursor

    def send_picture(self, line: Any, to: str, picture: Picture, once: str) -> str:
        raise conversations.Undeliverable(_("短信里不能有图片。"))

    def fetch(self, line: Any, ref: dict[str, str]) -> tuple[str, bytes]:
        raise conversations.Undeliverable(_("短信没有附件。"))

    def hello(self, line: Any) -> None:
        """Asks without sending anything: Aliyun for its list of signatures, a gateway by an empty body."""
        if line.vendor == "aliyun":
            told = _ask_aliyun(line, "QuerySmsSignList", {"PageIndex": "1", "PageSize": "1"})
            if told.get("Code") != "OK":
                raise Trouble(str(told.get("Code", ""))[:80])
            return
        if not line.gateway:
            raise conversations.Undeliverable(_("短信渠道没有填写网关地址。"))
        at = int(clock.now().timestamp())
        signed = {"X-Shouwen-Time": str(at), "X-Shouwen-Signature": signing.sign(_key(line, "secret"), at, b"")}
        reply = wire.ask(line, "GET", line.gateway, headers=signed)
        if not reply.is_well:
            raise Trouble(f"HTTP {reply.status}")


def _key(line: Any, name: str) -> bytes:
    return wire.secret(line, name).encode()


def _verify(line: Any, call: Call) -> None:
    told = call.headers.get("x-shouwen-time", "")
    at = int(told) if told.isascii() and told.isdigit() and len(told) <= 12 else 0
    given, key = call.headers.get("x-shouwen-signature", ""), _key(line, "token")
    if not key or not hmac.compare_digest(signing.sign(key, at, call.body).encode(), given.encode("utf-8", "replace")):
        raise Forged
    if abs(clock.now().timestamp() - at) > signing.WINDOW:
        raise Late


def _read(row: Any) -> Said:
    if "sequence_id" in row:  # SmsUp
        once = f"up:{row['sequence_id']}:{_digest(row['phone_number'] + row.get('send_time', ''))}"
        return Said(once, sender=str(row["phone_number"]), text=str(row["content"]), written_at=_at(row["send_time"]))
    if "biz_id" in row:  # SmsReport
        details = {"message": str(row["biz_id"]), "reached": "yes" if row["success"] is True else ""}
        details["code"] = str(row.get("err_code", ""))[:40]
        return Said(f"report:{row['biz_id']}:{_digest(str(row['phone_number']))}", "report", details=details)
    once = f"own:{row['id']}"[:120]
    if row["type"] == "report":
        details = {"message": str(row["message"]), "reached": "yes" if row["reached"] is True else ""}
        return Said(once, "report", details={**details, "code": str(row.get("code", ""))[:40]})
    if row["type"] != "message":
        raise ValueError(row["type"])
    return Said(once, sender=str(row["from"]), text=str(row["text"]), written_at=_at(row.get("at", "")))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def _at(text: Any) -> dt.datetime | None:
    """A time as written: without a zone it is the one of Shanghai."""
    try:
        found = dt.datetime.fromisoformat(str(text))
    except ValueError:
        return None
    at = found if found.tzinfo else found.replace(tzinfo=clock.LOCAL)
    return at if clock.can_be(at) else None


# ---- Aliyun


def _by_aliyun(line: Any, to: str, once: str, vendor_code: str, words: Mapping[str, Any]) -> str:
    if not vendor_code:
        raise conversations.Undeliverable(_("阿里云短信要求每条短信都有审核过的模板，请在模板里填写平台模板编号。"))
    asked = {
        "PhoneNumbers": to.removeprefix("+86").lstrip("+"),
        "SignName": line.agent,
        "TemplateCode": vendor_code,
        "TemplateParam": json.dumps({name: str(value) for name, value in words.items()}, ensure_ascii=False),
        "OutId": once[:64],
    }
    told = _ask_aliyun(line, "SendSms", asked)
    code = str(told.get("Code", ""))
    if code == "OK":
        return str(told.get("BizId", ""))[:80]
    if code in FINAL:
        raise conversations.Undeliverable(_("短信平台拒收（%(code)s）。") % {"code": code[:60]})
    raise Trouble(code[:80])


def _ask_aliyun(line: Any, action: str, asked: Mapping[str, str]) -> dict[str, Any]:
    query = "&".join(f"{_percent(name)}={_percent(asked[name])}" for name in sorted(asked))
    headers = {
        "host": ALIYUN,
        "x-acs-action": action,
        "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
        "x-acs-date": clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
        "x-acs-signature-nonce": uuid.uuid4().hex,
        "x-acs-version": "2017-05-25",
    }
    headers["Authorization"] = authorization(line.account, wire.secret(line, "secret"), query, headers)
    return wire.read(wire.ask(line, "POST", f"https://{ALIYUN}/?{query}", headers=headers))


def authorization(account: str, secret: str, query: str, headers: Mapping[str, str]) -> str:
    """The header of signature version 3 for a POST to / without a body."""
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    asked = "\n".join(("POST", "/", query, lines, names, headers["x-acs-content-sha256"]))
    text = f"ACS3-HMAC-SHA256\n{hashlib.sha256(asked.encode()).hexdigest()}"
    signature = hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()
    return f"ACS3-HMAC-SHA256 Credential={account},SignedHeaders={names},Signature={signature}"


def _percent(text: str) -> str:
    return quote(text, safe="-_.~")
