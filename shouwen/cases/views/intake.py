"""The intake desk: who is calling, what about, is it the same matter, and what happens when it is saved."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from shouwen.cases import actions, queries
from shouwen.cases.desk import Desk
from shouwen.conversations import queries as talks
from shouwen.customers import queries as customers
from shouwen.kernel.drafts import draft_of, forget
from shouwen.kernel.policy import require
from shouwen.people import queries as people

PLACE = "intake"
CALLER = "intake-caller"


def intake(request: HttpRequest) -> HttpResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "cases.open_case")
    if request.method == "POST" and request.POST.get("ending"):
        return _take(request, person)
    if "phone" in request.GET:
        # A number is taken out of the address at once: addresses are kept in histories and logs.
        request.session[CALLER] = request.GET["phone"][:40]
        return redirect("intake")
    desk = Desk(person, _typed(request) or _prefilled(request, person))
    return _shown(request, desk)


def _take(request: HttpRequest, person: Any) -> HttpResponse:
    desk = Desk(person, request.POST, bound=True)
    if not desk.form.is_valid():
        return _shown(request, desk, status=422)
    ending = desk.form.cleaned_data["ending"]
    case = ENDINGS[ending](desk, by=person, once=request.POST.get("once", ""))
    _tie(case, request.POST.get("talk", ""), by=person)
    forget(person, PLACE)
    messages.success(request, _said(case))
    url = f"/cases/{case.number}/"
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)  # type: ignore[attr-defined]


def _tie(case: Any, number: str, *, by: Any) -> None:
    """The call or talk this was registered from belongs to the case from here on."""
    talk = talks.visible_to(by).filter(number=number, about_id=None).first() if number else None
    if talk is not None and talk.brand_id == case.brand_id:
        actions.join_conversation(case, by=by, conversation=talk)


def _talk(person: Any, number: str) -> dict[str, str]:
    """What a call or talk says of the form: its brand and its customer."""
    talk = talks.with_names(talks.visible_to(person)).filter(number=number).first()
    if talk is None:
        return {}
    customer = {"customer": str(talk.customer_id)} if talk.customer_id else {}
    return {"talk": talk.number, "brand": talk.brand.code, **customer}


def _open(desk: Desk, *, by: Any, once: str) -> Any:
    return actions.open_for_caller(by=by, brand=desk.brand, what=desk.what(), once=once)


def _transfer(desk: Desk, *, by: Any, once: str) -> Any:
    given = desk.form.cleaned_data
    return actions.open_and_transfer(
        by=by,
        brand=desk.brand,
        what=desk.what(),
        once=once,
        department=given["department"],
        deviates_why=given["deviates_why"],
        requirement=desk.form.own_requirement or desk.foreseen.requirement,
        due_at=given["due_at"] if desk.form.own_due else None,
    )


def _settle(desk: Desk, *, by: Any, once: str) -> Any:
    given = desk.form.cleaned_data
    return actions.open_and_settle(
        by=by,
        brand=desk.brand,
        what=desk.what(),
        once=once,
        solution=given["solution"],
        cause=given["cause"],
        satisfaction=given["satisfaction"],
        customer_words=given["customer_words"],
        method=given["channel"] or "phone",
    )


ENDINGS = {"open": _open, "transfer": _transfer, "settle": _settle}


def _said(case: Any) -> str:
    """What became of the call, in one sentence."""
    if case.settled_at_once:
        missing = sum(not line.met for line in actions.closing_gate(case))
        if case.state == "closed":
            return _("%(number)s 已当场办结。") % {"number": case.number}
        return _("%(number)s 已答复客户；还差 %(n)s 项才能关闭。") % {"number": case.number, "n": missing}
    sent = case.transfers.select_related("department").order_by("-id").first()
    if sent is not None:
        return _("%(number)s 已立单，转%(department)s；责任仍在您。") % {
            "number": case.number,
            "department": sent.department,
        }
    return _("%(number)s 已立单，由您负责。") % {"number": case.number}


def _typed(request: HttpRequest) -> dict[str, Any]:
    """What stands in the form that asks only to be looked at again."""
    lists = {"items": request.POST.getlist("items")} if "items" in request.POST else {}
    return {**request.POST.dict(), **lists}


def _prefilled(request: HttpRequest, person: Any) -> dict[str, Any]:
    """The draft of this person, with what the address brings laid over it."""
    values: dict[str, Any] = {**draft_of(person, PLACE)}
    values.pop("talk", None)  # yesterday's call is not this one's
    values["restored"] = bool(values)
    if caller := request.session.pop(CALLER, ""):
        values |= {"q": caller, "phone": caller, "customer": ""}
    case = queries.numbered(person, request.GET["case"]).first() if request.GET.get("case") else None
    if case is not None:
        values |= {"brand": case.brand.code, "customer": str(case.customer_id or ""), "matter": str(case.matter or "")}
    if request.GET.get("talk"):
        values |= _talk(person, request.GET["talk"])
    if request.GET.get("customer"):
        values["customer"] = request.GET["customer"]
    if request.GET.get("brand"):
        values["brand"] = request.GET["brand"]
    return values


def _shown(request: HttpRequest, desk: Desk, status: int = 200) -> HttpResponse:
    template = "cases/intake.html#desk" if request.htmx else "cases/intake.html"  # type: ignore[attr-defined]
    return render(request, template, desk.page(), status=status)


def _part(request: HttpRequest, part: str) -> HttpResponse:
    """One box of the desk, for what stands in the form now."""
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "cases.open_case")
    typed = _typed(request) or request.GET.dict()
    desk = Desk(person, typed)
    answer = render(request, f"cases/intake_{part}.html", {**getattr(desk, part)(), "swapped": True})
    if part == "found" and desk.recognised:
        answer["HX-Trigger-After-Settle"] = "recognised"
    return answer


def found(request: HttpRequest) -> HttpResponse:
    return _part(request, "found")


def card(request: HttpRequest) -> HttpResponse:
    return _part(request, "card")


def similar(request: HttpRequest) -> HttpResponse:
    return _part(request, "similar")


def preview(request: HttpRequest) -> HttpResponse:
    return _part(request, "next")


def colleagues(request: HttpRequest) -> HttpResponse:
    """Whom the words typed so far may mean; the last of several."""
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "cases.open_case")
    words = request.GET.get("named", "").replace("，", "、").split("、")
    *before, last = words
    found = (
        people.colleagues(person).filter(staff_number__startswith=last.strip())[:8] if last.strip().isdigit() else []
    )
    found = found or (people.colleagues(person).filter(name__contains=last.strip())[:8] if last.strip() else [])
    kept = "、".join(before)
    return render(request, "cases/intake_colleagues.html", {"found": found, "before": f"{kept}、" if kept else ""})


@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """Throws the draft away and starts with an empty desk."""
    forget(request.person, PLACE)  # type: ignore[attr-defined]
    return redirect("intake")


def customer_cases(request: HttpRequest, pk: int) -> HttpResponse:
    """What there was with a customer, as the customer's page shows it aside."""
    person: Any = request.person  # type: ignore[attr-defined]
    customer = get_object_or_404(customers.visible_to(person), pk=pk)
    context = {"customer": customer, **Desk(person, {"brand": customer.brand.code}).history(customer, limit=30)}
    name = "cases/intake_customer_cases.html"
    return render(request, f"{name}#rows" if request.htmx else name, context)  # type: ignore[attr-defined]


urlpatterns = [
    path("intake/", intake, name="intake"),
    path("intake/customers/", found, name="intake-customers"),
    path("intake/card/", card, name="intake-card"),
    path("intake/similar/", similar, name="intake-similar"),
    path("intake/preview/", preview, name="intake-preview"),
    path("intake/colleagues/", colleagues, name="intake-colleagues"),
    path("intake/draft/", draft, name="intake-draft"),
    path("customers/<int:pk>/cases/", customer_cases, name="customer-cases"),
]
