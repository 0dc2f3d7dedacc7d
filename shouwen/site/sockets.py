"""Live sockets: a client says which topics and since which sealed number; it is told that something changed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import auth
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.http import HttpRequest, parse_cookie
from django.http.request import split_domain_port, validate_host

from shouwen.kernel import live
from shouwen.kernel.models import Fact, Whisper
from shouwen.site import visitor_sockets
from shouwen.site.socket_words import MOST_TOPICS, signal_of, talk, topics_of
from shouwen.site.visitor_sockets import Visitors

log = logging.getLogger("shouwen.live")
PATH = "/live/"
MOST_SOCKETS = 4000
MOST_PER_PERSON = 24
QUIET = 25.0
LOOK_AGAIN = 60.0
#: How long the watching thread rests between two looks, and how soon one page may give another passing signal.
REST, BETWEEN = 0.02, 0.25
POLICY, RESTART = 1008, 1012


class Trouble(Exception):
    """The database could not be asked. The socket closes and the browser comes back."""


@dataclass(eq=False)
class Listener:
    """One open socket: who, what he listens to, and what he has not been told yet."""

    session: str
    person: int
    staff_number: str = ""
    topics: set[str] = field(default_factory=set)
    untold: set[str] = field(default_factory=set)
    whispers: list[dict[str, Any]] = field(default_factory=list)
    signalled: float = 0.0
    news: asyncio.Event = field(default_factory=asyncio.Event)
    close_with: int = 0
    checked: float = field(default_factory=time.monotonic)


class Sockets:
    """All sockets of this process, and the thread that watches for sealed facts."""

    def __init__(self) -> None:
        self.open: set[Listener] = set()
        self.by_topic: dict[str, set[Listener]] = defaultdict(set)
        self.number = 0
        self.ears = ThreadPoolExecutor(1, thread_name_prefix="ears")
        self.over = threading.Event()
        self.loop: asyncio.AbstractEventLoop | None = None
        self.watcher: threading.Thread | None = None
        self.hears = asyncio.Event()
        self.visitors = Visitors(self._ask)

    # ---- the life of the process

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.watcher = threading.Thread(target=self._watch, name="watch", daemon=True)
        self.watcher.start()

    def stop(self) -> None:
        self.over.set()

    async def close_all(self, code: int = RESTART) -> None:
        """Closes every socket with a code that tells the browser to come back and resume."""
        self.over.set()
        self.hears.set()
        for listener in self.open:
            listener.close_with = code
            listener.news.set()
        self.visitors.close_all(code)
        for _ in range(100):
            if not self.open and not self.visitors.open:
                return
            await asyncio.sleep(0.05)

    def _watch(self) -> None:
        """Reads what was sealed and signalled as soon as the database changes, and hands it to the loop."""
        watch, number, signal = live.Watch(), -1, 0
        while not self.over.is_set():
            try:
                if number < 0:
                    number, signal = live.head(), live.last_whisper()
                    self._in_loop(self.hears.set)
                if watch.wait(0.5, pause=REST):
                    number, facts = live.facts_since(number)
                    whispers = live.whispers_since(signal)
                    signal = whispers[-1].pk if whispers else signal
                    topics = None if facts is None else {name for fact in facts for name in live.topics_of(fact)}
                    self._in_loop(self._tell, number, topics, facts, whispers)
            except Exception:
                log.exception("live: reading failed")
                connection.close()
                self.over.wait(1)
        connection.close()

    def _in_loop(self, told: Callable[..., Any], *words: Any) -> None:
        if self.loop is not None and not self.loop.is_closed():
            self.loop.call_soon_threadsafe(told, *words)

    def _tell(self, number: int, topics: set[str] | None, facts: list[Fact] | None, whispers: list[Whisper]) -> None:
        self.number = max(self.number, number)
        names = list(self.by_topic) if topics is None else [name for name in topics if name in self.by_topic]
        for name in names:
            for listener in self.by_topic[name]:
                listener.untold.add(name)
                listener.news.set()
        for said in whispers:
            for listener in self.by_topic.get(said.topic, ()):
                if listener.staff_number != said.by:
                    signal = {"topic": said.topic, "kind": said.kind, "by": said.by, "number": said.number}
                    listener.whispers.append(signal)
                    listener.news.set()
        self.visitors.hear(facts)
        self.visitors.hear_whispers(whispers)

    # ---- one socket

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        await receive()
        await self.hears.wait()  # who came in before the watch had its number would never hear what fell between
        if scope["path"] == visitor_sockets.PATH:
            await self.visitors(scope, receive, send)
            return
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        session = parse_cookie(headers.get(b"cookie", "")).get(settings.SESSION_COOKIE_NAME, "")
        fits = scope["path"] == PATH and origin_fits(headers, secure=scope["scheme"] in ("wss", "https"))
        person = None
        if fits and not self.over.is_set():
            with contextlib.suppress(Trouble):
                person = await self._ask(_person, session)
        if person is None or not self._has_room(person.pk):
            await send({"type": "websocket.close", "code": POLICY})  # before accepting: the browser sees 403
            return
        await send({"type": "websocket.accept"})
        listener = Listener(session, person.pk, str(getattr(person, "staff_number", "")))
        self.open.add(listener)
        try:
            await talk(listener, receive, send, self._turn, QUIET)
        finally:
            self._listen(listener, set())
            self.open.discard(listener)

    async def _turn(self, listener: Listener, message: dict[str, Any] | None, send: Any) -> None:
        """Answers a message, or tells what is new; with nothing to tell it is a sign of life for proxies."""
        if time.monotonic() - listener.checked > LOOK_AGAIN:
            await self._check_again(listener)
        if message is not None:
            await self._heard(listener, message, send)
        elif not listener.close_with:
            listener.news.clear()
            topics, listener.untold = sorted(listener.untold), set()
            whispers, listener.whispers = listener.whispers[-MOST_TOPICS:], []
            await self._say(send, topics, whispers=whispers)

    async def _heard(self, listener: Listener, message: dict[str, Any], send: Any) -> None:
        """A subscription replaces the one before. What changed since the number is told at once."""
        signal = signal_of(message)
        if signal is not None:
            await self._pass_on(listener, *signal)
            return
        wanted = topics_of(message)
        if wanted is None:
            listener.close_with = POLICY
            return
        topics, since = wanted
        person, allowed = await self._ask(_allowed, listener.session, topics)
        listener.checked = time.monotonic()
        if person is None:
            listener.close_with = POLICY
            return
        self._listen(listener, allowed)  # first listen, then look back: nothing falls between
        number, touched = (
            await self._ask(live.since, since) if since is not None else (await self._ask(live.head), set())
        )
        self.number = max(self.number, number)
        changed = allowed if touched is None else allowed & touched
        await self._say(send, sorted(changed), sorted(topics - allowed), number)

    async def _pass_on(self, listener: Listener, topic: str, kind: str, number: int) -> None:
        """A passing signal about what he listens to; too many in a row are dropped."""
        now = time.monotonic()
        if topic in listener.topics and now - listener.signalled >= BETWEEN:
            listener.signalled = now
            await self._ask(_signalled, listener.session, topic, kind, number)

    async def _check_again(self, listener: Listener) -> None:
        """Someone who signed out, or lost a case, hears no more of it."""
        person, allowed = await self._ask(_allowed, listener.session, set(listener.topics))
        listener.checked = time.monotonic()
        if person is None:
            listener.close_with = POLICY
        else:
            self._listen(listener, allowed)

    async def _say(
        self,
        send: Any,
        topics: list[str],
        refused: list[str] | None = None,
        number: int = 0,
        whispers: list[dict[str, Any]] | None = None,
    ) -> None:
        said: dict[str, Any] = {"number": max(number, self.number), "topics": topics}
        if whispers:
            said["whispers"] = whispers
        if refused:
            said["refused"] = refused
        await send({"type": "websocket.send", "text": json.dumps(said)})

    def _listen(self, listener: Listener, topics: set[str]) -> None:
        for name in listener.topics - topics:
            self.by_topic[name].discard(listener)
            if not self.by_topic[name]:
                del self.by_topic[name]
        for name in topics:
            self.by_topic[name].add(listener)
        listener.topics = topics
        listener.untold &= topics

    def _has_room(self, person: int) -> bool:
        return len(self.open) < MOST_SOCKETS and sum(one.person == person for one in self.open) < MOST_PER_PERSON

    async def _ask(self, question: Any, *words: Any) -> Any:
        """Asks the database in the thread kept for it."""
        return await asyncio.get_running_loop().run_in_executor(self.ears, _asked, question, *words)


def _asked(question: Any, *words: Any) -> Any:
    try:
        return question(*words)
    except Exception as problem:
        log.exception("live: the database could not be asked")
        connection.close()
        raise Trouble from problem


def _person(session: str) -> Any:
    """The person signed in by this session, as Django would say; None for nobody."""
    if not session:
        return None
    request = HttpRequest()
    request.session = SessionStore(session)
    person = auth.get_user(request)
    return person if person.is_authenticated and person.is_active else None


def _allowed(session: str, topics: set[str]) -> tuple[Any, set[str]]:
    person = _person(session)
    return person, {name for name in topics if person is not None and live.may_listen(person, name)}


def _signalled(session: str, topic: str, kind: str, number: int) -> None:
    person = _person(session)
    if person is not None and live.may_listen(person, topic):
        live.signal(person, topic, kind, number)


def origin_fits(headers: dict[bytes, str], *, secure: bool) -> bool:
    """True when the page that opens the socket is ours: browsers send cookies along from any page."""
    host, origin = headers.get(b"host", ""), headers.get(b"origin", "")
    domain, _ = split_domain_port(host)
    if not origin or not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
        return False
    if origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    page = urlsplit(origin)
    return page.netloc.lower() == host.lower() and (page.scheme == "https" or not secure)
