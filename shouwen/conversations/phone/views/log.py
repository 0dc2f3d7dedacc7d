"""The log of calls, one call with its record, and Excel."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from shouwen.conversations.phone import actions, forms, queries
from shouwen.conversations.phone.models import Call
from shouwen.conversations.phone.rules import Rules, of_brand
from shouwen.conversations.phone.timeline import entries_of
from shouwen.conversations.phone.views.bar import found
from shouwen.customers import queries as customers
from shouwen.kernel import clock, exports, pages
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import told_on

SIZE = 50
MOST_ROWS = 100_000
COLUMNS = (
    exports.Column(gettext_lazy("编号"), 14),
    exports.Column(gettext_lazy("响铃"), 17, "time"),
    exports.Column(gettext_lazy("方向"), 8),
    exports.Column(gettext_lazy("号码"), 16),
    exports.Column(gettext_lazy("客户"), 14),
    exports.Column(gettext_lazy("接听人"), 14),
    exports.Column(gettext_lazy("状态"), 10),
    exports.Column(gettext_lazy("响几声"), 8, "number"),
    exports.Column(gettext_lazy("标准"), 8, "number"),
    exports.Column(gettext_lazy("是否达标"), 10),
    exports.Column(gettext_lazy("条款"), 16),
    exports.Column(gettext_lazy("通话秒数"), 10, "number"),
    exports.Column(gettext_lazy("等候秒数"), 10, "number"),
    exports.Column(gettext_lazy("转接次数"), 10, "number"),
    exports.Column(gettext_lazy("谁先挂"), 12),
    exports.Column(gettext_lazy("先挂的原因"), 18),
    exports.Column(gettext_lazy("工单"), 14),
    exports.Column(gettext_lazy("不立单的原因"), 24),
    exports.Column(gettext_lazy("客户说了什么"), 40),
)


def calls(request: HttpRequest) -> HttpResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "phone.take")
    form = forms.Asked(request.GET)
    asked = form.wanted()
    rows = queries.listed(person, asked)
    leaf = pages.leaf(rows, request.GET.get("after"), SIZE)
    context = {
        "form": form,
        "leaf": leaf,
        "rows": [(call, _standard(call)) for call in leaf.rows],
        "share": queries.share_in_time(rows) if leaf.first else None,
        "fewest": queries.FEWEST,
        "first": leaf.first,
        "query": urlencode({name: str(value) for name, value in asked.items()}),
        "may_export": person.granted("phone.export"),
        "now": clock.now(),
    }
    return render(request, "phone/list.html", context)


def _standard(call: Call) -> dict[str, Any]:
    """The standard a call was answered by, with where its clause is read."""
    if call.is_late is None:
        return {}
    return {
        "clauses": call.ring_clauses,
        "origin": call.ring_origin,
        "url": of_brand(call.brand).url(call.ring_clauses),
    }


def export(request: HttpRequest) -> HttpResponseBase:
    """What the filter finds, as far as he may see it; numbers stay masked."""
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "phone.export")
    form = forms.Asked(request.GET)
    rows = queries.listed(person, form.wanted()).prefetch_related("pauses")[:MOST_ROWS]
    sheet = exports.Sheet(_("通话记录"), COLUMNS, _lines(rows))
    name = f"calls-{clock.local(clock.now()):%Y%m%d-%H%M}.xlsx"
    return exports.response([sheet], filename=name, title=_("通话记录"), by=person, said=form.words())


def _lines(rows: Any) -> Iterator[tuple[Any, ...]]:
    now = clock.now()
    for call in rows:
        talk = call.conversation
        met = "" if call.is_late is None else _("超过") if call.is_late else _("达标")
        yield (
            str(call),
            call.rang_at,
            call.get_direction_display(),
            call.masked,
            str(talk.customer or ""),
            str(call.person or ""),
            call.get_state_display(),
            call.rings,
            call.ring_limit,
            met,
            "、".join(call.ring_clauses),
            call.seconds,
            sum(pause.lasted(now) for pause in call.pauses.all()),
            call.transfers,
            call.get_ended_by_display(),
            call.get_ended_why_display(),
            talk.reference,
            call.no_case_why,
            call.gist,
        )


def call(request: HttpRequest, pk: int) -> HttpResponse:
    """One call; its record is written here."""
    person: Any = request.person  # type: ignore[attr-defined]
    shown = found(request, pk)
    may_record = shown.state == "ended" and shown.recorded_at is None and person.may("phone.handle", shown)
    given = request.POST if request.method == "POST" else None
    initial = {"ended_by": shown.ended_by, "ended_why": shown.ended_why}
    allowed = of_brand(shown.brand).hang_up_first().value
    form = forms.Record(given, initial=initial, allowed=allowed)
    if given is not None:
        require(person, "phone.handle", shown)
        if form.is_valid():
            with told_on(form):
                actions.record(shown, by=person, **form.cleaned_data)
                messages.success(request, _("通话记录已填好。"))
                return redirect("call", pk)
        shown = found(request, pk)
    context = _shown(request, shown) | {"form": form, "may_record": may_record}
    return render(request, "phone/call.html", context, status=422 if given is not None else 200)


def _shown(request: HttpRequest, shown: Call) -> dict[str, Any]:
    person: Any = request.person  # type: ignore[attr-defined]
    rules: Rules = of_brand(shown.brand)
    now, pauses = clock.now(), list(shown.pauses.order_by("id"))
    return {
        "call": shown,
        "conversation": shown.conversation,
        "number": queries.shown_number(person, shown),
        "titles": customers.titles(),
        "callers": queries.callers(shown) if shown.conversation.customer is None else [],
        "may_name": person.may("phone.handle" if shown.person_id else "phone.take", shown),
        "standard": _standard(shown),
        "pauses": [(each, each.lasted(now), each.lasted(now) > each.limit) for each in pauses],
        "hold": rules.value("call.hold_limit"),
        "record": rules.value("call.record"),
        "missing": [LACKING[each] for each in queries.missing(shown, rules)] if shown.state == "ended" else [],
        "back": queries.call_back_rests_on(shown),
        "to_call_back": shown.state == "missed" and shown.direction == "in" and shown.called_back_at is None,
        "may_keep_promise": bool(shown.promise) and shown.promise_kept_at is None and person.may("phone.handle", shown),
        "entries": entries_of(shown, rules),
        "now": now,
    }


LACKING = {
    "gist": gettext_lazy("客户说了什么"),
    "outcome": gettext_lazy("立单，或不立单的原因"),
    "ended_by": gettext_lazy("谁先挂"),
}


@require_POST
def promise(request: HttpRequest, pk: int) -> HttpResponse:
    actions.keep_promise(found(request, pk), by=request.person)  # type: ignore[attr-defined]
    return redirect("call", pk)


@require_POST
def aside(request: HttpRequest, pk: int) -> HttpResponse:
    actions.set_aside(found(request, pk), by=request.person, why=request.POST.get("why", ""))  # type: ignore[attr-defined]
    return redirect("call", pk)


urlpatterns = [
    path("", calls, name="calls"),
    path("export/", export, name="calls-export"),
    path("<int:pk>/", call, name="call"),
    path("<int:pk>/promise/", promise, name="call-promise"),
    path("<int:pk>/aside/", aside, name="call-aside"),
]
