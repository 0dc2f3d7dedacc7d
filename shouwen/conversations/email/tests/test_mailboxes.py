"""Fetching and sending: each letter once, no letter stops the others, what goes out finds its thread."""

from __future__ import annotations

import email
import email.policy
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from shouwen.conversations import actions as conversations
from shouwen.conversations import queries as talks
from shouwen.conversations.email import actions, queries
from shouwen.conversations.email.actions import fetching
from shouwen.conversations.email.imap import LineDown
from shouwen.conversations.email.models import Fetched, Mailbox
from shouwen.conversations.models import Message
from shouwen.conversations.tests.makers import conversation, letter, mailbox
from shouwen.conversations.tests.test_pages import as_
from shouwen.kernel import clock, outbound
from shouwen.kernel.models import Job
from shouwen.kernel.policy import SYSTEM
from shouwen.kernel.refusals import Refused, Unacceptable
from shouwen.kernel.testing import free_port

pytestmark = pytest.mark.django_db


class Shelf:
    """A folder in memory."""

    def __init__(self, *letters: bytes, uidvalidity: int = 1) -> None:
        self.letters = dict(enumerate(letters, 1))
        self.uidvalidity = uidvalidity
        self.broken: set[int] = set()

    def newer(self, uid: int) -> list[int]:
        return [each for each in self.letters if each > uid]

    def since(self, day: Any) -> list[int]:
        return list(self.letters)

    def raw(self, uid: int) -> bytes:
        if uid in self.broken:
            raise OSError("the line went down")
        return self.letters[uid]


def test_each_letter_is_fetched_once(cast: Any) -> None:
    box, shelf = mailbox(cast), Shelf(letter(), letter("二", ident="b@x"))
    assert actions.fetch_from(shelf, box, by=SYSTEM) == {"opened": 2}
    assert actions.fetch_from(shelf, box, by=SYSTEM) == {}
    shelf.letters[3] = letter("三", ident="c@x")
    assert actions.fetch_from(shelf, box, by=SYSTEM) == {"opened": 1}


def test_a_rebuilt_mailbox_brings_nothing_twice(cast: Any) -> None:
    box = mailbox(cast)
    actions.fetch_from(Shelf(letter()), box, by=SYSTEM)
    assert actions.fetch_from(Shelf(letter(), uidvalidity=2), box, by=SYSTEM) == {"duplicate": 1}
    assert Message.objects.count() == 1


def test_a_letter_to_two_mailboxes_is_one_message(cast: Any) -> None:
    first, second = mailbox(cast), mailbox(cast, "info@luda.example")
    actions.fetch_from(Shelf(letter()), first, by=SYSTEM)
    assert actions.fetch_from(Shelf(b"Received: x\n" + letter()), second, by=SYSTEM) == {"duplicate": 1}


def test_a_letter_that_fails_stops_nothing_and_is_tried_again(cast: Any) -> None:
    box, shelf = mailbox(cast), Shelf(letter(), letter("二", ident="b@x"), letter("三", ident="c@x"))
    shelf.broken = {2}
    assert actions.fetch_from(shelf, box, by=SYSTEM) == {"opened": 2, "failed": 1}
    shelf.broken = set()
    assert actions.fetch_from(shelf, box, by=SYSTEM) == {"opened": 1}
    assert set(Fetched.objects.values_list("uid", "outcome")) == {(1, "opened"), (2, "opened"), (3, "opened")}


def test_a_letter_that_always_fails_is_given_up_but_not_forgotten(cast: Any) -> None:
    box, shelf = mailbox(cast), Shelf(letter())
    shelf.broken = {1}
    for _turn in range(12):
        actions.fetch_from(shelf, box, by=SYSTEM)
    assert Fetched.objects.get().outcome == "failed"
    assert Fetched.objects.get().tries == 8


