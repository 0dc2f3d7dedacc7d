"""Makers of conversations and letters for tests."""

from __future__ import annotations

from typing import Any

from shouwen.conversations import actions as conversations
from shouwen.conversations.channel import Incoming
from shouwen.conversations.email import actions as mail
from shouwen.conversations.email.models import Mailbox
from shouwen.conversations.models import Channel
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


def chat_channel(cast: Any, **more: Any) -> Channel:
    """A web chat of the brand: its conversations are given to people on duty."""
    values = {"title": "官网聊天", "brand": cast.brand, "department": cast.clerk.department, **more}
    return conversations.keep_channel(None, by=cast.administrator, kind="chat", **values)


def chat(channel: Channel, once: str, text: str = "在吗？", **more: Any) -> Any:
    """A customer says something in the chat."""
    incoming = Incoming(brand=channel.brand, once=once, kind="chat", channel=channel, text=text, **more)
    return conversations.receive(incoming, by=SYSTEM).conversation


def on_duty(*people: Any, state: str = "available") -> None:
    for person in people:
        conversations.be_on_duty(person, by=person, state=state)
