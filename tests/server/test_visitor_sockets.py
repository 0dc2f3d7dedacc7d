"""Sockets of web chat, without a network: whose token opens one, what he is told and how soon."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from shouwen.conversations import actions as conversations
from shouwen.conversations import queries as talks
from shouwen.conversations.webchat import actions
from shouwen.conversations.webchat.tests.makers import SITE, again, visit, web_channel
from shouwen.kernel import live, sealing
from shouwen.kernel.policy import SYSTEM
from shouwen.people.tests.makers import cast as make_cast
from shouwen.site import sockets, visitor_sockets
from shouwen.site.sockets import Sockets

pytestmark = pytest.mark.django_db(transaction=True)
HEADERS = {b"host": b"localhost:8000", b"origin": SITE.encode()}


class Browser:
    """One open page of the customer's."""

    def __init__(self, app: Sockets, path: str = "/chat/live/", **headers: bytes) -> None:
        self.inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.inbox.put_nowait({"type": "websocket.connect"})
        self.told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        given = {**HEADERS, **{name.encode(): value for name, value in headers.items()}}
        scope = {"path": path, "scheme": "wss", "headers": list(given.items())}
        self.task = asyncio.ensure_future(app(scope, self.inbox.get, self.told.put))

    async def next(self) -> dict[str, Any]:
        message = await asyncio.wait_for(self.told.get(), 30)
        return json.loads(message["text"]) if message["type"] == "websocket.send" else message

    def say(self, said: Any) -> None:
        text = said if isinstance(said, str) else json.dumps(said)
        self.inbox.put_nowait({"type": "websocket.receive", "text": text})

    async def hello(self, token: str, since: int = 0) -> dict[str, Any]:
        assert (await self.next())["type"] == "websocket.accept"
        self.say({"token": token, "since": since})
        return await self.next()

    async def leave(self) -> None:
        self.inbox.put_nowait({"type": "websocket.disconnect", "code": 1000})
        await asyncio.wait_for(self.task, 30)


@pytest.fixture
def cast() -> Any:
    return make_cast()


