"""Pages of waybills: the list, entering and changing one, all papers of one side by side."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from shouwen.claims import actions, paper_queries
from shouwen.claims.capitals import to_capitals
from shouwen.claims.forms import papers as forms
from shouwen.claims.models import Waybill
from shouwen.claims.paper_guards import CLAUSES
from shouwen.claims.views.deeds import Deed
from shouwen.claims.views.paper_page import context_of
from shouwen.kernel.money import Money
from shouwen.kernel.pages import leaf
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import told_on
from shouwen.people import queries as people

SHOWS = (
    ("", gettext_lazy("全部")),
    ("faulty", gettext_lazy("有错标记")),
    ("missing_notice", gettext_lazy("没有送货通知单")),
    ("unsearched", gettext_lazy("单据没查全")),
)
MOST_FOUND = 50


def waybills(request: HttpRequest) -> HttpResponse:
    """Waybills, newest first; or those the posted words may mean (names and numbers never stand in an address)."""
    person: Any = request.person  # type: ignore[attr-defined]
    if not person.may("claims.read_papers"):
        require(person, "claims.enter_waybill" if person.granted("claims.enter_waybill") else "claims.record_arrival")
    show, words = request.GET.get("show", ""), request.POST.get("q", "").strip()[:60]
    found = paper_queries.listed(person, words, show).prefetch_related("delivery_notices", "looks")
    page = leaf(found, None if words else request.GET.get("after"), MOST_FOUND)
    context = {
        "rows": [{"waybill": each, **paper_queries.glance(each)} for each in page.rows],
        "page": page,
        "words": words,
        "show": show,
        "shows": SHOWS,
        "may_enter": person.granted("claims.enter_waybill"),
    }
    return render(request, "claims/paper_list.html", context)


def find_waybill(request: HttpRequest, pk: int) -> Waybill:
    """The waybill as this person may see it, or 404."""
    found = paper_queries.waybills_visible_to(request.person)  # type: ignore[attr-defined]
    return get_object_or_404(found.select_related("brand", "branch", "salesman", "shipper", "consignee"), pk=pk)


def waybill(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_waybill(request, pk)
    person: Any = request.person  # type: ignore[attr-defined]
    return render(request, "claims/paper_waybill.html", context_of(found, person, DEEDS))


def new_waybill(request: HttpRequest) -> HttpResponse:
    """Entering a waybill; every guard it breaks is said on its field, with the clause."""
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "claims.enter_waybill")
    brands = list(people.brands_of(person))
    form = forms.WaybillForm(
        request.POST or None, by=person, initial={"salesman": person.staff_number, "is_in_computer": "True"}
    )
    if form.is_bound and form.is_valid():
        with told_on(form):
            made = actions.enter_waybill(by=person, brand=brands[0], **form.written())
        if not form.errors:
            messages.success(request, _("配送单已录入。"))
            return redirect("waybill", made.pk)
    return _form_page(request, form, None)


def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Changing a waybill until the goods are signed over."""
    person: Any = request.person  # type: ignore[attr-defined]
    found = find_waybill(request, pk)
    require(person, "claims.change_waybill", found)
    start = {name: getattr(found, name) for name in forms.WaybillForm.base_fields if hasattr(found, name)}
    start["salesman"] = found.salesman.staff_number if found.salesman else ""
    form = forms.WaybillForm(request.POST or None, by=person, thing=found, initial=start)
    if form.is_bound and form.is_valid():
        with told_on(form):
            actions.change_waybill(found, by=person, **form.written())
        if not form.errors:
            messages.success(request, _("配送单已改。"))
            return redirect("waybill", pk)
    return _form_page(request, form, found)


def _form_page(request: HttpRequest, form: Any, found: Waybill | None) -> HttpResponse:
    for figures, words in (("cod", "cod_words"), ("freight", "freight_words")):
        fen = getattr(form, "cleaned_data", {}).get(figures)
        if fen is not None and form.errors.get(words):
            form.add_error(words, _("小写的大写是：%(words)s") % {"words": to_capitals(Money(fen))})
    broken = sorted({CLAUSES[name] for name in form.errors if name in CLAUSES}) if form.is_bound else []
    context = {"form": form, "waybill": found, "broken": broken}
    return render(request, "claims/paper_form.html", context, status=422 if form.is_bound else 200)


@require_POST
def searched(request: HttpRequest, pk: int) -> HttpResponse:
    actions.declare_searched(find_waybill(request, pk), by=request.person)  # type: ignore[attr-defined]
    messages.success(request, _("已确认：没有的单据从现在起按缺失算。"))
    return redirect("waybill", pk)


_OF = {"url": "waybill", "up": gettext_lazy("配送单"), "find": find_waybill}
DEEDS = (
    Deed(
        "waybill-copy",
        "papers/<int:pk>/copies/",
        "claims.record_copies",
        actions.record_copy,
        gettext_lazy("登记四联"),
        gettext_lazy("记下这一联"),
        form=forms.CopyForm,
        says=gettext_lazy("看到什么记什么；再看一次另记一条，以最新的为准。"),
        clause="S2-1.F.4.1c",
        icon="file-check",
        **_OF,  # type: ignore[arg-type]
    ),
    Deed(
        "waybill-findings",
        "papers/<int:pk>/findings/",
        "claims.find_papers",
        actions.find,
        gettext_lazy("查明的情况"),
        gettext_lazy("记下"),
        form=forms.Findings,
        says=gettext_lazy("责任认定要用；不清楚的留着，不要猜。"),
        icon="search",
        initial=lambda thing: {
            name: {True: "True", False: "False"}.get(getattr(thing, name), "") for name in forms.Findings.base_fields
        },
        **_OF,  # type: ignore[arg-type]
    ),
    Deed(
        "waybill-arrival",
        "papers/<int:pk>/arrival/",
        "claims.record_arrival",
        actions.record_arrival,
        gettext_lazy("记到货"),
        gettext_lazy("记下"),
        form=forms.Arrival,
        says=gettext_lazy("无人提取的天数从这一天算起。"),
        icon="truck-delivery",
        **_OF,  # type: ignore[arg-type]
    ),
    Deed(
        "waybill-notice",
        "papers/<int:pk>/notice/",
        "claims.write_notice",
        actions.write_notice,
        gettext_lazy("填送货通知单"),
        gettext_lazy("填好，等双方签字"),
        form=forms.NoticeForm,
        says=gettext_lazy("双方各自签字后锁定；手工单由不是双方的人见到原件后确认。"),
        clause="S2-1.F.4.2.1a",
        icon="file-text",
        **_OF,  # type: ignore[arg-type]
    ),
    Deed(
        "waybill-slip",
        "papers/<int:pk>/slip/",
        "claims.write_slip",
        actions.write_slip,
        gettext_lazy("打条"),
        gettext_lazy("打条，等双方签字"),
        form=forms.SlipForm,
        says=gettext_lazy("异常货物打条，不在配送单上私自批注。"),
        clause="S2-1.F.4.1a",
        icon="clipboard-text",
        **_OF,  # type: ignore[arg-type]
    ),
)
