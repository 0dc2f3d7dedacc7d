"""Web chat with many visitors: from the clerk's send to each visitor's nudge, on the served product, over loopback.

1,000, then 5,000 visitors hold a socket each; the clerk answers one after the other by the page he uses. Counted is
every message: one that nobody was nudged for within the limit is lost. The control is a bare echo on the same kind of
server with as many sockets open, in the same run. Sockets and clients share the machine's cores.
"""

from __future__ import annotations

import asyncio
import base64
import http.client
import json
import os
import random
import re
import resource
import socket
import statistics
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.bench import ground
from tests.bench.ground import ROOT, Line
from tests.bench.pages import environment

SIZES = (1000, 5000)
MESSAGES = 200
SITE = "https://www.luda.example"
#: Seconds to wait for a nudge before its message counts as lost, and for all sockets to open.
LATEST, OPEN_WITHIN = 20.0, 180.0
#: On a busy machine no more messages are sent after this many seconds; the line says how many there were.
SEND_WITHIN = 150.0
AT_ONCE = 40


@dataclass
class Run:
    """What one size gave: seconds from the clerk's click, and from the answer to it, to the nudge."""

    sockets: int
    opened: int = 0
    opening: float = 0.0
    whole: list[float] = field(default_factory=list)
    after: list[float] = field(default_factory=list)
    echo: list[float] = field(default_factory=list)
    lost: int = 0
    doubled: int = 0
    trouble: str = ""


def measure(data: Path, *, quick: bool) -> list[Line]:
    from shouwen.kernel import testing

    sizes = SIZES[:1] if quick else SIZES
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    ground.company(data)
    visits = visitors(sum(sizes))
    cookie = ground.session_for("2107")
    from django.db import connection

    connection.close()
    runs = [Run(size) for size in sizes]
    surroundings = {**environment(), "SHOUWEN_LOG_LEVEL": "ERROR"}
    with testing.served(data, "--workers", "1", "--threads", "2", environment=surroundings, within=300) as address:
        for run in runs:
            mine, visits = visits[: run.sockets], visits[run.sockets :]
            asyncio.run(_ours(run, address, mine, cookie))
    for run in runs:
        asyncio.run(_control(run))
    return [line for run in runs for line in lines_of(run)]


def lines_of(run: Run) -> list[Line]:
    title = f"chat, {run.sockets:,} sockets"
    if not run.whole or not run.echo:
        return [Line(title, [], "none lost", "", "", run.trouble or f"only {run.opened:,} sockets opened")]
    count = f"{len(run.whole)} of {len(run.whole) + run.lost} messages told, {run.lost} lost, {run.doubled} doubled"
    count += f"; {run.opened:,} sockets opened in {run.opening:.0f} s"
    found = []
    for name, share in (("p50", 0.5), ("p99", 0.99)):
        ours, after, echo = (_at(times, share) for times in (run.whole, run.after, run.echo))
        shown = f"{ours * 1e3:.0f} ms ({after * 1e3:.0f} ms after the page's answer)"
        control = f"bare echo, as many sockets, {echo * 1e3:.1f} ms"
        found.append(Line(f"{title}: send to nudge, {name}", [echo / ours], "none lost", shown, control, count))
    return found


def _at(times: Sequence[float], share: float) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if share != 0.5 else statistics.median(ordered)


# ---- the ground


def visitors(count: int) -> list[tuple[str, str, int]]:
    """Visits being answered by 2107, written at once: token, number of the conversation, its first message."""
    from shouwen.conversations.models import Conversation, Message
    from shouwen.conversations.webchat import actions, tokens
    from shouwen.conversations.webchat.models import Visit
    from shouwen.kernel import clock

    clerk, administrator = ground.person("2107"), ground.person("9001")
    brand, now = clerk.brands.get(), clock.now()
    web = actions.keep_channel(
        None, by=administrator, title="bench", brand=brand, department=clerk.department, sites=[SITE], form=[]
    )
    shared = {"brand": brand, "kind": "chat", "channel": web.channel, "department": clerk.department}
    rows = Conversation.objects.bulk_create(
        Conversation(
            number=f"HBE26-{number:06d}", owner=clerk, first_asked=clerk, state="open", opened_at=now, last_in_at=now,
            **shared,
        ) for number in range(count)
    )  # fmt: skip
    said = Message.objects.bulk_create(
        Message(conversation=row, direction="in", author="customer", text="货到哪里了", once=f"bench:{row.pk}", at=now)
        for row in rows
    )
    keys = [tokens.new() for _row in rows]
    Visit.objects.bulk_create(
        Visit(channel=web, conversation=row, once=f"bench-{row.pk}", digest=key[1], started_at=now, heard_at=now)
        for row, key in zip(rows, keys, strict=True)
    )
    return [(key[0], row.number, first.pk) for key, row, first in zip(keys, rows, said, strict=True)]


# ---- sockets by hand: no library of ours speaks them as a client


