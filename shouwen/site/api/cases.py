"""Cases: create, read, list, transfer, answer, close."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Header, Router

from shouwen.cases import actions, queries
from shouwen.customers import actions as customers
from shouwen.customers import queries as customer_queries
from shouwen.kernel.refusals import Unacceptable
from shouwen.people import queries as people
from shouwen.rulebook import queries as rulebook
from shouwen.site.api import shapes
from shouwen.site.api.door import person_of
from shouwen.site.pages import leaf

router = Router(tags=["工单"])


def _out(case: Any) -> dict[str, Any]:
    return {
        "number": case.number,
        "brand": case.brand.code,
        "kind": case.kind,
        "category": case.category,
        "state": case.state,
        "round": case.round,
        "reason": case.reason,
        "gist": case.gist,
        "channel": case.channel,
        "owner": case.owner.staff_number,
        "first_asked": case.first_asked.staff_number,
        "department": case.department.name,
        "customer_id": case.customer_id,
        "matter": case.matter.number if case.matter else "",
        "repeat_of": case.repeat_of.number if case.repeat_of_id else "",
        "received_at": case.received_at,
        "opened_at": case.opened_at,
        "closed_at": case.closed_at,
        "version": case.version,
    }


def _transfer_out(sent: Any) -> dict[str, Any]:
    return {
        "id": sent.pk,
        "department": sent.department.name,
        "state": sent.state,
        "due_at": sent.due_at,
        "requirement": sent.requirement,
        "answer": sent.answer,
        "clauses": sent.decision.clauses if sent.decision else [],
    }


def _whole(case: Any) -> dict[str, Any]:
    transfers = case.transfers.select_related("department", "decision").order_by("id")
    return {
        **_out(case),
        "clocks": list(case.clocks.order_by("due_at")),
        "transfers": [_transfer_out(sent) for sent in transfers],
        "gate": [line.as_dict() for line in actions.closing_gate(case)],
    }


def _case(request: HttpRequest, number: str) -> Any:
    found = queries.numbered(person_of(request), number).select_related("repeat_of").first()
    if found is None:
        raise Http404(_("没有这一单。"))
    return found


@router.post("/cases", response={201: shapes.CaseWhole})
def create(
    request: HttpRequest,
    what: shapes.CaseIn,
    idempotency_key: Annotated[str, Header(alias="Idempotency-Key", max_length=120)] = "",
) -> Any:
    """Opens a case. The same `Idempotency-Key` gives the case that is there; with other content it is refused."""
    person = person_of(request)
    brand = _brand(person, what.brand)
    digest = hashlib.sha256(what.model_dump_json().encode()).hexdigest()
    case = actions.open_case_for(
        by=person,
        brand=brand,
        what=what.model_dump(exclude={"brand", "owner"}),
        owner=_owner(person, what.owner),
        once=f"api:{person.pk}:{idempotency_key}" if idempotency_key else "",
        digest=digest,
    )
    return 201, _whole(case)


def _brand(person: Any, code: str) -> Any:
    mine = people.brands_of(person)
    brand = mine.filter(code=code).first() if code else mine.first()
    if brand is None:
        raise Unacceptable(_("您不负责这个品牌。"), details={"brand": code})
    return brand


def _owner(person: Any, staff_number: str) -> Any:
    if not staff_number:
        return None
    owner = people.colleagues(person).filter(staff_number=staff_number).first()
    if owner is None:
        raise Unacceptable(_("没有这位同事。"), details={"owner": staff_number})
    return owner


@router.get("/cases", response=shapes.CasePage)
def listing(
    request: HttpRequest,
    state: str = "",
    kind: str = "",
    category: str = "",
    owner: str = "",
    after: str = "",
    limit: int = 50,
) -> Any:
    """Cases you may read, newest first; `next_after` leads to the next page."""
    found = queries.with_names(queries.visible_to(person_of(request))).select_related("repeat_of")
    wanted = {"state": state, "kind": kind, "category": category, "owner__staff_number": owner}
    page = leaf(
        found.filter(**{name: value for name, value in wanted.items() if value}), after, max(1, min(limit, 200))
    )
    return {"items": [_out(case) for case in page.rows], "next_after": page.next_after}


@router.get("/cases/{number}", response=shapes.CaseWhole)
def read(request: HttpRequest, number: str) -> Any:
    """A case with its clocks, transfers and closing gate."""
    return _whole(_case(request, number))


@router.post("/cases/{number}/transfers", response={201: shapes.TransferOut})
def transfer(request: HttpRequest, number: str, what: shapes.TransferIn) -> Any:
    """Sends it to the department the rule names, or to another with a reason."""
    case = _case(request, number)
    department = people.department_named(what.department) if what.department else None
    if what.department and department is None:
        raise Unacceptable(_("没有这个部门。"), details={"department": what.department})
    sent = actions.transfer(
        case,
        by=person_of(request),
        requirement=what.requirement,
        department=department,
        due_at=what.due_at,
        deviates_why=what.deviates_why,
    )
    return 201, _transfer_out(sent)


@router.post("/transfers/{transfer_id}/feedback", response=shapes.TransferOut)
def feedback(request: HttpRequest, transfer_id: int, what: shapes.FeedbackIn) -> Any:
    """The department's answer."""
    person = person_of(request)
    sent = queries.transfers_for(person).filter(pk=transfer_id).first()
    if sent is None:
        raise Http404(_("没有这次转办。"))
    actions.report_back(sent, by=person, answer=what.answer, conclusion=what.conclusion, cause=what.cause)
    return _transfer_out(sent)


