"""Verbs about approvals: ask, say yes or no, delegate, withdraw."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.kernel import clock, facts, numbers
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import MoveRefused, Refused, Unacceptable
from shouwen.kernel.states import amend
from shouwen.people import facts as told
from shouwen.people import queries
from shouwen.people.actions.noticing import notify
from shouwen.people.models import Approval, Brand, Opinion, Person
from shouwen.people.states import approval_machine

#: What an approval does once granted: purpose -> function(approval, by).
ON_GRANT: dict[str, Callable[[Approval, Person], None]] = {}


@transaction.atomic
def ask_approval(
    *,
    by: Any,
    purpose: str,
    about_thing: Any,
    brand: Brand,
    title: str,
    reason: str,
    posts: list[str],
    clauses: list[str] | None = None,
) -> Approval:
    """Opens an approval that goes through `posts` in order. Returns it; the asker may withdraw it."""
    if not reason.strip():
        raise Unacceptable(_("请写明理由。"), details={"reason": _("请写明理由。")})
    about_kind, about_id = about_thing._meta.model_name, about_thing.pk
    approval = Approval.objects.create(
        number=numbers.next_number(brand.code, "A"),
        brand=brand,
        purpose=purpose,
        about_kind=about_kind,
        about_id=about_id,
        title=title,
        reason=reason,
        asked_by=by,
        asked_at=clock.now(),
        posts=posts,
        clauses=clauses or [],
    )
    facts.record(told.ASKED, by=by, about_thing=approval, refs={"number": approval.number, "purpose": purpose})
    _call(approval)
    return approval


def _call(approval: Approval) -> None:
    """Tells those who hold the post whose turn it is, except the asker and those who are barred."""
    for person in queries.holders(approval.posts[approval.at_step], brand=approval.brand):
        if person.pk != approval.asked_by_id and not queries.barred(person, approval):
            words = _("请审批 %(number)s：%(title)s") % {"number": approval.number, "title": approval.title}
            notify(person, text=words, url=_page(approval), clauses=approval.clauses)


def _page(approval: Approval) -> str:
    return f"/approvals/{approval.number}/"


@transaction.atomic
def approve(approval: Approval, *, by: Any, words: str = "") -> None:
    """Says yes. The last post's yes grants it and does what it was asked for."""
    _require_open(approval, by)
    _opine(approval, by, "yes", words)
    if approval.at_step + 1 < len(approval.posts):
        amend(approval, at_step=approval.at_step + 1, delegated_to=None)
        facts.record(told.FORWARDED, by=by, about_thing=approval, refs={"step": approval.at_step})
        _call(approval)
        return
    refs = {"number": approval.number}
    approval_machine.move(approval, "grant", by=by, changes={"settled_at": clock.now()}, refs=refs)
    if approval.purpose in ON_GRANT:
        ON_GRANT[approval.purpose](approval, by)
    notify(approval.asked_by, text=_("%(number)s 已批准") % refs, url=_page(approval), tone="ok")


@transaction.atomic
def decline(approval: Approval, *, by: Any, words: str) -> None:
    """Says no, with words for the asker."""
    _require_open(approval, by)
    if not words.strip():
        raise Unacceptable(_("请写明不批准的理由。"), details={"words": _("请写明不批准的理由。")})
    _opine(approval, by, "no", words)
    refs = {"number": approval.number}
    approval_machine.move(approval, "decline", by=by, changes={"settled_at": clock.now()}, refs=refs)
    notify(approval.asked_by, text=_("%(number)s 未批准") % refs, url=_page(approval), tone="late")


@transaction.atomic
def delegate(approval: Approval, *, by: Any, to: Person) -> None:
    """Hands the present step to a colleague. Never to the asker, nor to somebody who must not see it."""
    _require_open(approval, by)
    if to.pk == approval.asked_by_id:
        raise Refused(_("不能转给申请人自己审批。"))
    if not to.is_active or approval.brand_id not in to.reach.brands or queries.barred(to, approval):
        raise Refused(_("这位同事不能办这一件：已离岗、不在这个品牌，或按规定要回避。"))
    amend(approval, delegated_to=to)
    facts.record(told.DELEGATED, by=by, about_thing=approval, refs={"to": to.staff_number})
    notify(to, text=_("请代批 %(number)s") % {"number": approval.number}, url=_page(approval))


@transaction.atomic
def withdraw(approval: Approval, *, by: Any) -> None:
    """Takes one's own request back while it is open."""
    require(by, "people.withdraw", approval)
    approval_machine.move(
        approval, "withdraw", by=by, changes={"settled_at": clock.now()}, refs={"number": approval.number}
    )


def _require_open(approval: Approval, by: Any) -> None:
    """A request settled or withdrawn meanwhile is said first: it explains more than a missing right."""
    if not approval_machine.can(approval, "grant"):
        state = approval_machine.states.get(approval.state, approval.state)
        raise MoveRefused(_("这份申请现在是“%(state)s”，不能再审批。") % {"state": state})
    require(by, "people.approve", approval)


def _opine(approval: Approval, by: Any, says: str, words: str) -> None:
    post = approval.posts[approval.at_step]
    Opinion.objects.create(approval=approval, person=by, post=post, says=says, words=words, at=clock.now())
