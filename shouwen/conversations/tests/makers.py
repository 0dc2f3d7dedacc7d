"""Makers of conversations and letters for tests."""

from __future__ import annotations

from typing import Any

from shouwen.conversations.email import actions as mail
from shouwen.conversations.email.models import Mailbox
from shouwen.kernel.policy import SYSTEM


def mailbox(cast: Any, address: str = "kf@luda.example", **more: Any) -> Mailbox:
    """A mailbox of the brand, kept by the administrator."""
    values = {"title": "客服邮箱", "brand": cast.brand, "department": cast.clerk.department, **more}
    return mail.keep_mailbox(None, by=cast.administrator, address=address, **values)


def letter(
    text: str = "我的货还没有到，请查一下。",
    *,
    sender: str = "张三 <zhang@example.cn>",
    subject: str = "货没到",
    ident: str = "a1@example.cn",
    answers: str = "",
    to: str = "kf@luda.example",
    more: str = "",
) -> bytes:
    lines = [f"From: {sender}", f"To: {to}", f"Subject: {subject}"]
    lines += [f"Message-ID: <{ident}>"] if ident else []
    lines += [f"In-Reply-To: <{answers}>"] if answers else []
    lines += [more] if more else []
    return ("\n".join([*lines, "Content-Type: text/plain; charset=utf-8", "", text])).encode()


def take(raw: bytes, **more: Any) -> Any:
    """What became of a letter."""
    return mail.take_in(raw, by=SYSTEM, **more)


def conversation(cast: Any, **more: Any) -> Any:
    """A conversation waiting in the clerk's queue."""
    if not Mailbox.objects.exists():
        mailbox(cast)
    return take(letter(**more)).received.conversation
