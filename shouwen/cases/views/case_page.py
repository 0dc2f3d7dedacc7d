"""What the case page shows: people, clocks, steps, gate, timeline, and the one thing to do now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from shouwen.cases import queries
from shouwen.cases.gate import closing_gate
from shouwen.cases.promises import with_sources
from shouwen.cases.rules import rules_of
from shouwen.cases.steps import steps_of
from shouwen.cases.timeline import FILTERS, entries_of
from shouwen.cases.views.case_verbs import BY_NAME, Verb
from shouwen.customers import queries as customers
from shouwen.kernel.policy import VERBS as RIGHTS
from shouwen.kernel.policy import may
from shouwen.people import queries as people
from shouwen.rulebook import queries as rulebook

#: The verb behind a step of the pack; other steps are recorded by `case-step`.
STEP_VERBS = {
    "transfer": "case-transfer",
    "report": "case-reports",
    "judge": "case-judgement",
    "propose": "case-proposals",
    "tell": "case-answer",
    "visit": "case-visit",
}
NOT_BY_HAND = {"feedback", "approve"}
#: The verb that meets a requirement of the gate, by its check.
GATE_VERBS = {
    "customer_told": "case-answer",
    "satisfied_or_exception": "case-visit",
    "return_visit": "case-visit",
    "cause_recorded": "case-findings",
    "record_complete": "case-wording",
    "reports_received": "case-reports",
    "prevention_recorded": "case-findings",
    "substantiated_judged": "case-judgement",
    "compensation_decided": "case-findings",
}
MORE = (
    "case-promises",
    "case-consultations",
    "case-findings",
    "case-judgement",
    "case-proposals",
    "case-class",
    "case-wording",
    "case-named",
    "case-reports",
    "case-transfer",
    "case-pause",
    "case-resumption",
    "case-apology-refusal",
    "case-round",
    "case-supervision",
    "case-owner",
    "case-reopening",
    "case-exceptional-closure",
)


@dataclass(frozen=True)
class Button:
    """A verb this person may do now, and where."""

    verb: Verb
    url: str


#: What the parts of the page ask before they show a small button.
PERMITS = {
    "may_know": "cases.acknowledge_repeat",
    "may_analyse": "cases.take_step",
    "may_deny": "cases.classify",
    "may_choose": "cases.choose_proposal",
    "may_transfer": "cases.transfer",
    "may_chase": "cases.chase",
    "may_close": "cases.close",
}


class Doable:
    """Which verbs a person may do to a case. Verbs under the same rule are asked about once."""

    def __init__(self, person: Any, case: Any) -> None:
        self.person, self.case = person, case
        self.waits_for_report = False  # asked already: asking once more would be refused
        self._known: dict[str, bool] = {}

    def may(self, right: str) -> bool:
        """Like `person.may(right, case)`; granted rights with the same rule share one answer."""
        if not self.person.granted(right):
            return False
        rule = RIGHTS[right].rule.name
        if rule not in self._known:
            self._known[rule] = may(self.person, right, self.case)
        return self._known[rule]

    def button(self, name: str, *parts: Any) -> Button | None:
        """The button of a verb, when the state fits and the person may."""
        verb = BY_NAME[name]
        if name == "case-reports" and self.waits_for_report:
            return None
        fits = FITS.get(name, _live)(self.case)
        return Button(verb, reverse(name, args=[self.case.number, *parts])) if fits and self.may(verb.right) else None


def _live(case: Any) -> bool:
    return bool(case.is_live)


FITS: dict[str, Any] = {
    "case-pause": lambda case: case.is_live and case.paused_at is None,
    "case-resumption": lambda case: case.paused_at is not None,
    "case-reopening": lambda case: not case.is_live,
    "case-visit": lambda case: case.state == "answered",
    "case-round": lambda case: case.state == "answered",
    "case-apology-refusal": lambda case: case.state in ("open", "reopened") and case.kind == "complaint",
    "case-supervision": lambda case: case.is_live and not case.is_supervised,
    "case-closure": lambda case: case.state == "answered",
    "case-wording": lambda case: True,
}


def page_of(person: Any, case: Any, show: str = "all") -> dict[str, Any]:
    """Everything the page and its parts show."""
    rules, doable = rules_of(case), Doable(person, case)
    show = show if show in FILTERS else "all"
    clocks = list(queries.running_clocks(case))
    gate, steps = closing_gate(case), steps_of(case)
    transfers = list(case.transfers.select_related("department", "sent_by", "decision").order_by("id"))
    offer = case.offers.filter(state="offered").select_related("giver", "taker").first()
    page = {
        "case": case,
        "rules": rules,
        "kind": rules.kind(case.kind),
        "category": rules.category(case.category),
        "clocks": clocks[:3],
        "more_clocks": clocks[3:],
        "offer": offer,
        "transfers": transfers,
        "at_work": [each for each in transfers if each.is_live],
        "back": _last_back(transfers, case),
        "named": list(case.named.select_related("person")),
        "reports": list(case.reports.select_related("person").order_by("id")),
        "proposals": list(case.proposals.filter(round=case.round).select_related("proposed_by", "chosen_by")),
        "consultations": list(case.notes.exclude(asked=None).filter(answered_at=None).select_related("asked", "by")),
        "repeat": _repeat(case),
        "repeats": list(case.repeats.order_by("-id")[:3]),
        "offer_why": _why(rules, "offer-answer"),
        "repeat_why": _why(rules, "repeat-acknowledge"),
        "show": show,
        "filters": FILTERS,
        "entries": entries_of(case, rules, show),
        "person": person,
        "missing": [line for line in gate if not line.met],
        "may_note": doable.may("cases.note"),
    }
    doable.waits_for_report = any(each.state == "asked" for each in page["reports"])
    page |= {"steps": _steps(steps, doable, rules, clocks), "steps_done": sum(line.done for line in steps)}
    page["gate"] = _gate(gate, doable, rules, page)
    page |= _customer(person, case, doable)
    page |= _buttons(doable, page)
    return page


def _last_back(transfers: list[Any], case: Any) -> Any:
    """The newest answer of a department in this round."""
    back = [each for each in transfers if each.state == "reported" and each.round == case.round]
    return back[-1] if back else None


def _repeat(case: Any) -> Any:
    """The record of a second complaint, its proposals with people's names."""
    record = getattr(case, "repeat_record", None)
    if record is not None:
        names = people.names_by_key({line["who"] for line in record.proposals if line["who"].startswith("person:")})
        record.lines = [
            {**line, "who": names.get(line["who"], line["who"])} for line in record.proposals if line["who"]
        ]
    return record