def test_what_was_given_up_is_tried_again_now_and_then(cast: Any, at: Any) -> None:
    """A full disk for an hour must not cost a letter."""
    box, shelf = mailbox(cast), Shelf(letter())
    shelf.broken = {1}
    for _turn in range(12):
        actions.fetch_from(shelf, box, by=SYSTEM)
    shelf.broken = set()
    assert actions.fetch_from(shelf, box, by=SYSTEM) == {}
    at.forward(hours=2)
    assert actions.fetch_from(shelf, box, by=SYSTEM) == {"opened": 1}


def test_a_line_that_is_down_counts_against_one_letter_and_new_ones_come_first(cast: Any) -> None:
    """A letter that makes the server hang up each time must not stand before all others for ever."""
    box, shelf = mailbox(cast), Shelf(*[letter(f"{n}", ident=f"m{n}@x") for n in range(4)])
    whole = shelf.raw

    def raw(uid: int) -> bytes:
        if uid == 2:
            raise LineDown
        return whole(uid)

    shelf.raw = raw  # type: ignore[method-assign]
    for _look in range(2):
        with pytest.raises(LineDown):
            actions.fetch_from(shelf, box, by=SYSTEM)
    assert Message.objects.count() == 3
    assert list(Fetched.objects.filter(outcome="failed").values_list("uid", "tries")) == [(2, 2)]


def test_another_server_counts_its_letters_anew(cast: Any) -> None:
    """Many servers give every folder the same UIDVALIDITY: the old numbers must not hide new letters."""
    box = mailbox(cast, imap_host="imap.one.example")
    actions.fetch_from(Shelf(*[letter(f"{n}", ident=f"m{n}@x") for n in range(3)]), box, by=SYSTEM)
    actions.keep_mailbox(box, by=cast.administrator, title="客服邮箱", imap_host="imap.two.example")
    box.refresh_from_db()
    moved = Shelf(letter("0", ident="m0@x"), letter("新", ident="n@x"))
    assert actions.fetch_from(moved, box, by=SYSTEM) == {"duplicate": 1, "opened": 1}
    assert Message.objects.count() == 4


def test_a_mailbox_rebuilt_after_days_without_a_look_brings_what_came_meanwhile(cast: Any, at: Any) -> None:
    box = mailbox(cast)
    asked: list[Any] = []
    shelf = Shelf(letter())
    actions.fetch_from(shelf, box, by=SYSTEM)
    last = clock.today()
    at.forward(days=5)
    conversations.note_health(box.channel, conversations.Health(False, "down"))  # looked at every minute, in vain
    rebuilt = Shelf(letter(), letter("二", ident="b@x"), uidvalidity=2)
    rebuilt.since = lambda day: asked.append(day) or [1, 2]  # type: ignore[method-assign,func-returns-value]
    box.refresh_from_db()
    actions.fetch_from(rebuilt, box, by=SYSTEM)
    assert asked[0] < last
    assert Message.objects.count() == 2


def test_passwords_lie_locked_and_an_empty_field_keeps_them(cast: Any) -> None:
    box = mailbox(cast, imap_host="imap.example.com", imap_password="geheim")
    assert "geheim" not in box.imap_locked
    before = box.imap_locked
    actions.keep_mailbox(box, by=cast.administrator, title="新名称", imap_password="")
    box.refresh_from_db()
    assert (box.imap_locked, box.channel.title) == (before, "新名称")


@pytest.mark.parametrize("who", ["clerk", "supervisor", "auditor", "stranger"])
def test_only_the_administrator_keeps_mailboxes(cast: Any, who: str) -> None:
    with pytest.raises(Refused):
        actions.keep_mailbox(None, by=getattr(cast, who), title="x", brand=cast.brand, address="x@y.example")


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "10.0.0.8",
        "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",
        "::1",
        "::ffff:127.0.0.1",
        "2130706433",
        "0x7f000001",
        "017700000001",
        "fe80::1",
        "64:ff9b::7f00:1",
    ],
)
def test_setting_up_a_mailbox_is_no_way_to_look_around_inside(cast: Any, host: str) -> None:
    with pytest.raises((Unacceptable, OSError)):
        outbound.dial(host, 993, 1)
    box = mailbox(cast, imap_host=host)
    health = actions.try_mailbox(box, by=cast.administrator)
    assert not health.is_well
    assert "refused" not in health.words.lower()  # nothing was asked whether a door is open


