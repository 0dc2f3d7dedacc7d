"""What the liable parties pay back: told their share and amount, they acknowledge or object (S2-1.A4.3)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.claims.actions.moving import require_in, worded
from shouwen.claims.actions.paying import close_if_done
from shouwen.claims.models import Claim, Share
from shouwen.claims.states import share_machine
from shouwen.kernel import clock
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import MoveRefused
from shouwen.people import actions as people_actions
from shouwen.people import queries as people

AFTER_OPINION = ("confirmed", "voucher_issued", "paid")
NOTICES = "/claims/notices/"


@transaction.atomic
def notify_shares(claim: Claim, *, by: Any) -> int:
    """Tells every party that must pay something back, once the opinion is confirmed. How many were told."""
    require(by, "claims.recover", claim)
    require_in(claim, *AFTER_OPINION)
    waiting = [each for each in claim.shares.filter(state="set").order_by("position") if each.is_recoverable]
    unknown = [each.party_title for each in waiting if each.person_id is None and each.department_id is None]
    if unknown:
        raise MoveRefused(_("先写明责任人：%(parties)s") % {"parties": "、".join(unknown)})
    if not waiting:
        raise MoveRefused(_("没有还要通知的责任方。"))
    for share in waiting:
        changes = {"notified_by": by, "notified_at": clock.now()}
        share_machine.move(share, "notify", by=by, fact_about=claim, changes=changes, refs=_refs(share))
        _tell(share, _("%(number)s 责任通知，请查看份额和金额") % {"number": claim.number})
    return len(waiting)


def _refs(share: Share) -> dict[str, Any]:
    return {"share": share.pk, "party": share.party, "fen": share.amount_fen}


def _tell(share: Share, text: str) -> None:
    for person in _addressed(share):
        people_actions.notify(person, text=text, url=NOTICES, clauses=["S2-1.A4.3"], wants_acknowledgement=True)


def _addressed(share: Share) -> list[Any]:
    if share.person is not None:
        return [share.person]
    department: Any = share.department
    if department.head is not None:
        return [department.head]
    return list(people.members(department, brand=share.claim.brand))


@transaction.atomic
def acknowledge_share(share: Share, *, by: Any) -> None:
    """He agrees to bear it."""
    require(by, "claims.answer_share", share)
    changes = {"answered_by": by, "answered_at": clock.now()}
    share_machine.move(share, "acknowledge", by=by, fact_about=share.claim, changes=changes, refs=_refs(share))


@transaction.atomic
def object_to_share(share: Share, *, by: Any, words: str) -> None:
    """He does not agree, and says why."""
    require(by, "claims.answer_share", share)
    said = worded(words, "words", _("请写明为什么不同意。"))
    changes = {"answered_by": by, "answered_at": clock.now(), "objection": said}
    share_machine.move(share, "object", by=by, fact_about=share.claim, changes=changes, refs=_refs(share))


@transaction.atomic
def answer_objection(share: Share, *, by: Any, words: str) -> None:
    """The objection is answered; he is asked again."""
    claim = share.claim
    require(by, "claims.recover", claim)
    said = worded(words, "words", _("请写下答复。"))
    share_machine.move(share, "answer", by=by, fact_about=claim, changes={"objection_answer": said}, refs=_refs(share))
    _tell(share, _("%(number)s 对您异议的答复") % {"number": claim.number})


@transaction.atomic
def recover_share(share: Share, *, by: Any) -> None:
    """The money has come back, or was deducted. An unanswered objection stops it."""
    claim = share.claim
    require(by, "claims.recover", claim)
    changes = {"recovered_by": by, "recovered_at": clock.now()}
    share_machine.move(share, "recover", by=by, fact_about=claim, changes=changes, refs=_refs(share))
    close_if_done(claim)
