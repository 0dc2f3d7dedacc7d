"""Verbs about people, posts, departments, approvals and notices."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.kernel import clock, facts, numbers
from shouwen.kernel.policy import SYSTEM, VERBS, require
from shouwen.kernel.refusals import Refused, Unacceptable
from shouwen.people import facts as told
from shouwen.people import queries
from shouwen.people.models import Appointment, Approval, Brand, Department, Notice, Opinion, Person, Post
from shouwen.people.states import approval_machine

#: What keeps a person from leaving: rooms above add a function (person) -> list of sentences (decisions.md 3).
HOLDING: list[Callable[[Person], list[str]]] = []
#: What an approval does once granted: purpose -> function(approval, by).
ON_GRANT: dict[str, Callable[[Approval, Person], None]] = {}


@transaction.atomic
def found_brand(*, by: Any, code: str, name: str, pack: str, is_default: bool = False) -> Brand:
    """Sets a client company up. `code` is 1–6 Latin letters, used in case numbers."""
    if by is not SYSTEM:
        require(by, "people.grant")
    if not (code.isascii() and code.isalpha() and len(code) <= 6):
        raise Unacceptable(_("代号用 1 到 6 个拉丁字母。"), details={"code": _("代号用 1 到 6 个拉丁字母。")})
    brand = Brand.objects.create(code=code.upper(), name=name.strip(), pack=pack, is_default=is_default)
    facts.record(told.BRAND_FOUNDED, by=by, about_thing=brand, refs={"code": brand.code})
    return brand


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
) -> tuple[Person, str]:
    """Sets a person up. Returns the person and the one-time code he signs in with first ("" when `password` is given)."""
    if by is not SYSTEM:
        require(by, "people.welcome")
    number = staff_number.strip()
    if not number or Person.objects.filter(staff_number=number).exists():
        sentence = _("工号已被使用。") if number else _("请填写工号。")
        raise Unacceptable(sentence, details={"staff_number": sentence})
    person = Person(staff_number=number, name=name.strip(), department=department)
    code = "" if password else secrets.token_urlsafe(9)
    _set_password(person, password or code, check=password is not None)
    person.must_change_password = not password
    person.save()
    person.brands.set(brands)
    for post, where in posts:
        Appointment.objects.create(person=person, post=post, department=where)
    facts.record(told.WELCOMED, by=by, about_thing=person, refs={"staff_number": number})
    return person, code


def _set_password(person: Person, password: str, *, check: bool) -> None:
    if check:
        try:
            validate_password(password, person)
        except ValidationError as problem:
            raise Unacceptable(" ".join(problem.messages), details={"password": problem.messages}) from problem
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
    refs = {"staff_number": person.staff_number, "department": department.pk, "posts": sorted(p for p, _d in wanted)}
    facts.record(told.MOVED, by=by, about_thing=person, refs=refs)


@transaction.atomic
def give_code(person: Person, *, by: Any) -> str:
    """Resets a person's sign-in: a one-time code, logged; he sets a new password with it."""
    require(by, "people.welcome")
    code = secrets.token_urlsafe(9)
    person.set_password(code)
    person.must_change_password = True
    person.save(update_fields=["password", "must_change_password"])
    facts.record(told.CODE_GIVEN, by=by, about_thing=person, refs={"staff_number": person.staff_number})
    return code


@transaction.atomic
def farewell(person: Person, *, by: Any) -> None:
    """Ends a person's access. Refused while he still owns something: it must be re-homed first (decisions.md 3)."""
    require(by, "people.farewell", person)
    held = [sentence for ask in HOLDING for sentence in ask(person)]
    if held:
        raise Refused(_("还有工作在此人名下，请先移交：%(held)s") % {"held": "；".join(held)}, details=held)
    person.is_active = False
    person.save(update_fields=["is_active"])
    facts.record(told.LEFT, by=by, about_thing=person, refs={"staff_number": person.staff_number})


@transaction.atomic
def grant(post: Post, *, by: Any, verbs: Iterable[str], scope: str) -> None:
    """Sets what a post may do and how far it sees. Unknown verbs and scopes are refused."""
    require(by, "people.grant")
    wanted = sorted(set(verbs))
    unknown = [verb for verb in wanted if verb not in VERBS]
    if unknown or scope not in ("self", "department", "subtree", "all"):
        raise Unacceptable(_("没有这样的权限：%(verbs)s") % {"verbs": "、".join(unknown) or scope})
    before = post.verbs
    post.verbs, post.scope, post.origin = wanted, scope, "default"
    post.save(update_fields=["verbs", "scope", "origin"])
    refs = {"post": post.code, "added": sorted(set(wanted) - set(before)), "taken": sorted(set(before) - set(wanted))}
    facts.record(told.POST_CHANGED, by=by, about_thing=post, refs=refs)


@transaction.atomic
def lay_post(
    *, by: Any, code: str, name: str, scope: str, verbs: Iterable[str], clauses: list[str], origin: str
) -> Post:
    """A post as the pack knows it, made when it is missing; one that people changed is left alone."""
    if by is not SYSTEM:
        require(by, "people.grant")
    made, new = Post.objects.get_or_create(
        code=code,
        defaults={"name": name, "scope": scope, "verbs": sorted(set(verbs)), "clauses": clauses, "origin": origin},
    )
    if new:
        facts.record(told.POST_CHANGED, by=by, about_thing=made, refs={"post": code, "added": made.verbs, "taken": []})
    return made


