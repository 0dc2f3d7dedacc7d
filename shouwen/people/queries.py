"""Questions about people, departments, posts, approvals and notices."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from shouwen.people.models import Appointment, Approval, Brand, Department, Notice, Person, Post


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


def approvals_for(person: Any) -> QuerySet[Approval]:
    """Approvals `person` is asked for, asked himself, or gave an opinion on."""
    wanted = Q(delegated_to=person)
    for post in person.reach.posts:
        wanted |= Q(posts__icontains=post)
    return (
        Approval.objects.filter(brand__in=person.reach.brands)
        .filter(wanted | Q(asked_by=person) | Q(opinions__person=person))
        .select_related("asked_by", "brand")
        .distinct()
        .order_by("-id")
    )


def notices_of(person: Any) -> QuerySet[Notice]:
    return Notice.objects.filter(person=person).order_by("-id")


def posts() -> QuerySet[Post]:
    return Post.objects.order_by("name")


def appointments_of(person: Any) -> QuerySet[Appointment]:
    return Appointment.objects.filter(person=person).select_related("post", "department")
