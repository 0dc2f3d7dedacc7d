"""A case as its customer sees it: only what is listed here leaves the house, so nothing internal can come along.

Read: what he said, results told to him, promises, letters between him and us, and the stages of ISO 10002 in plain words.
Never read: notes, transfers' words, reports, findings, judgements, proposals, compensations, names of staff or of others.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from shouwen.cases import facts as told
from shouwen.cases.answers import call_back_of, is_accepted, may_reopen, newest_answer
from shouwen.cases.followed_promises import Promised, next_within, promises_of
from shouwen.cases.rules import Rules, rules_of, setting_of
from shouwen.cases.steps import steps_of
from shouwen.conversations import queries as talks
from shouwen.customers import queries as customers
from shouwen.kernel import facts
from shouwen.kernel.models import Attachment


@dataclass(frozen=True)
class Told:
    """A result told to the customer: the words, who (by number), when."""

    pk: int
    words: str
    staff_number: str
    at: dt.datetime


@dataclass(frozen=True)
class Stage:
    """One line of “how far it is”."""

    at: dt.datetime
    words: str
    icon: str
    tone: str


@dataclass(frozen=True)
class Said:
    """Something he or we wrote, with his own pictures."""

    at: dt.datetime
    words: str
    is_ours: bool
    files: tuple[Attachment, ...] = ()


@dataclass
class Followed:
    """Everything the customer's page shows."""

    number: str
    brand: str
    received_at: dt.datetime
    reason: str
    words: str
    wish: str
    called: str
    standing: str
    tone: str
    first_asked: str
    owner: str
    answer: Told | None = None
    earlier: list[Told] = field(default_factory=list)
    promises: list[Promised] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    is_accepted: bool = False
    is_closed: bool = False
    may_accept: bool = False
    may_dispute: bool = False
    may_call_back: bool = False
    may_add: bool = False
    next_within: str = ""
    telephone: str = ""


def followed(case: Any) -> Followed:
    """The customer's view of his case."""
    rules = rules_of(case)
    answers = [
        Told(each.pk, each.words, each.by.staff_number, each.at)
        for each in case.tellings.filter(outcome="reached").select_related("by").order_by("-pk")
    ]
    newest = newest_answer(case)
    standing, tone = _standing(case)
    open_again = case.is_live or may_reopen(case)
    waits = case.state == "answered" and not is_accepted(case)
    shown = next((each for each in answers if newest is not None and each.pk == newest.pk), None)
    return Followed(
        number=case.number,
        brand=case.brand.name,
        received_at=case.received_at,
        reason=case.reason,
        words=case.gist,
        wish=case.wish,
        called=_called(case),
        standing=standing,
        tone=tone,
        first_asked=case.first_asked.staff_number,
        owner=case.owner.staff_number,
        answer=shown,
        earlier=[each for each in answers if each is not shown],
        promises=promises_of(case),
        stages=_stages(case, rules),
        said=_said(case),
        is_accepted=is_accepted(case),
        is_closed=not case.is_live,
        may_accept=waits and newest is not None,
        may_dispute=newest is not None and open_again and (case.state == "answered" or not case.is_live),
        may_call_back=case.is_live and call_back_of(case) is None,
        may_add=open_again,
        next_within=next_within(rules),
        telephone=str(setting_of(rules, "portal.telephone", "")),
    )


def _called(case: Any) -> str:
    customer = customers.standing_for(case.customer) if case.customer is not None else None
    return customer.courtesy if customer is not None else ""


STANDINGS = {
    "receive": lambda: _("已受理"),
    "acknowledge": lambda: _("已受理，正在了解情况"),
    "assess": lambda: _("正在查明原因"),
    "investigate": lambda: _("正在查明原因"),
    "track": lambda: _("正在查明原因"),
    "respond": lambda: _("正在为您办理"),
    "communicate": lambda: _("已有结果，马上告诉您"),
    "close": lambda: _("已有结果，马上告诉您"),
}


