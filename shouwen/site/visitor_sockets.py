"""Live sockets of the web chat: a visitor says his token; he is told that there is something newer, or that one types.

They only nudge: what was said is fetched. No session and no cookie: the first message, within seconds, brings the token,
and the page it comes from must be one of the channel's sites.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from shouwen.conversations.webchat import queries
from shouwen.kernel import live
from shouwen.kernel.models import Fact, Whisper
from shouwen.site.socket_words import TROUBLE, hello_of, talk

log = logging.getLogger("shouwen.live")
PATH = "/chat/live/"
HELLO = 5.0
QUIET = 25.0
LOOK_AGAIN = 600.0
MOST_PER_VISIT = 8
#: Sockets that have not said their token yet.
MOST_STRANGERS = 1000
LARGEST = 1024
POLICY = 1008
#: Facts about his conversation that change what a visitor is shown. Sending changes nothing: what is queued is there.
SHOWN = frozenset(
    [
        "message.received",
        "message.queued",
        "message.approved",
        "message.failed",
        "conversation.claimed",
        "conversation.assigned",
        "conversation.unanswered",
        "conversation.given_back",
        "conversation.taken",
        "conversation.wrapped_up",
        "conversation.reopened",
        "visit.ended",
        "visit.left",
        "visit.came_back",
        "visit.joined",
    ]
)
Ask = Callable[..., Awaitable[Any]]


@dataclass(eq=False)
class Visitor:
    """One open socket of a visit: what it listens to, and what it has not been told."""

    origin: str
    host: str
    token: str = ""
    visit: int = 0
    topic: str = ""
    waits: bool = False
    number: int = 0
    has_news: bool = False
    types: bool = False
    news: asyncio.Event = field(default_factory=asyncio.Event)
    close_with: int = 0
    checked: float = field(default_factory=time.monotonic)


class Visitors:
    """The visitors' sockets of this process. `ask` puts a question to the database in the thread kept for it."""

    def __init__(self, ask: Ask) -> None:
        self.ask = ask
        self.open: set[Visitor] = set()
        self.strangers = 0
        self.by_topic: dict[str, set[Visitor]] = defaultdict(set)
        self.is_over = False

    def close_all(self, code: int) -> None:
        self.is_over = True
        for visitor in self.open:
            visitor.close_with = code
            visitor.news.set()

    # ---- what happened

    def hear(self, facts: Iterable[Fact] | None) -> None:
        """Nudges those whose conversation a sealed fact touches; everybody, when it cannot be told what was sealed."""
        if facts is None:
            for visitor in self.open:
                _nudge(visitor)
            return
        for fact in facts:
            if fact.kind not in SHOWN:
                continue
            if fact.kind == "visit.joined":
                self._move(f"visit:{fact.refs.get('visit')}", f"conversation:{fact.about_id}")
            for visitor in self.by_topic.get(f"{fact.about_kind}:{fact.about_id}", ()):
                visitor.waits = visitor.waits and not fact.kind.startswith("conversation.")
                _nudge(visitor, int(fact.refs.get("message") or 0))

    def hear_whispers(self, whispers: Iterable[Whisper]) -> None:
        """A colleague types, or has read."""
        for said in whispers:
            if said.by == live.CUSTOMER:
                continue
            for visitor in self.by_topic.get(said.topic, ()):
                if said.kind == "typing":
                    visitor.types = True
                    visitor.news.set()
                else:
                    _nudge(visitor)

    def _move(self, old: str, new: str) -> None:
        for visitor in list(self.by_topic.get(old, ())):
            self._listen(visitor, new)

    def _listen(self, visitor: Visitor, topic: str) -> None:
        if visitor.topic:
            self.by_topic[visitor.topic].discard(visitor)
            if not self.by_topic[visitor.topic]:
                del self.by_topic[visitor.topic]
        visitor.topic = topic
        if topic:
            self.by_topic[topic].add(visitor)

    # ---- one socket

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """After the connect message: lets the page in, hears its token, then talks until one side closes."""
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        host = headers.get(b"host", "")
        visitor = Visitor(headers.get(b"origin", ""), host)
        if self.is_over or not visitor.origin or not self._has_room():
            await send({"type": "websocket.close", "code": POLICY})
            return
        await send({"type": "websocket.accept"})
        self.open.add(visitor)
        self.strangers += 1
        try:
            known = await self._hello(visitor, receive, send)
        finally:
            self.strangers -= 1
            if not visitor.visit:
                self.open.discard(visitor)
        if not known:
            return
        try:
            await talk(visitor, receive, send, self._turn, QUIET)
        finally:
            self._listen(visitor, "")
            self.open.discard(visitor)

    def _has_room(self) -> bool:
        return len(self.open) < settings.MOST_VISITORS and self.strangers < MOST_STRANGERS

    async def _hello(self, visitor: Visitor, receive: Any, send: Any) -> bool:
        """Hears the token; False when the socket was closed instead."""
        try:
            message = await asyncio.wait_for(receive(), HELLO)
        except TimeoutError:
            message = {}
        if message.get("type") == "websocket.disconnect":
            return False
        said = hello_of(message.get("text") or "")
        code = POLICY
        if said is not None and not visitor.close_with:
            try:
                if await self._admit(visitor, *said, send=send):
                    return True
            except Exception:  # noqa: BLE001  the database is away; the widget comes back
                log.warning("live: a visitor could not be looked up")
                code = TROUBLE
        visitor.visit = 0
        self._listen(visitor, "")
        await send({"type": "websocket.close", "code": visitor.close_with or code})
        return False

    async def _admit(self, visitor: Visitor, token: str, since: int, *, send: Any) -> bool:
        """First listens, then looks back: nothing falls between."""
        found = await self.ask(known, token, visitor.origin, visitor.host)
        if found is None:
            return False
        visitor.token, visitor.visit = token, found.visit
        self._listen(visitor, found.topic)
        if sum(each.visit == found.visit for each in self.by_topic[found.topic]) > MOST_PER_VISIT:
            return False
        last, topic, visitor.waits = await self.ask(standing, found.visit, since)
        if topic != visitor.topic:
            self._listen(visitor, topic)
        visitor.number = max(since, last)
        await _say(send, visitor, has_news=last > since)
        return True

    async def _turn(self, visitor: Visitor, message: dict[str, Any] | None, send: Any) -> None:
        """Tells what is new, or gives a sign of life. Who waits in a queue is asked to look at his place then."""
        if message is not None:
            if len(message.get("text") or message.get("bytes") or "") > LARGEST:
                visitor.close_with = POLICY
            return
        if time.monotonic() - visitor.checked > LOOK_AGAIN:
            visitor.checked = time.monotonic()
            if await self.ask(known, visitor.token, visitor.origin, visitor.host) is None:
                visitor.close_with = POLICY
                return
        is_quiet = not visitor.news.is_set()
        visitor.news.clear()
        has_news, visitor.has_news = visitor.has_news or (is_quiet and visitor.waits), False
        types, visitor.types = visitor.types, False
        await _say(send, visitor, has_news=has_news, types=types)


