"""Verbs about the organisation: brands, departments, and what a post may do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.kernel import facts
from shouwen.kernel.policy import SYSTEM, VERBS, require
from shouwen.kernel.refusals import Refused, Unacceptable
from shouwen.people import facts as told
from shouwen.people import queries
from shouwen.people.models import Brand, Department, Person, Post

SCOPES = ("self", "department", "subtree", "all")


@transaction.atomic
def found_brand(*, by: Any, code: str, name: str, pack: str, is_default: bool = False) -> Brand:
    """Sets a client company up. `code` is 1–6 Latin letters, used in case numbers. Whoever founds it is given it.

    Nobody gives himself a brand, and the only administrator would else have none to set its channels up.
    """
    if by is not SYSTEM:
        require(by, "people.grant")
    if not (code.isascii() and code.isalpha() and len(code) <= 6):
        raise Unacceptable(_("代号用 1 到 6 个拉丁字母。"), details={"code": _("代号用 1 到 6 个拉丁字母。")})
    if Brand.objects.filter(code=code.upper()).exists():
        raise Unacceptable(_("这个代号已被使用。"), details={"code": _("这个代号已被使用。")})
    brand = Brand.objects.create(code=code.upper(), name=name.strip(), pack=pack, is_default=is_default)
    if by is not SYSTEM:
        by.brands.add(brand)
    facts.record(told.BRAND_FOUNDED, by=by, about_thing=brand, refs={"code": brand.code})
    return brand


@transaction.atomic
def assign_pack(brand: Brand, *, by: Any, name: str, pack: str) -> None:
    """Gives a brand its name and the pack it works by. What was decided before keeps its edition."""
    require(by, "people.grant")
    before = brand.pack
    brand.name, brand.pack = name.strip(), pack
    brand.save(update_fields=["name", "pack"])
    facts.record(told.BRAND_CHANGED, by=by, about_thing=brand, refs={"code": brand.code, "from": before, "pack": pack})


@transaction.atomic
def grant(post: Post, *, by: Any, verbs: Iterable[str], scope: str) -> None:
    """Sets what a post may do and how far it sees. Unknown verbs and scopes are refused."""
    require(by, "people.grant")
    before = post.verbs
    wanted = sorted(set(verbs))
    unknown = [verb for verb in wanted if verb not in VERBS and verb not in before]  # a pack may be ahead of a room
    if unknown or scope not in SCOPES:
        raise Unacceptable(_("没有这样的权限：%(verbs)s") % {"verbs": "、".join(unknown) or scope})
    post.verbs, post.scope, post.origin = wanted, scope, "default"
    post.save(update_fields=["verbs", "scope", "origin"])
    if not queries.anybody_granted("people.grant"):
        raise Refused(_("改后就没有人能修改岗位权限了，请先把这项权限给另一个有人担任的岗位。"))
    refs = {"post": post.code, "added": sorted(set(wanted) - set(before)), "taken": sorted(set(before) - set(wanted))}
    facts.record(told.POST_CHANGED, by=by, about_thing=post, refs=refs)


@transaction.atomic
def open_post(*, by: Any, code: str, name: str, scope: str) -> Post:
    """A post the pack does not know, without any right yet."""
    require(by, "people.grant")
    if Post.objects.filter(code=code).exists():
        raise Unacceptable(_("这个代号已被使用。"), details={"code": _("这个代号已被使用。")})
    return lay_post(by=by, code=code, name=name.strip(), scope=scope, verbs=[], clauses=[], origin="default")


@transaction.atomic
def lay_post(
    *, by: Any, code: str, name: str, scope: str, verbs: Iterable[str], clauses: list[str], origin: str
) -> Post:
    """A post as the pack knows it, made when it is missing; one that is there gets what no pack offered it before.

    What people changed stays: a verb they took away was offered once and does not come back.
    """
    if by is not SYSTEM:
        require(by, "people.grant")
    given = sorted(set(verbs))
    made, new = Post.objects.get_or_create(
        code=code,
        defaults={
            "name": name,
            "scope": scope,
            "verbs": given,
            "offered": given,
            "clauses": clauses,
            "origin": origin,
        },
    )
    added = given if new else sorted(set(given) - set(made.offered) - set(made.verbs))
    if not new and set(given) - set(made.offered):
        made.verbs, made.offered = sorted({*made.verbs, *added}), sorted({*made.offered, *given})
        made.save(update_fields=["verbs", "offered"])
    if new or added:
        facts.record(told.POST_CHANGED, by=by, about_thing=made, refs={"post": code, "added": added, "taken": []})
    return made


@transaction.atomic
def arrange_department(
    *,
    by: Any,
    name: str,
    kind: str = "",
    parent: Department | None = None,
    is_outside: bool = False,
    department: Department | None = None,
    pack: str | None = None,
    head: Person | None = None,
    free_storage_days: int | None = None,
    is_active: bool = True,
) -> Department:
    """Makes a department, or changes the one given. `pack` None leaves pack, head and days as they are."""
    if by is not SYSTEM:
        require(by, "people.grant")
    department = department or Department()
    _check_place(department, name.strip(), parent)
    if not is_active and department.pk and queries.members(department).exists():
        sentence = _("还有人在这个部门，请先把他们调走再停用。")
        raise Unacceptable(sentence, details={"is_active": sentence})
    department.name, department.kind, department.parent = name.strip(), kind, parent
    department.is_outside, department.is_active = is_outside, is_active
    if pack is not None:
        department.pack, department.head, department.free_storage_days = pack, head, free_storage_days
    department.save()
    refs = {"kind": kind, "active": is_active, "free_storage_days": department.free_storage_days}
    facts.record(told.DEPARTMENT_CHANGED, by=by, about_thing=department, refs=refs)
    return department


def _check_place(department: Department, name: str, parent: Department | None) -> None:
    if parent is not None and department.pk and parent in department.descendants(include_self=True):
        raise Unacceptable(_("部门不能放在自己或下级之下。"), details={"parent": _("部门不能放在自己或下级之下。")})
    if Department.objects.filter(name=name, parent=parent).exclude(pk=department.pk).exists():
        raise Unacceptable(_("这里已有同名的部门。"), details={"name": _("这里已有同名的部门。")})
