"""A promise made in a conversation is offered for keeping, kept on its case with one click, or said to be none."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from shouwen.cases import actions
from shouwen.cases.models import Case, Promise
from shouwen.cases.rules import rules_of
from shouwen.cases.tests.makers import complaint
from shouwen.conversations import actions as conversations
from shouwen.conversations import queries as talks
from shouwen.conversations.tests.makers import chat, chat_channel
from shouwen.kernel import clock
from shouwen.kernel.models import Fact
from shouwen.kernel.refusals import MoveRefused, Refused, Unacceptable
from shouwen.rulebook import queries as rulebook

pytestmark = pytest.mark.django_db
SAID = "您好，我两小时内给您回电。"


@pytest.fixture
def talk(cast: Any, sealed: Any) -> Any:
    """A chat that the clerk has taken, about no case yet."""
    found = chat(chat_channel(cast, assign="pick", opens_cases=False), "c1", "我的货到哪里了")
    sealed()
    conversations.claim(found, by=cast.clerk)
    return found


def say(talk: Any, by: Any, text: str = SAID) -> Any:
    return conversations.send(talk, by=by, text=text, seen=talks.last_of(talk))


def tied(talk: Any, by: Any) -> Any:
    actions.open_from_conversation(talks.with_number(talk.number), by=by)
    talk.refresh_from_db()
    return Case.objects.get(pk=talk.about_id)


def typed(message: Any) -> dict[str, str]:
    due = clock.local(message.at + dt.timedelta(hours=2))
    return {"what": "给您回电", "due_at": f"{due:%Y-%m-%dT%H:%M}"}


def test_one_click_keeps_what_was_said_with_its_time(client: Any, cast: Any, talk: Any) -> None:
    case, message = tied(talk, cast.clerk), say(talk, cast.clerk)
    client.force_login(cast.clerk)
    page = client.get(f"/conversations/{talk.number}/").content.decode()
    address = f"/conversations/{talk.number}/messages/{message.pk}/promise/"
    assert "您答应了" in page and "给您回电" in page and f'href="{address}"' in page
    form = client.get(address)
    initial = form.context["form"].initial
    assert (initial["what"], initial["due_at"]) == ("给您回电", message.at + dt.timedelta(hours=2))
    assert SAID in form.content.decode() and "48" in form.content.decode()
    answer = client.post(address, typed(message), HTTP_HX_REQUEST="true")
    assert answer.status_code == 204 and "dialog-close" in answer["HX-Trigger"]
    made = Promise.objects.get()
    assert (made.case, made.said_in, made.made_by, made.what) == (case, message, cast.clerk, "给您回电")
    assert case.clocks.filter(thing_kind="promise", thing_id=made.pk, state="running").exists()
    page = client.get(f"/conversations/{talk.number}/").content.decode()
    assert "您答应了" not in page and f"已记为承诺 {made.number}" in page
    assert f"/conversations/{talk.number}/#said-{message.pk}" in client.get(f"/cases/{case.number}/").content.decode()
    refs = Fact.objects.get(kind="case.promised").refs
    assert "回电" not in str(refs)


def test_without_a_case_one_is_made_first_and_the_promise_follows(client: Any, cast: Any, talk: Any) -> None:
    message = say(talk, cast.clerk)
    client.force_login(cast.clerk)
    address = f"/conversations/{talk.number}/messages/{message.pk}/promise/"
    first = client.get(address).content.decode()
    assert "还没有工单" in first and f'name="then" value="{message.pk}"' in first
    answer = client.post(f"/conversations/{talk.number}/case/", {"kind": "enquiry", "then": str(message.pk)})
    assert answer.url == address
    assert client.post(address, typed(message)).url == f"/conversations/{talk.number}/"
    assert Promise.objects.get().case.owner == cast.clerk


def test_what_is_said_to_be_no_promise_is_not_asked_about_again(client: Any, cast: Any, talk: Any) -> None:
    message = say(talk, cast.clerk)
    client.force_login(cast.clerk)
    assert "您答应了" in client.get(f"/conversations/{talk.number}/").content.decode()
    for _twice in range(2):
        client.post(f"/conversations/{talk.number}/messages/{message.pk}/no-promise/")
    assert "您答应了" not in client.get(f"/conversations/{talk.number}/").content.decode()
    assert Fact.objects.filter(kind="case.no_promise").count() == 1


def test_a_plain_answer_shows_no_line(client: Any, cast: Any, talk: Any) -> None:
    tied(talk, cast.clerk)
    message = say(talk, cast.clerk, "您好，货今天上午已经到了，请查收。")
    client.force_login(cast.clerk)
    page = client.get(f"/conversations/{talk.number}/").content.decode()
    assert "您答应了" not in page and "promise-mark" in page
    form = client.get(f"/conversations/{talk.number}/messages/{message.pk}/promise/").context["form"]
    assert form.initial == {"what": message.text}


def test_a_time_that_is_over_is_said_to_be_and_agreed_anew(client: Any, at: Any, cast: Any, talk: Any) -> None:
    tied(talk, cast.clerk)
    message = say(talk, cast.clerk)
    at.forward(hours=3)
    client.force_login(cast.clerk)
    assert "时间已过" in client.get(f"/conversations/{talk.number}/").content.decode()
    form = client.get(f"/conversations/{talk.number}/messages/{message.pk}/promise/").context["form"]
    assert form.initial["due_at"] is None


def test_whoever_must_not_neither_sees_nor_keeps_it(client: Any, cast: Any, talk: Any) -> None:
    case, message = tied(talk, cast.clerk), say(talk, cast.clerk)
    address = f"/conversations/{talk.number}/messages/{message.pk}"
    for person, expected in ((cast.stranger, 404), (cast.administrator, 404), (cast.colleague, 403)):
        client.force_login(person)
        assert client.post(f"{address}/promise/", typed(message)).status_code == expected, person
        assert client.post(f"{address}/no-promise/").status_code == expected, person
    client.force_login(cast.colleague)
    assert "记为承诺" not in client.get(f"/conversations/{talk.number}/").content.decode()
    with pytest.raises(Refused):
        actions.promise(
            case, by=cast.colleague, what="回电", due_at=message.at + dt.timedelta(hours=1), said_in=message
        )
    client.logout()
    assert client.post(f"{address}/promise/", typed(message)).status_code == 302
    assert not Promise.objects.exists()


def test_a_closed_case_takes_no_promise(client: Any, cast: Any, talk: Any) -> None:
    case, message = tied(talk, cast.clerk), say(talk, cast.clerk)
    Case.objects.filter(pk=case.pk).update(state="closed")
    client.force_login(cast.clerk)
    assert "您答应了" not in client.get(f"/conversations/{talk.number}/").content.decode()
    address = f"/conversations/{talk.number}/messages/{message.pk}/promise/"
    assert client.get(address).status_code == client.post(address, typed(message)).status_code == 409


def test_each_is_kept_once_and_only_on_its_own_case(cast: Any, talk: Any) -> None:
    case, message = tied(talk, cast.clerk), say(talk, cast.clerk)
    due_at = message.at + dt.timedelta(hours=2)
    heard = talks.first_of(talk)
    for other, said in ((complaint(cast), message), (case, heard)):
        with pytest.raises(Unacceptable):
            actions.promise(other, by=cast.clerk, what="回电", due_at=due_at, said_in=said)
    actions.promise(case, by=cast.clerk, what="回电", due_at=due_at, said_in=message)
    with pytest.raises(MoveRefused):
        actions.promise(case, by=cast.clerk, what="回电", due_at=due_at, said_in=message)
    with pytest.raises(MoveRefused):
        actions.set_promise_aside(message, by=cast.clerk)


def test_the_longest_promise_cites_what_its_own_pack_says(cast: Any, monkeypatch: Any) -> None:
    case = complaint(cast)
    deadlines = rules_of(case).pack.deadlines
    too_long = {"what": "回电", "due_at": clock.now() + dt.timedelta(hours=49)}
    with pytest.raises(Unacceptable) as refusal:
        actions.promise(case, by=cast.clerk, **too_long)
    assert (refusal.value.clause, refusal.value.origin) == ("S3-5.2.2.2i", "borrowed")
    own = deadlines["promise-longest"].model_copy(update={"because": ["gap"], "origin": "default"})
    monkeypatch.setitem(deadlines, "promise-longest", own)
    with pytest.raises(Unacceptable) as refusal:
        actions.promise(case, by=cast.clerk, **too_long)
    assert (refusal.value.clause, refusal.value.origin) == ("", "default")


def test_the_third_promise_tells_the_supervisor_why(cast: Any) -> None:
    case = complaint(cast)
    pack = rules_of(case).pack
    made = actions.promise(case, by=cast.clerk, what="回电", due_at=clock.now() + dt.timedelta(hours=1))
    for hours in (2, 3):
        made = actions.extend_promise(
            made, by=cast.clerk, words="抱歉，还在查", due_at=clock.now() + dt.timedelta(hours=hours)
        )
    notice = cast.supervisor.notices.get(text__contains="第 3 次")
    assert (notice.clauses, notice.origin) == (pack.settings["promise.extensions"].because, "default")
    assert rulebook.setting(pack, case.brand.code, "promise.extensions") == 3
