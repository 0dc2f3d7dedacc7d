"""Verbs about who is at his desk: present, busy or away; with which skills, for how many at once, read by whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.kernel import clock, facts
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import Unacceptable
from shouwen.kernel.states import amend
from shouwen.people import facts as told
from shouwen.people.models import Person, Post, Presence, Seat, Skill
from shouwen.people.states import presence_machine

VERBS = {"available": "arrive", "busy": "pause", "away": "leave"}
#: More conversations at once than this nobody can follow; keeps a slip of the finger from being a setting.
MOST_AT_ONCE = 99


@transaction.atomic
def be_present(person: Person, *, by: Any, state: str) -> Presence:
    """Says that a person takes new conversations (`available`), none just now (`busy`), or is `away`."""
    require(by, "people.be_present", person)
    if state not in VERBS:
        raise Unacceptable(_("没有这种在岗状态。"), details={"state": state})
    now = clock.now()
    Presence.objects.get_or_create(person=person, defaults={"since": now, "beat_at": now})
    presence = Presence.objects.select_for_update().get(person=person)
    if presence.state == state:
        Presence.objects.filter(pk=presence.pk).update(beat_at=now)
        return presence
    presence_machine.move(
        presence,
        VERBS[state],
        by=by,
        changes={"since": now, "beat_at": now},
        refs={"staff_number": person.staff_number},
        fact_about=person,
    )
    return presence


def beat(person: Person) -> None:
    """Notes a sign of life. No fact: nothing happened."""
    Presence.objects.filter(person=person).exclude(state="away").update(beat_at=clock.now())


@transaction.atomic
def equip(
    person: Person, *, by: Any, skills: Iterable[Skill], at_once: int | None, reviewed_until: dt.date | None
) -> None:
    """Gives a person skills, a number of conversations at once (None: as his posts say), and a time as a beginner."""
    require(by, "people.equip", person)
    _check_at_once(at_once)
    if by.pk == person.pk and not _is_stricter(person, reviewed_until):
        sentence = _("自己的审核期要由别人来改。")
        raise Unacceptable(sentence, details={"reviewed_until": sentence})
    seat, _new = Seat.objects.get_or_create(person=person)
    amend(seat, at_once=at_once, reviewed_until=reviewed_until)
    wanted = list(skills)
    person.skills.set(wanted)
    refs = {
        "staff_number": person.staff_number,
        "skills": sorted(skill.pk for skill in wanted),
        "at_once": at_once,
        "reviewed_until": reviewed_until.isoformat() if reviewed_until else "",
    }
    facts.record(told.EQUIPPED, by=by, about_thing=person, refs=refs)


def _is_stricter(person: Person, until: dt.date | None) -> bool:
    """True when the time as a beginner does not get shorter."""
    before = Seat.objects.filter(person=person).values_list("reviewed_until", flat=True).first()
    return before is None or (until is not None and until >= before)


def _check_at_once(at_once: int | None) -> None:
    if at_once is not None and not 0 <= at_once <= MOST_AT_ONCE:
        sentence = _("请填 0 到 99 之间的数。")
        raise Unacceptable(sentence, details={"at_once": sentence})


@transaction.atomic
def keep_skill(skill: Skill | None, *, by: Any, name: str, is_active: bool = True) -> Skill:
    """Makes a skill or renames it; one out of use asks nothing of anybody any more."""
    require(by, "people.equip", skill)
    name = name.strip()[:40]
    taken = any(pk != getattr(skill, "pk", None) for pk in Skill.objects.filter(name=name).values_list("pk", flat=True))
    if not name or taken:
        sentence = _("已有这项技能。") if name else _("请填写名称。")
        raise Unacceptable(sentence, details={"name": sentence})
    if skill is None:
        skill = Skill.objects.create(name=name, is_active=is_active)
    else:
        amend(skill, name=name, is_active=is_active)
    facts.record(told.SKILL_KEPT, by=by, about_thing=skill, refs={"skill": skill.pk, "active": is_active})
    return skill


@transaction.atomic
def seat_post(post: Post, *, by: Any, at_once: int | None) -> None:
    """Says how many conversations at once holders of a post take (None: as the register says)."""
    require(by, "people.equip", post)
    _check_at_once(at_once)
    post.at_once = at_once
    post.save(update_fields=["at_once"])
    facts.record(told.POST_CHANGED, by=by, about_thing=post, refs={"post": post.code, "at_once": at_once})
