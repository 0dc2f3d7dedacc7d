"""What happened on a case, as people read it: each fact's sentence with names, quoted words, files and clauses."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwen.cases.followers import is_customer
from shouwen.cases.models import CHANNELS, SATISFACTION, TRUTH
from shouwen.conversations import queries as conversations
from shouwen.kernel import clock, facts
from shouwen.kernel.models import Attachment
from shouwen.kernel.money import Money
from shouwen.people import queries as people

FILTERS = ("all", "customer", "internal", "clocks")
#: Clocks that start, stop and pause with every act would drown the story; under “clocks” they are all there.
QUIET = {"clock.started", "clock.met", "clock.voided", "clock.paused", "clock.resumed"}
#: Said again by the step that is recorded with it.
TWICE = {"case.judged"}
JUDGED = {
    "reason_sufficient": gettext_lazy("理由充分"),
    "demand_reasonable": gettext_lazy("要求合理"),
    "substantiated": gettext_lazy("属实"),
}
STRONG = {
    "case.opened",
    "case.transferred",
    "case.reported_back",
    "case.answered",
    "case.closed",
    "case.reopened",
    "case.repeated",
    "case.closed_exceptionally",
    "owner.accepted",
    "case.round_started",
}
OUTCOMES = {
    "reached": gettext_lazy("已告知本人"),
    "not_reached": gettext_lazy("没有联系上"),
    "proxy": gettext_lazy("由别人转告"),
}
VISITED = {
    "reached": gettext_lazy("联系上了"),
    "not_reached": gettext_lazy("没有联系上"),
    "refused": gettext_lazy("客户谢绝"),
}
#: Which ref of a fact points to which rows of the case, in the order they are looked for.
ROWS = {
    "telling": "tellings",
    "transfer": "transfers",
    "note": "notes",
    "visit": "visits",
    "report": "reports",
    "proposal": "proposals",
    "promise": "promises",
    "offer": "offers",
    "clock": "clocks",
    "record": "steps",
    "compensation": "compensations",
}


@dataclass(frozen=True)
class File:
    """A kept file as the timeline shows it."""

    name: str
    url: str
    is_picture: bool


@dataclass
class Entry:
    """One line of the timeline."""

    at: dt.datetime
    icon: str
    tone: str
    text: SafeString
    kind: str
    strong: bool = False
    quotes: list[tuple[str, str]] = field(default_factory=list)
    detail: str = ""
    clauses: tuple[str, ...] = ()
    origin: str = "source"
    basis_url: str = ""
    certainty: str = ""
    files: list[File] = field(default_factory=list)


def entries_of(case: Any, rules: Any, show: str = "all", limit: int = 200) -> list[Entry]:
    """The timeline of a case, newest first, under one of `FILTERS`."""
    found = facts.timeline(case, limit)
    rows = _rows_of(case)
    rows["message"] = conversations.said(fact.refs["message"] for fact in found if fact.refs.get("message"))
    files = _files_of(case)
    names = people.names_by_key({key for fact in found for key in _keys_in(fact)})
    shown = [fact for fact in found if _is_shown(fact, show)]
    entries = [_entry(fact, rows, files, names, rules, case) for fact in shown]
    # What was said before it became a case keeps its own time; of one moment the newer fact stays above.
    return sorted((entry for entry in entries if entry is not None), key=lambda entry: entry.at, reverse=True)


def _is_shown(fact: Any, show: str) -> bool:
    if fact.kind in TWICE:
        return False
    if show == "clocks":
        return fact.kind.startswith("clock.") or fact.kind in ("case.paused", "case.resumed")
    if show == "customer":
        return facts.KINDS[fact.kind].audience == "customer" or fact.refs.get("kind") == "customer"
    if show == "internal":
        return facts.KINDS[fact.kind].audience != "customer" and not fact.kind.startswith("clock.")
    return fact.kind not in QUIET


def _rows_of(case: Any) -> dict[str, dict[int, Any]]:
    """Everything the refs may point to, one question a table."""
    return {ref: {row.pk: row for row in getattr(case, related).all()} for ref, related in ROWS.items()}


def _files_of(case: Any) -> dict[Any, list[Attachment]]:
    """Files by their own id, and by `("transfer", id)` or `("note", id)` for what a department or the customer sent."""
    kept = Attachment.objects.filter(about_kind="case", about_id=case.pk)
    sent = Attachment.objects.filter(about_kind="transfer", about_id__in=case.transfers.values("pk"))
    added = Attachment.objects.filter(about_kind="note", about_id__in=case.notes.values("pk"))
    found: dict[Any, list[Attachment]] = defaultdict(list)
    for each in [*kept, *sent, *added]:
        found[each.pk].append(each)
        if each.about_kind in ("transfer", "note"):
            found[each.about_kind, each.about_id].append(each)
    return found


def shown_file(kept: Attachment) -> File:
    return File(kept.name, reverse("attachment", args=[kept.pk]), kept.media_type.startswith("image/"))


def _keys_in(fact: Any) -> set[str]:
    refs = fact.refs
    numbers = [refs.get(name) for name in ("taker", "to", "staff_number", "giver")]
    return {fact.actor, *(n if n.startswith("person:") else f"person:{n}" for n in numbers if isinstance(n, str))}


def person_mark(key: str, names: dict[str, str]) -> SafeString:
    """A person, staff number first and small; machines by their word."""
    if key == "system":
        return mark_safe(conditional_escape(_("系统")))  # noqa: S308  escaped just before
    if is_customer(key):
        return mark_safe(conditional_escape(_("客户")))  # noqa: S308  escaped just before
    number, _space, name = names.get(key, key.removeprefix("person:")).partition(" ")
    return format_html('<span class="who"><b>{}</b>{}</span>', number, name)


class _Words(dict[str, Any]):
    """The words a sentence may use; one the fact does not know is left out, not an error."""

    def __missing__(self, key: str) -> str:
        return "…"


def _words(fact: Any, rows: dict[str, Any], files: Any, names: dict[str, str], rules: Any) -> _Words:
    refs = fact.refs
    words = _Words({name: conditional_escape(str(value)) for name, value in refs.items()})
    words["actor"] = person_mark(fact.actor, names)
    for name in ("taker", "to", "staff_number"):
        if isinstance(refs.get(name), str):
            words[name] = person_mark("person:" + refs[name].removeprefix("person:"), names)
    if isinstance(refs.get("due"), str):
        words["due"] = moment(dt.datetime.fromisoformat(refs["due"]))
    if "category" in refs:
        category = rules.category(refs["category"])
        words["category"] = conditional_escape(category.label if category else refs["category"])
    if fact.kind in ("case.told", "case.visited"):
        said = VISITED if fact.kind == "case.visited" else OUTCOMES
        words["outcome"] = conditional_escape(said.get(refs.get("outcome", ""), "…"))
    if isinstance(refs.get("fields"), list):
        words["fields"] = conditional_escape("、".join(str(FIELDS.get(name, name)) for name in refs["fields"]))
    if isinstance(refs.get("attachment"), int):
        words["attachment"] = conditional_escape("".join(kept.name for kept in files.get(refs["attachment"], [])))
    if isinstance(refs.get("earlier"), str):
        url = reverse("case", args=[refs["earlier"]])
        words["earlier"] = format_html('<a href="{}">{}</a>', url, refs["earlier"])
    if fact.kind == "clock.rang":
        words["what"] = conditional_escape(ring_words(refs))
    return words


FIELDS = {
    "reason": gettext_lazy("事由"),
    "gist": gettext_lazy("来电要点"),
    "wish": gettext_lazy("客户要求"),
    "is_urgent": gettext_lazy("紧急"),
    "matter": gettext_lazy("单号"),
    "customer": gettext_lazy("客户"),
    "complexity": gettext_lazy("难易"),
    "root_cause": gettext_lazy("原因"),
    "solution": gettext_lazy("办法"),
    "prevention": gettext_lazy("预防"),
    "compensation": gettext_lazy("补偿"),
    "compensation_words": gettext_lazy("补偿说明"),
    "compensation_fen": gettext_lazy("补偿金额"),
    "reached_leader": gettext_lazy("到过领导"),
    "in_media": gettext_lazy("上过媒体"),
}
SPANS = {
    "m": gettext_lazy("%(n)s 分钟"),
    "h": gettext_lazy("%(n)s 小时"),
    "d": gettext_lazy("%(n)s 天"),
    "w": gettext_lazy("%(n)s 周"),
    "mo": gettext_lazy("%(n)s 个月"),
}


def span_words(text: str) -> str:
    """`30m` → 30 分钟; a share stays as it is."""
    number, unit = text.rstrip("abcdefghijklmnopqrstuvwxyz"), text.lstrip("0123456789")
    return str(SPANS[unit]) % {"n": number} if unit in SPANS and number.isdigit() else text


def ring_words(entry: dict[str, Any]) -> str:
    """What a ring of the plan says: half the time gone, an hour left, overdue, overdue by a day."""
    text = str(entry.get("text", ""))
    if entry.get("what") == "rung":
        return _("已逾期") if text in ("0m", "") else _("已逾期 %(span)s") % {"span": span_words(text)}
    if text.endswith("%"):
        return _("时间已过 %(share)s") % {"share": text}
    return _("还剩 %(span)s") % {"span": span_words(text)}


def moment(at: dt.datetime) -> str:
    """A time within a sentence: today HH:mm, else MM-dd HH:mm."""
    local = clock.local(at)
    return f"{local:%H:%M}" if local.date() == clock.today() else f"{local:%m-%d %H:%M}"


def _entry(fact: Any, rows: Any, files: Any, names: dict[str, str], rules: Any, case: Any) -> Entry | None:
    kind = facts.KINDS[fact.kind]
    pointed = {ref: rows[ref].get(fact.refs.get(ref)) for ref in rows if isinstance(fact.refs.get(ref), int)}
    if fact.kind == "case.attached" and _goes_with_its_answer(fact, rows, files):
        return None
    sentence = str(kind.sentence).format_map(_words(fact, rows, files, names, rules))
    said = pointed.get("message") if fact.kind in ("case.heard", "case.wrote") else None
    at = said.at if said is not None else fact.at
    entry = Entry(at, kind.icon, kind.tone, mark_safe(sentence), fact.kind, fact.kind in STRONG)  # noqa: S308
    _quote(entry, fact, pointed, case)
    _cite(entry, pointed.get("clock"), pointed.get("transfer"), fact.kind)
    if fact.kind == "clock.rang":
        entry.tone, entry.strong = ("late", True) if fact.refs.get("what") == "rung" else ("soon", False)
    if fact.kind == "case.reported_back":
        entry.files = [shown_file(each) for each in files.get(("transfer", fact.refs.get("transfer")), [])]
    elif fact.kind == "case.customer_added":
        entry.files = [shown_file(each) for each in files.get(("note", fact.refs.get("note")), [])]
    elif fact.kind == "case.attached":
        entry.files = [shown_file(each) for each in files.get(fact.refs.get("attachment"), [])]
    return entry


def _goes_with_its_answer(fact: Any, rows: Any, files: Any) -> bool:
    """A department's photos stand under its answer, not in lines of their own."""
    kept = next(iter(files.get(fact.refs.get("attachment"), [])), None)
    sent = rows["transfer"].get(kept.about_id) if kept is not None and kept.about_kind == "transfer" else None
    return sent is not None and sent.state == "reported"