@pytest.fixture(autouse=True)
def open_now(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    from shouwen.conversations.webchat import queries

    monkeypatch.setattr(queries, "opening", lambda web: queries.Opening(True, None, "", ""))
    yield


def play(scene: Callable[[Sockets], Awaitable[None]]) -> Sockets:
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
    app.watcher.join(5)
    assert not app.visitors.open
    assert not app.visitors.by_topic
    assert app.visitors.strangers == 0
    return app


def elsewhere(work: Callable[[], Any]) -> Callable[[], Any]:
    """As another process would: done, sealed, its connection closed."""

    def run() -> Any:
        try:
            done = work()
            sealing.seal()
            return done
        finally:
            sockets.connection.close()

    return run


def answer(cast: Any, chat: Any, text: str) -> Any:
    found = talks.with_number(again(chat).conversation.number)
    return conversations.send(found, by=cast.clerk, text=text, seen=talks.last_of(found))


def test_a_visitor_is_told_of_an_answer_of_typing_and_of_nothing_else(cast: Any) -> None:
    chat, token = visit(web_channel(cast))
    other, _token = visit(chat.channel)
    conversations.claim(again(chat).conversation, by=cast.clerk)
    sealing.seal()
    last = talks.first_of(again(chat).conversation).pk

    async def scene(app: Sockets) -> None:
        browser = Browser(app)
        assert await browser.hello(token, last) == {"number": last}
        conversation = again_sync(chat)
        await asyncio.to_thread(elsewhere(lambda: conversations.note(conversation(), by=cast.clerk, text="内部")))
        await asyncio.to_thread(elsewhere(lambda: actions.say(other, by=SYSTEM, once="other-visitor", text="别人的")))
        await asyncio.to_thread(elsewhere(lambda: live.whisper(conversation(), "typing", by=cast.clerk.staff_number)))
        assert await browser.next() == {"number": last, "typing": True}
        sent = await asyncio.to_thread(elsewhere(lambda: answer(cast, chat, "您好")))
        assert await browser.next() == {"number": sent.pk, "news": True}
        await browser.leave()

    play(scene)


def again_sync(chat: Any) -> Callable[[], Any]:
    return lambda: again(chat).conversation


def test_who_was_cut_off_learns_at_once_that_there_is_more(cast: Any) -> None:
    chat, token = visit(web_channel(cast))
    conversations.claim(again(chat).conversation, by=cast.clerk)
    sent = answer(cast, chat, "您好")
    sealing.seal()

    async def scene(app: Sockets) -> None:
        browser = Browser(app)
        assert await browser.hello(token, sent.pk - 1) == {"number": sent.pk, "news": True}
        await browser.leave()

    play(scene)


def test_a_visitor_who_has_said_nothing_yet_hears_of_his_conversation_once_it_begins(cast: Any) -> None:
    web = web_channel(cast, form="")
    chat, token = actions.start(web, by=SYSTEM, once="quiet-one", language="zh", page="", form={})
    assert chat.conversation is None

    async def scene(app: Sockets) -> None:
        browser = Browser(app)
        assert await browser.hello(token) == {"number": 0}
        said = await asyncio.to_thread(elsewhere(lambda: actions.say(chat, by=SYSTEM, once="first-word", text="在吗")))
        assert (await browser.next())["news"]
        assert set(app.visitors.by_topic) == {f"conversation:{said.conversation.pk}"}
        await browser.leave()

    play(scene)


def test_a_foreign_page_or_a_bad_token_is_shown_out(cast: Any) -> None:
    _chat, token = visit(web_channel(cast))
    origins = (b"https://evil.example", b"", b"null", b"http://www.luda.example")
    said = ("", "{", "[]", '{"token": 3}', json.dumps({"token": "x" * 43}), "x" * 2000)
    tries = [(origin, json.dumps({"token": token})) for origin in origins] + [(SITE.encode(), text) for text in said]

    async def scene(app: Sockets) -> None:
        for origin, text in tries:
            browser = Browser(app, origin=origin)
            first = await browser.next()
            if first["type"] == "websocket.accept":
                browser.say(text)
                first = await browser.next()
            assert first == {"type": "websocket.close", "code": 1008}, (origin, text)
            await asyncio.wait_for(browser.task, 30)

    play(scene)


def test_who_says_nothing_is_shown_out_and_so_is_one_too_many(cast: Any, settings: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(visitor_sockets, "HELLO", 0.2)
    settings.MOST_VISITORS = 1
    _chat, token = visit(web_channel(cast))

    async def scene(app: Sockets) -> None:
        silent = Browser(app)
        await silent.next()
        assert await silent.next() == {"type": "websocket.close", "code": 1008}
        await asyncio.wait_for(silent.task, 30)
        monkeypatch.setattr(visitor_sockets, "HELLO", 30.0)
        first = Browser(app)
        await first.hello(token)
        assert (await Browser(app).next())["type"] == "websocket.close"
        await first.leave()

    play(scene)


def test_a_stopping_server_closes_visitors_with_1012(cast: Any) -> None:
    _chat, token = visit(web_channel(cast))

    async def scene(app: Sockets) -> None:
        browser = Browser(app)
        await browser.hello(token)
        await app.close_all()
        assert await browser.next() == {"type": "websocket.close", "code": 1012}
        assert (await Browser(app).next())["type"] == "websocket.close"

    play(scene)


def test_colleagues_see_each_other_type_and_the_customer_and_not_themselves(cast: Any, monkeypatch: Any) -> None:
    chat, _token = visit(web_channel(cast))
    conversations.claim(again(chat).conversation, by=cast.clerk)
    sealing.seal()
    people = {"clerk": cast.clerk, "supervisor": cast.supervisor, "stranger": cast.stranger}
    monkeypatch.setattr(sockets, "_person", people.get)
    topic = f"conversation:{again(chat).conversation_id}"
    said = talks.first_of(again(chat).conversation)

    async def scene(app: Sockets) -> None:
        own = {"origin": b"https://localhost:8000"}
        clerk, supervisor, stranger = (
            Browser(app, "/live/", cookie=f"sessionid={who}".encode(), **own) for who in people
        )
        for browser in (clerk, supervisor, stranger):
            await browser.next()
            browser.say({"topics": [topic]})
            await browser.next()
        stranger.say({"whisper": topic, "kind": "typing"})
        clerk.say({"whisper": topic, "kind": "typing"})
        told = await supervisor.next()
        assert told["whispers"] == [{"topic": topic, "kind": "typing", "by": cast.clerk.staff_number, "number": 0}]
        await asyncio.to_thread(elsewhere(lambda: actions.type_(again(chat), by=SYSTEM)))
        assert [each["by"] for each in (await clerk.next())["whispers"]] == ["customer"]
        await asyncio.sleep(sockets.BETWEEN)
        supervisor.say({"whisper": topic, "kind": "seen", "number": said.pk})  # he only looks on
        clerk.say({"whisper": topic, "kind": "seen", "number": said.pk})
        while not any(each["kind"] == "seen" for each in (await supervisor.next()).get("whispers", [])):
            pass
        for browser in (clerk, supervisor, stranger):
            await browser.leave()

    play(scene)
    said.refresh_from_db()
    assert said.seen_at is not None
    assert live.Whisper.objects.filter(kind="seen").count() == 1
    assert live.Whisper.objects.filter(by=cast.stranger.staff_number).count() == 0


def test_ten_cuts_while_both_write_lose_and_double_nothing(cast: Any) -> None:
    """The visitor posts in order and again after each cut; what he fetches by number is each word once."""
    chat, token = visit(web_channel(cast))
    conversations.claim(again(chat).conversation, by=cast.clerk)
    sealing.seal()
    heard: list[int] = []
    since = 0

    def fetch() -> None:
        nonlocal since
        from shouwen.conversations.webchat import queries

        try:
            for message in queries.shown(again(chat), since):
                heard.append(message.pk)
                since = message.pk
        finally:
            sockets.connection.close()

    async def scene(app: Sockets) -> None:
        for cut in range(10):
            browser = Browser(app)
            first = await browser.hello(token, since)
            if first.get("news"):
                await asyncio.to_thread(fetch)
            words = {"once": f"sentence-{cut}", "text": f"第 {cut} 句"}
            posts = [
                asyncio.to_thread(elsewhere(lambda w=words: actions.say(again(chat), by=SYSTEM, **w)))
                for _twice in range(2)
            ]
            await asyncio.gather(*posts)
            await asyncio.to_thread(elsewhere(lambda n=cut: answer(cast, chat, f"答 {n}")))
            if cut % 2:  # cut before, or after the nudge
                await browser.next()
                await asyncio.to_thread(fetch)
            await browser.leave()
        last = Browser(app)
        if (await last.hello(token, since)).get("news"):
            await asyncio.to_thread(fetch)
        await last.leave()

    play(scene)
    there = list(again(chat).conversation.messages.order_by("id").values_list("pk", flat=True))
    assert heard == there
    assert len(there) == 1 + 10 + 10


def test_a_commit_elsewhere_is_a_nudge_by_itself(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """How soon is printed by bin/bench chat; here nobody looks a second time, so what is heard was told."""
    monkeypatch.setattr(live.Watch, "_overdue", lambda watch: False)
    chat, token = visit(web_channel(cast))
    conversations.claim(again(chat).conversation, by=cast.clerk)
    sealing.seal()

    async def scene(app: Sockets) -> None:
        browser = Browser(app)
        await browser.hello(token, talks_last)
        for number in range(5):
            await asyncio.to_thread(elsewhere(lambda n=number: answer(cast, chat, f"答 {n}")))
            await browser.next()
        await browser.leave()

    talks_last = talks.last_of(again(chat).conversation)
    play(scene)
