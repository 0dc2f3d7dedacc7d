"""Hostile files by every door of a talk: the widget, the composer, the portal, a letter (promises.md S8)."""

from __future__ import annotations

import re
import struct
from email.message import EmailMessage
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from shouwen.cases.models import Case
from shouwen.cases.portal.tests.makers import come_in, telephone
from shouwen.cases.tests.makers import complaint
from shouwen.conversations import actions as conversations
from shouwen.conversations import queries as talks
from shouwen.conversations.models import Message
from shouwen.conversations.tests.makers import conversation, take
from shouwen.conversations.webchat import limits
from shouwen.conversations.webchat.tests.makers import Widget, web_channel
from shouwen.kernel.models import Attachment
from tests.proof.test_attacks import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(300)]
PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + struct.pack(">II", 640, 480) + b"\x08\x02\0\0\0" + b"\0" * 30
BOMB = PNG.replace(struct.pack(">II", 640, 480), struct.pack(">II", 50_000, 50_000))
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
TURNED = "单\u202egnp.exe\u202c\u200b"
HOSTILE: dict[str, tuple[str, bytes, str]] = {
    "gif and script": ("a.gif", b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)//", "image/gif"),
    "picture and page": ("a.png", PNG + b"<script>alert(1)</script>", "image/png"),
    "pdf and page": ("a.pdf", b"%PDF-1.4\n<html><body onload=alert(1)>", "application/pdf"),
    "svg": ("a.svg", SVG, "image/svg+xml"),
    "svg as picture": ("a.png", SVG, "image/png"),
    "page": ("a.html", b"<!doctype html><script>alert(1)</script>", "text/html"),
    "page as text": ("a.txt", b"<html><script>alert(1)</script>", "text/plain"),
    "two endings": ("a.png.html", PNG, "image/png"),
    "program with two endings": ("a.pdf.exe", b"MZ\x90\0\x03\0", "application/pdf"),
    "said to be a page": ("a.png", PNG, "text/html; charset=utf-7"),
    "empty": ("a.png", b"", "image/png"),
    "long name": ("长" * 3000 + ".png", PNG, "image/png"),
    "turned name": (f"{TURNED}.png", PNG, "image/png"),
    "climbing name": ("../../../etc/cron.d/x\r\nX-Evil: 1.png", PNG, "image/png"),
    "picture that fills the memory": ("a.png", BOMB, "image/png"),
}  # fmt: skip
#: Content that is a plain picture whatever its name: the only kind that may be shown in a page.
PLAIN = {"two endings", "said to be a page", "long name", "turned name", "climbing name"}


def harmless(answer: Any, how: str) -> None:
    """Saved, not run; a plain picture may be shown. Its name deceives nobody and breaks no header."""
    assert answer.status_code == 200, how
    kind, place = answer["Content-Type"].split(";")[0], answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff", how
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'", how
    assert kind not in ("text/html", "image/svg+xml", "text/xml", "application/xhtml+xml", "text/javascript"), how
    assert place.startswith("attachment") or (how in PLAIN and kind == "image/png"), (how, kind, place)
    assert "X-Evil" not in answer.headers and len(place) < 3000, how
    assert not re.search("%E2%80%(AE|AC|8B)|\u202e|%2F|\\.\\./", place), (how, place)


def kept_since(known: set[int]) -> list[Attachment]:
    return list(Attachment.objects.exclude(pk__in=known))


@pytest.fixture
def known() -> Any:
    return lambda: set(Attachment.objects.values_list("pk", flat=True))


