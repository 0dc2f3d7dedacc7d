"""Live sockets: a client says which topics and since which sealed number; it is told that something changed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import threading
import time
from collections import defaultdict
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

log = logging.getLogger("shouwen.live")
PATH = "/live/"
MOST_TOPICS = 60
MOST_SOCKETS = 4000
MOST_PER_PERSON = 24
LARGEST = 4096
QUIET = 25.0
LOOK_AGAIN = 60.0
POLICY, TROUBLE, RESTART = 1008, 1011, 1012


class Trouble(Exception):
    """The database could not be asked. The socket closes and the browser comes back."""


@dataclass(eq=False)
class Listener:
    """One open socket: who, what he listens to, and what he has not been told yet."""

    session: str
    person: int
    topics: set[str] = field(default_factory=set)
    untold: set[str] = field(default_factory=set)
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
        for listener in self.open:
            listener.close_with = code
            listener.news.set()
        for _ in range(100):
            if not self.open:
                return
            await asyncio.sleep(0.05)

    def _watch(self) -> None:
        """Reads what was sealed as soon as the database changes, and hands the topics to the loop."""
        watch, number = live.Watch(), -1
        while not self.over.is_set():
            try:
                if number < 0:
                    number = live.head()
                if watch.wait(0.5):
                    number, topics = live.since(number)
                    if self.loop is not None and not self.loop.is_closed():
                        self.loop.call_soon_threadsafe(self._tell, number, topics)
            except Exception:
                log.exception("live: reading failed")
                connection.close()
                self.over.wait(1)
        connection.close()

    def _tell(self, number: int, topics: set[str] | None) -> None:
        self.number = max(self.number, number)
        names = list(self.by_topic) if topics is None else [name for name in topics if name in self.by_topic]
        for name in names:
            for listener in self.by_topic[name]:
                listener.untold.add(name)
                listener.news.set()

    # ---- one socket

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        await receive()
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
        listener = Listener(session, person.pk)
        self.open.add(listener)
        try:
            await self._talk(listener, receive, send)
        finally:
            self._listen(listener, set())
            self.open.discard(listener)

    async def _talk(self, listener: Listener, receive: Any, send: Any) -> None:
        """Until either side closes: what the client asks, what it has not been told, and a word now and then."""
        asked = asyncio.ensure_future(receive())
        while True:
            news = asyncio.ensure_future(listener.news.wait())
            await asyncio.wait({asked, news}, timeout=QUIET, return_when=asyncio.FIRST_COMPLETED)
            news.cancel()
            message = asked.result() if asked.done() else None
            if message is not None and message["type"] == "websocket.disconnect":
                return
            if not listener.close_with:
                try:
                    await self._turn(listener, message, send)
                except Trouble:
                    listener.close_with = TROUBLE
            if message is not None:
                asked = asyncio.ensure_future(receive())
            if listener.close_with:
                asked.cancel()  # granian holds the socket for the one who receives
                await asyncio.sleep(0)
                await send({"type": "websocket.close", "code": listener.close_with})
                return

    async def _turn(self, listener: Listener, message: dict[str, Any] | None, send: Any) -> None:
        """Answers a message, or tells what is new; with nothing to tell it is a sign of life for proxies."""
        if time.monotonic() - listener.checked > LOOK_AGAIN:
            await self._check_again(listener)
        if message is not None:
            await self._heard(listener, message, send)
        elif not listener.close_with:
            listener.news.clear()
            topics, listener.untold = sorted(listener.untold), set()
            await self._say(send, topics)

    async def _heard(self, listener: Listener, message: dict[str, Any], send: Any) -> None:
        """A subscription replaces the one before. What changed since the number is told at once."""
        wanted = _read(message)
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

    async def _check_again(self, listener: Listener) -> None:
        """Someone who signed out, or lost a case, hears no more of it."""
        person, allowed = await self._ask(_allowed, listener.session, set(listener.topics))
        listener.checked = time.monotonic()
        if person is None:
            listener.close_with = POLICY
        else:
            self._listen(listener, allowed)

    async def _say(self, send: Any, topics: list[str], refused: list[str] | None = None, number: int = 0) -> None:
        said: dict[str, Any] = {"number": max(number, self.number), "topics": topics}
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


def _read(message: dict[str, Any]) -> tuple[set[str], int | None] | None:
    """Topics and number of a client's message; None for anything else."""
    text = message.get("text") or ""
    if not text or len(text) > LARGEST:
        return None
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return None
    topics = said.get("topics") if isinstance(said, dict) else None
    if not isinstance(topics, list) or len(topics) > MOST_TOPICS or not all(isinstance(one, str) for one in topics):
        return None
    since = said.get("since")
    known = isinstance(since, int) and not isinstance(since, bool) and 0 <= since < 2**62
    return set(topics), since if known else None


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
