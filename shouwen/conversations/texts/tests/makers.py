"""Makers of lines for tests: each vendor's secrets are made up here and nowhere else."""

from __future__ import annotations

import base64
from typing import Any

from shouwen.conversations import actions as conversations
from shouwen.conversations.texts.models import Line
from shouwen.kernel import vault

#: 43 characters, as the vendors give them out: a key of 32 bytes in base64 without its last sign.
AES = base64.b64encode(bytes(range(32))).decode().rstrip("=")
SECRETS = {"secret": "send-secret", "token": "call-token", "aes": AES}


def line(cast: Any, kind: str = "sms", **more: Any) -> Line:
    """A line of the brand, in use."""
    values = {"title": f"{kind} 渠道", "brand": cast.brand, "department": cast.clerk.department, "opens_cases": False}
    channel = conversations.keep_channel(None, by=cast.administrator, kind=kind, **values)
    given = {"account": "account-1", "agent": "1000002", "vendor": "signed" if kind == "sms" else ""}
    if kind == "sms":
        given |= {"gateway": "https://sms.example.cn/send", "agent": "路达"}
    locked = {name: vault.lock(value) for name, value in SECRETS.items()}
    return Line.objects.create(channel=channel, key=f"key{channel.pk}", locked=locked, **{**given, **more})


class Wire:
    """A vendor that remembers what it was asked and answers what it is told."""

    def __init__(self, *answers: Any) -> None:
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []
        self.answers = list(answers)

    def __call__(self, method: str, url: str, *, body: bytes = b"", headers: Any = None, longest: int = 0) -> Any:
        self.asked.append((method, url, dict(headers or {}), body))
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(found, Exception):
            raise found
        return found