@router.post("/cases/{number}/answers", response=shapes.CaseWhole)
def answer(request: HttpRequest, number: str, what: shapes.AnswerIn) -> Any:
    """What the customer was told, and whether he was reached."""
    case = _case(request, number)
    actions.answer(case, by=person_of(request), **what.model_dump())
    return _whole(_case(request, number))


@router.post("/cases/{number}/closure", response=shapes.CaseWhole)
def close(request: HttpRequest, number: str) -> Any:
    """Closes through the gate; 409 with `[{requirement, clause, met, how_to_meet}]` when something is missing."""
    actions.close(_case(request, number), by=person_of(request))
    return _whole(_case(request, number))


@router.get("/cases/{number}/decisions")
def decisions(request: HttpRequest, number: str) -> Any:
    """Every kept decision about a case, with rows, clauses and edition."""
    return [
        {
            "name": kept.name,
            "edition": kept.edition.name,
            "inputs": kept.inputs,
            "outcome": kept.outcome,
            "rows": kept.rows,
            "clauses": kept.clauses,
            "certainty": kept.certainty,
            "at": kept.at,
        }
        for kept in rulebook.decisions_about(_case(request, number))
    ]


people_router = Router(tags=["客户"])


def _customer_out(customer: Any) -> dict[str, Any]:
    return {
        "id": customer.pk,
        "name": customer.name,
        "title": customer.title,
        "company": customer.company,
        "customer_class": customer.customer_class,
        "phones": [point.masked for point in customer.contacts.all() if point.kind == "phone"],
    }


@people_router.post("/customers", response={201: shapes.CustomerOut})
def register(request: HttpRequest, what: shapes.CustomerIn, brand: str = "") -> Any:
    """Registers a customer; the number comes back masked."""
    person = person_of(request)
    return 201, _customer_out(customers.register(by=person, brand=_brand(person, brand), **what.model_dump()))


@people_router.post("/customers/search", response=list[shapes.CustomerOut])
def search(request: HttpRequest, what: shapes.SearchIn, brand: str = "") -> Any:
    """Customers by `{"q": …}`: full number, last four, name, company, matter. A body keeps numbers out of addresses."""
    person = person_of(request)
    found = customer_queries.recognise(person, _brand(person, brand), what.q)
    return [_customer_out(each.customer) for each in found]


@people_router.get("/customers/{customer_id}", response=shapes.CustomerOut)
def customer(request: HttpRequest, customer_id: int) -> Any:
    """One customer, masked."""
    found = customer_queries.visible_to(person_of(request)).filter(pk=customer_id).first()
    if found is None:
        raise Http404(_("没有这位客户。"))
    return _customer_out(found)