def _cite(entry: Entry, running: Any, sent: Any, kind: str) -> None:
    if running is not None:
        entry.clauses, entry.origin = tuple(running.clauses), running.origin
        entry.basis_url = reverse("clock-basis", args=[running.pk])
    elif sent is not None and kind == "case.transferred" and sent.decision is not None:
        entry.clauses, entry.certainty = tuple(sent.decision.clauses), sent.decision.certainty
        entry.basis_url = reverse("decision-basis", args=[sent.decision_id])


def _quote(entry: Entry, fact: Any, pointed: dict[str, Any], case: Any) -> None:
    """The words kept in the rows the fact points to: the fact itself holds none."""
    said = QUOTES.get(fact.kind)
    if fact.kind == "case.opened":
        entry.quotes = [("", case.gist)] + ([(_("要求"), case.wish)] if case.wish else [])
        entry.detail = str(dict(CHANNELS).get(case.channel, ""))
    elif said is not None:
        row = next((each for each in pointed.values() if each is not None), None)
        if row is not None:
            entry.quotes = [(str(title), text) for title, text in said(row) if text]
    elif entry.kind == "case.noted" and pointed.get("note") is not None:
        entry.quotes = [("", pointed["note"].words)]
    _add_detail(entry, fact, pointed)


def _add_detail(entry: Entry, fact: Any, pointed: dict[str, Any]) -> None:
    sent = pointed.get("transfer")
    if fact.kind == "case.reported_back" and sent is not None and sent.answered_at:
        on_time = _("按时") if fact.refs.get("on_time") else _("超时")
        entry.detail = on_time + (f" · {sent.conclusion}" if sent.conclusion else "")
    elif fact.kind == "case.report_required":
        entry.detail = _("被投诉人看不到客户电话，也不能负责、裁定或关闭本单")
    elif fact.kind == "case.step_taken" and pointed.get("record") is not None:
        choice, truth = pointed["record"].choice, dict(TRUTH)
        entry.detail = "，".join(
            f"{JUDGED[name]}：{truth.get(value, value)}" for name, value in choice.items() if name in JUDGED
        )
    elif pointed.get("compensation") is not None and pointed["compensation"].amount_fen:
        entry.detail = Money(pointed["compensation"].amount_fen).formatted()
    elif fact.refs.get("satisfaction"):
        entry.detail = str(dict(SATISFACTION).get(fact.refs["satisfaction"], ""))
    elif fact.refs.get("interim"):
        entry.detail = _("先告知进展，还没有结果")


