"""What a complaint ends in: a compensation within the limit of who decides, or the reason for none (S0-3.4.4)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.cases import facts as told
from shouwen.cases import queries
from shouwen.cases.models import REMEDIES, Case, Compensation
from shouwen.cases.rules import rules_of
from shouwen.kernel import clock, facts
from shouwen.kernel.money import Money
from shouwen.kernel.policy import SYSTEM, require
from shouwen.kernel.refusals import MoveRefused, Refused, Unacceptable
from shouwen.kernel.states import amend
from shouwen.people import actions as people
from shouwen.rulebook.actions import decide

AUTHORITY = "compensation-authority"
WINDOW = "compensation.window"
PURPOSE = "cases.compensation"
COLUMNS = ("compensation", "compensation_words", "compensation_fen")


def taken_from(case: Case, found: dict[str, Any]) -> dict[str, Any] | None:
    """Takes the compensation out of what was found: the arguments of its own verb, None when nothing changed."""
    given = {name: found.pop(name) for name in COLUMNS if name in found}
    kind = found.pop("compensation_kind", "money")
    if all(value == getattr(case, name) for name, value in given.items()):
        return None
    now = {name: given.get(name, getattr(case, name)) for name in COLUMNS}
    if not now["compensation"]:
        return None
    amount = now["compensation_fen"] if now["compensation"] == "given" else 0
    return {
        "given": now["compensation"] == "given",
        "words": now["compensation_words"] or "",
        "kind": kind,
        "amount_fen": amount or 0,
    }


@transaction.atomic
def decide_compensation(
    case: Case, *, by: Any, given: bool, words: str, kind: str = "money", amount_fen: int = 0
) -> Compensation | None:
    """Decides what the customer gets, or why nothing. Above his own limit the posts of the pack are asked first.

    The limit is asked for everything given about the same matter within the window: splitting does not help.
    """
    require(by, "cases.take_step", case)
    if not case.is_live:
        raise MoveRefused(_("工单已关闭。"))
    said = words.strip()[:300]
    if not said:
        sentence = _("请写明补偿的内容，或不补偿的理由。")
        raise Unacceptable(sentence, details={"compensation_words": sentence}, clause="S0-3.4.4")
    if kind not in dict(REMEDIES) or amount_fen < 0:
        raise Unacceptable(_("补偿的种类或金额不对。"), details={"compensation_fen": _("补偿的种类或金额不对。")})
    if not given:
        _none(case, by=by, words=said)
        return None
    decision, posts = _authority(case, amount_fen, by=by)
    made = Compensation.objects.create(
        case=case,
        kind=kind,
        amount_fen=amount_fen,
        words=said,
        decision=decision,
        decided_by=by if by is not SYSTEM else None,
        decided_at=clock.now(),
    )
    if posts:
        _ask(made, posts, by=by)
    else:
        _put_in_force(made, by=by)
    return made


def _none(case: Case, *, by: Any, words: str) -> None:
    case.compensations.filter(replaced_at=None).update(replaced_at=clock.now())
    amend(case, acted_at=clock.now(), compensation="none", compensation_words=words, compensation_fen=None)
    facts.record(told.COMPENSATED, by=by, about_thing=case, refs={"given": False})


def whole_sum(case: Case, amount_fen: int) -> int:
    """The amount with everything given elsewhere about the same matter within the window, in fen."""
    rules = rules_of(case)
    window = rules.period(WINDOW) if WINDOW in rules.pack.settings else dt.timedelta(0)
    since = clock.now() - window
    here = queries.compensated(matter=case.matter_id, case=None, since=since, but_case=case.pk)
    return amount_fen + here + sum(ask(case, since) for ask in queries.ALSO_COMPENSATED)


def _authority(case: Case, amount_fen: int, *, by: Any) -> tuple[Any, list[str]]:
    """The kept decision and the posts still to be asked: his own rank counts, what comes above it does not."""
    rules = rules_of(case)
    if not amount_fen or AUTHORITY not in rules.pack.decisions:
        return None, []
    given = {"amount": str(Money(whole_sum(case, amount_fen)))}
    decision = decide(AUTHORITY, given, pack=rules.pack.id, about_thing=case, by=by, brand=case.brand.code)
    posts = list(decision.outcome.get("posts") or [])
    while posts and by.holds(posts[0]):
        posts.pop(0)
    return decision, posts


def _ask(made: Compensation, posts: list[str], *, by: Any) -> None:
    case = made.case
    whole = Money(whole_sum(case, made.amount_fen))
    reason = made.words
    if whole.fen > made.amount_fen:
        reason += "\n" + _("同一事由另有补偿，合计 %(sum)s，按合计审批。") % {"sum": whole.formatted()}
    words = {"number": case.number, "amount": Money(made.amount_fen).formatted()}
    approval = people.ask_approval(
        by=by,
        purpose=PURPOSE,
        about_thing=case,
        brand=case.brand,
        title=_("%(number)s 补偿 %(amount)s") % words,
        reason=reason,
        posts=posts,
        clauses=["S1-7.25.8"],
    )
    amend(made, approval=approval)
    refs = {"compensation": made.pk, "fen": made.amount_fen, "approval": approval.pk}
    facts.record(told.COMPENSATION_ASKED, by=by, about_thing=case, refs=refs)


def _put_in_force(made: Compensation, *, by: Any) -> None:
    """It is given: the one before it no longer counts."""
    case, now = made.case, clock.now()
    case.compensations.filter(replaced_at=None, is_elsewhere=made.is_elsewhere).exclude(pk=made.pk).update(
        replaced_at=now
    )
    amend(made, in_force_at=now, approved_by=by if by is not SYSTEM else None)
    amend(
        case,
        acted_at=now,
        compensation="given",
        compensation_words=made.words,
        compensation_fen=made.amount_fen or None,
    )
    refs = {"given": True, "compensation": made.pk, "fen": made.amount_fen, "kind": made.kind}
    facts.record(told.COMPENSATED, by=by, about_thing=case, refs=refs)


@transaction.atomic
def record_compensation(
    case: Case, *, by: Any, given: bool, words: str, amount_fen: int = 0, kind: str = "money"
) -> None:
    """What another room has decided and counts: the case only says so, and its gate is met by it."""
    require(by, "cases.take_step", case)
    if not words.strip():
        raise Unacceptable(_("请写明补偿的内容，或不补偿的理由。"))
    if not given:
        _none(case, by=by, words=words.strip()[:300])
        return
    made = Compensation.objects.create(
        case=case,
        kind=kind,
        amount_fen=amount_fen,
        words=words.strip()[:300],
        decided_at=clock.now(),
        is_elsewhere=True,
    )
    _put_in_force(made, by=by)


def _granted(approval: Any, by: Any) -> None:
    made = Compensation.objects.select_related("case__brand", "case__department").filter(approval=approval).first()
    if made is None or made.replaced_at is not None or made.in_force_at is not None:
        raise MoveRefused(_("这项补偿已经被新的决定代替。"))
    if made.decided_by_id == by.pk:
        raise Refused(_("不能批准自己提出的。"))
    _decision, posts = _authority(made.case, made.amount_fen, by=by)
    if not set(posts) <= set(approval.posts):
        raise MoveRefused(_("同一事由的补偿合计已超出这次审批的权限，请按合计重新提请。"))
    _put_in_force(made, by=by)


people.ON_GRANT[PURPOSE] = _granted
