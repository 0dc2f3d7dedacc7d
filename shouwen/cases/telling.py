"""Who hears of what: the pack's words `owner`, `department`, `post:…` turned into people and notices."""

from __future__ import annotations

from typing import Any

from shouwen.people import actions as people_actions
from shouwen.people import queries as people


def hearers(word: str, case: Any, thing: Any = None) -> list[Any]:
    """People a word of the pack means for this case. A named person never hears of the case he is named in."""
    brand = case.brand if case is not None else None
    if word == "owner":
        found = [case.owner] if case is not None else []
    elif word == "department":
        found = _of_department(case, thing, brand)
    elif word == "named":
        return [thing.person] if hasattr(thing, "person") else []
    elif word in ("leaders", "decider"):
        found = list(people.holders("领导", brand=brand))
    elif word.startswith("post:"):
        found = list(people.holders(word.removeprefix("post:"), brand=brand))
    elif word.startswith("department:"):
        department = people.department_named(word.removeprefix("department:"))
        found = list(people.members(department, brand=brand)) if department else []
    else:
        found = []
    named = set(case.named.values_list("person", flat=True)) if case is not None else set()
    return [person for person in found if person.pk not in named]


def _of_department(case: Any, thing: Any, brand: Any) -> list[Any]:
    department = getattr(thing, "department", None)
    if department is None:
        taker = getattr(thing, "taker", None)
        return [taker] if taker is not None else [case.owner]
    accepted = getattr(thing, "accepted_by", None)
    return [accepted] if accepted is not None else list(people.members(department, brand=brand))


def say(
    words: list[str],
    *,
    case: Any,
    text: str,
    thing: Any = None,
    sheet: Any = None,
    clauses: list[str] | None = None,
    origin: str = "source",
    tone: str = "",
    wants_acknowledgement: bool = False,
    key: str | None = None,
) -> None:
    """Gives a notice to everyone the pack's words mean. Names the case by number only."""
    told: set[int] = set()
    for word in words:
        found = hearers(word, case, thing) if case is not None else _for_sheet(word, sheet)
        for person in found:
            if person.pk in told:
                continue
            told.add(person.pk)
            url = f"/cases/{case.number}/" if case is not None else f"/sheets/{sheet.pk}/"
            if case is not None and word == "department":
                url = f"/inbox/{thing.pk}/" if hasattr(thing, "requirement") else url
            label = case.number if case is not None else ""
            people_actions.notify(
                person,
                text=f"{label} {text}".strip(),
                url=url,
                clauses=clauses,
                origin=origin,
                tone=tone,
                wants_acknowledgement=wants_acknowledgement,
                key=key,
            )


def _for_sheet(word: str, sheet: Any) -> list[Any]:
    if word in ("owner", "department"):
        return [
            person for person in people.holders("客服员", brand=sheet.brand) if person.granted("cases.submit_sheet")
        ]
    if word in ("leaders", "decider"):
        return list(people.holders("领导", brand=sheet.brand))
    return list(people.holders(word.removeprefix("post:"), brand=sheet.brand))
