"""What comes in: once, into its thread, with everything that came along."""

from __future__ import annotations

from typing import Any

import pytest

from shouwen.conversations import actions, queries
from shouwen.conversations.models import Conversation, Message
from shouwen.conversations.tests.makers import conversation, letter, mailbox, take
from shouwen.customers import queries as customers
from shouwen.kernel.models import Attachment, Fact

pytestmark = pytest.mark.django_db


def test_a_letter_opens_a_conversation_that_waits_in_its_queue(cast: Any, facts_of: Any) -> None:
    box = mailbox(cast)
    taken = take(letter())
    found = taken.received.conversation
    assert (taken.outcome, found.state, found.owner, found.department) == (
        "opened",
        "waiting",
        None,
        cast.clerk.department,
    )
    assert found.number.startswith("HLD")
    assert found.channel == box.channel
    assert facts_of(found) == ["conversation.opened", "message.received"]
    assert customers.with_mail(cast.brand, "ZHANG@example.cn") == [found.customer]


def test_the_same_letter_again_is_the_same_message_whatever_servers_wrote_on_top(cast: Any) -> None:
    first = take(letter())
    again = take(b"Received: from b by c\nDelivered-To: kf@luda.example\n" + letter())
    assert again.outcome == "duplicate"
    assert again.received.message == first.received.message
    assert Message.objects.count() == 1


def test_a_used_identifier_with_other_words_is_another_letter(cast: Any) -> None:
    take(letter())
    other = take(letter("另一件事。"))
    assert other.outcome != "duplicate"
    assert Message.objects.count() == 2


def test_letters_without_an_identifier_are_told_apart_by_what_they_say(cast: Any) -> None:
    outcomes = [take(letter(text, ident="")).outcome for text in ("一", "一", "二")]
    assert outcomes == ["opened", "duplicate", "opened"]


def test_an_answer_joins_what_it_answers(cast: Any) -> None:
    first = take(letter())
    answer = take(letter("补充一句", ident="a2@example.cn", answers="a1@example.cn"))
    assert (answer.outcome, answer.received.conversation) == ("joined", first.received.conversation)


def test_a_letter_that_was_overtaken_by_its_answer_joins_it(cast: Any) -> None:
    later = take(letter("补充一句", ident="a2@example.cn", answers="a1@example.cn"))
    first = take(letter())
    assert (first.outcome, first.received.conversation) == ("joined", later.received.conversation)


def test_a_number_in_the_subject_joins_only_for_the_customer(cast: Any) -> None:
    found = take(letter()).received.conversation
    mine = take(letter("再问", subject=f"关于 {found.number}", ident="b@example.cn"))
    theirs = take(letter("让我看看", subject=f"关于 {found.number}", ident="c@evil.example", sender="x@evil.example"))
    assert mine.received.conversation == found
    assert theirs.received.conversation != found


def test_a_stranger_who_names_our_letter_does_not_get_into_the_thread(cast: Any) -> None:
    found = take(letter()).received.conversation
    theirs = take(letter("偷看", sender="x@evil.example", ident="e@evil.example", answers="a1@example.cn"))
    assert theirs.received.conversation != found


def test_whoever_was_written_to_as_well_may_answer(cast: Any) -> None:
    found = take(letter(more="Cc: wife@example.cn")).received.conversation
    answer = take(letter("我是他爱人", sender="wife@example.cn", ident="w@example.cn", answers="a1@example.cn"))
    assert answer.received.conversation == found


def test_two_brands_do_not_share_a_thread(cast: Any) -> None:
    found = take(letter()).received.conversation
    other = take(letter("补充", ident="a2@example.cn", answers="a1@example.cn"), brand=cast.other_brand)
    assert other.received.conversation != found
    assert other.received.conversation.brand == cast.other_brand


def test_a_letter_opens_again_what_had_ended_and_its_owner_hears(cast: Any) -> None:
    found = conversation(cast)
    actions.claim(found, by=cast.clerk)
    actions.wrap_up(found, by=cast.clerk)
    take(letter("还有一件", ident="a2@example.cn", answers="a1@example.cn"))
    found.refresh_from_db()
    assert (found.state, found.owner) == ("reopened", cast.clerk)
    assert cast.clerk.notices.filter(text__contains=found.number).exists()


def test_a_robot_is_kept_apart_and_registers_nobody(cast: Any) -> None:
    taken = take(letter(more="Auto-Submitted: auto-replied"))
    found = taken.received.conversation
    assert (taken.outcome, found.is_automatic, found.customer) == ("automatic", True, None)
    assert found not in queries.waiting(cast.clerk)


def test_a_bounce_stands_with_the_letter_it_returns(cast: Any) -> None:
    found = conversation(cast)
    actions.claim(found, by=cast.clerk)
    sent = actions.send(found, by=cast.clerk, text="您好", seen=queries.last_of(found))
    bounce = take(
        letter(
            "退信",
            sender="MAILER-DAEMON@x.example",
            ident="b@x.example",
            answers=sent.external_id,
            more="Return-Path: <>",
        )
    )
    assert (bounce.outcome, bounce.received.conversation) == ("automatic", found)


def test_the_whole_letter_and_its_files_are_kept_and_never_shown_as_pages(cast: Any) -> None:
    page = b"Content-Type: text/html\n\n<script>alert(1)</script>"
    raw = (
        b"From: zhang@example.cn\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nhi\n--b\nContent-Type: "
        b'text/html; name="a.html"\nContent-Disposition: attachment\n\n' + page + b"\n--b--\n"
    )
    message = take(raw).received.message
    kept = queries.files_of([message])[message.pk]
    assert [(each.name, each.media_type) for each in kept] == [("a.html", "application/octet-stream")]
    assert message.source.size == len(raw)
    assert Attachment.objects.filter(about_kind="message").count() == 2


def test_no_fact_holds_a_name_an_address_or_what_was_said(cast: Any) -> None:
    found = conversation(cast)
    actions.claim(found, by=cast.clerk)
    actions.send(found, by=cast.clerk, text="秘密的答复", seen=queries.last_of(found))
    said = " ".join(str(fact.refs) for fact in Fact.objects.all())
    for word in ("zhang", "张三", "货没到", "example.cn", "秘密"):
        assert word not in said


def test_only_the_brand_and_the_queue_see_a_conversation(cast: Any) -> None:
    found = conversation(cast)
    for person, sees in (
        (cast.clerk, True),
        (cast.supervisor, True),
        (cast.stranger, False),
        (cast.operations, False),
        (cast.auditor, False),
    ):
        assert queries.visible_to(person).filter(pk=found.pk).exists() is sees, person
    assert Conversation.objects.count() == 1