def _why(rules: Any, deadline: str) -> dict[str, Any]:
    """Clauses and origin of a deadline of the pack, for what stands beside it."""
    found = rules.pack.deadlines.get(deadline)
    clauses = [each for each in found.because if each != "gap"] if found else []
    return {"clauses": clauses, "origin": "source" if clauses else "gap", "url": clause_url(rules, clauses)}


def clause_url(rules: Any, clauses: Any) -> str:
    """Where the first clause stands, in the edition the case is under."""
    first = next((clause for clause in clauses if clause and clause != "gap"), "")
    return reverse("clause", args=[rules.edition.pk, first]) if first else ""


def _steps(steps: list[Any], doable: Doable, rules: Any, clocks: list[Any]) -> list[dict[str, Any]]:
    """The steps with the button of those that can be done, and the clock that presses the present one."""
    lines = []
    deadlines = {each.id: each.deadline for each in rules.kind(doable.case.kind).step}
    for line in steps:
        name = STEP_VERBS.get(line.id, "case-step")
        parts = (line.id,) if name == "case-step" else ()
        by_hand = not line.done and line.id not in NOT_BY_HAND
        running = next((each for each in clocks if each.deadline == deadlines.get(line.id)), None)
        lines.append(
            {
                "step": line,
                "state": "yes" if line.done else line.state if doable.case.is_live else "later",
                "clock": None if line.done else running,
                "paused": running is not None and running.state == "paused",
                "button": doable.button(name, *parts) if by_hand else None,
                "basis_url": clause_url(rules, line.clauses),
            }
        )
    return lines


