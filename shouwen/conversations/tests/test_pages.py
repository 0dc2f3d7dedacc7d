"""The inbox, one conversation and the mailboxes as people meet them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from shouwen.cases.models import Case
from shouwen.conversations import actions, queries
from shouwen.conversations.models import Message
from shouwen.conversations.tests.makers import conversation, letter, mailbox, take
from shouwen.kernel.drafts import draft_of

pytestmark = pytest.mark.django_db


def as_(person: Any) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_the_list_shows_what_waits_and_what_is_mine(cast: Any, query_budget: Any) -> None:
    found = conversation(cast)
    client = as_(cast.clerk)
    assert found.subject not in client.get("/conversations/?scope=mine").content.decode()
    assert found.subject in client.get("/conversations/?scope=queue").content.decode()
    actions.claim(found, by=cast.clerk)
    with query_budget(30):
        assert found.subject in client.get("/conversations/").content.decode()
    assert client.get("/conversations/?scope=nonsense&state=%27").status_code == 200


def test_robots_are_apart(cast: Any) -> None:
    conversation(cast, more="Precedence: bulk", subject="自动回复")
    client = as_(cast.clerk)
    assert "自动回复" not in client.get("/conversations/?scope=all").content.decode().split("</nav>")[-1]
    assert client.get("/conversations/?scope=robots").content.decode().count("自动回复") >= 1


def test_another_brand_meets_nothing_there(cast: Any) -> None:
    found = conversation(cast)
    for address in ("conversation", "conversation-case"):
        assert as_(cast.stranger).get(reverse(address, args=[found.number])).status_code == 404


def test_an_answer_to_what_went_back_to_the_queue_says_so_and_keeps_the_text(cast: Any) -> None:
    found = conversation(cast)
    client, address = as_(cast.clerk), reverse("conversation-answer", args=[found.number])
    refused = client.post(address, {"text": "我来查一查", "seen": queries.last_of(found), "once": "k"})
    page = refused.content.decode()
    assert refused.status_code == 403
    assert "请先接起再发" in page
    assert "您没有这项权限" not in page
    assert draft_of(cast.clerk, f"conversation:{found.pk}") == {"text": "我来查一查"}
    actions.claim(found, by=cast.colleague)
    taken = client.post(address, {"text": "我来查一查", "seen": queries.last_of(found), "once": "k"})
    assert f"{cast.colleague} 已经接起" in taken.content.decode()


def test_an_answer_over_an_unread_word_comes_back_with_both_texts(cast: Any) -> None:
    found = conversation(cast)
    actions.claim(found, by=cast.clerk)
    seen = queries.last_of(found)
    take(letter("等等，找到了", ident="a2@example.cn", answers="a1@example.cn"))
    client, address = as_(cast.clerk), reverse("conversation-answer", args=[found.number])
    refused = client.post(address, {"text": "我来查一查", "seen": seen, "once": "k"})
    page = refused.content.decode()
    assert refused.status_code == 409
    assert page.count("我来查一查") >= 2  # beside the new word, and in the field
    assert "等等，找到了" in page
    assert draft_of(cast.clerk, f"conversation:{found.pk}") == {"text": "我来查一查"}
    again = client.post(address, {"text": "我来查一查", "seen": queries.last_of(found), "once": "k2"})
    assert again.status_code == 302
    assert Message.objects.filter(direction="out").count() == 1


def test_a_form_without_its_fields_is_refused_and_breaks_nothing(cast: Any) -> None:
    found = conversation(cast)
    actions.claim(found, by=cast.clerk)
    address = reverse("conversation-answer", args=[found.number])
    for given in ({}, {"text": "x"}, {"text": "x", "seen": "abc"}, {"text": "", "seen": "1"}):
        assert as_(cast.clerk).post(address, given).status_code in (409, 422)


def test_a_letters_page_is_shut_in(cast: Any) -> None:
    mailbox(cast)
    raw = letter('<p onclick="alert(1)">您好</p><img src="http://tracker.example/x"><script>alert(1)</script>')
    found = take(raw.replace(b"text/plain", b"text/html")).received
    address = reverse("conversation-page", args=[found.conversation.number, found.message.pk])
    page = as_(cast.clerk).get(address)
    policy = page["Content-Security-Policy"]
    assert policy.startswith("sandbox ")
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert "default-src 'none'" in policy
    for word in ("alert", "tracker", "onclick", "<script"):
        assert word not in page.content.decode()
    shown = as_(cast.clerk).get(reverse("conversation", args=[found.conversation.number])).content.decode()
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in shown
    assert as_(cast.stranger).get(address).status_code == 404


def test_subject_sender_and_file_names_are_text_on_the_page(cast: Any) -> None:
    mark = "<img src=x onerror=alert(1)>"
    raw = (
        f'From: "{mark}" <zhang@example.cn>\nTo: kf@luda.example\nSubject: {mark}\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n{mark}\n'
        f'--b\nContent-Type: text/calendar; name="{mark}.ics"\n\nSUMMARY:{mark}\n--b--\n'
    ).encode()
    mailbox(cast)
    found = take(raw).received.conversation
    page = as_(cast.clerk).get(reverse("conversation", args=[found.number])).content.decode()
    assert "<img" not in page
    assert "&lt;img" in page


def test_a_file_is_saved_and_only_for_those_who_see_the_conversation(cast: Any) -> None:
    found = conversation(cast)
    source = queries.first_of(found).source
    address = reverse("conversation-file", args=[source.pk])
    given = as_(cast.clerk).get(address)
    assert given["Content-Disposition"].startswith("attachment")
    assert "sandbox" in given["Content-Security-Policy"]
    assert as_(cast.stranger).get(address).status_code == 404
    assert as_(cast.auditor).get(address).status_code == 404


def test_a_case_is_made_or_joined_from_the_page(cast: Any) -> None:
    found = conversation(cast)
    address = reverse("conversation-case", args=[found.number])
    client = as_(cast.clerk)
    assert client.post(address, {"case": "LD26-99999"}).status_code == 422
    assert client.post(address).status_code == 302
    case = Case.objects.get()
    assert case.owner == cast.clerk
    assert case.number in client.get(address).content.decode()
    assert case.reason in client.get(f"/cases/{case.number}/").content.decode()


def test_claim_note_offer_and_end_from_the_page(cast: Any) -> None:
    found = conversation(cast)
    clerk, colleague = as_(cast.clerk), as_(cast.colleague)

    def post(client: Client, name: str, **given: Any) -> int:
        return client.post(reverse(f"conversation-{name}", args=[found.number]), given).status_code

    assert post(clerk, "claim") == 302
    assert post(colleague, "claim") == 409
    assert post(colleague, "note", text="记一笔") == 302
    assert post(clerk, "offer", taker=cast.colleague.pk, why="下班") == 302
    assert post(colleague, "acceptance") == 302
    assert post(clerk, "end") == 403
    assert post(colleague, "end") == 302
    found.refresh_from_db()
    assert (found.state, found.owner) == ("wrapped_up", cast.colleague)


def test_a_mailbox_page_never_shows_a_password(cast: Any) -> None:
    box = mailbox(cast, imap_host="imap.example.com", imap_password="geheim", smtp_password="geheim")
    client = as_(cast.administrator)
    page = client.get(reverse("mailbox", args=[box.pk])).content.decode()
    assert "geheim" not in page
    assert box.imap_locked not in page
    assert client.get("/mailboxes/").status_code == 200
    assert as_(cast.supervisor).get("/mailboxes/").status_code == 403


def test_a_mailbox_is_kept_from_the_page(cast: Any) -> None:
    given = {
        "title": "售后",
        "address": "sh@luda.example",
        "brand": cast.brand.pk,
        "imap_port": 993,
        "imap_security": "tls",
        "folder": "INBOX",
        "smtp_port": 465,
        "smtp_security": "tls",
        "is_active": "on",
    }
    client = as_(cast.administrator)
    assert client.post("/mailboxes/", given).status_code == 302
    again = client.post("/mailboxes/", given)
    assert again.status_code == 422
    assert "这个地址已有邮箱" in again.content.decode()
    assert client.post("/mailboxes/", {**given, "address": "no"}).status_code == 422
