"""The way to a vendor: over the network, or to the simulated one of a demo."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from shouwen.conversations import actions as conversations
from shouwen.conversations.texts.vendor import Picture, TooLarge, Trouble
from shouwen.kernel import calling, foreign_json, vault
from shouwen.kernel.calling import Reply
from shouwen.kernel.refusals import Refusal

#: Set by the simulators; lines are only ever simulated where this is the demo.
SIMULATED: list[Callable[[Any, str, str, Mapping[str, str], bytes], Reply]] = []


def ask(
    line: Any,
    method: str,
    url: str,
    *,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    longest: int = calling.LONGEST,
) -> Reply:
    """The vendor's answer; `Trouble` when there is none, `Undeliverable` when its address may not be called."""
    if line.is_simulated:
        if not settings.DEMO or not SIMULATED:
            raise conversations.Undeliverable(_("模拟渠道只在演示里能用。"))
        return SIMULATED[0](line, method, url, dict(headers or {}), body)
    try:
        return calling.ask(method, url, body=body, headers=headers, longest=longest)
    except calling.TooLong as problem:
        raise TooLarge(_("内容超过大小限制。")) from problem
    except OSError as problem:
        raise Trouble(f"{type(problem).__name__}") from problem
    except Refusal as refusal:
        raise conversations.Undeliverable(str(refusal.sentence)) from refusal


def ask_json(line: Any, method: str, url: str, given: Any = None, headers: Mapping[str, str] | None = None) -> Any:
    """The same with JSON both ways; an answer that is none is `Trouble`."""
    body = json.dumps(given, ensure_ascii=False).encode() if given is not None else b""
    told = {"Content-Type": "application/json; charset=utf-8", **(headers or {})}
    reply = ask(line, method, url, body=body, headers=told)
    return read(reply)


def ask_form(
    line: Any, url: str, name: str, picture: Picture, *, headers: Mapping[str, str] | None = None, **fields: str
) -> dict[str, Any]:
    """A form with one picture in the field `name`, answered in JSON."""
    mark = f"=_{hashlib.sha256(picture.data).hexdigest()[:40]}"
    head = f'Content-Disposition: form-data; name="{name}"; filename="{picture.name}"\r\nContent-Type: {picture.kind}'
    parts = [f'Content-Disposition: form-data; name="{key}"\r\n\r\n{value}'.encode() for key, value in fields.items()]
    parts.append(f"{head}\r\n\r\n".encode() + picture.data)
    body = b"".join(b"--" + mark.encode() + b"\r\n" + part + b"\r\n" for part in parts) + f"--{mark}--\r\n".encode()
    told = {"Content-Type": f'multipart/form-data; boundary="{mark}"', **(headers or {})}
    return read(ask(line, "POST", url, body=body, headers=told))


def read(reply: Reply) -> dict[str, Any]:
    """The JSON object of an answer."""
    try:
        found = foreign_json.read(reply.body)
    except ValueError as problem:
        raise Trouble(f"HTTP {reply.status}") from problem
    if not isinstance(found, dict):
        raise Trouble(f"HTTP {reply.status}")
    return found


def secret(line: Any, name: str) -> str:
    """A secret of the line; "" when it has none of this name."""
    return vault.unlock(line.locked.get(name, ""))
