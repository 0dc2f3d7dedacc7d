"""Pages of returns: the list, one return with what the rules say now, and a page a verb."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from shouwen.claims import paper_queries
from shouwen.claims.returns import actions, forms, queries
from shouwen.claims.returns.models import ReturnRequest
from shouwen.claims.returns.states import BEFORE_PERMISSION
from shouwen.claims.views.deeds import Deed, doable
from shouwen.kernel import facts, files
from shouwen.kernel.models import Attachment
from shouwen.kernel.pages import leaf
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import told_on
from shouwen.people import queries as people

SHOWS = (
    ("", gettext_lazy("全部")),
    ("open", gettext_lazy("待准予")),
    ("way", gettext_lazy("准予和在途")),
    ("liable", gettext_lazy("分公司责任")),
    ("ended", gettext_lazy("已了结")),
)


def returns(request: HttpRequest) -> HttpResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "returns.read")
    show, words = request.GET.get("show", ""), request.POST.get("q", "").strip()[:60]
    page = leaf(queries.listed(person, show, words), None if words else request.GET.get("after"))
    context = {
        "rows": [{"request": each, "days": queries.days_unclaimed(each)} for each in page.rows],
        "page": page,
        "show": show,
        "shows": SHOWS,
        "words": words,
        "may_ask": person.granted("returns.ask"),
    }
    return render(request, "returns/list.html", context)


def find(request: HttpRequest, pk: int) -> ReturnRequest:
    """The return as this person may see it, or 404."""
    found = queries.visible_to(request.person)  # type: ignore[attr-defined]
    return get_object_or_404(
        found.select_related("matter", "branch", "brand", "asked_by", "allowed_by", "checked_by", "decision"), pk=pk
    )


STEPS = (
    ("requested", gettext_lazy("提出"), "asked_at"),
    ("certified", gettext_lazy("发货人的返回证明"), "certified_at"),
    ("faxed", gettext_lazy("传真给分公司"), "faxed_at"),
    ("allowed", gettext_lazy("准予返回"), "allowed_at"),
    ("returned", gettext_lazy("发回"), "returned_at"),
    ("checked", gettext_lazy("验收标签和货物"), "checked_at"),
)


def return_page(request: HttpRequest, pk: int) -> HttpResponse:
    found = find(request, pk)
    person: Any = request.person  # type: ignore[attr-defined]
    is_open = found.state in BEFORE_PERMISSION
    context = {
        "request_": found,
        "days": queries.days_unclaimed(found),
        "advice": queries.advice(found) if is_open else None,
        "steps": _steps(found),
        "deeds": doable(DEEDS, person, found, _names(found)),
        "may_bring_back": found.state == "allowed" and person.may("returns.bring_back", found),
        "is_held": paper_queries.is_held(found.matter),
        "files": list(Attachment.objects.filter(about_kind="returnrequest", about_id=found.pk).order_by("pk")),
        "happened": facts.timeline(found, 60),
        "waybill": paper_queries.waybills_visible_to(person).filter(matter=found.matter_id).first(),
    }
    return render(request, "returns/return.html", context)


def _steps(found: ReturnRequest) -> list[dict[str, Any]]:
    """The way of 8.4; certificate and fax are left out where they are not needed and were not made."""
    rows, now = [], True
    short = queries.days_unclaimed(found) < 10
    for state, title, column in STEPS:
        at = getattr(found, column)
        if at is None and state in ("certified", "faxed") and (not short or found.allowed_at):
            continue
        rows.append({"title": title, "at": at, "state": "yes" if at else "now" if now else "later"})
        now = now and at is not None
    return rows


def _names(found: ReturnRequest) -> tuple[str, ...]:
    """Deeds that go from here."""
    names = {
        "requested": ("return-permission", "return-certificate", "return-telling", "return-withdrawal"),
        "certified": ("return-fax", "return-telling", "return-withdrawal"),
        "faxed": ("return-permission", "return-telling", "return-withdrawal"),
        "returned": ("return-check",),
    }
    return names.get(found.state, ())


def new(request: HttpRequest) -> HttpResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "returns.ask")
    form = forms.Asking(request.POST or None, by=person)
    if form.is_bound and form.is_valid():
        with told_on(form):
            made = actions.ask(by=person, brand=people.brands_of(person)[0], **form.cleaned_data)
        if not form.errors:
            messages.success(request, _("已提出。"))
            return redirect("return", made.pk)
    return render(request, "returns/new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
def bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    actions.bring_back(find(request, pk), by=request.person)  # type: ignore[attr-defined]
    messages.success(request, _("已记下发回。"))
    return redirect("return", pk)


@require_GET
def file(request: HttpRequest, pk: int, kept: int) -> FileResponse:
    """A certificate or photo, to those who see the return."""
    find(request, pk)
    return files.response(get_object_or_404(Attachment, pk=kept, about_kind="returnrequest", about_id=pk))


_OF = {"url": "return", "up": gettext_lazy("货物返回"), "find": find}
DEEDS = (
    Deed(
        "return-telling",
        "<int:pk>/telling/",
        "returns.tell",
        actions.tell_shipper,
        gettext_lazy("告知发货人"),
        gettext_lazy("记下"),
        form=forms.Telling,
        icon="phone",
        **_OF,  # type: ignore[arg-type]
    ),
    Deed(
        "return-certificate",
        "<int:pk>/certificate/",
        "returns.certify",
        actions.certify,
        gettext_lazy("登记返回证明"),
        gettext_lazy("登记"),
        form=forms.Certificate,
        says=gettext_lazy("不满 10 天的，凭发货人的返回证明。"),
        clause="S2-1.D.4.9.2a",
        icon="certificate",
        **_OF,  # type: ignore[arg-type]
    ),
    Deed(
        "return-fax",
        "<int:pk>/fax/",
        "returns.fax",
        actions.fax,
        gettext_lazy("传真给分公司"),
        gettext_lazy("已传真"),
        form=forms.Fax,
        says=gettext_lazy("分公司凭传真返回货物。"),
        clause="S2-1.D.4.9.2a",
        icon="file-export",
        **_OF,  # type: ignore[arg-type]
    ),
    Deed(
        "return-permission",
        "<int:pk>/permission/",
        "returns.allow",
        actions.allow,
        gettext_lazy("准予返回"),
        gettext_lazy("准予"),
        form=forms.Permission,
        says=gettext_lazy("系统按规则判定并留存；规范没有写明的，由准予的人写理由负责。"),
        clause="S2-1.D.4.9.2a",
        icon="circle-check",
        **_OF,  # type: ignore[arg-type]
    ),
    Deed(
        "return-check",
        "<int:pk>/check/",
        "returns.check",
        actions.check,
        gettext_lazy("返回验收"),
        gettext_lazy("验收"),
        form=forms.Check,
        says=gettext_lazy("标签被盖住且货物不符或有异常，由分公司负责；有问题的附照片。"),
        clause="S2-1.D.4.9.2b",
        icon="clipboard-check",
        **_OF,  # type: ignore[arg-type]
    ),
    Deed(
        "return-withdrawal",
        "<int:pk>/withdrawal/",
        "returns.withdraw",
        actions.withdraw,
        gettext_lazy("撤回"),
        gettext_lazy("撤回"),
        form=forms.Why,
        icon="arrow-back-up",
        **_OF,  # type: ignore[arg-type]
    ),
)
