"""Opening and classifying a case: whoever is asked first is kept for ever, and owns it until another accepts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shouwen.cases import facts as told
from shouwen.cases import searching
from shouwen.cases.actions.answering import answer
from shouwen.cases.actions.closing import close
from shouwen.cases.actions.repeating import note_repeat
from shouwen.cases.actions.routing import transfer
from shouwen.cases.actions.stepping import record_findings, require_report
from shouwen.cases.actions.timing import start_clocks, void_clocks
from shouwen.cases.gate import closing_gate
from shouwen.cases.models import Case, Named, Once
from shouwen.cases.rules import Rules, rules_for, rules_of
from shouwen.cases.states import case_machine
from shouwen.customers import actions as customer_actions
from shouwen.customers import queries as customers
from shouwen.kernel import clock, facts, numbers
from shouwen.kernel import states as kernel_states
from shouwen.kernel.policy import SYSTEM, require
from shouwen.kernel.refusals import Refused, Unacceptable
from shouwen.rulebook.actions import decide

ROUTING_INPUTS = ("detail", "cause", "good_reason", "severity")


def open_case(*, by: Any, once: str = "", digest: str = "", **what: Any) -> Case:
    """Opens a case and starts its clocks. The same `once` key gives the case that is there, never a second.

    `what`: brand, kind, reason, gist, customer, matter, category, circumstances, channel, complexity, wish,
    is_urgent, reached_leader, in_media, severity, received_at, owner, first_asked (when it was another), named (people), another_matter_why, is_historic.
    """
    there = _opened_before(once)
    return _same(there, digest) if there is not None else _open_once(by=by, once=once, digest=digest, **what)


def _opened_before(once: str) -> Once | None:
    return Once.objects.filter(key=once).first() if once else None


def _open_once(*, by: Any, once: str, digest: str, **what: Any) -> Case:
    """Opens, unless another with the same key is through first: then that one's case."""
    try:
        with transaction.atomic():
            case = _open(by=by, **what)
            if once:
                Once.objects.create(key=once, case=case, digest=digest, at=clock.now())
            return case
    except IntegrityError:
        there = _opened_before(once)
        if there is None:
            raise
        return _same(there, digest)


def _same(there: Once, digest: str) -> Case:
    if digest and there.digest and there.digest != digest:
        raise Unacceptable(_("这个幂等键已用于另一份内容。"))
    return there.case


def _open(
    *,
    by: Any,
    brand: Any,
    kind: str,
    reason: str,
    gist: str,
    customer: Any = None,
    matter: Any = None,
    category: str = "",
    circumstances: dict[str, Any] | None = None,
    channel: str = "phone",
    complexity: str = "",
    wish: str = "",
    is_urgent: bool = False,
    reached_leader: bool = False,
    in_media: bool = False,
    received_at: dt.datetime | None = None,
    owner: Any = None,
    first_asked: Any = None,
    named: tuple[Any, ...] = (),
    another_matter_why: str = "",
    is_historic: bool = False,
) -> Case:
    require(by, "cases.open_case", brand)
    now = clock.now()
    holder = owner or by
    if holder is SYSTEM or getattr(holder, "pk", None) is None:
        raise Unacceptable(_("每一单都要有一位负责人。"), details={"owner": _("每一单都要有一位负责人。")})
    if owner is not None and (not owner.is_active or brand.pk not in owner.reach.brands):
        raise Unacceptable(
            _("这位同事不能负责这个品牌的工单。"), details={"owner": _("这位同事不能负责这个品牌的工单。")}
        )
    if any(person.pk == holder.pk for person in named):
        raise Refused(_("被投诉人不能负责本单，请由同事立单。"), clause="S2-1.A1.req")
    rules = rules_for(brand, holder.department)
    require_complete(
        rules, kind=kind, reason=reason, gist=gist, customer=customer, category=category, received_at=received_at
    )
    case = Case.objects.create(
        number=numbers.next_number(brand.code),
        brand=brand,
        kind=kind,
        category=category,
        circumstances={k: v for k, v in (circumstances or {}).items() if v is not None},
        channel=channel,
        customer=customer,
        customer_class=customer.customer_class if customer else "ordinary",
        matter=matter,
        reason=reason.strip()[:120],
        gist=gist.strip(),
        wish=wish.strip()[:300],
        complexity=complexity,
        is_urgent=is_urgent,
        first_asked=first_asked or holder,
        owner=holder,
        department=holder.department,
        reached_leader=reached_leader,
        in_media=in_media,
        received_at=received_at or now,
        opened_at=now,
        acted_at=now,
        opened_by=by.key,
        is_historic=is_historic,
    )
    for person in named:
        Named.objects.create(case=case, person=person, named_at=now, named_by=by.key)
    refs = {"channel": channel, "kind": kind, "owner": holder.key, "historic": is_historic}
    facts.record(told.OPENED, by=by, about_thing=case, refs=refs)
    repeat = note_repeat(case, by=by, another_matter_why=another_matter_why) if kind == "complaint" else None
    if category:
        _decide_route(case, rules, by=by, repeat=repeat is not None)
    start_clocks(
        "case.opened", case=case, by=by, event_at=case.received_at if is_historic else now, rings=not is_historic
    )
    searching.index(case)
    return case