QUOTES: dict[str, Any] = {
    "case.customer_added": lambda row: [("", row.words)],
    "case.answer_accepted": lambda row: [("", row.words)],
    "case.answer_disputed": lambda row: [("", row.words)],
    "case.call_back_asked": lambda row: [("", row.words)],
    "case.answered": lambda row: [("", row.words), (_("客户说"), row.customer_words)],
    "case.told": lambda row: [("", row.words), (_("客户说"), row.customer_words)],
    "case.transferred": lambda row: [(_("要求"), row.requirement), (_("不按规则转的理由"), row.deviates_why)],
    "case.reported_back": lambda row: [("", row.answer), (_("原因"), row.cause)],
    "case.transfer_declined": lambda row: [("", row.answer)],
    "case.consulted": lambda row: [("", row.words)],
    "case.consultation_answered": lambda row: [("", row.answer)],
    "case.reopened": lambda row: [("", row.words)],
    "case.visited": lambda row: [("", row.words)],
    "case.report_required": lambda row: [("", row.question)],
    "case.report_handed_in": lambda row: [("", row.text)],
    "case.proposed": lambda row: [("", row.text)],
    "case.proposal_chosen": lambda row: [("", row.text), (_("批示"), row.instruction)],
    "case.compensated": lambda row: [("", row.words)],
    "case.compensation_asked": lambda row: [("", row.words)],
    "case.conversation_joined": lambda row: [("", row.text or row.whole)],
    "case.heard": lambda row: [("", row.text or row.whole)],
    "case.wrote": lambda row: [("", row.text)],
    "case.promised": lambda row: [("", row.what)],
    "case.promise_settled": lambda row: [("", row.what), (_("说明"), row.words)],
    "case.promise_broken": lambda row: [("", row.what)],
    "case.step_taken": lambda row: [("", row.words)],
    "owner.offered": lambda row: [("", row.reason)],
    "owner.returned": lambda row: [("", row.words)],
}