class Postbox:
    """What a mail server was given."""

    def __init__(self) -> None:
        self.letters: list[Any] = []
        self.answer = "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.letters.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return self.answer


@pytest.fixture
def postbox(settings: Any) -> Any:
    settings.INTRANET = ["127.0.0.0/8"]
    handler = Postbox()
    controller = Controller(handler, hostname="127.0.0.1", port=0)
    controller.port = __import__("shouwen.kernel.testing", fromlist=["free_port"]).free_port()
    controller.start()
    handler.port = controller.port  # type: ignore[attr-defined]
    yield handler
    controller.stop()


def answered(cast: Any, postbox: Any, text: str = "您好，已在查。") -> Any:
    mailbox(cast, smtp_host="127.0.0.1", smtp_port=postbox.port, smtp_security="none")
    found = conversation(cast)
    conversations.claim(found, by=cast.clerk)
    sent = conversations.send(found, by=cast.clerk, text=text, seen=talks.last_of(found))
    conversations.deliver(talks.message(sent.pk))
    sent.refresh_from_db()
    return sent


def test_an_answer_goes_out_with_the_lines_that_tie_it_to_its_thread(cast: Any, postbox: Any) -> None:
    sent = answered(cast, postbox)
    (out,) = postbox.letters
    assert sent.state == "sent"
    assert out["In-Reply-To"] == "<a1@example.cn>"
    assert out["References"] == "<a1@example.cn>"
    assert out["Message-ID"] == f"<{sent.external_id}>"
    assert out["To"] == "zhang@example.cn"
    assert sent.conversation.number in out["Subject"]
    assert out["Auto-Submitted"] is None
    assert out.get_content().strip() == "您好，已在查。"


def test_a_delivered_message_is_not_delivered_again(cast: Any, postbox: Any) -> None:
    sent = answered(cast, postbox)
    conversations.deliver(talks.message(sent.pk))
    assert len(postbox.letters) == 1


def test_an_acknowledgement_tells_machines_not_to_answer(cast: Any, postbox: Any) -> None:
    mailbox(cast, smtp_host="127.0.0.1", smtp_port=postbox.port, smtp_security="none")
    sent = conversations.acknowledge(conversation(cast), by=SYSTEM)
    conversations.deliver(talks.message(sent.pk))
    assert postbox.letters[0]["Auto-Submitted"] == "auto-replied"


@pytest.mark.parametrize(("says", "state"), [("554 no", "failed"), ("451 later", "queued")])
def test_what_the_server_says_decides_between_giving_up_and_later(
    cast: Any, postbox: Any, says: str, state: str
) -> None:
    postbox.answer = says
    assert answered(cast, postbox).state == state


def test_a_letter_of_ours_read_back_is_what_was_written(cast: Any, postbox: Any) -> None:
    answered(cast, postbox, "第一行\n\n第二行，“引号”")
    assert postbox.letters[0].get_content().replace("\r\n", "\n").strip() == "第一行\n\n第二行，“引号”"


class Open:
    """A server's folder that can be looked into, with nothing new."""

    uidvalidity = 1

    def __init__(self, box: Any) -> None: ...

    def __enter__(self) -> Any:
        return Shelf()

    def __exit__(self, *problem: Any) -> None: ...


