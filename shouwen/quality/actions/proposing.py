"""Proposing a violation: which row applies is asked of the pack, and the decision is kept (S2-1.B.7, M-7, M-19)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shouwen.kernel import clock, facts, numbers
from shouwen.kernel.models import about
from shouwen.kernel.policy import SYSTEM, require
from shouwen.kernel.refusals import MoveRefused, Unacceptable
from shouwen.kernel.states import amend
from shouwen.quality import facts as told
from shouwen.quality import queries
from shouwen.quality.bands import Line
from shouwen.quality.models import Violation
from shouwen.quality.rules import PENALTY, Rules, rules_for
from shouwen.quality.wording import without_numbers
from shouwen.rulebook import actions as rulebook

TYPED = ("serious_harm", "outcome", "arrived")
BY_HAND = ("inspection", "complaint", "qa")


@transaction.atomic
def propose(
    *,
    by: Any,
    brand: Any,
    conduct: list[str],
    facts_stated: str,
    source: str,
    department: Any = None,
    person: Any = None,
    case: Any = None,
    about_thing: Any = None,
    found_at: dt.datetime | None = None,
    once: str = "",
    **typed: Any,
) -> list[Violation]:
    """Proposes a violation for each row that applies: of P-01…P-04 only the highest, P-07…P-12 each for itself.

    `typed`: serious_harm, outcome, arrived. Whether a complaint is substantiated and reached the leaders is read from
    the case, never typed. Raises `Unacceptable` when no row fits, with the words of what is missing.
    """
    unit = department or (person.department if person is not None else None)
    if unit is None:
        raise Unacceptable(_("请写明是谁或哪个部门。"), details={"person": _("请写明是谁或哪个部门。")})
    require(by, "quality.propose", Violation(brand=brand, case=case, person=person, department=unit))
    _in_words(conduct, facts_stated)
    if by is not SYSTEM and source not in BY_HAND and about_thing is None:
        raise Unacceptable(_("来源请选检查、投诉或质检。"), details={"source": _("来源请选检查、投诉或质检。")})
    rules = rules_for(brand)
    given = _given(case, source=source, conduct=conduct, typed=typed)
    lines = _lines(rules, given, case)
    values = {
        "brand": brand,
        "case": case,
        "person": person,
        "department": unit,
        "source": source,
        "facts_stated": without_numbers(facts_stated),
        "found_at": found_at or clock.now(),
        **_about(about_thing, case),
    }
    return [made for line in lines for made in _keep_line(line, rules, given, values, by=by, once=once)]


def _in_words(conduct: list[str], facts_stated: str) -> None:
    wrong: dict[str, Any] = {}
    if not conduct:
        wrong["conduct"] = _("请选是什么行为。")
    if len(facts_stated.strip()) < 5:
        wrong["facts_stated"] = _("请写明时间、地点和经过。")
    if wrong:
        raise Unacceptable(" ".join(wrong.values()), details=wrong)


def _given(case: Any, *, source: str, conduct: list[str], typed: dict[str, Any]) -> dict[str, Any]:
    """The situation as the pack's decision asks for it; what the case knows is taken from the case."""
    given: dict[str, Any] = {"conduct": list(dict.fromkeys(conduct)), "source": source}
    if case is not None:
        given |= {"substantiated": case.substantiated == "yes", "reached_leader": bool(case.reached_leader)}
    return given | {name: value for name, value in typed.items() if name in TYPED and value not in (None, "")}


def _lines(rules: Rules, given: dict[str, Any], case: Any) -> list[Line]:
    if not rules.has_penalties:
        raise Unacceptable(_("这个品牌的规则包没有处罚条文。"))
    lines = rules.lines(given)
    if lines:
        return lines
    if case is not None and case.substantiated != "yes":
        sentence = _("投诉还没有判为属实，因投诉的处罚不能提出。")
        raise Unacceptable(sentence, details={"conduct": sentence}, clause="S2-1.B.7.1b")
    sentence = _(
        "按填写的情形没有适用的处罚条文：用语、仪容要有检查或质检记录，因投诉的要有属实的投诉，脱岗等要有损失。"
    )
    raise Unacceptable(sentence, details={"conduct": sentence}, clause="S2-1.B.7.2")


