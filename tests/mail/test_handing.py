"""A worker that dies around the server's OK: one letter arrives, or the same letter in the same bytes (R4)."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import signal
import smtplib
import threading
from email import message_from_bytes
from typing import Any

import pytest
from django.db import connections

from shouwen.conversations import actions as conversations
from shouwen.conversations import queries as talks
from shouwen.conversations.email import actions, queries
from shouwen.conversations.email.actions import handing
from shouwen.conversations.email.models import Posting
from shouwen.conversations.models import Conversation, Message
from shouwen.conversations.tests.makers import letter
from shouwen.kernel import clock
from shouwen.kernel.models import Job
from shouwen.kernel.policy import SYSTEM
from shouwen.kernel.refusals import MoveRefused
from tests.mail.servers import Servers
from tests.mail.test_servers import CUSTOMER, OURS, answered, hand_in, our_mailbox, work

pytestmark = [pytest.mark.django_db(transaction=True)]


def waiting(cast: Any, servers: Servers, **more: Any) -> Message:
    """An answer in the queue."""
    box = our_mailbox(cast, servers, **more)
    hand_in(servers, letter())
    servers.lies(OURS)
    actions.fetch(queries.mailbox(box.pk), by=SYSTEM)
    return answered(cast)


def killed_worker(patch: Any) -> None:
    """A worker of its own process that is killed (-9) where `patch` says so."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            patch()
            work()
        finally:
            os._exit(0)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the worker was not killed: this proves nothing"


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def before_the_letter() -> None:
    """Signed in, marked, nothing said."""
    smtplib.SMTP.send_message = lambda *args, **more: die()  # type: ignore[method-assign]


def after_the_ok() -> None:
    """The server has it, we have not written it down."""
    send = smtplib.SMTP.send_message

    def and_die(*args: Any, **more: Any) -> None:
        send(*args, **more)
        die()

    smtplib.SMTP.send_message = and_die  # type: ignore[method-assign,assignment]


def time_passes(message: Message) -> None:
    """The dead worker's lease runs out, and so does the time any hand-over takes."""
    past = clock.now() - handing.LONGEST - dt.timedelta(minutes=1)
    Posting.objects.filter(message=message).update(begun_at=past)
    Job.objects.filter(name="conversations.deliver", state="waiting").update(run_at=past)
    Job.objects.filter(name="conversations.deliver", state="running").update(leased_until=past)


@pytest.mark.parametrize("where", [before_the_letter, after_the_ok])
def test_a_worker_killed_around_the_ok_sends_once(cast: Any, servers: Servers, where: Any) -> None:
    sent = waiting(cast, servers)
    killed_worker(where)
    sent.refresh_from_db()
    assert (sent.state, Posting.objects.get().is_in_hand) == ("queued", True)
    if where is after_the_ok:
        servers.lies(OURS, "Sent")  # the house's server keeps what it sends
    time_passes(sent)
    work()
    sent.refresh_from_db()
    assert sent.state == "sent"
    assert not Job.objects.filter(name="conversations.deliver").exclude(state="done").exists()
    assert len(servers.lies(CUSTOMER)) == 1
    assert len(servers.lies(OURS, "Sent")) == 1


def test_where_nobody_can_tell_the_same_letter_comes_again(cast: Any, servers: Servers) -> None:
    """No folder of sent letters to look into: both copies are one letter for whoever looks at their words."""
    sent = waiting(cast, servers)
    killed_worker(after_the_ok)
    servers.lies(OURS, "Sent")
    queries.mailbox_of(sent.conversation.channel).__class__.objects.update(imap_host="")
    time_passes(sent)
    work()
    first, second = (message_from_bytes(each) for each in servers.lies(CUSTOMER, count=2))
    names = ("From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References")
    assert [first[name] for name in names] == [second[name] for name in names]
    assert first.as_bytes().split(b"\n\n", 1)[1] == second.as_bytes().split(b"\n\n", 1)[1]
    sent.refresh_from_db()
    assert sent.state == "sent"


def test_nobody_sends_what_another_worker_has_in_hand(cast: Any, servers: Servers, monkeypatch: Any) -> None:
    sent = waiting(cast, servers)
    inside, on = threading.Event(), threading.Event()
    send = smtplib.SMTP.send_message

    def slowly(*args: Any, **more: Any) -> Any:
        inside.set()
        on.wait(20)
        return send(*args, **more)

    monkeypatch.setattr(smtplib.SMTP, "send_message", slowly)

    def other() -> None:
        with contextlib.suppress(
            MoveRefused
        ):  # the row moved on meanwhile; the letter's own row holds what became of it
            conversations.deliver(talks.message(sent.pk))
        connections.close_all()

    worker = threading.Thread(target=other)
    worker.start()
    assert inside.wait(20)
    conversations.deliver(talks.message(sent.pk))  # the row is claimed anew, the letter is not
    on.set()
    worker.join(20)
    servers.lies(OURS, "Sent")
    for _turn in range(3):
        time_passes(sent)
        work()
    assert len(servers.lies(CUSTOMER)) == 1
    sent.refresh_from_db()
    assert sent.state == "sent"


def test_a_line_that_breaks_before_the_ok_is_asked_about_first(cast: Any, servers: Servers, monkeypatch: Any) -> None:
    sent = waiting(cast, servers)
    send = smtplib.SMTP.send_message

    def and_break(*args: Any, **more: Any) -> None:
        send(*args, **more)
        raise smtplib.SMTPServerDisconnected("before the answer was read")

    monkeypatch.setattr(smtplib.SMTP, "send_message", and_break)
    work()
    assert Posting.objects.get().is_in_hand is False
    monkeypatch.setattr(smtplib.SMTP, "send_message", send)
    servers.lies(OURS, "Sent")
    Job.objects.filter(state="waiting").update(run_at=clock.now() - dt.timedelta(seconds=5))
    work()
    sent.refresh_from_db()
    assert (sent.state, len(servers.lies(CUSTOMER))) == ("sent", 1)


def test_a_server_that_takes_the_letter_and_hangs_up_has_taken_it(
    cast: Any, servers: Servers, monkeypatch: Any
) -> None:
    def hang_up(self: Any) -> None:
        raise smtplib.SMTPResponseException(421, b"bye")

    sent = waiting(cast, servers)
    monkeypatch.setattr(smtplib.SMTP, "quit", hang_up)
    work()
    sent.refresh_from_db()
    assert (sent.state, sent.tries) == ("sent", 1)
    assert Conversation.objects.get().last_out_at is not None


def test_a_letter_with_a_file_is_the_same_bytes_each_time(cast: Any, servers: Servers) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from shouwen.conversations.email.writing import write

    waiting(cast, servers)
    found = Conversation.objects.get()
    upload = SimpleUploadedFile("运单.txt", b"884027156632")
    sent = conversations.send(found, by=cast.clerk, text="见附件。", seen=talks.last_of(found), uploads=[upload])
    box = queries.mailbox_of(found.channel)
    kept = talks.files_of([sent])[sent.pk]
    assert write(sent, box, kept).as_bytes() == write(sent, box, kept).as_bytes()
