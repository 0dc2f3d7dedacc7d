"""The cashier's page, the voucher on paper, and what a liable party is told."""

from __future__ import annotations

from typing import Any

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shouwen.claims import actions, queries, rules
from shouwen.claims.capitals import to_capitals
from shouwen.claims.forms.accidents import Objection, Payment
from shouwen.kernel import clock
from shouwen.kernel.money import Money
from shouwen.kernel.pages import leaf
from shouwen.kernel.policy import may, require
from shouwen.kernel.refusals import told_on


def cashier(request: HttpRequest) -> HttpResponse:
    """Settlement finds a voucher by its number; those waiting stand below."""
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "claims.pay")
    typed = request.GET.get("q", "").strip()[:40]
    every = queries.vouchers_for(person)
    found = every.filter(number__iexact=typed).first() if typed else None
    if found is not None:
        return redirect("cashier-voucher", found.number)
    page = leaf(every.filter(state="issued"), request.GET.get("after"))
    paid = list(every.filter(state="paid").order_by("-paid_at")[:10])
    return render(request, "claims/cashier.html", {"typed": typed, "page": page, "paid": paid})


def cashier_voucher(request: HttpRequest, voucher: str) -> HttpResponse:
    """One voucher: looks at the payee's papers, pays once. The amount cannot be changed here."""
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "claims.pay")
    found = get_object_or_404(queries.vouchers_for(person), number=voucher)
    form = Payment(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_on(form):
            actions.pay(found, by=person, **form.cleaned_data)
            messages.success(request, _("已付款。"))
            return redirect("cashier-voucher", found.number)
    context = {
        "voucher": found,
        "form": form,
        "capitals": to_capitals(Money(found.amount_fen)),
        "may_pay": found.state == "issued" and may(person, "claims.pay", found.claim),
    }
    return render(request, "claims/cashier_voucher.html", context, status=422 if form.is_bound else 200)


@require_GET
def voucher_print(request: HttpRequest, number: str) -> HttpResponse:
    """理赔款领取凭证 on A4: figures and capitals, the way back as a QR, the place of the stamp."""
    person: Any = request.person  # type: ignore[attr-defined]
    claim = get_object_or_404(queries.numbered(person, number))
    voucher = get_object_or_404(
        claim.vouchers.exclude(state="void").select_related(
            "opinion__drafted_by", "opinion__confirmed_by", "issued_by", "paid_by"
        )
    )
    address = request.build_absolute_uri(reverse("claim", args=[claim.number]))
    context = {
        "claim": claim,
        "voucher": voucher,
        "sees_claim": person.granted("claims.read"),
        "edition": rules.rules_of(claim).edition,
        "capitals": to_capitals(Money(voucher.amount_fen)),
        # Our own letters and digits in a picture: nothing in it comes from anybody's words.
        "qr": mark_safe(segno.make(address, error="m").svg_inline(omitsize=True, border=1, lineclass=None)),  # noqa: S308
        "printed_at": clock.now(),
        "page": 1,
        "total": 1,
    }
    return render(request, "claims/voucher_print.html", context)


def share_notices(request: HttpRequest) -> HttpResponse:
    """责任通知: share and amount of one's own, to acknowledge or to object to."""
    person: Any = request.person  # type: ignore[attr-defined]
    page = leaf(queries.shares_of(person), request.GET.get("after"))
    rows = [
        {"share": each, "may_answer": each.state == "notified" and may(person, "claims.answer_share", each)}
        for each in page.rows
    ]
    return render(request, "claims/notices.html", {"rows": rows, "page": page, "form": Objection()})


@require_POST
def share_acknowledgement(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    actions.acknowledge_share(get_object_or_404(queries.shares_of(person), pk=pk), by=person)
    messages.success(request, _("已认可。"))
    return redirect("share-notices")


@require_POST
def share_objection(request: HttpRequest, pk: int) -> HttpResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    share = get_object_or_404(queries.shares_of(person), pk=pk)
    actions.object_to_share(share, by=person, words=request.POST.get("words", ""))
    messages.success(request, _("异议已提交，理赔员会答复。"))
    return redirect("share-notices")


urlpatterns = [
    path("cashier/", cashier, name="cashier"),
    path("cashier/<slug:voucher>/", cashier_voucher, name="cashier-voucher"),
    path("notices/", share_notices, name="share-notices"),
    path("notices/<int:pk>/acknowledgement/", share_acknowledgement, name="share-acknowledgement"),
    path("notices/<int:pk>/objection/", share_objection, name="share-objection"),
    path("<slug:number>/voucher/print/", voucher_print, name="voucher-print"),
]