async def opened(port: int, path: str, origin: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    key = base64.b64encode(os.urandom(16)).decode()
    writer.write(
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: {origin}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode()
    )
    answer = await reader.readuntil(b"\r\n\r\n")
    if b" 101 " not in answer.split(b"\r\n", 1)[0]:
        raise ConnectionError(answer.split(b"\r\n", 1)[0].decode())
    return reader, writer


def frame(text: str) -> bytes:
    body = text.encode()
    return bytes([0x81, 0x80 | len(body), 0, 0, 0, 0]) + body


async def heard(reader: asyncio.StreamReader) -> str:
    """The next text; `ConnectionError` when the server closes."""
    kind, length = await reader.readexactly(2)
    if length == 126:
        length = int.from_bytes(await reader.readexactly(2))
    body = await reader.readexactly(length)
    if kind & 0x0F == 8:
        raise ConnectionError(f"closed with {int.from_bytes(body[:2])}")
    return body.decode()


async def _open_all(run: Run, port: int, path: str, hellos: list[str]) -> list[Any]:
    """Opens sockets, some at once; those that fail are left out and told."""
    gate, found = asyncio.Semaphore(AT_ONCE), [None] * len(hellos)

    async def one(place: int) -> None:
        async with gate:
            try:
                wire = await opened(port, path, SITE)
                wire[1].write(frame(hellos[place]))
                await asyncio.wait_for(heard(wire[0]), 60)
                found[place] = wire  # type: ignore[call-overload]
            except (OSError, EOFError, TimeoutError) as problem:
                run.trouble = f"{type(problem).__name__}: {problem}"[:120]

    began = time.monotonic()
    tasks = [asyncio.ensure_future(one(place)) for place in range(len(hellos))]
    await asyncio.wait(tasks, timeout=OPEN_WITHIN)
    for task in tasks:
        task.cancel()
    run.opening = run.opening or time.monotonic() - began
    return found


# ---- ours


async def _ours(run: Run, address: str, visits: list[tuple[str, str, int]], cookie: str) -> None:
    port = urlsplit(address).port or 0
    hellos = [json.dumps({"token": token, "since": first}) for token, _number, first in visits]
    wires = await _open_all(run, port, "/chat/live/", hellos)
    told: dict[int, list[tuple[float, int]]] = {place: [] for place, wire in enumerate(wires) if wire is not None}
    run.opened = len(told)
    readers = [asyncio.ensure_future(_listen(wires[place][0], told[place])) for place in told]
    chosen = random.Random(7).sample(sorted(told), min(MESSAGES, len(told)))
    desk = await asyncio.to_thread(Desk, port, cookie, visits[0][1])
    until = time.monotonic() + SEND_WITHIN
    for place in chosen:
        if time.monotonic() > until:
            break
        before = len(told[place])
        began, answered = await asyncio.to_thread(desk.answer, visits[place][1], visits[place][2])
        if await _nudged(told[place], before):
            run.whole.append(told[place][before][0] - began)
            run.after.append(max(0.0, told[place][before][0] - answered))
        else:
            run.lost += 1
    await asyncio.sleep(1)
    run.doubled = sum(len(each) for each in told.values()) - len(run.whole)
    for reader in readers:
        reader.cancel()
    for wire in filter(None, wires):
        wire[1].close()


async def _listen(reader: asyncio.StreamReader, told: list[tuple[float, int]]) -> None:
    while True:
        said = json.loads(await heard(reader))
        if said.get("news"):
            told.append((time.monotonic(), said["number"]))


async def _nudged(told: list[tuple[float, int]], before: int) -> bool:
    end = time.monotonic() + LATEST
    while len(told) <= before and time.monotonic() < end:
        await asyncio.sleep(0.002)
    return len(told) > before


class Desk:
    """The clerk's browser: one connection, his session, the form of the conversation's page."""

    def __init__(self, port: int, cookie: str, number: str) -> None:
        self.wire = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.wire.request("GET", f"/conversations/{number}/", headers={"Cookie": f"sessionid={cookie}"})
        answer = self.wire.getresponse()
        form = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.read().decode())
        given = re.search(r"csrftoken=(\w+)", answer.headers.get("Set-Cookie", ""))
        if form is None or given is None:
            raise RuntimeError("the page of a conversation has no form to answer")
        self.token = form[1]
        self.head = {
            "Cookie": f"sessionid={cookie}; csrftoken={given[1]}",
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def answer(self, number: str, seen: int) -> tuple[float, float]:
        """Answers a thread whose last word is `seen`; when he sent, and when the page said so."""
        body = {
            "csrfmiddlewaretoken": self.token,
            "text": "您好，马上为您查。",
            "seen": seen,
            "once": os.urandom(8).hex(),
        }
        began = time.monotonic()
        self.wire.request("POST", f"/conversations/{number}/answer/", urllib.parse.urlencode(body), self.head)
        answer = self.wire.getresponse()
        said = answer.read()
        if answer.status != 302:
            raise RuntimeError(f"the answer was refused: {answer.status} {said[:200]!r}")
        return began, time.monotonic()


# ---- the control


async def _control(run: Run) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "tests.bench.echo", str(port)]
    process = subprocess.Popen(words, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
    try:
        await _listening(port)
        wires = [wire for wire in await _open_all(run, port, "/", ["hello"] * run.sockets) if wire is not None]
        for wire in random.Random(7).choices(wires, k=MESSAGES) if wires else []:
            began = time.monotonic()
            wire[1].write(frame("您好"))
            await asyncio.wait_for(heard(wire[0]), LATEST)
            run.echo.append(time.monotonic() - began)
        for wire in wires:
            wire[1].close()
    finally:
        process.terminate()
        process.wait(20)


async def _listening(port: int) -> None:
    for _turn in range(200):
        try:
            _reader, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return