def _nudge(visitor: Visitor, number: int = 0) -> None:
    visitor.number = max(visitor.number, number)
    visitor.has_news = True
    visitor.news.set()


async def _say(send: Any, visitor: Visitor, *, has_news: bool = False, types: bool = False) -> None:
    said: dict[str, Any] = {"number": visitor.number}
    if has_news:
        said["news"] = True
    if types:
        said["typing"] = True
    await send({"type": "websocket.send", "text": json.dumps(said)})


@dataclass(frozen=True)
class Known:
    """A visit a token opens, and the topic it listens to."""

    visit: int
    topic: str


def known(token: str, origin: str, own: str) -> Known | None:
    """The visit behind a token, when the page is one of its channel's sites; else None."""
    visit = queries.visit_by_token(token)
    if visit is None or not queries.is_site(origin, visit.channel, own):
        return None
    return Known(visit.pk, topic_of(visit))


def topic_of(visit: Any) -> str:
    """His conversation, or himself as long as he has said nothing."""
    return f"conversation:{visit.conversation_id}" if visit.conversation_id else f"visit:{visit.pk}"


def standing(pk: int, since: int) -> tuple[int, str, bool]:
    """The last message after `since` (or `since`), the topic, and whether he waits in a queue."""
    visit = queries.visit(pk)
    if visit is None:
        return since, f"visit:{pk}", False
    return queries.last_shown(visit) or since, topic_of(visit), queries.status_of(visit) == "queueing"
