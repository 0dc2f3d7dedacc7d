"""Debian's dovecot and postfix: mail in, answer out, reply threaded; and what they do on bad days."""

from __future__ import annotations

import email
import email.policy
import imaplib
import os
import shutil
import smtplib
import ssl
import time
from collections import Counter
from email.message import EmailMessage
from typing import Any

import pytest

from shouwen.cases.models import Case
from shouwen.conversations import actions as conversations
from shouwen.conversations import queries as talks
from shouwen.conversations.email import actions, queries
from shouwen.conversations.email.imap import ServerFolder
from shouwen.conversations.email.models import Fetched
from shouwen.conversations.models import Conversation, Message
from shouwen.conversations.tests.makers import letter, mailbox
from shouwen.kernel import jobs
from shouwen.kernel.policy import SYSTEM
from shouwen.kernel.tests.racing import race
from tests.mail.servers import LARGEST, PASSWORD, Servers

pytestmark = pytest.mark.django_db

CUSTOMER, OURS = "zhang@example.cn", "kf@luda.example"
#: How we reach them: IMAP port and its security, SMTP port and its security.
WAYS = {
    "tls": ("imaps", "tls", "smtps", "tls"),
    "starttls": ("imap", "starttls", "submission", "starttls"),
    "none": ("imap", "none", "smtp", "none"),
}


def our_mailbox(cast: Any, servers: Servers, way: str = "tls", **more: Any) -> Any:
    """Our mailbox on these servers, looked into once while it is empty."""
    imap, imap_security, smtp, smtp_security = WAYS[way]
    values = {"imap_host": "localhost", "imap_port": servers.ports[imap], "imap_security": imap_security}
    values |= {"smtp_host": "localhost", "smtp_port": servers.ports[smtp], "smtp_security": smtp_security}
    values |= {"imap_password": PASSWORD, "smtp_password": "" if way == "none" else PASSWORD, **more}
    box = mailbox(cast, OURS, **values)
    actions.fetch(box, by=SYSTEM)
    return queries.mailbox(box.pk)


def hand_in(servers: Servers, raw: bytes, sender: str = CUSTOMER, to: str = OURS) -> None:
    """The customer's own server hands a letter to ours."""
    with smtplib.SMTP("localhost", servers.ports["smtp"], timeout=20) as line:
        line.sendmail(sender, [to], raw)


def fetched(box: Any) -> Counter[str]:
    return actions.fetch(queries.mailbox(box.pk), by=SYSTEM)


def work() -> None:
    """What the worker does with letters that go out."""
    jobs.run_due(names={"conversations.deliver"})


def trouble(box: Any) -> str:
    return str(queries.mailbox(box.pk).channel.trouble)


def read_by_customer(servers: Servers, count: int = 1) -> list[EmailMessage]:
    """The customer's program, looking into his mailbox."""
    servers.lies(CUSTOMER, count=count)
    context = ssl.create_default_context(cafile=str(servers.authority))
    with imaplib.IMAP4_SSL("localhost", servers.ports["imaps"], ssl_context=context, timeout=20) as line:
        line.login(CUSTOMER, PASSWORD)
        line.select()
        _answer, found = line.search(None, "ALL")
        raw = [line.fetch(number.decode(), "(RFC822)")[1][0][1] for number in found[0].split()]
    return [email.message_from_bytes(each, policy=email.policy.default) for each in raw]  # type: ignore[misc]


def answered(cast: Any, text: str = "您好，货已到杭州，明天送到。") -> Message:
    found = Conversation.objects.get()
    if found.owner_id is None:
        conversations.claim(found, by=cast.clerk)
        found.refresh_from_db()
    return conversations.send(found, by=cast.clerk, text=text, seen=talks.last_of(found))


@pytest.mark.parametrize("way", WAYS)
def test_a_letter_comes_in_is_answered_and_the_reply_joins_its_conversation_and_case(
    cast: Any, servers: Servers, sealed: Any, way: str
) -> None:
    box = our_mailbox(cast, servers, way)
    assert actions.try_mailbox(box, by=cast.administrator).is_well
    hand_in(servers, letter(subject="884027156632 还没到"))
    servers.lies(OURS)
    assert fetched(box) == {"opened": 1}
    sealed()  # a case is made of it, and the customer is told its number
    case = Case.objects.get()
    answered(cast)
    work()
    assert list(Message.objects.filter(direction="out").values_list("state", flat=True)) == ["sent", "sent"]

    receipt, answer = sorted(read_by_customer(servers, 2), key=lambda each: not each["Auto-Submitted"])
    assert case.number in receipt.get_content()
    assert receipt["In-Reply-To"] == "<a1@example.cn>"
    assert answer["References"].split() == ["<a1@example.cn>", receipt["Message-ID"]]
    assert case.number in answer["Subject"]
    assert "明天送到" in answer.get_content()
    reply = letter(
        "好的，谢谢。",
        subject=f"回复：{answer['Subject']}",
        ident="a2@example.cn",
        answers=answer["Message-ID"].strip("<>"),
    )
    hand_in(servers, reply)
    servers.lies(OURS, count=2)
    assert fetched(box) == {"joined": 1}
    sealed()
    assert Conversation.objects.get().reference == Case.objects.get().number
    assert [each.text for each in Message.objects.filter(direction="in").order_by("id")][1] == "好的，谢谢。"
    assert trouble(box) == ""


