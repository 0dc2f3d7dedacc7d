"""Finding out: who takes it, what shows it, whom one asks, and who had the goods when (S2-1.C.4.2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.claims import facts as told
from shouwen.claims.actions.moving import move, require_in, touch, worded
from shouwen.claims.gate import investigating_gate, require_open
from shouwen.claims.models import Claim, EvidenceItem, EvidenceRequest, Handling
from shouwen.claims.parties import PARTIES
from shouwen.claims.states import BEFORE_VOUCHER, request_machine
from shouwen.kernel import clock, facts, files
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import Refused, Unacceptable
from shouwen.people import actions as people_actions
from shouwen.people import queries as people

OPEN = BEFORE_VOUCHER


@transaction.atomic
def take_over(claim: Claim, *, by: Any) -> None:
    """A claims clerk takes the claim in hand."""
    require(by, "claims.handle", claim)
    require_in(claim, *OPEN)
    touch(claim, handler=by)
    facts.record(told.HANDED, by=by, about_thing=claim)


@transaction.atomic
def urge(claim: Claim, *, by: Any) -> None:
    """Presses the claims staff to settle in time, with time and person (S2-1.A2.4, S2-1.A5.3.1b)."""
    require(by, "claims.urge", claim)
    require_in(claim, *OPEN, "voucher_issued", "paid")
    touch(claim)
    facts.record(told.URGED, by=by, about_thing=claim)
    told_ones = [claim.handler] if claim.handler is not None else people.holders("理赔员", brand=claim.brand)
    for person in told_ones:
        words = _("%(number)s 请尽快办理") % {"number": claim.number}
        clauses = ["S2-1.A2.4"]
        people_actions.notify(person, text=words, url=f"/claims/{claim.number}/", clauses=clauses, tone="late")


@transaction.atomic
def investigate(claim: Claim, *, by: Any) -> None:
    """Begins the investigation: only with the signed accident report and the waybill copy (S2-1.C.4.1)."""
    require(by, "claims.handle", claim)
    require_in(claim, "reported")
    require_open(investigating_gate(claim), _("还差 %(count)s 项，不能开始调查。"))
    move(claim, "investigate", by=by, handler=claim.handler or by)


@transaction.atomic
def add_evidence(
    claim: Claim,
    *,
    by: Any,
    kind: str,
    paper: str = "",
    words: str = "",
    holder: str = "",
    uploads: Sequence[Any] = (),
) -> EvidenceItem:
    """Keeps a piece of evidence. Oral statements are kept too, and weigh nothing (S2-1.F.4.2.5a)."""
    require(by, "claims.handle", claim)
    require_in(claim, *OPEN)
    if not uploads and len(words.strip()) < 2:
        raise Unacceptable(_("请写下内容，或附上文件。"), details={"words": _("请写下内容，或附上文件。")})
    if paper and not uploads:
        raise Unacceptable(_("单据要附上复印件或照片。"), details={"uploads": _("单据要附上复印件或照片。")})
    return _keep(claim, by=by, kind=kind, paper=paper, words=words, holder=holder, uploads=uploads)


def _keep(
    claim: Claim, *, by: Any, kind: str, paper: str, words: str, holder: str, uploads: Sequence[Any]
) -> EvidenceItem:
    item = EvidenceItem.objects.create(
        claim=claim,
        kind=kind,
        paper=paper,
        words=words.strip(),
        holder=holder.strip()[:80],
        weight=0 if kind == "oral" else 1,
        by=by,
        at=clock.now(),
    )
    for upload in uploads:
        files.keep(upload, about_thing=item, by=by)
    touch(claim)
    facts.record(told.EVIDENCE_ADDED, by=by, about_thing=claim, refs={"item": item.pk, "kind": kind, "paper": paper})
    return item


@transaction.atomic
def register_handling(
    claim: Claim,
    *,
    by: Any,
    party: str,
    person: Any = None,
    called: str = "",
    at: dt.datetime | None = None,
    words: str = "",
) -> Handling:
    """Adds one link to the chain of those who had the goods. From then on he cannot handle the claim."""
    require(by, "claims.handle", claim)
    require_in(claim, *OPEN)
    if party not in PARTIES:
        raise Unacceptable(_("请选择身份。"), details={"party": _("请选择身份。")})
    if person is None and not called.strip():
        raise Unacceptable(_("请写明是谁。"), details={"called": _("请写明是谁。")})
    if person is not None and person.pk in (by.pk, claim.handler_id):
        raise Refused(_("经手过货物的人不能经办这件理赔，请先换人经办。"), clause="S2-1.A1.req")
    link = Handling.objects.create(
        claim=claim,
        party=party,
        person=person,
        called=called.strip()[:60],
        at=at,
        words=words.strip()[:200],
        registered_by=by,
        registered_at=clock.now(),
    )
    touch(claim)
    facts.record(told.CHAIN_ADDED, by=by, about_thing=claim, refs={"link": link.pk, "party": party})
    return link


@transaction.atomic
def request_evidence(
    claim: Claim, *, by: Any, department: Any, requirement: str, due_at: dt.datetime
) -> EvidenceRequest:
    """Asks a department for help, until a time. While it is unanswered the claim waits (S2 8.2)."""
    require(by, "claims.handle", claim)
    require_in(claim, "investigating", "wait_evidence", "wait_papers", "responsibility_set", "negotiating")
    said = worded(requirement, "requirement", _("请写明要什么。"))
    if due_at <= clock.now():
        raise Unacceptable(_("答复时限要晚于现在。"), details={"due_at": _("答复时限要晚于现在。")})
    request = EvidenceRequest.objects.create(
        claim=claim, department=department, requirement=said, due_at=due_at, asked_by=by, asked_at=clock.now()
    )
    refs = {"request": request.pk, "department": department.name, "due": due_at.isoformat()}
    if claim.state == "investigating":
        move(claim, "wait_for_evidence", by=by, refs={"request": request.pk})
    else:
        touch(claim)
    facts.record(told.REQUESTED, by=by, about_thing=claim, refs=refs)
    return request


@transaction.atomic
def answer_request(request: EvidenceRequest, *, by: Any, answer: str, uploads: Sequence[Any] = ()) -> None:
    """The department answers; what it sends along becomes evidence."""
    require(by, "claims.answer_request", request)
    said = worded(answer, "answer", _("请写下答复。"))
    claim = request.claim
    refs = {"request": request.pk, "department": request.department.name, "on_time": clock.now() <= request.due_at}
    changes = {"answer": said, "answered_by": by, "answered_at": clock.now()}
    request_machine.move(request, "answer", by=by, fact_about=claim, changes=changes, refs=refs)
    _keep(claim, by=by, kind="written", paper="", words=said, holder=request.department.name, uploads=uploads)
    _go_on(claim, by=by)


@transaction.atomic
def withdraw_request(request: EvidenceRequest, *, by: Any) -> None:
    """The clerk no longer needs it."""
    claim = request.claim
    require(by, "claims.handle", claim)
    refs = {"request": request.pk, "department": request.department.name}
    request_machine.move(request, "withdraw", by=by, fact_about=claim, refs=refs)
    _go_on(claim, by=by)


def _go_on(claim: Claim, *, by: Any) -> None:
    """The investigation goes on when nothing asked for is outstanding."""
    if claim.state == "wait_evidence" and not claim.requests_sent.filter(state="asked").exists():
        move(claim, "go_on", by=by)
