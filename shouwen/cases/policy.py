"""Who may do what to a case. The person complained of is kept out of every path (decisions.md 7)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwen.cases import answered, happening
from shouwen.cases.followers import Follower
from shouwen.conversations import queries as conversations
from shouwen.customers import queries as customers
from shouwen.kernel.live import topic
from shouwen.kernel.policy import SYSTEM, allow, allow_without_grant, predicate
from shouwen.knowledge import queries as knowledge
from shouwen.people import queries as people
from shouwen.rulebook import queries as rulebook


@predicate
def sees(by: Any, case: Any) -> bool:
    from shouwen.cases import queries  # reason: app-ready

    return case is None or queries.visible_to(by).filter(pk=case.pk).exists()


@predicate
def not_named(by: Any, case: Any) -> bool:
    from shouwen.cases import queries  # reason: app-ready

    return case is None or not queries.is_named(by, case)


@predicate
def answers_for(by: Any, case: Any) -> bool:
    """The owner, or whoever supervises."""
    return case is None or case.owner_id == by.pk or by.granted("cases.supervise")


@predicate
def began_or_answers_for(by: Any, case: Any) -> bool:
    return answers_for(by, case) or case.first_asked_id == by.pk


@predicate
def has_a_part(by: Any, case: Any) -> bool:
    """Answers for it, or sits in a department it was transferred to."""
    from shouwen.cases import queries  # reason: app-ready

    return answers_for(by, case) or queries.has_transfer_to(by, case)


@predicate
def in_the_department(by: Any, transfer: Any) -> bool:
    if transfer is None:
        return True
    reach = by.reach
    mine = transfer.department_id in reach.departments | reach.member_of
    return mine and transfer.case.brand_id in reach.brands and not_named(by, transfer.case)


@predicate
def in_brand(by: Any, brand: Any) -> bool:
    return brand is None or brand.pk in by.reach.brands


@predicate
def is_the_taker(by: Any, offer: Any) -> bool:
    return offer is not None and offer.taker_id == by.pk and not_named(by, offer.case)


@predicate
def made_the_offer(by: Any, offer: Any) -> bool:
    return offer is not None and (offer.giver_id == by.pk or by.granted("cases.reassign"))


@predicate
def is_the_person(by: Any, report: Any) -> bool:
    return report is not None and report.person_id == by.pk


@predicate
def is_the_one_asked(by: Any, note: Any) -> bool:
    return note is not None and note.asked_id is not None and note.asked_id == by.pk


@predicate
def not_the_owner(by: Any, case: Any) -> bool:
    return case is None or case.owner_id != by.pk


@predicate
def of_his_brand(by: Any, thing: Any) -> bool:
    return thing is None or thing.brand_id in by.reach.brands


@predicate
def follows(by: Any, case: Any) -> bool:
    """The customer of exactly this case, who has come in by a code."""
    return isinstance(by, Follower) and case is not None and by.case_id == case.pk


@predicate
def wrote_or_supervises(by: Any, message: Any) -> bool:
    """Whoever wrote it to the customer, or supervises; and reads the conversation now."""
    if message is None or not (message.by_id == by.pk or by.granted("cases.supervise")):
        return False
    return bool(conversations.visible_to(by).filter(pk=message.conversation_id).exists())


handles = sees & answers_for & not_named

allow("cases.open_case", _("立单"), in_brand)
allow("cases.classify", _("分类"), handles)
allow("cases.transfer", _("转办"), handles)
allow("cases.accept_transfer", _("签收转办"), in_the_department)
allow("cases.report_back", _("反馈"), in_the_department)
allow("cases.chase", _("催办"), sees & not_named)
allow("cases.supervise", _("督办"), sees & not_named)
allow("cases.answer", _("告知客户"), handles)
allow("cases.note", _("写备注"), sees & not_named)
allow("cases.take_step", _("办理步骤"), sees & has_a_part & not_named)
allow("cases.judge", _("判断"), sees & has_a_part & not_named)
allow("cases.propose", _("提出方案"), sees & has_a_part & not_named)
allow("cases.choose_proposal", _("选定方案"), sees & not_named)
allow("cases.require_report", _("要求书面报告"), sees & has_a_part & not_named)
allow_without_grant("cases.hand_in_report", _("交书面报告"), is_the_person)
allow_without_grant("cases.answer_consultation", _("答复请教"), is_the_one_asked)
allow("cases.promise", _("作出承诺"), handles)
allow_without_grant("cases.set_promise_aside", _("说明不是承诺"), wrote_or_supervises)
allow("cases.settle_promise", _("兑现承诺"), handles)
allow("cases.offer", _("移交"), handles)
allow_without_grant("cases.accept_offer", _("接受移交"), is_the_taker)
allow_without_grant("cases.withdraw_offer", _("撤回移交"), made_the_offer)
allow("cases.reassign", _("改派"), sees & not_named)
allow("cases.visit", _("回访"), handles)
allow("cases.close", _("关闭"), sees & began_or_answers_for & not_named)
allow("cases.close_exceptionally", _("例外关闭"), sees & not_named & not_the_owner)
allow("cases.reopen", _("重开"), sees & not_named)
allow("cases.pause", _("暂停计时"), handles)
allow("cases.acknowledge_repeat", _("知悉二次投诉"), sees & not_named)
allow("cases.give_code", _("告知查询码"), sees & not_named)
allow_without_grant("cases.accept_answer", _("接受答复"), follows)
allow_without_grant("cases.dispute_answer", _("对答复有异议"), follows)
allow_without_grant("cases.add_words", _("补充情况"), follows)
allow_without_grant("cases.ask_call_back", _("请求回电"), follows)
allow("cases.import_cases", _("导入"), in_brand)
allow("cases.export", _("导出"))
allow("cases.submit_sheet", _("提交周汇总"), of_his_brand)
allow("cases.approve_sheet", _("审阅周汇总"), of_his_brand)


def _owns_open_case_of(person: Any, customer: Any) -> bool:
    from shouwen.cases import queries  # reason: app-ready

    return queries.owns_open_case_of(person, customer)


def _is_named_against(person: Any, customer: Any) -> bool:
    from shouwen.cases import queries  # reason: app-ready

    return queries.is_named_by_customer(person, customer)


customers.NEEDS_NO_REASON.append(_owns_open_case_of)
customers.NEVER_SEES.append(_is_named_against)


def _kept_from(person: Any) -> Any:
    """The person complained of must not read what is said about it (decisions.md 7)."""
    from shouwen.cases import queries  # reason: app-ready

    return queries.kept_from(person)


def _goes_on(conversation: Any) -> list[str]:
    """Script cards of the case a conversation is about."""
    from shouwen.cases import queries  # reason: app-ready

    case = queries.case_of(conversation)
    return happening.events_of(case, passed_on=case.transfers.exists()) if case is not None else []


conversations.KEPT_FROM.append(_kept_from)
conversations.HAPPENINGS.append(_goes_on)
knowledge.SOURCES["cases"] = answered.SOURCE


def _is_named_in(person: Any, approval: Any) -> bool:
    """The person complained of must neither see nor decide what is asked about the case (decisions.md 7)."""
    from shouwen.cases import queries  # reason: app-ready

    return approval.about_kind == "case" and queries.names_in_case(person, approval.about_id)


people.BARRED.append(_is_named_in)


def _sees_case(person: Any, case_id: int) -> bool:
    from shouwen.cases import queries  # reason: app-ready

    return queries.visible_to(person).filter(pk=case_id).exists()


def _numbers(person: Any, ids: Iterable[int]) -> dict[int, str]:
    """Numbers of the cases among `ids` that the person may see; a machine sees all."""
    from shouwen.cases import queries  # reason: app-ready
    from shouwen.cases.models import Case  # reason: app-ready

    found = Case.objects.all() if person is SYSTEM else queries.visible_to(person)
    return dict(found.filter(pk__in=list(ids)).values_list("pk", "number"))


rulebook.SEEN["case"] = _sees_case
rulebook.NAMED["case"] = _numbers
topic("case", may_listen=_sees_case)
