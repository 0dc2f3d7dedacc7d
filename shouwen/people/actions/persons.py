"""Verbs about persons: welcome, move, be away, reset of the sign-in, farewell and return."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from allauth.mfa.models import Authenticator
from axes.utils import reset as forget_failed_attempts
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.kernel import clock, facts
from shouwen.kernel.policy import SYSTEM, require
from shouwen.kernel.refusals import MoveRefused, Refused, Unacceptable
from shouwen.people import facts as told
from shouwen.people import queries
from shouwen.people.models import Appointment, Brand, Department, Person, Post
from shouwen.people.passwords import one_time_code

#: What keeps a person from leaving: rooms above add a function (person) -> list of sentences (decisions.md 3).
HOLDING: list[Callable[[Person], list[str]]] = []
#: Away for longer than this is long: what he holds must be re-homed first. Our own value, no clause says it.
LONG_AWAY = dt.timedelta(days=7)


@transaction.atomic
def welcome(
    *,
    by: Any,
    staff_number: str,
    name: str,
    department: Department,
    posts: Iterable[tuple[Post, Department]] = (),
    brands: Iterable[Brand] = (),
    password: str | None = None,
    hashed: str = "",
) -> tuple[Person, str]:
    """Sets a person up. Returns the person and the one-time code he signs in with first ("" when `password` is given).

    `hashed` is `password` as it is kept, from a caller who gives the same one to many (the demo): a hash takes its time.
    """
    if by is not SYSTEM:
        require(by, "people.welcome")
    number = staff_number.strip()
    if not number or Person.objects.filter(staff_number=number).exists():
        sentence = _("工号已被使用。") if number else _("请填写工号。")
        raise Unacceptable(sentence, details={"staff_number": sentence})
    person = Person(staff_number=number, name=name.strip(), department=department)
    code = "" if password else one_time_code()
    _set_password(person, password or code, check=password is not None, hashed=hashed)
    person.must_change_password = not password
    person.save()
    person.brands.set(brands)
    for post, where in posts:
        Appointment.objects.create(person=person, post=post, department=where)
    facts.record(told.WELCOMED, by=by, about_thing=person, refs={"staff_number": number})
    return person, code


def _set_password(person: Person, password: str, *, check: bool, hashed: str = "") -> None:
    if check:
        try:
            validate_password(password, person)
        except ValidationError as problem:
            raise Unacceptable(" ".join(problem.messages), details={"password": problem.messages}) from problem
    if hashed:
        person.password = hashed
    else:
        person.set_password(password)


@transaction.atomic
def move(
    person: Person,
    *,
    by: Any,
    department: Department,
    posts: Iterable[tuple[Post, Department]],
    brands: Iterable[Brand],
) -> None:
    """Gives a person another department, posts and brands. Nobody does this to himself."""
    require(by, "people.move", person)
    person.department = department
    person.save(update_fields=["department"])
    person.brands.set(brands)
    wanted = {(post.pk, where.pk) for post, where in posts}
    for held in person.appointments.all():
        if (held.post_id, held.department_id) not in wanted:
            held.delete()
    for post_id, department_id in wanted:
        Appointment.objects.get_or_create(person=person, post_id=post_id, department_id=department_id)
    _keep_an_administrator()
    refs = {"staff_number": person.staff_number, "department": department.pk, "posts": sorted(p for p, _d in wanted)}
    facts.record(told.MOVED, by=by, about_thing=person, refs=refs)


def _keep_an_administrator() -> None:
    """Without anybody who may set people up nobody could ever be set up again."""
    if not queries.anybody_granted("people.grant") or not queries.anybody_granted("people.welcome"):
        raise Refused(_("至少要留一位能建立人员、修改岗位权限的人，请先把这个岗位交给别人。"))


@transaction.atomic
def give_code(person: Person, *, by: Any, drop_second_step: bool = False) -> str:
    """Resets a person's sign-in: a one-time code, logged; he sets a new password with it.

    `drop_second_step` also takes the two-step verification off, for a lost telephone.
    """
    require(by, "people.welcome")
    code = one_time_code()
    person.set_password(code)
    person.must_change_password = True
    person.save(update_fields=["password", "must_change_password"])
    dropped = Authenticator.objects.filter(user=person).delete()[0] if drop_second_step else 0
    forget_failed_attempts(username=person.staff_number)
    refs = {"staff_number": person.staff_number, "second_step_dropped": bool(dropped)}
    facts.record(told.CODE_GIVEN, by=by, about_thing=person, refs=refs)
    return code


@transaction.atomic
def be_away(person: Person, *, by: Any, until: dt.date | None) -> None:
    """Notes that a person is away through `until` (None: he is here). Long away needs his work re-homed first."""
    require(by, "people.move", person)
    if until is not None and until < clock.today():
        raise Unacceptable(_("离岗日期已经过去。"), details={"until": _("离岗日期已经过去。")})
    if until is not None and until - clock.today() > LONG_AWAY:
        _refuse_if_holding(person, _("离岗超过 7 天，要先移交手上的工作：%(held)s"))
    person.away_until = until
    person.save(update_fields=["away_until"])
    refs = {"staff_number": person.staff_number, "until": until.isoformat() if until else ""}
    facts.record(told.AWAY if until else told.BACK, by=by, about_thing=person, refs=refs)


def _refuse_if_holding(person: Person, sentence: str) -> None:
    held = [words for ask in HOLDING for words in ask(person)]
    if held:
        raise Refused(sentence % {"held": "；".join(held)}, details=held)


@transaction.atomic
def farewell(person: Person, *, by: Any) -> None:
    """Ends a person's access. Refused while he still owns something: it must be re-homed first (decisions.md 3)."""
    require(by, "people.farewell", person)
    _refuse_if_holding(person, _("还有工作在此人名下，请先移交：%(held)s"))
    person.is_active = False
    person.save(update_fields=["is_active"])
    _keep_an_administrator()
    facts.record(told.LEFT, by=by, about_thing=person, refs={"staff_number": person.staff_number})


@transaction.atomic
def restore(person: Person, *, by: Any) -> str:
    """Takes somebody back who had left. Returns the one-time code he signs in with; his old password is void."""
    require(by, "people.welcome")
    if person.is_active:
        raise MoveRefused(_("此人本来就在岗。"))
    code = one_time_code()
    person.set_password(code)
    person.is_active = person.must_change_password = True
    person.away_until = None
    person.save(update_fields=["password", "is_active", "must_change_password", "away_until"])
    facts.record(told.RETURNED, by=by, about_thing=person, refs={"staff_number": person.staff_number})
    return code
