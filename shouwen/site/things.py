"""Where a thing of any room can be looked at: facts and approvals name things by kind and id only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from shouwen.cases import queries as cases
from shouwen.conversations import queries as conversations
from shouwen.customers import queries as customers
from shouwen.people import queries as people
from shouwen.rulebook import queries as rulebook

#: What people call a thing of this kind.
KINDS: dict[str, Any] = {
    "case": _("工单"),
    "customer": _("客户"),
    "person": _("人员"),
    "department": _("部门"),
    "post": _("岗位"),
    "brand": _("品牌"),
    "approval": _("审批"),
    "notice": _("通知"),
    "edition": _("规则版次"),
    "decision": _("裁定"),
    "workcalendaredition": _("工作日历"),
    "apikey": _("接口密钥"),
    "transfer": _("转办"),
    "promise": _("承诺"),
    "offer": _("移交"),
    "weeklysheet": _("周汇总"),
    "writtenreport": _("书面报告"),
    "matter": _("事由"),
    "attachment": _("附件"),
    "conversation": _("会话"),
    "channel": _("渠道"),
}


@dataclass(frozen=True)
class Place:
    """A thing as this person may see it: its words, and its address when he may open it."""

    words: str
    url: str = ""


def places(person: Any, wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Place]:
    """The things by kind and id, each kind asked for once; one he may not see has only its kind and number."""
    by_kind: dict[str, set[int]] = {}
    for kind, ident in wanted:
        by_kind.setdefault(kind, set()).add(ident)
    found: dict[tuple[str, int], Place] = {}
    for kind, idents in by_kind.items():
        known = FINDERS[kind](person, idents) if kind in FINDERS else {}
        for ident in idents:
            found[kind, ident] = known.get(ident) or Place(f"{KINDS.get(kind, kind)} #{ident}")
    return found


def _address(name: str, *args: Any) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _cases(person: Any, idents: set[int]) -> dict[int, Place]:
    rows = cases.visible_to(person).filter(pk__in=idents).values_list("pk", "number")
    return {pk: Place(number, f"/cases/{number}/") for pk, number in rows}


def _conversations(person: Any, idents: set[int]) -> dict[int, Place]:
    rows = conversations.visible_to(person).filter(pk__in=idents).values_list("pk", "number")
    return {pk: Place(number, _address("conversation", number)) for pk, number in rows}


def _customers(person: Any, idents: set[int]) -> dict[int, Place]:
    rows = customers.visible_to(person).filter(pk__in=idents)
    return {each.pk: Place(str(each), _address("customer", each.pk)) for each in rows}


def _people(person: Any, idents: set[int]) -> dict[int, Place]:
    may = person.granted("people.welcome")
    rows = people.visible_to(person).filter(pk__in=idents)
    return {each.pk: Place(str(each), _address("person", each.pk) if may else "") for each in rows}


def _approvals(person: Any, idents: set[int]) -> dict[int, Place]:
    rows = people.approvals_for(person).filter(pk__in=idents)
    return {each.pk: Place(each.number, _address("approval", each.number)) for each in rows}


def _departments(person: Any, idents: set[int]) -> dict[int, Place]:
    may = person.granted("people.grant")
    rows = people.departments().filter(pk__in=idents)
    return {each.pk: Place(each.name, _address("department", each.pk) if may else "") for each in rows}


def _posts(person: Any, idents: set[int]) -> dict[int, Place]:
    may = person.granted("people.grant")
    rows = people.posts().filter(pk__in=idents)
    return {each.pk: Place(each.name, _address("post", each.code) if may else "") for each in rows}


def _editions(person: Any, idents: set[int]) -> dict[int, Place]:
    may = person.granted("rulebook.read")
    rows = rulebook.editions().filter(pk__in=idents)
    return {each.pk: Place(each.name, _address("edition", each.pk) if may else "") for each in rows}


def _calendars(person: Any, idents: set[int]) -> dict[int, Place]:
    return {ident: Place(str(KINDS["workcalendaredition"]), _address("calendar")) for ident in idents}


FINDERS = {
    "case": _cases,
    "conversation": _conversations,
    "customer": _customers,
    "person": _people,
    "approval": _approvals,
    "department": _departments,
    "post": _posts,
    "edition": _editions,
    "workcalendaredition": _calendars,
}
