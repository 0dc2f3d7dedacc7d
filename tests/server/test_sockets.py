"""Live sockets, without a network: who gets in, what he is told, when he is shown out."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from shouwen.kernel import live, sealing
from shouwen.kernel.tests.racing import happened
from shouwen.site import sockets
from shouwen.site.sockets import Sockets, origin_fits

HEADERS = {b"host": b"localhost:8000", b"origin": b"http://localhost:8000", b"cookie": b"sessionid=anna"}


class Browser:
    """One open page: sends messages, keeps what it is told."""

    def __init__(self, app: Sockets, **headers: bytes) -> None:
        self.inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.inbox.put_nowait({"type": "websocket.connect"})
        self.told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        given = {**HEADERS, **{name.encode(): value for name, value in headers.items()}}
        scope = {"path": "/live/", "scheme": "ws", "headers": list(given.items())}
        self.task = asyncio.ensure_future(app(scope, self.inbox.get, self.told.put))

    async def next(self) -> dict[str, Any]:
        message = await asyncio.wait_for(self.told.get(), 30)
        return json.loads(message["text"]) if message["type"] == "websocket.send" else message

    async def say(self, said: Any) -> None:
        self.inbox.put_nowait(
            {"type": "websocket.receive", "text": said if isinstance(said, str) else json.dumps(said)}
        )

    async def leave(self) -> None:
        self.inbox.put_nowait({"type": "websocket.disconnect", "code": 1000})
        await asyncio.wait_for(self.task, 30)


signed_in: dict[str, Any] = {}


@pytest.fixture(autouse=True)
def anna(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Anna is signed in; she may hear of things 1 to 5."""
    signed_in.clear()
    signed_in["anna"] = SimpleNamespace(pk=1, name="anna", cases={1, 2, 3, 4, 5})
    monkeypatch.setattr(sockets, "_person", signed_in.get)
    monkeypatch.setattr(live, "TOPICS", {})
    live.topic("thing", may_listen=lambda person, number: number in person.cases)
    yield


def play(scene: Callable[[Sockets], Awaitable[None]]) -> Sockets:
    """Plays a scene with the sockets of one process."""
    app = Sockets()

    async def run() -> None:
        app.start(asyncio.get_running_loop())
        try:
            await asyncio.wait_for(scene(app), 120)
        finally:
            app.stop()
            await asyncio.sleep(0)

    asyncio.run(run())
    app.ears.submit(lambda: sockets.connection.close()).result()  # noqa: PLW0108  looked up in that thread
    app.ears.shutdown()
    assert app.watcher is not None
    app.watcher.join(30)
    return app


pytestmark = pytest.mark.django_db(transaction=True)


def test_a_listener_is_told_what_changed_since_his_number_and_then_as_it_happens() -> None:
    happened(1, about=("thing", 1))
    happened(1, about=("thing", 2))
    sealing.seal()

    async def scene(app: Sockets) -> None:
        browser = Browser(app)
        assert (await browser.next())["type"] == "websocket.accept"
        await browser.say({"topics": ["thing:1", "thing:2", "thing:9", "secret:1"], "since": 1})
        told = await browser.next()
        assert told == {"number": 2, "topics": ["thing:2"], "refused": ["secret:1", "thing:9"]}
        await asyncio.to_thread(sealed_elsewhere, 1)
        assert await browser.next() == {"number": 3, "topics": ["thing:1"]}
        await asyncio.to_thread(sealed_elsewhere, 9)
        await asyncio.to_thread(sealed_elsewhere, 2)
        assert await browser.next() == {"number": 5, "topics": ["thing:2"]}
        await browser.leave()

    app = play(scene)
    assert not app.open
    assert not app.by_topic


def sealed_elsewhere(number: int) -> None:
    """As another process would."""
    happened(1, about=("thing", number))
    sealing.seal()
    sockets.connection.close()