def require_complete(
    rules: Rules, *, kind: str, reason: str, gist: str, customer: Any, category: str, received_at: dt.datetime | None
) -> None:
    """Time, reason and gist are the three things a form must have (S2-1.D.4.7a); a complaint needs its customer."""
    missing: dict[str, Any] = {}
    if kind not in rules.pack.kinds:
        missing["kind"] = _("没有这种工单类型。")
    if not reason.strip():
        missing["reason"] = _("请填写事由。")
    if not gist.strip():
        missing["gist"] = _("请填写来电要点。")
    if kind == "complaint" and customer is None:
        missing["customer"] = _("投诉要有客户姓名和电话。")
    if category and rules.category(category) is None:
        missing["category"] = _("规则里没有这个类别。")
    if received_at is not None and received_at > clock.now() + dt.timedelta(minutes=5):
        missing["received_at"] = _("受理时间不能晚于现在。")
    elif received_at is not None and not clock.can_be(received_at):
        missing["received_at"] = _("受理时间太早，请核对年份。")
    if missing:
        raise Unacceptable(" ".join(missing.values()), details=missing)


def _decide_route(case: Case, rules: Rules, *, by: Any, repeat: bool) -> Any:
    """Asks the kind's routing decision about the case and keeps the answer."""
    routing = rules.kind(case.kind).routing
    if not routing:
        return None
    decision = decide(routing, routing_inputs(case, rules, repeat=repeat), pack=rules.pack.id, about_thing=case, by=by)
    refs = {"category": case.category, "decision": decision.pk, "certainty": decision.certainty}
    facts.record(told.CLASSIFIED, by=by, about_thing=case, refs=refs)
    return decision


def routing_inputs(case: Case, rules: Rules, *, repeat: bool) -> dict[str, Any]:
    """The words of the case that its routing decision asks for."""
    routing = rules.pack.decisions[rules.kind(case.kind).routing]
    given: dict[str, Any] = {"category": case.category, "repeat": repeat or None}
    given |= {name: case.circumstances.get(name) for name in ROUTING_INPUTS}
    if "items" in routing.inputs:
        given = {"items": case.circumstances.get("items") or []}
    return {name: value for name, value in given.items() if name in routing.inputs and value is not None}


@transaction.atomic
def open_case_for(*, by: Any, brand: Any, what: dict[str, Any], owner: Any, once: str = "", digest: str = "") -> Case:
    """Opens a case as the interface describes it: registers the customer and the matter on the way.

    `what` has `customer` (name, phone …) or `customer_id`, `matter` as a number, and the fields of `open_case`.
    """
    there = _opened_before(once)
    if there is not None:
        return _same(there, digest)
    fields = dict(what)
    given, customer_id, number = fields.pop("customer"), fields.pop("customer_id"), fields.pop("matter")
    customer = None
    if customer_id is not None:
        customer = customers.visible_to(by).filter(brand=brand, pk=customer_id).first()
        if customer is None:
            raise Unacceptable(_("没有这位客户。"), details={"customer_id": customer_id})
    elif given is not None:
        known = customers.with_number(brand, given["phone"]) if given["phone"] else []
        customer = known[0] if len(known) == 1 else customer_actions.register(by=by, brand=brand, **given)
    matter = customer_actions.matter(brand, number, customer=customer) if number else None
    return _open_once(
        by=by, brand=brand, customer=customer, matter=matter, owner=owner, once=once, digest=digest, **fields
    )


