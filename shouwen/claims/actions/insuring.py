"""The insurance case beside the claim: its own papers and its own amount (S2-1.A4.4, A-9)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shouwen.claims import facts as told
from shouwen.claims.actions.moving import touch, worded
from shouwen.claims.actions.paying import close_if_done
from shouwen.claims.models import Claim, InsuranceCase
from shouwen.claims.states import insurance_machine
from shouwen.kernel import clock, facts
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import MoveRefused, Unacceptable


@transaction.atomic
def report_to_insurer(
    claim: Claim, *, by: Any, insurer: str, report_number: str, policy: str = "", reported_at: dt.datetime | None = None
) -> InsuranceCase:
    """The loss was reported to the insurer."""
    require(by, "claims.insure", claim)
    if not claim.is_live:
        raise MoveRefused(_("理赔已结束。"))
    try:
        with transaction.atomic():
            made = InsuranceCase.objects.create(
                claim=claim,
                insurer=worded(insurer, "insurer", _("请填写保险公司。"))[:80],
                report_number=worded(report_number, "report_number", _("请填写报案号。"))[:60],
                policy=policy.strip()[:60],
                reported_by=by,
                reported_at=reported_at or clock.now(),
            )
    except IntegrityError as taken:
        raise MoveRefused(_("这件理赔已经有一件保险赔案。")) from taken
    touch(claim)
    facts.record(told.INSURANCE_REPORTED, by=by, about_thing=claim, refs={"insurance": made.pk})
    return made


@transaction.atomic
def hand_in_papers(insurance: InsuranceCase, *, by: Any, papers: str) -> None:
    """Which papers the insurer was given."""
    claim = insurance.claim
    require(by, "claims.insure", claim)
    said = worded(papers, "papers", _("请写明交了哪些材料。"))
    _move(insurance, "hand_in", by=by, papers=said, papers_at=clock.now())


@transaction.atomic
def insurer_pays(insurance: InsuranceCase, *, by: Any, amount_fen: int, words: str = "") -> None:
    """What the insurer paid the company. The customer's amount stays what it is."""
    claim = insurance.claim
    require(by, "claims.insure", claim)
    if amount_fen <= 0:
        raise Unacceptable(_("请填写保险赔款。"), details={"amount_fen": _("请填写保险赔款。")})
    _move(insurance, "recover", by=by, recovered_fen=amount_fen, settled_at=clock.now(), words=words.strip()[:300])
    close_if_done(claim)


@transaction.atomic
def insurer_refuses(insurance: InsuranceCase, *, by: Any, words: str) -> None:
    """The insurer pays nothing, and why."""
    claim = insurance.claim
    require(by, "claims.insure", claim)
    said = worded(words, "words", _("请写明保险公司不赔的理由。"))
    _move(insurance, "refuse", by=by, settled_at=clock.now(), words=said[:300])
    close_if_done(claim)


def _move(insurance: InsuranceCase, verb: str, *, by: Any, **changes: Any) -> None:
    refs = {"insurance": insurance.pk}
    insurance_machine.move(insurance, verb, by=by, fact_about=insurance.claim, changes=changes, refs=refs)
