"""How far a person reaches: brands, departments, posts and verbs, gathered from his appointments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shouwen.people.models import Person


@dataclass(frozen=True)
class Reach:
    """`everything` means all departments of his brands; else `departments`, else only what is his own."""

    brands: frozenset[int]
    everything: bool
    departments: frozenset[int]
    posts: frozenset[str]
    verbs: frozenset[str]
    member_of: frozenset[int]
    home: tuple[str, str] | None = None  # name and pack of his first brand, for the frame of every page


def reach_of(person: Person) -> Reach:
    """Reads appointments once; a person without any sees only what is his own."""
    from shouwen.people.models import Department  # reason: app-ready

    brands = list(person.brands.order_by("-is_default", "name").values_list("pk", "name", "pack"))
    departments: set[int] = set()
    posts: set[str] = set()
    verbs: set[str] = set()
    everything = False
    member_of = {person.department_id}
    for held in person.appointments.select_related("post", "department"):
        posts |= {held.post.code, held.post.name}
        verbs |= set(held.post.verbs)
        member_of.add(held.department_id)
        everything = everything or held.post.scope == "all"
        if held.post.scope in ("department", "subtree"):
            departments.add(held.department_id)
        if held.post.scope == "subtree":
            departments |= set(
                Department.objects.descendants(held.department, include_self=True).values_list("pk", flat=True)
            )
    return Reach(
        brands=frozenset(pk for pk, _name, _pack in brands),
        home=brands[0][1:] if brands else None,
        everything=everything,
        departments=frozenset(departments),
        posts=frozenset(posts),
        verbs=frozenset(verbs),
        member_of=frozenset(member_of),
    )
