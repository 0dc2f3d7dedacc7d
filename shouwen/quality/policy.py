"""Who may do what to violations and penalties: the proposer never approves, whoever it concerns never handles it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwen.cases import queries as cases
from shouwen.customers import queries as customers
from shouwen.kernel.policy import allow, allow_without_grant, predicate
from shouwen.quality import queries
from shouwen.rulebook import queries as rulebook


@predicate
def of_his_brand(by: Any, thing: Any) -> bool:
    return thing is None or thing.brand_id in by.reach.brands


@predicate
def sees(by: Any, violation: Any) -> bool:
    return violation is None or queries.visible_to(by).filter(pk=violation.pk).exists()


@predicate
def not_the_proposer(by: Any, violation: Any) -> bool:
    """Proposer never approves: not the checking, not the amount, not the objection (S2-1.B.5.2b)."""
    return violation is None or violation.proposed_by_id != by.pk


@predicate
def not_about_himself(by: Any, violation: Any) -> bool:
    return violation is None or (violation.person_id != by.pk and not _named(by, violation))


@predicate
def apart(by: Any, violation: Any) -> bool:
    """Neither the person concerned, nor named in the case, nor of the same team (S2-1.A1.req).

    While nobody is named yet the department is only where the case went: the team is asked about when he is named.
    """
    if violation is None:
        return True
    team = violation.on == "unit" or violation.person_id is not None
    return not_about_himself(by, violation) and not (team and by.department_id == violation.department_id)


@predicate
def knows_the_case(by: Any, violation: Any) -> bool:
    """Whoever proposes from a case can read it."""
    if violation is None or violation.case_id is None:
        return True
    return cases.visible_to(by).filter(pk=violation.case_id).exists()


def _named(by: Any, violation: Any) -> bool:
    return violation.case_id is not None and cases.names_in_case(by, violation.case_id)


def _of_penalty(name: str, ask: Any) -> Any:
    """The same question, asked of a penalty about its violation."""

    def asked(by: Any, penalty: Any) -> bool:
        return penalty is None or ask(by, penalty.violation)

    asked.__name__ = name
    return predicate(asked)


@predicate
def did_not_decide(by: Any, penalty: Any) -> bool:
    """Two approvals are two people; an objection is answered by a third."""
    return penalty is None or by.pk not in (penalty.decided_by_id, penalty.second_by_id)


@predicate
def concerns_him(by: Any, penalty: Any) -> bool:
    return penalty is not None and queries.concerns(by, penalty.violation)


@predicate
def not_for_himself(by: Any, entry: Any) -> bool:
    return entry is None or (entry.person_id != by.pk and entry.brand_id in by.reach.brands)


handles = sees & not_the_proposer & apart
handles_penalty = _of_penalty("handles", handles) & did_not_decide

allow("quality.see", _("查看本部门的违规登记"))
allow("quality.see_all", _("查看违规登记"))
allow("quality.propose", _("提出违规"), of_his_brand & not_about_himself & knows_the_case)
allow("quality.check", _("核实违规"), handles)
allow("quality.decide", _("决定处罚"), handles)
allow("quality.decide_grave", _("决定二次投诉和严重事件的处罚"), handles)
allow("quality.second", _("第二人批准处罚"), handles_penalty)
allow("quality.answer_objection", _("答复异议"), handles_penalty)
allow_without_grant("quality.object", _("提出异议"), concerns_him)
allow("quality.reward", _("登记奖励"), not_for_himself)
allow("quality.read_month", _("查看监察奖罚明细"), of_his_brand)
allow("quality.submit_month", _("提交监察奖罚明细"), of_his_brand)
allow("quality.settle", _("登记薪酬部门已处理"), of_his_brand)


def _sees_violation(person: Any, pk: int) -> bool:
    return queries.visible_to(person).filter(pk=pk).exists()


rulebook.SEEN["violation"] = _sees_violation


def _is_complained_of_by(person: Any, customer: Any) -> bool:
    """Who is to be fined for a customer's complaint does not get that customer's telephone number (decisions.md 7)."""
    return queries.is_concerned_by_customer(person, customer)


customers.NEVER_SEES.append(_is_complained_of_by)