def test_looking_marks_nothing_as_read_and_we_say_who_we_are(cast: Any, servers: Servers) -> None:
    box = our_mailbox(cast, servers)
    hand_in(servers, letter())
    servers.lies(OURS)
    fetched(box)
    line = imaplib.IMAP4("localhost", servers.ports["imap"], timeout=20)
    line.login(OURS, PASSWORD)
    line.select()
    assert line.search(None, "UNSEEN") == ("OK", [b"1"])
    line.logout()
    assert "name=Shouwen" in (servers.folder / "dovecot.log").read_text()


def test_a_wrong_password_is_said_in_words_and_the_right_one_brings_what_waited(cast: Any, servers: Servers) -> None:
    box = our_mailbox(cast, servers, imap_password="wrong", smtp_password="wrong")
    hand_in(servers, letter())
    servers.lies(OURS)
    assert fetched(box) == {"failed": 1}
    assert "密码不对" in trouble(box)
    assert actions.try_mailbox(box, by=cast.administrator).words.count("密码不对") == 2
    actions.keep_mailbox(queries.mailbox(box.pk), by=cast.administrator, title="客服邮箱", imap_password=PASSWORD)
    assert fetched(box) == {"opened": 1}
    assert trouble(box) == ""


@pytest.mark.parametrize("way", ["tls", "starttls"])
def test_an_untrusted_certificate_is_given_no_password(cast: Any, servers: Servers, settings: Any, way: str) -> None:
    box = our_mailbox(cast, servers, way)
    hand_in(servers, letter())
    servers.lies(OURS)
    settings.AUTHORITIES = ""
    before = (servers.folder / "dovecot.log").read_text().count("Login")
    assert fetched(box) == {"failed": 1}
    assert "SHOUWEN_AUTHORITIES" in trouble(box)
    settings.AUTHORITIES = "/nowhere.pem"
    assert fetched(box) == {"failed": 1}
    assert (servers.folder / "dovecot.log").read_text().count("Login") == before
    settings.AUTHORITIES = str(servers.authority)
    assert fetched(box) == {"opened": 1}
    settings.AUTHORITIES = ""
    sent = answered(cast)
    work()
    sent.refresh_from_db()
    assert (sent.state, sent.tries) == ("queued", 1)  # waits for whoever mends it


def test_a_server_that_dies_in_the_middle_loses_nothing(cast: Any, servers: Servers, monkeypatch: Any) -> None:
    box = our_mailbox(cast, servers)
    for number in range(5):
        hand_in(servers, letter(f"第 {number} 封", ident=f"m{number}@x", sender=f"p{number}@example.cn"))
    servers.lies(OURS, count=5)
    raw, asked = ServerFolder.raw, []

    def until_the_third(self: Any, uid: int) -> bytes:
        asked.append(uid)
        if len(asked) == 3:
            servers.kill_dovecot()
        return raw(self, uid)

    monkeypatch.setattr(ServerFolder, "raw", until_the_third)
    assert fetched(box) == {"failed": 1}
    assert "断" in trouble(box)
    assert Message.objects.count() == 2
    assert len(asked) == 3  # the others are not counted as tried
    assert fetched(box) == {"failed": 1}
    assert "端口" in trouble(box)
    servers.start_dovecot()
    assert fetched(box) == {"opened": 3}
    assert sorted(Message.objects.values_list("text", flat=True)) == [f"第 {number} 封" for number in range(5)]
    assert trouble(box) == ""