def _about(thing: Any, case: Any) -> dict[str, Any]:
    """What the violation is about, and the event it belongs to: the case, else the thing, else itself."""
    kind, ident = about(thing) if thing is not None else about(case) if case is not None else ("", None)
    event = f"case:{case.pk}" if case is not None else f"{kind}:{ident}" if kind else ""
    return {"about_kind": kind, "about_id": ident, "event": event}


def _keep_line(
    line: Line, rules: Rules, given: dict[str, Any], values: dict[str, Any], *, by: Any, once: str
) -> list[Violation]:
    """One row on whom it falls: the person, the unit, or both (S2-1.D.4.10.3)."""
    subjects = ("unit", "person") if line.on == "both" else (line.on,)
    made = []
    for on in subjects:
        key = f"{once}:{line.row}:{on}"[:80] if once else None
        if key and Violation.objects.filter(once=key).exists():
            continue
        who = values["person"] if on == "person" else None
        made.append(_merge_or_make(line, rules, given, {**values, "on": on, "person": who, "once": key}, by=by))
    return made


def _merge_or_make(line: Line, rules: Rules, given: dict[str, Any], values: dict[str, Any], *, by: Any) -> Violation:
    probe = Violation(**values, is_highest=line.is_highest)
    there = queries.standing_on_event(probe, person=values["person"])
    if there is not None:
        return raise_to(there, rules, given, by=by)
    try:
        with transaction.atomic():
            return _make(line, given, values, by=by)
    except IntegrityError:
        if values["once"] and Violation.objects.filter(once=values["once"]).exists():
            return Violation.objects.get(once=values["once"])
        raise MoveRefused(_("这个人在同一事件上刚有人提出，请刷新后再看。")) from None


def _make(line: Line, given: dict[str, Any], values: dict[str, Any], *, by: Any) -> Violation:
    brand = values["brand"]
    made = Violation.objects.create(
        **values,
        **columns_of(line),
        number=numbers.next_number(brand.code, "V"),
        given=given,
        proposed_by=None if by is SYSTEM else by,
        proposed_at=clock.now(),
    )
    amend(made, decision=rulebook.decide(PENALTY, given, pack=brand.pack, about_thing=made, by=by))
    facts.record(told.PROPOSED, by=by, about_thing=made, refs={"row": line.row, "number": made.number})
    return made


def columns_of(line: Line) -> dict[str, Any]:
    """What a violation keeps of its row."""
    return {
        "row": line.row,
        "is_highest": line.is_highest,
        "low_fen": line.low,
        "high_fen": line.high,
        "measures": list(line.measures),
        "decider": line.decider,
        "appraisal": line.appraisal,
        "vetoes": line.veto,
        "liability": line.liability,
        "certainty": line.certainty,
        "clauses": list(line.clauses),
    }


def raise_to(there: Violation, rules: Rules, given: dict[str, Any], *, by: Any) -> Violation:
    """Another conduct in the same event joins the violation that is there, which moves to the highest band.

    Refused once the violation was decided: one event is punished once (S2 3.4, resolutions).
    """
    if there.state == "decided":
        raise MoveRefused(
            _("这一事件已按 %(row)s 决定处罚（%(number)s）：同一事件只取最高一档，不能再加一份。")
            % {"row": there.row, "number": there.number},
            details={"number": there.number},
        )
    joined = {**there.given, **given}
    joined["conduct"] = list(dict.fromkeys([*there.given.get("conduct", []), *given["conduct"]]))
    sources = {there.source, given["source"]}
    joined["source"] = "inspection" if "inspection" in sources else "qa" if "qa" in sources else given["source"]
    line = next(each for each in rules.lines(joined) if each.is_highest)
    decision = rulebook.decide(PENALTY, joined, pack=rules.pack.id, about_thing=there, by=by)
    amend(there, given=joined, decision=decision, **columns_of(line))
    facts.record(told.RAISED, by=by, about_thing=there, refs={"row": line.row, "number": there.number})
    return there
