"""The complaint form on paper: A4 in the browser, with the way back to the case as a QR."""

from __future__ import annotations

from typing import Any

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from shouwen.cases import queries
from shouwen.cases.printing import paper_of
from shouwen.cases.rules import rules_of
from shouwen.kernel import clock

FORM = "complaint-form"
#: For a pack without the form.
WORDS = {
    "customer": _("客户"),
    "phone": _("电话"),
    "waybill": _("运单号"),
    "class": _("类别"),
    "gist": _("来电要点"),
    "handling": _("处理情况"),
    "department": _("转办部门"),
    "limit": _("时限"),
    "requirements": _("要求"),
    "feedback": _("部门反馈"),
    "reply": _("告知客户情况"),
    "satisfaction": _("客户是否满意"),
    "reason": _("事由"),
    "received_at": _("受理时间"),
}


@require_GET
def case_print(request: HttpRequest, number: str) -> HttpResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    case = get_object_or_404(queries.numbered(person, number))
    rules = rules_of(case)
    sheet = rules.pack.forms.get(FORM)
    form = (sheet.model_extra or {}) if sheet else {}
    labels = WORDS | {field["id"]: field["label"] for field in form.get("field", [])}
    category = rules.category(case.category)
    address = request.build_absolute_uri(reverse("case", args=[case.number]))
    paper = paper_of(case, labels)
    return render(
        request,
        "cases/print.html",
        {
            "case": case,
            "labels": labels,
            "edition": rules.edition,
            "category": category.label if category else "",
            "detail": _details(case, category),
            "kind": rules.kind(case.kind),
            "is_complaint": case.kind == "complaint",
            "title": form.get("title", ""),
            "signatures": form.get("signature", []),
            "phone": case.customer.contacts.filter(kind="phone").order_by("pk").first() if case.customer else None,
            # Our own letters and digits in a picture: nothing in it comes from anybody's words.
            "qr": mark_safe(segno.make(address, error="m").svg_inline(omitsize=True, border=1, lineclass=None)),  # noqa: S308
            "total": len(paper["pages"]) + 1,
            "printed_at": clock.now(),
            **paper,
        },
    )


def _details(case: Any, category: Any) -> list[str]:
    """The circumstances of the class, in the pack's words."""
    if category is None:
        return []
    return [part.label for part in category.detail if case.circumstances.get(part.input) == part.value]


urlpatterns = [path("cases/<str:number>/print/", case_print, name="case-print")]