def test_a_mailbox_made_anew_brings_nothing_twice_and_what_is_new(cast: Any, servers: Servers) -> None:
    box = our_mailbox(cast, servers)
    for number in range(3):
        hand_in(servers, letter(f"第 {number} 封", ident=f"m{number}@x"))
    servers.lies(OURS, count=3)
    assert fetched(box).total() == 3
    kept = servers.lies(OURS, count=3)
    servers.empty()
    time.sleep(1.1)  # dovecot numbers a new mailbox by the second
    for raw in kept:
        hand_in(servers, raw)  # what was saved is put back: other lines on top, the same letter
    hand_in(servers, letter("新的", ident="new@x"))
    servers.lies(OURS, count=4)
    assert fetched(box)["duplicate"] == 3
    assert Message.objects.count() == 4
    assert Fetched.objects.values("uidvalidity").distinct().count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_who_look_at_once_bring_each_letter_once(cast: Any, servers: Servers) -> None:
    box = our_mailbox(cast, servers)
    for number in range(6):
        hand_in(servers, letter(f"第 {number} 封", ident=f"m{number}@x", sender=f"p{number}@example.cn"))
    servers.lies(OURS, count=6)
    race(lambda: fetched(box), times=3)
    assert Message.objects.filter(direction="in").count() == 6
    assert sorted(Fetched.objects.values_list("outcome", flat=True)) == ["opened"] * 6


def test_a_letter_the_server_cannot_give_stops_no_other_and_comes_later(cast: Any, servers: Servers) -> None:
    box = our_mailbox(cast, servers)
    broken = b"From: x\r\nContent-Type: multipart/mixed; boundary=\r\n\r\n\xff\xfe\r\n--\r\n" + b"\x80" * 300
    for raw in (letter("前", ident="m1@x"), broken, letter("拿不到", ident="m2@x"), letter("后", ident="m3@x")):
        count = len(list(servers.maildir(OURS).glob("*/*,S=*"))) + len(list(servers.maildir(OURS).glob("new/*")))
        hand_in(servers, raw)
        servers.lies(OURS, count=count + 1)
    locked = next(file for file in servers.maildir(OURS).glob("new/*") if "拿不到".encode() in file.read_bytes())
    owner = locked.stat()
    os.chown(locked, 0, 0)
    locked.chmod(0)
    for _turn in range(3):
        fetched(box)
    assert {"前", "后"} <= set(Message.objects.values_list("text", flat=True))
    assert queries.given_up(box) == 1
    there = next(file for file in servers.maildir(OURS).glob("*/*") if "拿不到".encode() in file.read_bytes())
    os.chown(there, owner.st_uid, owner.st_gid)
    there.chmod(0o600)
    fetched(box)
    assert "拿不到" in set(Message.objects.values_list("text", flat=True))
    assert Message.objects.count() == 4
    assert queries.given_up(box) == 0


@pytest.mark.parametrize(
    ("sender", "state"),
    [("later@example.cn", "queued"), ("never@example.cn", "failed"), ("nobody@example.cn", "failed")],
)
def test_what_postfix_says_decides_and_no_log_names_the_customer(
    cast: Any, servers: Servers, caplog: Any, sender: str, state: str
) -> None:
    box = our_mailbox(cast, servers)
    hand_in(servers, letter(sender=sender))
    servers.lies(OURS)
    fetched(box)
    sent = answered(cast)
    work()
    sent.refresh_from_db()
    assert (sent.state, sent.tries) == (state, 1)
    assert bool(sent.trouble) is (state == "failed")
    assert "example.cn" not in caplog.text
    assert "example.cn" not in sent.trouble


def test_an_answer_too_large_for_the_server_is_told(cast: Any, servers: Servers) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    box = our_mailbox(cast, servers)
    hand_in(servers, letter())
    servers.lies(OURS)
    fetched(box)
    found = Conversation.objects.get()
    conversations.claim(found, by=cast.clerk)
    huge = SimpleUploadedFile("a.txt", b"x" * LARGEST)
    sent = conversations.send(found, by=cast.clerk, text="见附件。", seen=talks.last_of(found), uploads=[huge])
    work()
    sent.refresh_from_db()
    assert (sent.state, "552" in sent.trouble) == ("failed", True)


def test_a_letter_deleted_between_the_look_and_the_fetch_is_no_failure(
    cast: Any, servers: Servers, monkeypatch: Any
) -> None:
    box = our_mailbox(cast, servers)
    for number in range(2):
        hand_in(servers, letter(f"第 {number} 封", ident=f"m{number}@x"))
    servers.lies(OURS, count=2)
    since = ServerFolder.since

    def then_deleted(self: Any, day: Any) -> list[int]:
        found = since(self, day)
        first = min(servers.maildir(OURS).glob("cur/*"))
        shutil.move(first, servers.folder / "gone")
        return found

    monkeypatch.setattr(ServerFolder, "since", then_deleted)
    assert fetched(box)["gone"] == 1
    assert Message.objects.count() == 1
    assert queries.given_up(box) == 0
