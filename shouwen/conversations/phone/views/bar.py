"""The call bar in the frame of every page, and what its buttons do. Its state is the server's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwen.conversations import queries as talks
from shouwen.conversations.phone import actions, forms, queries
from shouwen.conversations.phone.happening import Seen, events_of
from shouwen.conversations.phone.models import ENDED_BY, Call
from shouwen.conversations.phone.rules import Rules, of_brand
from shouwen.customers import queries as customers
from shouwen.kernel import clock
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import Unacceptable

#: The situation whose words ask for a hold.
ASKING = "CS-20"
JUST = dt.timedelta(seconds=20)


def bar(request: HttpRequest) -> HttpResponse:
    """What is on his line now."""
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "phone.take")
    return render(request, "phone/bar.html", of(person))


def of(person: Any) -> dict[str, Any]:
    """Everything the bar shows: the call in front and the others waiting."""
    found = queries.at_hand(person)
    front = found[0] if found and found[0].state != "ended" else None
    rest = [call for call in found if call is not front]
    topics = [f"line:{person.pk}", "line:0", *(f"call:{call.pk}" for call in found)]
    if front is not None:
        topics.append(f"conversation:{front.conversation_id}")  # tied to a case: what to say changes
    context = {"person": person, "rest": rest, "topics": " ".join(topics), "ring": forms.Ring(person=person)}
    return context | (_front(person, front) if front is not None else {"call": None})


def _front(person: Any, call: Call) -> dict[str, Any]:
    rules, talk = of_brand(call.brand), call.conversation
    pauses = list(call.pauses.order_by("-id"))
    open_pause = next((each for each in pauses if each.ended_at is None), None)
    takers = queries.takers(call, person) if call.state in ("answered", "on_hold") else []
    talking = queries.busy_among(takers) if takers else set()
    warn_limit = rules.value("call.abuse_warnings")
    seen = Seen(
        direction=call.direction, state=call.state, is_late=bool(call.is_late), is_paused=open_pause is not None,
        is_back=bool(pauses) and call.state == "answered", is_just_back=_is_just_back(pauses), warned=call.warnings, most=int(warn_limit.value),
        about=tuple(talks.happenings(talk)),
    )  # fmt: skip
    return {
        "happening": " ".join(events_of(seen)) if call.person_id in (None, person.pk) else "",
        "call": call,
        "conversation": talk,
        "number": queries.shown_number(person, call),
        "titles": customers.titles(),
        "callers": queries.callers(call) if talk.customer is None else [],
        "mine": call.person_id == person.pk,
        "offered": call.offered_to_id == person.pk,
        "by_hand": call.exchange_id is None,
        "ring_limit": rules.rings(),
        "ring_seconds": rules.ring_seconds(),
        "hold_limit": rules.value("call.hold_limit"),
        "warn_limit": warn_limit,
        "pause": open_pause,
        "unasked": any(not each.has_consent for each in pauses),
        "takers": [(each, each.pk in talking) for each in takers],
        "ended_by": ENDED_BY,
        "ended_why": forms.reasons(rules.hang_up_first().value),
        "asking": asking(rules),
        "now": clock.now(),
    }


def _is_just_back(pauses: list[Any]) -> bool:
    """Back from a hold for so short that the thanks for waiting come first."""
    last = pauses[0].ended_at if pauses else None
    return last is not None and clock.now() - last < JUST


def asking(rules: Rules) -> dict[str, Any] | None:
    """How a hold is asked for, with the clause and where it is read; None where the pack has no words for it."""
    words, clauses = rules.words(ASKING)
    return {"words": words, "clauses": clauses, "url": rules.url(clauses)} if words else None


def _answered(request: HttpRequest, call: Call) -> HttpResponse:
    """The bar again for who pressed in the bar, the page of the call for who has no script."""
    if request.htmx:  # type: ignore[attr-defined]
        return bar(request)
    return redirect("call", call.pk)


@require_POST
def ring(request: HttpRequest) -> HttpResponse:
    """A call typed in by hand."""
    person: Any = request.person  # type: ignore[attr-defined]
    require(person, "phone.take")
    form = forms.Ring(request.POST, person=person)
    if not form.is_valid() or form.brand_or_usual() is None:
        sentence = _("这个号码读不懂，请连区号一起填；没有显示号码就留空。")
        raise Unacceptable(sentence, details={"number": sentence})
    given = form.cleaned_data
    call = actions.ring(by=person, brand=form.brand_or_usual(), number=given["number"], ticks=given["ticks"] or 0)
    return _answered(request, call)


def found(request: HttpRequest, pk: int) -> Call:
    person: Any = request.person  # type: ignore[attr-defined]
    return get_object_or_404(queries.with_names(queries.visible_to(person)), pk=pk)


def _verb(work: Callable[[Any, Call], Any]) -> Callable[[HttpRequest, int], HttpResponse]:
    """A button: does one thing, and shows the bar again."""

    @require_POST
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        call = found(request, pk)
        work(request, call)
        return _answered(request, call)

    return view


def _by(action: Callable[..., Any]) -> Callable[[Any, Call], Any]:
    return lambda request, call: action(call, by=request.person)


def _asked_first(action: Callable[..., Any]) -> Callable[[Any, Call], Any]:
    return lambda request, call: action(call, by=request.person, has_consent=request.POST.get("has_consent") == "on")


def _transfer(request: Any, call: Call) -> None:
    require(request.person, "phone.handle", call)
    form = forms.Transfer(request.POST, takers=queries.takers(call, request.person))
    if not form.is_valid():
        sentence = _("请选转给谁，并写明原因。")
        raise Unacceptable(sentence, details={"taker": sentence})
    actions.transfer(call, by=request.person, **form.cleaned_data)


def _end(request: Any, call: Call) -> None:
    require(request.person, "phone.handle", call)
    form = forms.End(request.POST)
    if not form.is_valid():
        sentence = _("请选谁先挂的电话。")
        raise Unacceptable(sentence, details={"ended_by": sentence})
    actions.end(call, by=request.person, **form.cleaned_data)


def _name(request: Any, call: Call) -> None:
    form = forms.Name(request.POST, person=request.person, brand=call.brand)
    if not form.is_valid():
        sentence = _("请选一位客户，或填写姓名登记。")
        raise Unacceptable(sentence, details={"name": sentence})
    actions.name_caller(call, by=request.person, **form.cleaned_data)


@require_POST
def call_back(request: HttpRequest, pk: int) -> HttpResponse:
    made = actions.call_back(found(request, pk), by=request.person)  # type: ignore[attr-defined]
    return redirect("call", made.pk)


VERBS: dict[str, Callable[[Any, Call], Any]] = {
    "ring": _by(actions.tick),
    "answer": _by(actions.answer),
    "hold": _asked_first(actions.hold),
    "resumption": _by(actions.resume),
    "mute": _asked_first(actions.mute),
    "unmute": _by(actions.unmute),
    "consent": _by(actions.consent),
    "warning": _by(actions.warn),
    "transfer": _transfer,
    "acceptance": _by(actions.accept),
    "refusal": _by(actions.refuse),
    "withdrawal": _by(actions.take_back),
    "end": _end,
    "miss": _by(actions.miss),
    "caller": _name,
}
urlpatterns = [
    path("bar/", bar, name="call-bar"),
    path("ringing/", ring, name="call-new"),
    path("<int:pk>/call-back/", call_back, name="call-back"),
    *[path(f"<int:pk>/{name}/", _verb(work), name=f"call-{name}") for name, work in VERBS.items()],
]
