"""Reports of an exchange: signed, once, late and in any order (R17)."""

from __future__ import annotations

import itertools
import json
import time
from typing import Any

import pytest
from django.test import Client

from shouwen.conversations import queries as talks
from shouwen.conversations.phone import actions, queries
from shouwen.conversations.phone.models import Call, Event
from shouwen.kernel import clock, signing, vault
from shouwen.kernel.refusals import Refused, Unacceptable

pytestmark = pytest.mark.django_db
NUMBER = "13800138206"


@pytest.fixture
def exchange(cast: Any, at: Any) -> Any:
    kept, _secret = actions.keep_exchange(
        None, by=cast.administrator, title="总机", brand=cast.brand, department=None, is_active=True
    )
    actions.keep_extension(kept, by=cast.administrator, number="8001", person=cast.clerk)
    actions.keep_extension(kept, by=cast.administrator, number="8002", person=cast.colleague)
    return kept


def report(exchange: Any, event: str, second: float = 0, *, ident: str = "", signed_ago: int = 0, **more: Any) -> Any:
    """Posts one signed report; `second` is when it happened, counted from the first ring."""
    start = clock.now().timestamp() - 600
    body = {"id": ident or f"e-{event}-{second}", "call": "c-1", "event": event, "at": start + second, **more}
    secret = more.pop("secret", vault.unlock(exchange.locked))
    return send(exchange.key, json.dumps(body).encode(), secret, signed_ago)


def send(key: str, body: bytes, secret: str, signed_ago: int = 0) -> Any:
    told = int(clock.now().timestamp()) - signed_ago
    signature = signing.sign(secret.encode(), told, body)
    headers = {"X-Shouwen-Time": str(told), "X-Shouwen-Signature": signature}
    client = Client(enforce_csrf_checks=True)
    return client.post(f"/phone/events/{key}/", body, content_type="application/json", headers=headers)


STORY = (
    ("ringing", 0, {"from": NUMBER, "extension": "8001"}),
    ("answered", 20, {"extension": "8001", "rings": 4}),
    ("hold", 40, {}),
    ("unhold", 70, {}),
    ("ended", 100, {"ended_by": "caller"}),
)


def test_a_call_comes_out_the_same_in_whatever_order_its_reports_arrive(cast: Any, exchange: Any) -> None:
    outcomes = set()
    orders = list(itertools.permutations(range(len(STORY))))
    for turn, order in enumerate(orders[::9]):
        for at in order:
            event, second, more = STORY[at]
            answer = report(exchange, event, second, ident=f"{turn}-{event}", **{**more, "call": f"c-{turn}"})
            assert answer.json() == {"outcome": "taken"}
        call = queries.of_exchange(exchange, f"c-{turn}")
        assert call is not None
        talk = talks.with_id(call.conversation_id)
        held = [(each.has_consent, each.lasted(clock.now())) for each in call.pauses.all()]
        outcomes.add(
            (
                *(call.state, call.rings, call.is_late, call.seconds, call.person_id, call.last_four, call.ended_by),
                *(talk.owner_id, len(held), held[0]),  # type: ignore[union-attr]
            )
        )
    clerk = cast.clerk.pk
    assert outcomes == {("ended", 4, True, 80, clerk, "8206", "caller", clerk, 1, (False, 30))}


def test_a_copy_counts_once_and_a_forged_late_or_stranger_s_report_not_at_all(cast: Any, exchange: Any) -> None:
    assert report(exchange, "ringing", **{"from": NUMBER}).json() == {"outcome": "taken"}
    assert report(exchange, "ringing", **{"from": NUMBER}).json() == {"outcome": "duplicate"}
    assert report(exchange, "ringing", ident="b", signed_ago=301).status_code == 403
    assert report(exchange, "ringing", ident="c", signed_ago=-301).status_code == 403
    secret = vault.unlock(exchange.locked)
    body = json.dumps({"id": "d", "call": "c-2", "event": "ringing"}).encode()
    assert send(exchange.key, body, "another").status_code == 403
    assert send("no-such-exchange", body, secret).status_code == 404
    told = str(int(clock.now().timestamp()))
    fair = {"X-Shouwen-Time": told, "X-Shouwen-Signature": signing.sign(secret.encode(), int(told), body)}
    changed = Client().post(
        f"/phone/events/{exchange.key}/", body + b" ", content_type="application/json", headers=fair
    )
    assert changed.status_code == 403
    assert Event.objects.count() == Call.objects.count() == 1
    new = actions.change_key(exchange, by=cast.administrator)
    assert send(exchange.key, body, secret).status_code == 403
    assert send(exchange.key, body, new).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"{", b'{"id":"a","call":"c"}', b'{"id":"a","call":"c","event":"exploded"}',
        b'{"id":"","call":"c","event":"ringing"}', b'{"id":"a","call":"c","event":"ringing","at":"soon"}',
        b'{"id":"a","call":"c","event":"ringing","at":NaN}', b'{"id":"a","call":"c","event":"ringing","at":1}',
        b'{"id":"%s","call":"c","event":"ringing"}' % (b"x" * 200), b"[" * 5000,
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_a_sentence(exchange: Any, body: bytes) -> None:
    answer = send(exchange.key, body, vault.unlock(exchange.locked))
    assert answer.status_code == 422
    assert answer.json()["sentence"]
    assert not Event.objects.exists()