def test_a_good_fetch_does_not_wipe_out_that_sending_fails(cast: Any, postbox: Any, monkeypatch: Any) -> None:
    """Each way has its own sign, on the mailboxes' page and on the page of the whole installation."""
    refused = free_port()  # nobody listens there
    box = mailbox(cast, imap_host="imap.one.example", smtp_host="127.0.0.1", smtp_port=refused, smtp_security="none")
    monkeypatch.setattr(fetching, "ServerFolder", Open)
    found = conversation(cast)
    conversations.claim(found, by=cast.clerk)
    sent = conversations.send(found, by=cast.clerk, text="您好", seen=talks.last_of(found))
    conversations.deliver(talks.message(sent.pk))
    actions.fetch(box, by=SYSTEM)
    box.refresh_from_db()
    assert (box.channel.trouble, bool(box.channel.well_at)) == ("", True)
    assert box.sending_trouble and box.sending_well_at is None
    admin = as_(cast.administrator)
    for address in ("/mailboxes/", f"/mailboxes/{box.pk}/", "/health/details/"):
        page = admin.get(address).content.decode()
        assert box.sending_trouble in page and "发信" in page, address
    actions.keep_mailbox(box, by=cast.administrator, title="客服邮箱", smtp_port=postbox.port)
    box.refresh_from_db()
    assert (box.sending_trouble, box.sending_looked_at) == ("", None)  # of another server
    conversations.deliver(talks.message(sent.pk))
    box.refresh_from_db()
    assert (box.sending_trouble, bool(box.sending_well_at)) == ("", True)


def test_what_a_server_has_against_one_letter_is_no_trouble_of_the_mailbox(cast: Any, postbox: Any) -> None:
    postbox.answer = "554 no"
    assert answered(cast, postbox).state == "failed"
    box = Mailbox.objects.get()
    assert box.sending_trouble == ""


def test_a_letter_that_waits_for_its_next_try_is_not_tried_at_each_run(cast: Any, postbox: Any, at: Any) -> None:
    postbox.answer = "451 later"
    sent = answered(cast, postbox)
    for _turn in range(5):  # the pause after the fifth try is longer than a quarter of an hour
        Job.objects.filter(state="waiting", name="conversations.deliver").update(state="done")
        at.forward(minutes=20)
        conversations.deliver(talks.message(sent.pk))
    sent.refresh_from_db()
    assert (sent.state, sent.tries) == ("queued", 6)
    waiting = Job.objects.get(name="conversations.deliver", state="waiting")
    for _run in range(3):
        at.forward(seconds=30)
        assert conversations.deliver_waiting() == 0
    assert list(Job.objects.filter(name="conversations.deliver", state="waiting")) == [waiting]
    Job.objects.filter(pk=waiting.pk).update(state="dead")  # its worker died: now it is left
    assert conversations.deliver_waiting() == 1
    conversations.deliver_waiting()
    assert Job.objects.filter(name="conversations.deliver", state="waiting").count() == 1


def test_what_a_person_sends_again_has_all_its_tries(cast: Any, postbox: Any, at: Any) -> None:
    """The second round must not find the keys of the first and stay without a job."""
    postbox.answer = "554 no"
    sent = answered(cast, postbox)
    conversations.try_again(talks.message(sent.pk), by=cast.clerk)
    postbox.answer = "451 later"
    for _turn in range(2):
        Job.objects.filter(state="waiting", name="conversations.deliver").update(state="done")
        conversations.deliver(talks.message(sent.pk))
        assert Job.objects.filter(name="conversations.deliver", state="waiting").count() == 1


def test_a_letter_beside_a_thread_goes_out_though_it_is_no_message(cast: Any, postbox: Any) -> None:
    """A transcript, an answer to a note: kept by whoever asks for it, so no row says that it is in hand."""
    box = mailbox(cast, smtp_host="127.0.0.1", smtp_port=postbox.port, smtp_security="none")
    for _turn in range(2):
        conversations.post_letter(box.channel, by=SYSTEM, to="zhang@example.cn", subject="记录", text="一")
    assert [each["To"] for each in postbox.letters] == ["zhang@example.cn"] * 2


def test_health_names_a_mailbox_that_fails_to_its_own_brand_only(cast: Any) -> None:
    box = mailbox(cast)
    Mailbox.objects.filter(pk=box.pk).update(sending_trouble="连不上")
    assert [each.pk for each in queries.unwell(cast.administrator)] == [box.pk]
    assert queries.unwell_elsewhere(cast.administrator) == 0
    assert queries.unwell(cast.stranger) == []
    assert queries.unwell_elsewhere(cast.stranger) == 1
