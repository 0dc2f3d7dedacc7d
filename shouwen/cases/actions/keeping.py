"""Notes, consultations, attachments, and amending what was written at intake."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.cases import facts as told
from shouwen.cases import searching
from shouwen.cases.actions.timing import stop_clocks
from shouwen.cases.models import Case, Note
from shouwen.kernel import clock, facts, files
from shouwen.kernel import states as kernel_states
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import MoveRefused, Unacceptable
from shouwen.people import actions as people_actions

AMENDABLE = ("reason", "gist", "wish", "is_urgent", "matter", "customer", "complexity")


@transaction.atomic
def note(case: Case, *, by: Any, words: str, kind: str = "internal") -> Note:
    """Keeps words on the case: for colleagues, or what was said with the customer."""
    require(by, "cases.note", case)
    if not words.strip():
        raise Unacceptable(_("请写下内容。"), details={"words": _("请写下内容。")})
    made = Note.objects.create(case=case, kind=kind, words=words.strip(), by=by, at=clock.now())
    Case.objects.filter(pk=case.pk).update(acted_at=clock.now())
    facts.record(told.NOTED, by=by, about_thing=case, refs={"note": made.pk, "kind": kind})
    stop_clocks("case.noted", case=case, by=by)
    return made


@transaction.atomic
def consult(case: Case, *, by: Any, asked: Any, words: str) -> Note:
    """Asks a colleague; the case cannot close before he has answered (S2-1.B.6.3.4b)."""
    require(by, "cases.note", case)
    if not words.strip():
        raise Unacceptable(_("请写下问题。"), details={"words": _("请写下问题。")})
    if case.brand_id not in asked.reach.brands:
        raise Unacceptable(_("这位同事不负责这个品牌。"), details={"asked": _("这位同事不负责这个品牌。")})
    made = Note.objects.create(case=case, kind="consult", words=words.strip(), asked=asked, by=by, at=clock.now())
    facts.record(told.CONSULTED, by=by, about_thing=case, refs={"note": made.pk, "staff_number": asked.staff_number})
    url = f"/cases/{case.number}/consultations/{made.pk}/answer/"
    people_actions.notify(asked, text=_("%(number)s 有同事请教您") % {"number": case.number}, url=url)
    return made


@transaction.atomic
def answer_consultation(asked: Note, *, by: Any, answer: str) -> None:
    """The colleague's answer."""
    require(by, "cases.answer_consultation", asked)
    if not answer.strip():
        raise Unacceptable(_("请写下答复。"), details={"answer": _("请写下答复。")})
    if not Note.objects.filter(pk=asked.pk, answered_at=None).update(answer=answer.strip(), answered_at=clock.now()):
        raise MoveRefused(_("已经答复过。"))
    facts.record(told.CONSULT_ANSWERED, by=by, about_thing=asked.case, refs={"note": asked.pk})
    if asked.by is not None:
        url = f"/cases/{asked.case.number}/"
        people_actions.notify(asked.by, text=_("%(n)s 请教有答复") % {"n": asked.case.number}, url=url, tone="ok")


@transaction.atomic
def attach(thing: Any, *, by: Any, upload: Any) -> Any:
    """Keeps a file on a case or on a transfer of it. The fact holds its number and digest, not its name."""
    case = getattr(thing, "case", thing)
    require(by, "cases.report_back" if thing is not case else "cases.note", thing)
    kept = files.keep(upload, about_thing=thing, by=by)
    facts.record(told.ATTACHED, by=by, about_thing=case, refs={"attachment": kept.pk, "digest": kept.digest[:16]})
    return kept


@transaction.atomic
def amend(case: Case, *, by: Any, seen_version: int, **changes: Any) -> None:
    """Corrects what was written at intake. A stale save is refused with both versions; nothing typed is lost."""
    require(by, "cases.classify", case)
    if set(changes) - set(AMENDABLE):
        raise Unacceptable(_("这些项不能修改。"))
    for name in ("reason", "gist"):
        if name in changes and not changes[name].strip():
            raise Unacceptable(_("事由和要点不能为空。"), details={name: _("不能为空。")})
    kernel_states.amend(case, seen_version=seen_version, acted_at=clock.now(), **changes)
    facts.record(told.AMENDED, by=by, about_thing=case, refs={"fields": sorted(changes)})
    searching.index(case)