def test_without_a_number_he_starts_from_now() -> None:
    happened(2, about=("thing", 1))
    sealing.seal()

    async def scene(app: Sockets) -> None:
        browser = Browser(app)
        await browser.next()
        await browser.say({"topics": ["thing:1"]})
        assert await browser.next() == {"number": 2, "topics": []}
        await browser.leave()

    play(scene)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": b"http://evil.example"},
        {"origin": b""},
        {"origin": b"null"},
        {"host": b"evil.example", "origin": b"http://evil.example"},
        {"cookie": b"sessionid=stranger"},
        {"cookie": b""},
    ],
)
def test_a_stranger_or_a_foreign_page_is_not_let_in(headers: dict[str, bytes]) -> None:
    async def scene(app: Sockets) -> None:
        browser = Browser(app, **headers)
        assert (await browser.next())["type"] == "websocket.close"
        await asyncio.wait_for(browser.task, 30)

    assert not play(scene).open


@pytest.mark.parametrize(
    "said",
    ["", "{", "[]", "3", '{"topics": "thing:1"}', '{"topics": [1]}', "x" * 5000, "[" * 4000,
     json.dumps({"topics": ["thing:1"] * 61})],
)  # fmt: skip
def test_nonsense_closes_the_socket(said: str) -> None:
    async def scene(app: Sockets) -> None:
        browser = Browser(app)
        await browser.next()
        await browser.say(said)
        assert await browser.next() == {"type": "websocket.close", "code": 1008}
        await asyncio.wait_for(browser.task, 30)

    play(scene)


def test_who_signs_out_or_loses_a_thing_hears_no_more_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "LOOK_AGAIN", 0.0)
    monkeypatch.setattr(sockets, "QUIET", 0.1)

    async def scene(app: Sockets) -> None:
        browser = Browser(app)
        await browser.next()
        await browser.say({"topics": ["thing:1", "thing:2"], "since": 0})
        await browser.next()
        signed_in["anna"].cases.discard(2)
        await browser.next()  # a sign of life, and a second look
        assert set(app.by_topic) == {"thing:1"}
        del signed_in["anna"]
        while (told := await browser.next()).get("type") != "websocket.close":
            pass
        assert told["code"] == 1008

    play(scene)


def test_a_stopping_server_closes_with_1012() -> None:
    async def scene(app: Sockets) -> None:
        browsers = [Browser(app) for _ in range(5)]
        for browser in browsers:
            await browser.next()
            await browser.say({"topics": ["thing:1"]})
            await browser.next()
        await app.close_all()
        for browser in browsers:
            assert await browser.next() == {"type": "websocket.close", "code": 1012}
        assert not app.open
        late = Browser(app)
        assert (await late.next())["type"] == "websocket.close"

    play(scene)


def test_one_person_cannot_take_all_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "MOST_PER_PERSON", 2)

    async def scene(app: Sockets) -> None:
        browsers = [Browser(app) for _ in range(3)]
        kinds = [(await browser.next())["type"] for browser in browsers]
        assert kinds == ["websocket.accept", "websocket.accept", "websocket.close"]
        for browser in browsers[:2]:
            await browser.leave()

    play(scene)


def test_a_database_that_is_away_closes_with_1011(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(number: int) -> Any:
        raise ConnectionError("away")

    async def scene(app: Sockets) -> None:
        browser = Browser(app)
        await browser.next()
        monkeypatch.setattr(sockets.live, "since", away)
        await browser.say({"topics": ["thing:1"], "since": 0})
        assert await browser.next() == {"type": "websocket.close", "code": 1011}

    play(scene)


@pytest.mark.parametrize(
    ("host", "origin", "secure", "fits"),
    [
        ("localhost:8000", "http://localhost:8000", False, True),
        ("localhost:8000", "http://localhost:9000", False, False),
        ("localhost:8000", "http://localhost", False, False),
        ("LOCALHOST:8000", "http://localhost:8000", False, True),
        ("localhost", "https://localhost", False, True),  # behind a proxy that ends TLS
        ("localhost", "https://localhost", True, True),
        ("localhost", "http://localhost", True, False),
        ("localhost", "", False, False),
        ("", "http://", False, False),
        ("other.example", "http://other.example", False, False),
        ("localhost", "https://trusted.example", False, True),
    ],
)
def test_the_origin_must_be_our_own_page(settings: Any, host: str, origin: str, secure: bool, fits: bool) -> None:
    settings.ALLOWED_HOSTS = ["localhost"]
    settings.CSRF_TRUSTED_ORIGINS = ["https://trusted.example"]
    assert origin_fits({b"host": host, b"origin": origin}, secure=secure) is fits
