"""What customers and staff can put into talks, by the doors they use: visitors, texts, letters, ratings, alarms, templates, skills."""

from __future__ import annotations

import uuid
from typing import Any

from django.urls import reverse

from shouwen.conversations import actions as conversations
from shouwen.conversations import queries as talks
from shouwen.conversations.channel import Incoming
from shouwen.conversations.tests.makers import letter, take
from shouwen.conversations.texts import actions as texts
from shouwen.conversations.webchat.tests.makers import Widget
from shouwen.conversations.wording import actions as wording
from shouwen.kernel.policy import SYSTEM
from shouwen.people import actions as people
from shouwen.rulebook import queries as rules


def in_talks(cast: Any, things: dict[str, Any], mark: str, short: str) -> list[Any]:
    """Plants the mark wherever a talk takes words; gives the conversations."""
    web, line = things["web_channel"], things["text_line"]
    widget = Widget(web)
    assert widget.start(name=f"访{short}", phone="13900139000", question=f"问{mark}").status_code == 201
    assert widget.say(f"说{mark}").status_code == 201
    assert widget.ask("post", "visit/rating/", {"score": 1, "words": f"评{mark}"}).status_code == 201
    form = {"name": f"留{short}", "phone": "13900139001", "question": f"问{mark}"}
    note = widget.ask("post", f"{web.key}/notes/", {"once": str(uuid.uuid4()), "text": f"言{mark}", "form": form})
    assert note.status_code == 201, note.json()
    said = Incoming(
        brand=cast.brand, once="marked", kind="sms", channel=line.channel, text=f"短{mark}", sender_name=f"信{short}", sender="139****9002"
    )  # fmt: skip
    chatted = talks.with_number(note.json()["number"])
    raw = letter(
        f"正文{mark}",
        sender=f'"寄{short[:8]}" <m{uuid.uuid4().hex[:6]}@example.cn>',
        subject=f"题{mark}",
        ident="mark@example.cn",
    )
    found = [
        web.visits.latest("pk").conversation,
        chatted,
        conversations.receive(said, by=SYSTEM).conversation,
        take(raw).received.conversation,
    ]
    for talk in found:
        conversations.note(talk, by=cast.clerk, text=f"注{mark}")
        conversations.claim(talk, by=cast.clerk)
        conversations.hand_over(talk, by=cast.clerk, taker=cast.colleague, why=f"转{mark}")
    edition = rules.edition_in_force("logistics")
    alarm = {"edition": edition, "phrase": "dunno-know", "conversation": found[0]}
    things["word_alarm"] = wording.report(
        by=cast.clerk, brand=cast.brand, sentence=f"句{mark}", said=f"{short}", **alarm
    )
    talk = found[0]
    sure = conversations.send(
        talk, by=cast.clerk, text=f"我不知道{mark}", seen=talks.last_of(talk), why={"F-DUNNO": f"因{mark}"}
    )
    things["word_finding"] = sure.word_findings.first()
    skill = people.keep_skill(None, by=cast.supervisor, name=f"技{short}")
    people.equip(cast.colleague, by=cast.supervisor, skills=[skill], at_once=None, reviewed_until=None)
    conversations.add_skill_rule(web.channel, by=cast.administrator, words=f"词{mark}", skill=skill)
    things["text_template"] = texts.keep_template(
        None,
        by=cast.administrator,
        brand=cast.brand,
        code="marked",
        title=f"模{mark}",
        text=f"文{short.replace('{', '')}",
    )
    for channel in {web.channel, line.channel, things["mailbox"].channel}:
        kept = {"title": f"道{short}", "brand": channel.brand, "acknowledgement": f"回{mark}"}
        channel.refresh_from_db()
        conversations.keep_channel(channel, by=cast.administrator, kind=channel.kind, **kept)
    return found


def pages_of(found: list[Any]) -> list[tuple[str, str]]:
    """Every page about these conversations, and the lists that find them."""
    asked = [("conversations asked", "/conversations/?scope=all&q=xss"), ("conversations", "/conversations/?scope=all"),
             ("conversations-rows", "/conversations/rows/?scope=all")]  # fmt: skip
    for talk in found:
        for name in ("conversation", "conversation-case", "web-visit"):
            asked.append((f"{name} marked", reverse(name, args=[talk.number])))
        asked += [
            ("conversation-page marked", reverse("conversation-page", args=[talk.number, each.pk]))
            for each in talk.messages.all()[:3]
        ]
    return asked