def test_a_missed_call_is_to_be_called_back_until_a_late_report_says_it_was_answered(cast: Any, exchange: Any) -> None:
    report(exchange, "ringing", 0, **{"from": NUMBER})
    report(exchange, "ended", 30)
    call = queries.of_exchange(exchange, "c-1")
    assert call is not None
    assert (call.state, queries.to_call_back(cast.clerk).count()) == ("missed", 1)
    assert (call.call_back_due_at - call.ended_at).total_seconds() == 900  # type: ignore[operator]
    report(exchange, "answered", 10, extension="8001")
    call.refresh_from_db()
    assert (call.state, call.person) == ("ended", cast.clerk)
    assert not queries.to_call_back(cast.clerk).exists()


def test_a_transfer_at_the_exchange_moves_the_conversation_only_when_it_is_taken(cast: Any, exchange: Any) -> None:
    report(exchange, "ringing", 0, **{"from": NUMBER, "extension": "8001"})
    report(exchange, "answered", 5, extension="8001")
    report(exchange, "transfer", 30, to="8002")
    call = queries.of_exchange(exchange, "c-1")
    assert call is not None
    talk = talks.with_id(call.conversation_id)
    assert talk is not None
    assert (call.state, talk.owner, talk.offered_to) == ("transferred", cast.clerk, cast.colleague)
    report(exchange, "answered", 40, extension="8002")
    call.refresh_from_db()
    talk.refresh_from_db()
    assert (call.state, call.person, talk.owner) == ("answered", cast.colleague, cast.colleague)
    assert talk.first_asked == cast.clerk


def test_a_hold_nobody_was_asked_about_is_marked_until_the_clerk_says_he_agreed(cast: Any, exchange: Any) -> None:
    report(exchange, "ringing", 0, **{"from": NUMBER, "extension": "8001"})
    report(exchange, "answered", 5, extension="8001")
    report(exchange, "hold", 20)
    call = queries.of_exchange(exchange, "c-1")
    assert call is not None
    assert not call.pauses.get().has_consent
    actions.consent(call, by=cast.clerk)
    report(exchange, "unhold", 50)
    assert call.pauses.get().has_consent  # a later report does not take it back


def test_a_report_is_answered_within_a_second(cast: Any, exchange: Any) -> None:
    report(exchange, "ringing", 0, **{"from": NUMBER, "extension": "8001"})
    began = time.process_time()
    report(exchange, "answered", 5, extension="8001")
    assert time.process_time() - began < 1


def test_a_person_of_another_brand_has_no_extension_here(cast: Any, exchange: Any) -> None:
    with pytest.raises(Unacceptable):
        actions.keep_extension(exchange, by=cast.administrator, number="8003", person=cast.stranger)
    with pytest.raises(Refused):
        actions.keep_extension(exchange, by=cast.supervisor, number="8003", person=cast.clerk)


def test_who_hung_up_is_what_the_exchange_heard_whatever_the_clerk_writes(cast: Any, exchange: Any) -> None:
    report(exchange, "ringing", 0, **{"from": NUMBER, "extension": "8001"})
    report(exchange, "answered", 5, extension="8001")
    report(exchange, "ended", 30, ended_by="us")
    call = queries.of_exchange(exchange, "c-1")
    assert call is not None
    written = {"gist": "问到货时间", "no_case_why": "当场答复"}
    with pytest.raises(Unacceptable):  # never warned
        actions.record(call, by=cast.clerk, **written, ended_by="", ended_why="abuse")
    call.refresh_from_db()
    actions.record(call, by=cast.clerk, **written, ended_by="caller")
    call.refresh_from_db()
    assert (call.ended_by, call.is_unfounded) == ("us", True)
