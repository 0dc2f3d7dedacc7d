"""A bare echo on the product's server: what a socket costs by itself. `python -m tests.bench.echo PORT`."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.embed import Server

from shouwen.site.socket_words import allow_many_sockets


async def echo(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] != "websocket.disconnect":
        await send({"type": "websocket.send", "text": message.get("text") or ""})


if __name__ == "__main__":
    allow_many_sockets()
    server: Any = Server(
        echo, address="127.0.0.1", port=int(sys.argv[1]), interface=Interfaces.ASGI, log_level=LogLevels.error
    )
    asyncio.run(server.serve())