def _standing(case: Any) -> tuple[str, str]:
    """Where it stands, in plain words, and the tone of them."""
    if not case.is_live:
        return _("已办结"), "ok"
    if case.state == "answered":
        return (_("您已接受答复"), "ok") if is_accepted(case) else (_("已答复，等您确认"), "run")
    now = next((step for step in steps_of(case) if step.state == "now"), None)
    words = STANDINGS.get(now.iso10002 if now is not None else "receive", STANDINGS["receive"])()
    if case.round > 1:
        return _("第 %(n)s 次办理：%(words)s") % {"n": case.round, "words": words}, "run"
    return words, "run"


def _stages(case: Any, rules: Rules) -> list[Stage]:
    """How far it is, newest first: only facts that have a sentence for customers here."""
    names = bool(setting_of(rules, "portal.department_names", True))
    units = {each.pk: each.department.name for each in case.transfers.select_related("department")}
    staff = {each.pk: each.by.staff_number for each in case.tellings.select_related("by")}
    lines = []
    for fact in facts.timeline(case, 400):
        kind = facts.KINDS[fact.kind]
        words = _stage(fact, case, units if names else {}, staff)
        if words:
            tone = "run" if fact.kind == told.ANSWERED else kind.tone if kind.tone != "late" else ""
            lines.append(Stage(fact.at, words, kind.icon, tone))
    return lines


def _stage(fact: Any, case: Any, units: dict[int, str], staff: dict[int, str]) -> str:
    unit = units.get(fact.refs.get("transfer"), "") or _("有关部门")
    if fact.kind == told.TOLD:
        return _("告诉您进展") if fact.refs.get("interim") and fact.refs.get("outcome") == "reached" else ""
    sentences = {
        told.OPENED: lambda: _("受理，首问客服 %(n)s") % {"n": case.first_asked.staff_number},
        told.TRANSFERRED: lambda: _("转%(unit)s办理") % {"unit": unit},
        told.REPORTED: lambda: _("%(unit)s已查明并反馈") % {"unit": unit},
        told.ANSWERED: lambda: _("客服 %(n)s 已答复") % {"n": staff.get(fact.refs.get("telling"), "")},
        told.ANSWER_ACCEPTED: lambda: _("您接受了答复"),
        told.ANSWER_DISPUTED: lambda: _("您对答复有异议"),
        told.ROUND: lambda: _("重新办理"),
        told.REOPENED: lambda: _("重新办理"),
        told.ADDED: lambda: _("您补充了情况"),
        told.CALL_BACK_ASKED: lambda: _("您请我们回电"),
        told.CLOSED: lambda: _("办结"),
        told.EXCEPTION: lambda: _("办结"),
    }
    return sentences[fact.kind]() if fact.kind in sentences else ""


def _said(case: Any) -> list[Said]:
    """His words, the letters between him and us, and the pictures he sent, newest first."""
    notes = list(case.notes.filter(kind__in=("customer", "disputed", "call_back"), by=None).order_by("-pk"))
    sent = followed_files(case)
    lines = [
        Said(each.at, each.words, False, tuple(kept for kept in sent if kept.about_id == each.pk))
        for each in notes
        if each.words or any(kept.about_id == each.pk for kept in sent)
    ]
    return sorted([*lines, *_letters(case)], key=lambda each: each.at, reverse=True)


def followed_files(case: Any) -> list[Attachment]:
    """Pictures the customer himself sent by this way; no other file of the case is his to see."""
    his = case.notes.filter(kind="customer", by=None).values("pk")
    return list(Attachment.objects.filter(about_kind="note", about_id__in=his).order_by("pk"))


def _letters(case: Any) -> list[Said]:
    """Mails and messages of conversations with this customer that are about this case; never another person's."""
    if case.customer is None:
        return []
    kinds = (told.TALK_JOINED, told.HEARD, told.WROTE)
    refs = [fact.refs.get("message") for fact in facts.timeline(case, 400) if fact.kind in kinds]
    his = set(customers.all_of(customers.standing_for(case.customer)))
    found = [each for each in talks.said([ref for ref in refs if ref]).values() if each.conversation.customer_id in his]
    spoken = (each for each in found if each.direction in ("in", "out"))  # a note in a thread is for colleagues
    return [Said(each.at, each.text or each.whole, each.direction == "out") for each in spoken]
