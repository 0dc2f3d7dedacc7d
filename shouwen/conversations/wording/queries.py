"""Questions about wording. Every list, page and action starts from `visible_to(person)`."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import Q, QuerySet

from shouwen.conversations import queries as talks
from shouwen.conversations.wording.models import FalseAlarm, WordFinding
from shouwen.conversations.wording.rules import Words, packs_of, words_for
from shouwen.people import queries as people
from shouwen.rulebook import queries as rulebook

STOP = re.compile(r"[。！？!?\n]")
#: Messages shown before and after one that is reviewed.
AROUND = 4


def visible_to(person: Any) -> QuerySet[WordFinding]:
    """Findings in the conversations he sees: all for whoever reviews, else his own."""
    found = WordFinding.objects.filter(message__conversation__in=talks.visible_to(person))
    return found if person.granted("wording.review") else found.filter(by=person)


def with_names(found: QuerySet[WordFinding]) -> QuerySet[WordFinding]:
    return found.select_related("message__conversation__brand", "by", "reviewed_by", "edition").defer(
        "edition__content"
    )


def to_review(person: Any) -> QuerySet[WordFinding]:
    """What waits for him: open, and not his own."""
    found = visible_to(person) if person.granted("wording.review") else WordFinding.objects.none()
    return found.filter(state="open").exclude(by=person)


def alarms_visible_to(person: Any) -> QuerySet[FalseAlarm]:
    """Alarms of his brands: all for whoever keeps the rules, else those he reported; none of a talk kept from him."""
    open_to_him = Q(conversation=None) | Q(conversation__in=talks.not_kept_from(person))
    found = FalseAlarm.objects.filter(open_to_him, brand__in=person.reach.brands)
    return found if person.granted("wording.settle") else found.filter(by=person)


def open_alarms(person: Any) -> QuerySet[FalseAlarm]:
    """What waits for whoever keeps the rules."""
    found = alarms_visible_to(person) if person.granted("wording.settle") else FalseAlarm.objects.none()
    return found.filter(state="open")


def alarms_with_names(found: QuerySet[FalseAlarm]) -> QuerySet[FalseAlarm]:
    return found.select_related("brand", "by", "settled_by", "edition", "message", "conversation").defer(
        "edition__content"
    )


def words_of(thing: Any) -> Words | None:
    """The words by which what is written in this thread, or of this case, is judged: both have brand and department."""
    return words_for(thing.brand, thing.department)


def turn_of(conversation: Any) -> str:
    """`first` while nobody of ours has answered, else `middle`; which is the last only its writer knows."""
    answered = conversation.messages.filter(direction="out", author="person").exists()
    return "middle" if answered else "first"


def edition_named(person: Any, name: str) -> Any:
    """The published edition whose exported guard has this name, if it judges any of his brands; None otherwise."""
    brands = list(people.brands_of(person))
    packs = packs_of(brands, people.departments())
    found = rulebook.editions().filter(pack__in=packs, digest__startswith=name.partition("-")[0] or "-").first()
    return found if found is not None and rulebook.export_name(found) == name else None


def around(finding: WordFinding) -> list[Any]:
    """The thread about the message: what was said before and after it, without notes for colleagues."""
    said = talks.messages_of(finding.message.conversation).exclude(direction="note")
    before = list(said.filter(pk__lte=finding.message_id).order_by("-pk")[: AROUND + 1])
    return [*reversed(before), *said.filter(pk__gt=finding.message_id)[:AROUND]]


def parts(text: str, start: int, end: int) -> tuple[str, str, str]:
    """Text before, in and after a span."""
    return text[:start], text[start:end], text[end:]


def sentence_about(text: str, start: int, end: int) -> tuple[str, str, str]:
    """The sentence of a span, cut as `parts`."""
    low = max((hit.end() for hit in STOP.finditer(text, 0, start)), default=0)
    stop = STOP.search(text, max(end - 1, start))
    return text[low:start], text[start:end], text[end : max(stop.end(), end) if stop else len(text)]


def told_by(alarm: FalseAlarm) -> tuple[str, str, str]:
    """The sentence an alarm is about, cut around the span; three empty strings where none is kept."""
    if alarm.message is not None:
        return sentence_about(alarm.message.text, alarm.start, alarm.end)
    return parts(alarm.sentence, alarm.start, alarm.end)
