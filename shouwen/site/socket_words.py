"""How sockets talk: one turn after the other until a side closes, and what a client's message may say."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import resource
from typing import Any

log = logging.getLogger("shouwen.live")
MOST_TOPICS = 60
LARGEST, LARGEST_HELLO = 4096, 1024
TROUBLE = 1011


def allow_many_sockets() -> None:
    """Each socket is an open file: as many as the system lets this process have."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


async def talk(listener: Any, receive: Any, send: Any, turn: Any, quiet: float) -> None:
    """Until either side closes: what the client says, what it has not been told, and a word now and then."""
    asked = asyncio.ensure_future(receive())
    while True:
        news = asyncio.ensure_future(listener.news.wait())
        await asyncio.wait({asked, news}, timeout=quiet, return_when=asyncio.FIRST_COMPLETED)
        news.cancel()
        message = asked.result() if asked.done() else None
        if message is not None and message["type"] == "websocket.disconnect":
            return
        if not listener.close_with:
            try:
                await turn(listener, message, send)
            except Exception:  # the database is away; the client comes back
                log.warning("live: a turn failed", exc_info=True)
                listener.close_with = TROUBLE
        if message is not None:
            asked = asyncio.ensure_future(receive())
        if listener.close_with:
            asked.cancel()  # granian holds the socket for the one who receives
            await asyncio.sleep(0)
            await send({"type": "websocket.close", "code": listener.close_with})
            return


def hello_of(text: str) -> tuple[str, int] | None:
    """Token and number of a first message; None for anything else."""
    if not text or len(text) > LARGEST_HELLO:
        return None
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return None
    token = said.get("token") if isinstance(said, dict) else None
    if not isinstance(token, str):
        return None
    return token, _number(said.get("since")) or 0


def _number(said: Any) -> int | None:
    return said if isinstance(said, int) and not isinstance(said, bool) and 0 <= said < 2**62 else None


def signal_of(message: dict[str, Any]) -> tuple[str, str, int] | None:
    """`{"whisper": topic, "kind": word, "number": n}`; None for anything else."""
    text = message.get("text") or ""
    if "whisper" not in text or len(text) > LARGEST:
        return None
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or not isinstance(said.get("whisper"), str) or not isinstance(said.get("kind"), str):
        return None
    return said["whisper"], said["kind"], _number(said.get("number")) or 0


def topics_of(message: dict[str, Any]) -> tuple[set[str], int | None] | None:
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
    return set(topics), _number(said.get("since"))
