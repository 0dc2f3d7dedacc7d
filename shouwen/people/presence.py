"""Questions about who is at his desk: asked through `queries`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Max, QuerySet

from shouwen.kernel import clock
from shouwen.people.models import Appointment, Person, Presence, Seat, Skill


def presence_of(person: Any) -> Presence:
    """How he stands; away when he never said."""
    return Presence.objects.filter(person=person).first() or absent(person)


def absent(person: Any) -> Presence:
    """How somebody stands who never said anything; not kept."""
    return Presence(person=person, state="away", since=clock.now(), beat_at=clock.now())


def present(brand: Any, *, hold: bool = False) -> list[Presence]:
    """Those of a brand who take new conversations now, longest on it first.

    With `hold` they cannot leave before the transaction ends: nobody is given something while he walks out.
    """
    found = Presence.objects.filter(state="available", person__is_active=True, person__brands=brand)
    found = found.select_related("person__department").order_by("since", "pk")
    return list(found.select_for_update(of=("self",)) if hold else found)


def silent() -> QuerySet[Presence]:
    """Everyone not away, the longest without a sign of life first."""
    return Presence.objects.exclude(state="away").select_related("person").order_by("beat_at")


def presences(people: Iterable[Any]) -> dict[int, Presence]:
    """By person's id; who never said anything is not in it."""
    return {each.person_id: each for each in Presence.objects.filter(person__in=list(people))}


def at_once(people: Iterable[Any]) -> dict[int, tuple[int, str]]:
    """How many conversations at once each takes, and who says so (`person` or `post`); others are left out."""
    ids = [person.pk for person in people]
    said = Appointment.objects.filter(person__in=ids, post__at_once__isnull=False).values("person")
    found = {row["person"]: (row["most"], "post") for row in said.annotate(most=Max("post__at_once"))}
    own = Seat.objects.filter(person__in=ids, at_once__isnull=False).values_list("person", "at_once")
    return found | {pk: (number, "person") for pk, number in own}


def skills_of(people: Iterable[Any]) -> dict[int, set[int]]:
    """Ids of the skills in use each has."""
    rows = Skill.people.through.objects.filter(person__in=[p.pk for p in people], skill__is_active=True)
    found: dict[int, set[int]] = {}
    for person, skill in rows.values_list("person", "skill"):
        found.setdefault(person, set()).add(skill)
    return found


def skills() -> QuerySet[Skill]:
    return Skill.objects.order_by("-is_active", "name")


def seat_of(person: Any) -> Seat:
    return Seat.objects.filter(person=person).first() or Seat(person=person)


def is_reviewed(person: Any) -> bool:
    """True while what he writes to customers is read by another first."""
    return Seat.objects.filter(person=person, reviewed_until__gte=clock.today()).exists()


def seated(people: QuerySet[Person]) -> list[dict[str, Any]]:
    """People with seat, skills and presence, for the page that keeps them."""
    rows = people.select_related("seat", "presence", "department").prefetch_related("skills")
    return [
        {"person": each, "seat": getattr(each, "seat", None), "presence": getattr(each, "presence", None)}
        for each in rows
    ]