@transaction.atomic
def arrange_department(
    *, by: Any, name: str, kind: str = "", parent: Department | None = None, is_outside: bool = False,
    department: Department | None = None,
) -> Department:
    """Makes a department, or changes the one given."""
    if by is not SYSTEM:
        require(by, "people.grant")
    department = department or Department()
    if parent is not None and department.pk and parent in department.descendants(include_self=True):
        raise Unacceptable(_("部门不能放在自己或下级之下。"), details={"parent": _("部门不能放在自己或下级之下。")})
    department.name, department.kind, department.parent = name.strip(), kind, parent
    department.is_outside = is_outside
    department.save()
    facts.record(told.DEPARTMENT_CHANGED, by=by, about_thing=department, refs={"kind": kind})
    return department


@transaction.atomic
def ask_approval(
    *, by: Any, purpose: str, about_thing: Any, brand: Brand, title: str, reason: str, posts: list[str],
    clauses: list[str] | None = None,
) -> Approval:
    """Opens an approval that goes through `posts` in order. Returns it; the asker may withdraw it."""
    if not reason.strip():
        raise Unacceptable(_("请写明理由。"), details={"reason": _("请写明理由。")})
    about_kind, about_id = about_thing._meta.model_name, about_thing.pk
    approval = Approval.objects.create(
        number=numbers.next_number(brand.code, "A"), brand=brand, purpose=purpose, about_kind=about_kind,
        about_id=about_id, title=title, reason=reason, asked_by=by, asked_at=clock.now(), posts=posts,
        clauses=clauses or [],
    )
    facts.record(told.ASKED, by=by, about_thing=approval, refs={"number": approval.number, "purpose": purpose})
    for person in queries.holders(posts[0], brand=brand).exclude(pk=by.pk):
        notify(person, text=f"请审批 {approval.number}：{title}"[:300], url=f"/approvals/{approval.number}/")
    return approval


@transaction.atomic
def approve(approval: Approval, *, by: Any, words: str = "") -> None:
    """Says yes. The last post's yes grants it and does what it was asked for."""
    require(by, "people.approve", approval)
    _opine(approval, by, "yes", words)
    if approval.at_step + 1 < len(approval.posts):
        approval.at_step += 1
        approval.delegated_to = None
        approval.save(update_fields=["at_step", "delegated_to"])
        facts.record(told.FORWARDED, by=by, about_thing=approval, refs={"step": approval.at_step})
        return
    refs = {"number": approval.number}
    approval_machine.move(approval, "grant", by=by, changes={"settled_at": clock.now()}, refs=refs)
    if approval.purpose in ON_GRANT:
        ON_GRANT[approval.purpose](approval, by)
    notify(approval.asked_by, text=f"{approval.number} 已批准", url=f"/approvals/{approval.number}/", tone="ok")


@transaction.atomic
def decline(approval: Approval, *, by: Any, words: str) -> None:
    """Says no, with words for the asker."""
    require(by, "people.approve", approval)
    if not words.strip():
        raise Unacceptable(_("请写明不批准的理由。"), details={"words": _("请写明不批准的理由。")})
    _opine(approval, by, "no", words)
    refs = {"number": approval.number}
    approval_machine.move(approval, "decline", by=by, changes={"settled_at": clock.now()}, refs=refs)
    notify(approval.asked_by, text=f"{approval.number} 未批准", url=f"/approvals/{approval.number}/", tone="late")


@transaction.atomic
def delegate(approval: Approval, *, by: Any, to: Person) -> None:
    """Hands the present step to a colleague. Never to the asker."""
    require(by, "people.approve", approval)
    if to.pk == approval.asked_by_id:
        raise Refused(_("不能转给申请人自己审批。"))
    approval.delegated_to = to
    approval.save(update_fields=["delegated_to"])
    facts.record(told.DELEGATED, by=by, about_thing=approval, refs={"to": to.staff_number})
    notify(to, text=f"请代批 {approval.number}", url=f"/approvals/{approval.number}/")


@transaction.atomic
def withdraw(approval: Approval, *, by: Any) -> None:
    """Takes one's own request back while it is open."""
    require(by, "people.withdraw", approval)
    approval_machine.move(
        approval, "withdraw", by=by, changes={"settled_at": clock.now()}, refs={"number": approval.number}
    )


def _opine(approval: Approval, by: Any, says: str, words: str) -> None:
    post = approval.posts[approval.at_step]
    Opinion.objects.create(approval=approval, person=by, post=post, says=says, words=words, at=clock.now())


def notify(
    person: Person, *, text: str, url: str = "", clauses: list[str] | None = None, origin: str = "source",
    tone: str = "", wants_acknowledgement: bool = False, key: str | None = None,
) -> None:
    """Puts a notice on a person's page. With `key`, the same notice is never given twice."""
    values = {
        "text": text[:300], "url": url, "clauses": clauses or [], "origin": origin, "tone": tone,
        "wants_acknowledgement": wants_acknowledgement, "at": clock.now(), "person": person,
    }
    if key is None:
        Notice.objects.create(**values)
    else:
        Notice.objects.get_or_create(key=f"{key}:{person.pk}"[:120], defaults=values)


@transaction.atomic
def acknowledge(notice: Notice, *, by: Any) -> None:
    """Says "I know": the time is kept (S2-1.D.4.10.2)."""
    require(by, "people.acknowledge", notice)
    done = Notice.objects.filter(pk=notice.pk, acknowledged_at=None).update(
        acknowledged_at=clock.now(), read_at=notice.read_at or clock.now()
    )
    if done:
        facts.record(told.ACKNOWLEDGED, by=by, about_thing=notice)
