"""The voucher and the money: written by the claims clerk, drawn once at the settlement department (C.4.4, C.4.5)."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shouwen.claims import facts as told  # noqa: F401  the machine names them
from shouwen.claims.actions.moving import move, require_in, worded
from shouwen.claims.gate import payment_gate, require_open
from shouwen.claims.models import Claim, Opinion, Voucher
from shouwen.claims.models.settling import IDENTITIES
from shouwen.claims.states import voucher_machine
from shouwen.kernel import clock, numbers
from shouwen.kernel.policy import SYSTEM, require
from shouwen.kernel.refusals import MoveRefused, Refused, Unacceptable

KIND = "LK"  # 领款


@transaction.atomic
def issue_voucher(claim: Claim, *, by: Any, payee: str) -> Voucher:
    """Writes the voucher over the confirmed amount; one that is live at a time."""
    require(by, "claims.issue_voucher", claim)
    require_in(claim, "confirmed")
    name = worded(payee, "payee", _("请填写领款人。"))
    require_open(payment_gate(claim), _("还差 %(count)s 项，不能开凭证。"))
    opinion: Opinion = claim.opinions.get(state="confirmed")  # the gate has seen it
    if opinion.method != "cash" or opinion.amount_fen <= 0:
        raise MoveRefused(_("不是赔款的，不开领取凭证；办完后记下即可。"))
    try:
        with transaction.atomic():
            voucher = Voucher.objects.create(
                number=numbers.next_number(claim.brand.code, KIND),
                claim=claim,
                opinion=opinion,
                amount_fen=opinion.amount_fen,
                payee=name[:60],
                issued_by=by,
                issued_at=clock.now(),
            )
    except IntegrityError as taken:
        raise MoveRefused(_("这件理赔已经有一张有效的凭证。")) from taken
    move(claim, "issue_voucher", by=by, refs={"voucher": voucher.pk, "fen": voucher.amount_fen})
    return voucher


@transaction.atomic
def void_voucher(voucher: Voucher, *, by: Any, reason: str) -> None:
    """Makes an unpaid voucher void, so that another can be written."""
    claim = voucher.claim
    require(by, "claims.issue_voucher", claim)
    said = worded(reason, "reason", _("请写明作废的理由。"))
    changes = {"voided_by": by, "voided_at": clock.now(), "void_reason": said[:200]}
    voucher_machine.move(voucher, "void", by=by, fact_about=claim, changes=changes, refs={"voucher": voucher.pk})
    move(claim, "void_voucher", by=by, refs={"voucher": voucher.pk})


@transaction.atomic
def pay(voucher: Voucher, *, by: Any, identity: str, ending: str) -> None:
    """Pays the voucher's amount, once, after looking at the payee's identity. The amount cannot be given here."""
    claim = voucher.claim
    require(by, "claims.pay", claim)
    _require_third(claim, voucher, by)
    if identity not in dict(IDENTITIES) or len(ending.strip()) != 4:
        sentence = _("请核对证件，选证件种类并填号码后四位。")
        raise Unacceptable(sentence, details={"ending": sentence}, clause="S2-1.C.4.5")
    require_open(payment_gate(claim), _("还差 %(count)s 项，不能付款。"))
    if voucher.amount_fen != voucher.opinion.amount_fen:
        raise MoveRefused(_("凭证金额与批准的金额不一致，不能付款。"))
    changes = {"paid_by": by, "paid_at": clock.now(), "identity": identity, "identity_ending": ending.strip()}
    refs = {"voucher": voucher.pk, "fen": voucher.amount_fen}
    voucher_machine.move(voucher, "pay", by=by, fact_about=claim, changes=changes, refs=refs)
    move(claim, "pay", by=by, refs=refs)
    close_if_done(claim)


def _require_third(claim: Claim, voucher: Voucher, by: Any) -> None:
    """Drafter, confirmer and payer are three people, and claims clerks never pay (S2 section 7)."""
    opinion = voucher.opinion
    hands = {opinion.drafted_by_id, opinion.confirmed_by_id, voucher.issued_by_id, claim.handler_id, claim.agreed_by_id}
    if opinion.approval is not None:
        hands |= set(opinion.approval.opinions.values_list("person", flat=True))
    if by.pk in hands or (by is not SYSTEM and by.granted("claims.draft_opinion")):
        raise Refused(_("经办、批准或开凭证的人不能付款，理赔员不付款。"), clause="S2-1.C.4.5")


@transaction.atomic
def make_good(claim: Claim, *, by: Any, words: str) -> None:
    """Repair, replacement or another way was carried out as confirmed: nothing is drawn at the counter."""
    require(by, "claims.issue_voucher", claim)
    require_in(claim, "confirmed")
    worded(words, "words", _("请写下怎样办的，客户怎么说。"))
    opinion: Opinion = claim.opinions.get(state="confirmed")
    if opinion.method == "cash" and opinion.amount_fen > 0:
        raise MoveRefused(_("赔款要开凭证，到结算部领取。"), details={"clause": "S2-1.C.4.5"})
    require_open(payment_gate(claim), _("还差 %(count)s 项，不能了结。"))
    move(claim, "make_good", by=by, refs={"opinion": opinion.pk})
    close_if_done(claim)


def close_if_done(claim: Claim) -> None:
    """Paid, recovered, and the insurer done: the system closes (S2 8.2)."""
    if claim.state != "paid":
        return
    waiting = [share for share in claim.shares.exclude(state="recovered") if share.is_recoverable]
    insured = claim.insurances.filter(state__in=("reported", "papers_in")).exists()
    if not waiting and not insured:
        move(claim, "close", by=SYSTEM)
