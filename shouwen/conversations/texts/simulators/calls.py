"""What each vendor would send us for a customer's words: sealed and signed as its documentation says."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from shouwen.conversations.texts import wire
from shouwen.conversations.texts.vendor import Call
from shouwen.conversations.texts.vendors import crypt, dingtalk, feishu, signs, xml
from shouwen.conversations.texts.windows import is_service
from shouwen.kernel import clock, signing

XML = {"content-type": "text/xml"}
JSON = {"content-type": "application/json"}


def make(line: Any, sender: str, text: str, *, ident: str = "", media: str = "", name: str = "") -> Call:
    """The call of the line's vendor. `media`: a number of the vendor's own for a picture, instead of words."""
    kind = "kf" if is_service(line) else line.channel.kind
    return MAKERS[kind](line, sender, text, ident or secrets.token_hex(8), media, name)


def _now() -> int:
    return int(clock.now().timestamp())


def _sms(line: Any, sender: str, text: str, ident: str, media: str, name: str) -> Call:
    row = {"id": ident, "type": "message", "from": sender, "text": text, "at": clock.now().isoformat()}
    return signed(line, json.dumps(row, ensure_ascii=False).encode())


def signed(line: Any, body: bytes) -> Call:
    """A call by our own scheme: of a gateway, or of the relay before Aliyun."""
    at = _now()
    signature = signing.sign(wire.secret(line, "token").encode(), at, body)
    headers = {**JSON, "x-shouwen-time": str(at), "x-shouwen-signature": signature}
    return Call("POST", {}, headers, body)


def _message(line: Any, sender: str, text: str, ident: str, media: str) -> dict[str, str]:
    said = {"MsgType": "image", "MediaId": media} if media else {"MsgType": "text", "Content": text}
    whole = {"ToUserName": line.account, "FromUserName": sender, "CreateTime": str(_now())}
    return {**whole, **said, "MsgId": str(int(ident, 16) % 10**16) if ident.isalnum() and len(ident) == 16 else ident}


def sealed(line: Any, words: bytes) -> Call:
    """A call of WeCom, or of WeChat in its safe mode."""
    at, nonce, token = str(_now()), secrets.token_hex(5), wire.secret(line, "token")
    shut = crypt.tencent_shut(wire.secret(line, "aes"), words, line.account)
    query = {"timestamp": at, "nonce": nonce, "msg_signature": signs.sha1(token, at, nonce, shut)}
    query |= {"signature": signs.sha1(token, at, nonce), "encrypt_type": "aes"}
    return Call("POST", query, XML, xml.write({"ToUserName": line.account, "Encrypt": shut}))


def _wecom(line: Any, sender: str, text: str, ident: str, media: str, name: str) -> Call:
    return sealed(line, xml.write(_message(line, sender, text, ident, media)))


def nudge(line: Any, token: str) -> Call:
    """News of 微信客服: the words wait at the vendor."""
    told = {"ToUserName": line.account, "CreateTime": str(_now()), "MsgType": "event", "Event": "kf_msg_or_event"}
    return sealed(line, xml.write({**told, "Token": token, "OpenKfId": line.agent}))


def _kf(line: Any, sender: str, text: str, ident: str, media: str, name: str) -> Call:
    return nudge(line, ident)


def _wechat(line: Any, sender: str, text: str, ident: str, media: str, name: str) -> Call:
    words = xml.write(_message(line, sender, text, ident, media))
    return sealed(line, words) if wire.secret(line, "aes") else plain(line, words)


def plain(line: Any, words: bytes) -> Call:
    """A call of WeChat in its plain mode."""
    at, nonce = str(_now()), secrets.token_hex(5)
    query = {"timestamp": at, "nonce": nonce, "signature": signs.sha1(wire.secret(line, "token"), at, nonce)}
    return Call("POST", query, XML, words)


def echo(line: Any, words: str) -> Call:
    """The first call of WeCom or WeChat, by which it looks whether we are there."""
    at, nonce, token = str(_now()), secrets.token_hex(5), wire.secret(line, "token")
    if line.channel.kind == "wechat":
        query = {"timestamp": at, "nonce": nonce, "echostr": words, "signature": signs.sha1(token, at, nonce)}
        return Call("GET", query, {}, b"")
    shut = crypt.tencent_shut(wire.secret(line, "aes"), words.encode(), line.account)
    query = {"timestamp": at, "nonce": nonce, "echostr": shut}
    return Call("GET", {**query, "msg_signature": signs.sha1(token, at, nonce, shut)}, {}, b"")


def _dingtalk(line: Any, sender: str, text: str, ident: str, media: str, name: str) -> Call:
    at = str(_now() * 1000)
    said: dict[str, Any] = {"msgtype": "text", "text": {"content": text}}
    if media:
        said = {"msgtype": "picture", "content": {"downloadCode": media}}
    whole = {"msgId": ident, "senderStaffId": sender, "senderId": f"$:{sender}", "senderNick": name}
    body = {**whole, **said, "createAt": int(at), "conversationType": "1", "robotCode": line.agent}
    headers = {**JSON, "timestamp": at, "sign": dingtalk.signature(wire.secret(line, "secret"), at)}
    return Call("POST", {}, headers, json.dumps(body, ensure_ascii=False).encode())


def _feishu(line: Any, sender: str, text: str, ident: str, media: str, name: str) -> Call:
    content = {"image_key": media} if media else {"text": text}
    message = {"message_id": f"om_{ident}", "chat_type": "p2p", "create_time": str(_now() * 1000)}
    message |= {"message_type": "image" if media else "text", "content": json.dumps(content, ensure_ascii=False)}
    header = {"event_id": ident, "event_type": "im.message.receive_v1", "token": wire.secret(line, "token")}
    event = {"sender": {"sender_id": {"open_id": sender}}, "message": message}
    return shut(line, {"schema": "2.0", "header": header, "event": event})


def shut(line: Any, told: dict[str, Any], *, is_signed: bool = True) -> Call:
    """A call of Feishu."""
    key, at, nonce = wire.secret(line, "aes"), str(_now()), secrets.token_hex(8)
    body = json.dumps({"encrypt": crypt.feishu_shut(key, json.dumps(told, ensure_ascii=False).encode())}).encode()
    headers = dict(JSON)
    if is_signed:
        headers |= {"x-lark-request-timestamp": at, "x-lark-request-nonce": nonce}
        headers["x-lark-signature"] = feishu.signature(at, nonce, key, body)
    return Call("POST", {}, headers, body)


MAKERS: dict[str, Callable[[Any, str, str, str, str, str], Call]] = {
    "sms": _sms,
    "wecom": _wecom,
    "kf": _kf,
    "wechat": _wechat,
    "dingtalk": _dingtalk,
    "feishu": _feishu,
}


def put(client: Any, line: Any, call: Call) -> Any:
    """Sends a call to our door by a test client of Django, as the network would."""
    address = f"/texts/in/{line.channel.kind}/{line.key}/"
    address += f"?{urlencode(call.query)}" if call.query else ""
    if call.method == "GET":
        return client.get(address)
    headers = {name: value for name, value in call.headers.items() if name != "content-type"}
    return client.post(address, data=call.body, content_type=call.headers.get("content-type", ""), headers=headers)
