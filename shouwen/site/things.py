"""Where a thing of any room can be looked at: facts and approvals name things by kind and id only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from shouwen.cases import queries as cases
from shouwen.claims import queries as claims
from shouwen.claims.returns import queries as returns
from shouwen.claims.seizure import queries as seizures
from shouwen.conversations import queries as conversations
from shouwen.conversations.phone import queries as calls
from shouwen.customers import queries as customers
from shouwen.knowledge import queries as knowledge
from shouwen.people import queries as people
from shouwen.quality import queries as quality
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
    "ruledraft": _("规则草稿"),
    "workcalendaredition": _("工作日历"),
    "apikey": _("接口密钥"),
    "transfer": _("转办"),
    "promise": _("承诺"),
    "offer": _("移交"),
    "weeklysheet": _("周汇总"),
    "writtenreport": _("书面报告"),
    "matter": _("事由"),
    "attachment": _("附件"),
    "violation": _("违规"),
    "ledgerentry": _("奖罚台账"),
    "awardveto": _("一票否决"),
    "monthlydetail": _("监察奖罚明细"),
    "waybill": _("配送单"),
    "loadingrecord": _("上车记录"),
    "deliverynotice": _("送货通知单"),
    "exceptionslip": _("打条"),
    "returnrequest": _("货物返回"),
    "seizure": _("查扣"),
    "claim": _("理赔"),
    "conversation": _("会话"),
    "call": _("通话"),
    "exchange": _("电话交换机"),
    "channel": _("渠道"),
    "wordfinding": _("用语复核"),
    "falsealarm": _("用语误报"),
    "article": _("知识"),
    "miss": _("没找到的问题"),
    "job": _("后台任务"),
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


def _claims(person: Any, idents: set[int]) -> dict[int, Place]:
    rows = claims.visible_to(person).filter(pk__in=idents).values_list("pk", "number")
    return {pk: Place(number, _address("claim", number)) for pk, number in rows}


def _conversations(person: Any, idents: set[int]) -> dict[int, Place]:
    rows = conversations.visible_to(person).filter(pk__in=idents).values_list("pk", "number")
    return {pk: Place(number, _address("conversation", number)) for pk, number in rows}


def _calls(person: Any, idents: set[int]) -> dict[int, Place]:
    rows = calls.visible_to(person).filter(pk__in=idents).select_related("conversation")
    return {each.pk: Place(str(each), _address("call", each.pk)) for each in rows}


def _exchanges(person: Any, idents: set[int]) -> dict[int, Place]:
    rows = calls.exchanges(person).filter(pk__in=idents)
    return {each.pk: Place(str(each), _address("exchange", each.pk)) for each in rows}


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


def _articles(person: Any, idents: set[int]) -> dict[int, Place]:
    rows = knowledge.visible_to(person).filter(pk__in=idents).values_list("pk", "number")
    return {pk: Place(number, _address("article", number)) for pk, number in rows}


def _posts(person: Any, idents: set[int]) -> dict[int, Place]:
    may = person.granted("people.grant")
    rows = people.posts().filter(pk__in=idents)
    return {each.pk: Place(each.name, _address("post", each.code) if may else "") for each in rows}


def _editions(person: Any, idents: set[int]) -> dict[int, Place]:
    may = person.granted("rulebook.read")
    rows = rulebook.editions().filter(pk__in=idents)
    return {each.pk: Place(each.name, _address("edition", each.pk) if may else "") for each in rows}


def _violations(person: Any, idents: set[int]) -> dict[int, Place]:
    rows = quality.visible_to(person).filter(pk__in=idents).values_list("pk", "number")
    return {pk: Place(number, _address("violation", number)) for pk, number in rows}


def _months(person: Any, idents: set[int]) -> dict[int, Place]:
    rows = quality.months(person).filter(pk__in=idents).values_list("pk", "month")
    return {pk: Place(month, _address("month", pk)) for pk, month in rows}


def _drafts(person: Any, idents: set[int]) -> dict[int, Place]:
    rows = rulebook.drafts_visible_to(person).filter(pk__in=idents)
    return {each.pk: Place(f"{each.title} {each.number}", _address("rule-draft", each.pk)) for each in rows}


def _calendars(person: Any, idents: set[int]) -> dict[int, Place]:
    return {ident: Place(str(KINDS["workcalendaredition"]), _address("calendar")) for ident in idents}


def _waybills(person: Any, idents: set[int]) -> dict[int, Place]:
    rows = claims.waybills_visible_to(person).filter(pk__in=idents)
    return {each.pk: Place(each.number, _address("waybill", each.pk)) for each in rows}


def _returns(person: Any, idents: set[int]) -> dict[int, Place]:
    rows = returns.visible_to(person).filter(pk__in=idents)
    return {each.pk: Place(each.number, _address("return", each.pk)) for each in rows}


def _seizures(person: Any, idents: set[int]) -> dict[int, Place]:
    rows = seizures.visible_to(person).filter(pk__in=idents)
    return {each.pk: Place(each.number, _address("seizure", each.pk)) for each in rows}


FINDERS = {
    "waybill": _waybills,
    "returnrequest": _returns,
    "seizure": _seizures,
    "case": _cases,
    "claim": _claims,
    "conversation": _conversations,
    "call": _calls,
    "exchange": _exchanges,
    "customer": _customers,
    "person": _people,
    "approval": _approvals,
    "department": _departments,
    "post": _posts,
    "edition": _editions,
    "violation": _violations,
    "article": _articles,
    "monthlydetail": _months,
    "ruledraft": _drafts,
    "workcalendaredition": _calendars,
}