def _gate(gate: list[Any], doable: Doable, rules: Any, page: dict[str, Any]) -> list[dict[str, Any]]:
    """The closing gate with where to meet what is missing."""
    checks = {each.id: each.check for each in rules.kind(doable.case.kind).gate}
    step = next((each["button"] for each in page["steps"] if each["button"]), None)
    chase = next((doable.button("case-transfer-chase", each.pk) for each in page["at_work"]), None)
    lines = []
    for line in gate:
        check = checks.get(line.id, "")
        button = {"steps_done": step, "departments_answered": chase}.get(check)
        button = button or (doable.button(GATE_VERBS[check]) if check in GATE_VERBS else None)
        lines.append(
            {
                "requirement": line.requirement,
                "met": line.met,
                "how": line.how_to_meet,
                "clauses": line.clauses,
                "origin": line.origin,
                "basis_url": clause_url(rules, line.clauses),
                "button": None if line.met else button,
            }
        )
    return lines


def _customer(person: Any, case: Any, doable: Doable) -> dict[str, Any]:
    """The customer's card. Numbers stay masked; who stands in the matter needs no reason to see one."""
    if case.customer is None:
        return {
            "contacts": [],
            "promises_title": _("对客户的承诺"),
            "promises": with_sources(person, case.promises.filter(state__in=("open", "broken")).order_by("due_at")),
            "may_settle": doable.may("cases.settle_promise"),
            "sees_number": False,
        }
    customer = customers.standing_for(case.customer)
    whom = {"女士": _("对她的承诺"), "先生": _("对他的承诺")}.get(customer.title, _("对客户的承诺"))
    return {
        "promises_title": whom,
        "customer": customer,
        "contacts": list(customer.contacts.filter(kind="phone")),
        "promises": with_sources(person, queries.open_promises(customer)),
        "sees_number": customers.sees_number(person, customer),
        "may_reveal": may(person, "customers.reveal_number", customer),
        "customer_url": _address("customer", customer.pk)
        if customers.visible_to(person).filter(pk=customer.pk).exists()
        else "",
        "may_settle": doable.may("cases.settle_promise"),
    }


def _address(name: str, *parts: Any) -> str:
    """A page of another room, or nothing while it has none."""
    try:
        return reverse(name, args=parts)
    except NoReverseMatch:
        return ""


def _buttons(doable: Doable, page: dict[str, Any]) -> dict[str, Any]:
    """The one main button follows the case; a few stand beside it, the rest in the menu."""
    main = _main(doable, page)
    chase = next((doable.button("case-transfer-chase", each.pk) for each in page["at_work"]), None)
    offer = None if page["offer"] else doable.button("case-offer")
    answer = doable.button("case-answer")
    beside = [each for each in (chase, answer, offer) if each is not None]
    taken = {each.url for each in [*beside, *([main] if main else [])]}
    more = [each for name in MORE if (each := doable.button(name)) is not None and each.url not in taken]
    part = next((each for each in page["at_work"] if doable.person.may("cases.report_back", each)), None)
    return {
        "main": main,
        "beside": [each for each in beside if main is None or each.url != main.url],
        "more": more,
        "closure": doable.button("case-closure"),
        "exception": doable.button("case-exception"),
        "my_part": part,
        "print_url": _address("case-print", doable.case.number),
        **{name: doable.may(right) for name, right in PERMITS.items()},
    }


def _main(doable: Doable, page: dict[str, Any]) -> Button | None:
    """告知客户, 转办, 回访 or 关闭; what was offered to or asked of this person comes before."""
    case, person, offer = doable.case, doable.person, page["offer"]
    if offer is not None and offer.taker_id == person.pk:
        return Button(BY_NAME["case-offer-acceptance"], reverse("case-offer-acceptance", args=[case.number, offer.pk]))
    asked = next((each for each in page["consultations"] if each.asked_id == person.pk), None)
    if asked is not None:
        name = "case-consultation-answer"
        return Button(BY_NAME[name], reverse(name, args=[case.number, asked.pk]))
    if case.state == "answered":
        unmet = [line["button"] for line in page["gate"] if not line["met"] and line["button"]]
        return doable.button("case-closure") if not page["missing"] else next(iter(unmet), None)
    return (doable.button("case-transfer") if _goes_away(case, page) else None) or doable.button("case-answer")


def _goes_away(case: Any, page: dict[str, Any]) -> bool:
    """True when the rule names a department that has not been asked in this round."""
    if any(each.round == case.round and each.state != "withdrawn" for each in page["transfers"]) or not case.category:
        return False
    ruled = rulebook.decisions_about(case).filter(name=page["kind"].routing).first() if page["kind"].routing else None
    target = people.department_named(ruled.outcome.get("department") or "") if ruled else None
    return target is not None and target.pk != case.department_id and not case.settled_at_once