def test_no_file_of_a_visitor_runs_anywhere(cast: Any, at: Any, known: Any, monkeypatch: Any) -> None:
    monkeypatch.setitem(limits.LIMITS, "attach", (1000, 60))
    widget = Widget(web_channel(cast))
    widget.start()
    staff = signed_in(cast.clerk)
    for number, (how, (name, data, kind)) in enumerate(HOSTILE.items()):
        before, said = known(), Message.objects.count()
        head = {**widget.headers, "HTTP_AUTHORIZATION": f"Bearer {widget.token}"}
        body = {"once": f"hostile-{number:04d}", "file": SimpleUploadedFile(name, data, kind)}
        answer = widget.client.post("/chat/visit/files/", body, **head)
        assert answer.status_code in (201, 422), (how, answer.status_code)
        if answer.status_code == 422:
            assert (kept_since(before), Message.objects.count()) == ([], said), how
            continue
        (kept,) = kept_since(before)
        harmless(Client().get(widget.state()["messages"][-1]["file"]["url"]), how)
        harmless(staff.get(reverse("conversation-file", args=[kept.pk])), how)
    assert Attachment.objects.count() > 5, "hardly a file was taken: this proves nothing"


def test_no_file_a_colleague_sends_runs_anywhere(cast: Any, at: Any, known: Any) -> None:
    talk = conversation(cast)
    conversations.claim(talk, by=cast.clerk)
    client = signed_in(cast.clerk)
    for how, (name, data, kind) in HOSTILE.items():
        before, said = known(), Message.objects.count()
        given = {
            "text": "请看附件",
            "seen": talks.last_of(talk),
            "once": how,
            "files": [SimpleUploadedFile(name, data, kind)],
        }
        answer = client.post(reverse("conversation-answer", args=[talk.number]), given)
        assert answer.status_code in (302, 422), (how, answer.status_code)
        if answer.status_code == 422:
            assert (kept_since(before), Message.objects.count()) == ([], said), how
        for kept in kept_since(before):
            harmless(client.get(reverse("conversation-file", args=[kept.pk])), how)


def test_no_file_that_comes_by_letter_runs_anywhere(cast: Any, at: Any, known: Any) -> None:
    """A letter is never refused for what it brings: all is kept, and given out so that nothing runs."""
    talk = conversation(cast)
    client = signed_in(cast.clerk)
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "张三 <zhang@example.cn>", "kf@luda.example", "附件"
    letter["Message-ID"], letter["In-Reply-To"] = "<files@example.cn>", "<a1@example.cn>"
    letter.set_content("见附件")
    for name, data, kind in HOSTILE.values():
        main, _slash, sub = kind.split(";")[0].partition("/")
        letter.add_attachment(data, maintype=main, subtype=sub, filename=re.sub(r"[\r\n]", "", name))
    before = known()
    taken = take(letter.as_bytes())
    assert taken.received.conversation == talk
    kept = [each for each in kept_since(before) if each.pk != taken.received.message.source_id]
    assert len(kept) >= len(HOSTILE) - 1
    hows = {(data, len(data)): how for how, (_name, data, _kind) in HOSTILE.items() if how not in PLAIN}
    for each in kept:
        with open_file(each) as file:
            data = file.read()
        harmless(client.get(reverse("conversation-file", args=[each.pk])), hows.get((data, len(data)), "two endings"))


def open_file(kept: Attachment) -> Any:
    from shouwen.kernel import files

    return files.open_kept(kept)


def test_no_file_of_a_customer_at_the_portal_runs_anywhere(cast: Any, at: Any, known: Any, monkeypatch: Any) -> None:
    case: Case = complaint(cast)
    client = Client()
    come_in(client, case, telephone(monkeypatch))
    staff = signed_in(cast.clerk)
    for how, (name, data, kind) in HOSTILE.items():
        before = known()
        given = {"once": f"u-{how}", "words": "看", "files": [SimpleUploadedFile(name, data, kind)]}
        answer = client.post("/follow/case/words/", given)
        assert answer.status_code in (200, 302, 422), (how, answer.status_code)
        assert answer.status_code != 422 or kept_since(before) == [], how
        assert how in PLAIN or kept_since(before) == [], how
        for kept in kept_since(before):
            harmless(client.get(f"/follow/case/files/{kept.pk}/"), how)
            harmless(staff.get(reverse("attachment", args=[kept.pk])), how)
