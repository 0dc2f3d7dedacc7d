"""Questions about people, departments, posts, approvals and notices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Count, Q, QuerySet

from shouwen.kernel import clock
from shouwen.people import keys
from shouwen.people.models import ApiKey, Appointment, Approval, Brand, Department, Notice, Person, Post
from shouwen.people.names import sounds_like
from shouwen.people.presence import (
    absent,
    at_once,
    is_reviewed,
    presence_of,
    presences,
    present,
    seat_of,
    seated,
    silent,
    skills,
    skills_of,
)

__all__ = [
    "absent",
    "at_once",
    "is_reviewed",
    "presence_of",
    "presences",
    "present",
    "seat_of",
    "seated",
    "silent",
    "skills",
    "skills_of",
]

#: Who must not see or decide an approval: rooms above add a function (person, approval) -> bool (decisions.md 6, 7).
BARRED: list[Callable[[Any, Approval], bool]] = []


def any_brand() -> bool:
    return Brand.objects.exists()


def default_brand() -> Brand:
    return Brand.objects.order_by("-is_default", "pk")[:1].get()


def brands() -> QuerySet[Brand]:
    return Brand.objects.order_by("-is_default", "name")


def brands_of(person: Any) -> QuerySet[Brand]:
    return Brand.objects.filter(pk__in=person.reach.brands).order_by("-is_default", "name")


def visible_to(person: Any) -> QuerySet[Person]:
    """Colleagues who share a brand with `person`; those who administer people see all."""
    people = Person.objects.select_related("department").order_by("staff_number")
    if person.granted("people.welcome"):
        return people
    return people.filter(Q(brands__in=person.reach.brands) | Q(pk=person.pk)).distinct()


def colleagues(person: Any) -> QuerySet[Person]:
    """Active people `person` may name, offer to or notify."""
    return visible_to(person).filter(is_active=True)


def departments() -> QuerySet[Department]:
    return Department.objects.with_tree_fields().filter(is_active=True)


def department_named(name: str) -> Department | None:
    """The active department called `name` (a pack's outcome names departments in Chinese)."""
    return Department.objects.filter(name=name, is_active=True).order_by("pk").first()


def department_of_kind(kind: str) -> Department | None:
    """The first active department of a kind (`centre`, `supervision` …)."""
    return Department.objects.filter(kind=kind, is_active=True).order_by("pk").first()


def department_in(parent: Any, name: str) -> Department | None:
    return Department.objects.filter(parent=parent, name=name).first()


def post(code: str) -> Post | None:
    return Post.objects.filter(code=code).first()


def holders(post: str, *, brand: Any = None, department: Any = None) -> QuerySet[Person]:
    """Active people who hold the post with this code or name."""
    found = Person.objects.filter(is_active=True).filter(
        Q(appointments__post__code=post) | Q(appointments__post__name=post)
    )
    if brand is not None:
        found = found.filter(brands=brand)
    if department is not None:
        found = found.filter(appointments__department=department)
    return found.distinct().order_by("staff_number")


def members(department: Any, *, brand: Any = None) -> QuerySet[Person]:
    """Active people of a department: at home there, or appointed to it."""
    found = Person.objects.filter(is_active=True).filter(
        Q(department=department) | Q(appointments__department=department)
    )
    if brand is not None:
        found = found.filter(brands=brand)
    return found.distinct().order_by("staff_number")


def with_key(key: str) -> Person | None:
    """The person behind an actor key such as `person:2107`."""
    return Person.objects.filter(staff_number=key.removeprefix("person:")).first()


def names_by_key(keys: set[str]) -> dict[str, str]:
    """`person:2107` → `2107 陈佳慧`, for timelines."""
    numbers = [key.removeprefix("person:") for key in keys]
    found = Person.objects.filter(staff_number__in=numbers).values_list("staff_number", "name")
    return {f"person:{number}": f"{number} {name}" for number, name in found}


def barred(person: Any, approval: Approval) -> bool:
    """True when `person` must not see this approval: he is named in what it is about."""
    return any(ask(person, approval) for ask in BARRED)


def waits_for(person: Any, approval: Approval) -> bool:
    """True when it is this person's turn to say yes or no."""
    if approval.state != "asked" or approval.asked_by_id == person.pk or approval.brand_id not in person.reach.brands:
        return False
    wanted = approval.posts[approval.at_step] if approval.at_step < len(approval.posts) else ""
    return (approval.delegated_to_id == person.pk or person.holds(wanted)) and not barred(person, approval)


def waiting_approvals(person: Any) -> list[Approval]:
    """Open approvals whose turn is this person's, oldest first."""
    asked = Approval.objects.filter(state="asked", brand__in=person.reach.brands).exclude(asked_by=person)
    return [each for each in asked.select_related("asked_by", "brand").order_by("id") if waits_for(person, each)]


def approvals_for(person: Any) -> QuerySet[Approval]:
    """Approvals `person` is asked for now, asked himself, or gave an opinion on; never one he is barred from."""
    wanted = Q(asked_by=person) | Q(opinions__person=person)
    found = Approval.objects.filter(brand__in=person.reach.brands).filter(wanted).values_list("pk", flat=True)
    mine = {approval.pk for approval in waiting_approvals(person)}
    seen = Approval.objects.filter(pk__in=mine.union(found)).select_related("asked_by", "brand", "delegated_to")
    return seen.exclude(pk__in=[each.pk for each in seen if barred(person, each)]).order_by("-id")


def notices_of(person: Any) -> QuerySet[Notice]:
    return Notice.objects.filter(person=person).order_by("-id")


def holder_of_key(text: str) -> Person | None:
    """The person a live key acts as, his reach narrowed to the key's verbs; None for any other text."""
    found = (
        ApiKey.objects.select_related("person__department").filter(digest=keys.digest(text), revoked_at=None).first()
    )
    if found is None or not found.person.is_active:
        return None
    person = found.person
    person.reach = replace(person.reach, verbs=person.reach.verbs & frozenset(found.verbs))
    if found.used_on != clock.today():  # one write a day: reading must not wait for writers
        ApiKey.objects.filter(pk=found.pk).update(used_on=clock.today())
    return person


def keys_of(person: Any) -> QuerySet[ApiKey]:
    return ApiKey.objects.filter(person=person).order_by("-id")


def posts() -> QuerySet[Post]:
    return Post.objects.order_by("name")


def appointments_of(person: Any) -> QuerySet[Appointment]:
    return Appointment.objects.filter(person=person).select_related("post", "department")


def holders_of(post: Post) -> QuerySet[Appointment]:
    return Appointment.objects.filter(post=post, person__is_active=True).select_related("person", "department")


def anybody_granted(verb: str) -> bool:
    """True while some active person holds a post that grants `verb`."""
    posts = [post.pk for post in Post.objects.only("pk", "verbs") if verb in post.verbs]
    return Appointment.objects.filter(post__in=posts, person__is_active=True).exists()


def granted(verb: str, *, brand: Any) -> list[Person]:
    """Active people of a brand whose posts grant `verb`."""
    posts = [post.pk for post in Post.objects.only("pk", "verbs") if verb in post.verbs]
    found = Person.objects.filter(is_active=True, brands=brand, appointments__post__in=posts)
    return list(found.select_related("department").distinct().order_by("staff_number"))


def found_people(person: Any, typed: str = "", department: Any = None, active: str = "yes") -> QuerySet[Person]:
    """People `person` may see, by staff number, name or its pinyin, department with those below, and activity."""
    people = visible_to(person)
    if active in ("yes", "no"):
        people = people.filter(is_active=active == "yes")
    if department is not None:
        within = department.descendants(include_self=True)
        people = people.filter(Q(department__in=within) | Q(appointments__department__in=within)).distinct()
    typed = typed.strip()
    if not typed:
        return people
    wanted = Q(staff_number__istartswith=typed) | Q(name__icontains=typed)
    if typed.isascii() and not typed.isdigit():
        alike = [pk for pk, name in people.values_list("pk", "name") if sounds_like(name, typed)]
        wanted |= Q(pk__in=alike)
    return people.filter(wanted)


def second_steps(person: Any) -> list[str]:
    """Kinds of second step this person signs in with: `totp`, `recovery_codes`."""
    return list(Authenticator.objects.filter(user=person).values_list("type", flat=True))


def all_departments() -> QuerySet[Department]:
    """The whole tree, closed ones too, with who heads them."""
    return Department.objects.with_tree_fields().select_related("head")


def department_kinds() -> list[tuple[str, str]]:
    """The standard's words for what departments do, each with a department that shows it."""
    found: dict[str, str] = {}
    for kind, name in Department.objects.exclude(kind="").order_by("pk").values_list("kind", "name"):
        found.setdefault(kind, f"{name}（{kind}）")
    return list(found.items())


def head_counts() -> dict[int, int]:
    """How many active people are at home in each department."""
    counted = Person.objects.filter(is_active=True).values_list("department").annotate(Count("pk"))
    return dict(counted)


def brand(code: str) -> Brand | None:
    return Brand.objects.filter(code=code).first()


def post_title(post: str) -> str:
    """The name of a post given by code or name, as approvals name it."""
    found = Post.objects.filter(Q(code=post) | Q(name=post)).first()
    return found.name if found else post