@transaction.atomic
def open_for_caller(*, by: Any, brand: Any, what: dict[str, Any], once: str = "") -> Case:
    """Opens a case for whoever is on the line; `what` may bring a `newcomer` (name, phone …) to register with it."""
    return _for_caller(by=by, brand=brand, what=what, once=once)[0]


def _for_caller(*, by: Any, brand: Any, what: dict[str, Any], once: str) -> tuple[Case, bool]:
    """The case, and whether this call made it: a form sent twice registers and opens once."""
    there = _opened_before(once)
    if there is not None:
        return there.case, False
    fields = {"customer": None, "customer_id": None, "matter": "", **what}
    newcomer = fields.pop("newcomer", None)
    if newcomer is not None:
        fields["customer_id"] = customer_actions.register(by=by, brand=brand, **newcomer).pk
    return open_case_for(by=by, brand=brand, what=fields, owner=None, once=once), True


@transaction.atomic
def open_and_transfer(
    *,
    by: Any,
    brand: Any,
    what: dict[str, Any],
    requirement: str,
    once: str = "",
    department: Any = None,
    due_at: dt.datetime | None = None,
    deviates_why: str = "",
) -> Case:
    """Opens and sends it where the rule says, in one (S2-1.D.4.7b). Whoever is named is asked for his report at once."""
    case, new = _for_caller(by=by, brand=brand, what=what, once=once)
    if not new or case.transfers.exists():
        return case
    transfer(case, by=by, requirement=requirement, department=department, due_at=due_at, deviates_why=deviates_why)
    for named in case.named.select_related("person"):
        require_report(case, by=by, person=named.person)
    return case


@transaction.atomic
def open_and_settle(
    *,
    by: Any,
    brand: Any,
    what: dict[str, Any],
    solution: str,
    cause: str,
    satisfaction: str,
    once: str = "",
    customer_words: str = "",
    method: str = "phone",
) -> Case:
    """Settled while the customer is on the line (S2-1.D.4.7a): told at once, and closed when nothing is missing."""
    case, new = _for_caller(by=by, brand=brand, what=what, once=once)
    if not new or case.settled_at_once:
        return case
    kernel_states.amend(case, settled_at_once=True)
    record_findings(case, by=by, solution=solution.strip(), root_cause=cause.strip())
    answer(case, by=by, words=solution, method=method, customer_words=customer_words, satisfaction=satisfaction)
    if case_machine.can(case, "close") and all(line.met for line in closing_gate(case)):
        close(case, by=by)
    return case


@transaction.atomic
def classify(
    case: Case,
    *,
    by: Any,
    category: str,
    circumstances: dict[str, Any],
    complexity: str = "",
    kind: str = "",
    seen_version: int | None = None,
) -> Any:
    """Gives a case its class, and returns the routing decision (None when its kind has no routing).

    Another `kind` turns an enquiry or tracing into a complaint on the same number and thread (S2-1.D.4.2).
    """
    require(by, "cases.classify", case)
    rules = rules_of(case)
    if kind and kind != case.kind:
        _turn_into(case, kind, rules, by=by, category=category)
    if rules.category(category) is None:
        raise Unacceptable(_("规则里没有这个类别。"), details={"category": _("规则里没有这个类别。")})
    kernel_states.amend(
        case,
        seen_version=seen_version,
        category=category,
        acted_at=clock.now(),
        circumstances={k: v for k, v in circumstances.items() if v is not None},
        complexity=complexity or case.complexity,
    )
    if kind == "complaint" and case.repeat_of_id is None:
        note_repeat(case, by=by)
    decision = _decide_route(case, rules, by=by, repeat=case.repeat_of_id is not None)
    if decision is None:
        facts.record(told.CLASSIFIED, by=by, about_thing=case, refs={"category": category})
    searching.index(case)
    return decision


def _turn_into(case: Case, kind: str, rules: Rules, *, by: Any, category: str) -> None:
    """The clocks of the old kind end, those of the new one start now; number and thread stay."""
    require_complete(
        rules,
        kind=kind,
        reason=case.reason,
        gist=case.gist,
        customer=case.customer,
        category=category,
        received_at=None,
    )
    before = case.kind
    void_clocks(case, by=by)
    kernel_states.amend(case, kind=kind)
    facts.record(told.TURNED, by=by, about_thing=case, refs={"from": before, "kind": kind})
    start_clocks("case.opened", case=case, by=by)
