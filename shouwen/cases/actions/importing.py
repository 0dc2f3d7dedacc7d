"""Bringing cases in from a file: every row through `open_case`, each all or nothing, the same row never twice."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from itertools import islice
from typing import Any

from django.db import DataError, transaction
from django.utils.translation import gettext as _

from shouwen.cases.actions.import_plan import Plan
from shouwen.cases.actions.opening import open_case, require_complete, routing_inputs
from shouwen.cases.importing import CIRCUMSTANCES, Counts, Keys, Row, clean, kinds, opening_words, read_time
from shouwen.cases.models import Case, Once
from shouwen.cases.rules import Rules
from shouwen.customers import actions as customers
from shouwen.customers import queries as customers_queries
from shouwen.kernel import jobs, memory
from shouwen.kernel.phone_numbers import normalise
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import Refusal, Unacceptable
from shouwen.rulebook import queries as rulebook

BATCH = 40  # rows of one transaction: one sync to the disk for many, and no other writer waits long
FIRST = 20

#: Told of a row that stays out: its number, its cells, the reason.
Refuse = Callable[[int, tuple[str, ...], str], None]
Told = Callable[[Counts], None]


def _nobody(*_words: Any) -> None:
    """Nobody wants to know."""


def import_cases(plan: Plan, *, refuse: Refuse = _nobody, told: Told = _nobody, dry_run: bool = False) -> Counts:
    """Brings in every row that is not there yet; one that cannot be taken is told to `refuse`, and nothing else stops.

    `told` hears the counts in the transaction of each batch. With `dry_run` everything is checked, nothing written.
    """
    require(plan.by, "cases.import_cases", plan.brand)
    counts = Counts(rows=plan.table.rows)
    keys = Keys(plan.brand.code)
    records = plan.table.records()
    while batch := list(islice(records, BATCH)):
        with nullcontext() if dry_run else transaction.atomic(), memory.remembering():
            if not dry_run:
                jobs.fence()
            _take(plan, batch, keys, counts, refuse, _check if dry_run else _bring_in_whole)
            told(counts)
        jobs.progress(counts.done, counts.rows)
    return counts


def _take(
    plan: Plan,
    batch: list[tuple[int, list[str]]],
    keys: Keys,
    counts: Counts,
    refuse: Refuse,
    take: Callable[[Plan, Row, str], None],
) -> None:
    read = [_read(plan, number, cells, keys) for number, cells in batch]
    there = set(Once.objects.filter(key__in=[key for _row, key, _why in read]).values_list("key", flat=True))
    for (number, cells), (row, key, unread) in zip(batch, read, strict=True):
        if row is not None and key in there:
            counts.already += 1
            continue
        why = _why_not(plan, row, key, take) if row is not None else unread
        if not why:
            counts.opened += 1
            continue
        counts.refused += 1
        if len(counts.first_refused) < FIRST:
            counts.first_refused.append({"row": number, "why": why})
        refuse(number, tuple(cells), why)


def _read(plan: Plan, number: int, cells: list[str], keys: Keys) -> tuple[Row | None, str, str]:
    try:
        row = clean(number, cells, plan.table.header, plan.mapping)
    except Refusal as refusal:
        return None, "", str(refusal.sentence)
    return row, keys.of(row), ""


def _why_not(plan: Plan, row: Row, key: str, take: Callable[[Plan, Row, str], None]) -> str:
    """Takes one row. Returns the reason when it cannot be taken."""
    try:
        take(plan, row, key)
    except Refusal as refusal:
        return str(refusal.sentence)
    except (DataError, ValueError) as problem:  # what no check foresaw stays out alone
        return f"{type(problem).__name__}: {problem}"[:200]
    return ""


def _words(plan: Plan, row: Row) -> dict[str, Any]:
    """The row in the words of `open_case`, without customer and matter."""
    said = row.values
    owner = plan.owner_of(row)
    rules = plan.rules(owner)
    kind = plan.kind
    if said.get("kind"):
        kind = kinds(rules.pack).get(said["kind"], "")
        if not kind:
            raise Unacceptable(_("没有这种工单类型：%(kind)s") % {"kind": said["kind"][:30]})
    if not said["gist"]:
        raise Unacceptable(_("要点是空的。"))
    wanted = said.get("category") or plan.category
    category, circumstances = plan.categories(rules, kind).get(wanted, ("", {}))
    if wanted and not category:
        raise Unacceptable(_("规则里没有这个类别：%(category)s") % {"category": wanted[:30]})
    kept = {name: said[name] for name in CIRCUMSTANCES if said.get(name)}
    return {
        "kind": kind,
        "category": category,
        "circumstances": {**kept, **circumstances},
        "reason": said.get("reason") or opening_words(said["gist"]),
        "gist": said["gist"],
        "wish": said.get("wish", ""),
        "received_at": read_time(said.get("received_at", "")),
        "owner": owner,
    }


def _bring_in_whole(plan: Plan, row: Row, key: str) -> None:
    """A row comes in whole or not at all: its customer too."""
    with transaction.atomic():
        _bring_in(plan, row, key)


def _bring_in(plan: Plan, row: Row, key: str) -> None:
    words = _words(plan, row)
    customer = _customer(plan, row)
    number = row.values.get("matter", "")
    matter = customers.matter(plan.brand, number, customer=customer) if number else None
    open_case(
        by=plan.by,
        once=key,
        brand=plan.brand,
        channel="import",
        customer=customer,
        matter=matter,
        is_historic=plan.is_historic,
        **words,
    )


def _customer(plan: Plan, row: Row) -> Any:
    """The customer of this number, or of this waybill and name; else a new one. None when the row names nobody."""
    name, phone = row.values.get("customer_name", ""), row.values.get("phone", "")
    if phone:
        found = customers_queries.with_number(plan.brand, phone)
        same = [known for known in found if not name or known.name == name]
        if same:
            return same[0]
    elif name and row.values.get("matter"):
        matter = customers_queries.matter(plan.brand, row.values["matter"])
        if matter is not None and matter.customer is not None and matter.customer.name == name:
            return matter.customer
    if not (name or phone):
        return None
    title = row.values.get("title", "")
    return customers.register(
        by=plan.by,
        brand=plan.brand,
        name=name,
        phone=phone,
        title=title if title in ("先生", "女士") else "",
        company=row.values.get("company", ""),
    )


def _check(plan: Plan, row: Row, key: str) -> None:
    """Everything that could keep the row out, without writing."""
    words = _words(plan, row)
    rules = plan.rules(words["owner"])
    name, phone = row.values.get("customer_name", ""), row.values.get("phone", "")
    if phone and normalise(phone) is None:
        raise Unacceptable(_("电话号码看不懂，请核对：%(phone)s") % {"phone": phone[:20]})
    if phone and not name and not customers_queries.with_number(plan.brand, phone):
        raise Unacceptable(_("请填写客户姓名。"))
    complete = {part: words[part] for part in ("kind", "reason", "gist", "category", "received_at")}
    require_complete(rules, customer=(name or phone) or None, **complete)
    _check_route(plan, rules, words)


def _check_route(plan: Plan, rules: Rules, words: dict[str, Any]) -> None:
    """Would the routing decision take these words? Asked once for each that differ."""
    routing = rules.kind(words["kind"]).routing
    if not routing or not words["category"]:
        return
    case = Case(kind=words["kind"], category=words["category"], circumstances=words["circumstances"])
    given = routing_inputs(case, rules, repeat=False)
    place = f"{rules.pack.id} {routing} {sorted(given.items())}"
    if place not in plan._routes:
        try:
            rulebook.preview(rules.pack, routing, given)
        except ValueError as problem:  # the decision says what it misses, in two languages
            raise Unacceptable(getattr(problem, "zh", str(problem))) from problem
        plan._routes.add(place)
