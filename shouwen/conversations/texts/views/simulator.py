"""模拟手机: a customer's telephone for every channel of a demo. There is none elsewhere."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwen.conversations.texts import forms, queries
from shouwen.conversations.texts.models import Line
from shouwen.conversations.texts.simulators import telephone
from shouwen.kernel.policy import require


def _lines(request: HttpRequest) -> list[Line]:
    """The simulated lines of the person's brands; refused outside a demo as if the page were not there."""
    person: Any = request.person  # type: ignore[attr-defined]
    if not settings.DEMO:
        raise Http404
    if not person.granted("conversations.claim"):
        require(person, "conversations.keep_channels")
    return list(
        queries.lines().filter(is_simulated=True, channel__is_active=True, channel__brand__in=person.reach.brands)
    )


def simulator(request: HttpRequest) -> HttpResponse:
    """One customer's telephone by one channel."""
    lines = _lines(request)
    line = next((each for each in lines if str(each.pk) == request.GET.get("line")), lines[0] if lines else None)
    context: dict[str, Any] = {"lines": lines, "line": line}
    if line is not None:
        people = telephone.people(line)
        idents = [ident for _name, ident in people]
        who = request.GET.get("who") or telephone.last_writer(line)
        context |= {"people": people, "who": who if who in idents else idents[0]}
        context["seen"] = telephone.seen(line, context["who"])
    return render(request, "texts/simulator.html", context)


@require_POST
def write(request: HttpRequest) -> HttpResponse:
    """The customer writes."""
    lines = {each.pk: each for each in _lines(request)}
    form = forms.Say(request.POST)
    if not form.is_valid() or form.cleaned_data["line"] not in lines:
        raise Http404
    given = form.cleaned_data
    line = lines[given["line"]]
    if given["how"] in ("say", "forged") and not given["text"].strip():
        messages.error(request, _("请写下内容。"))
    else:
        rung = telephone.write(line, given["who"], given["text"].strip(), how=given["how"])
        _tell(request, rung)
    return redirect(f"/texts/simulator/?line={line.pk}&who={given['who'].replace('+', '%2B')}")


def _tell(request: HttpRequest, rung: telephone.Rung) -> None:
    if rung.status == 200:
        messages.success(
            request,
            _("平台回调：已收下（200）。") if rung.how != "again" else _("同一条又送了一次：已收下（200），只算一条。"),
        )
    elif rung.status == 403:
        messages.error(request, _("伪造的回调：拒收（403），已记在渠道状况里。"))
    else:
        messages.error(request, _("平台回调没有成功（%(code)s）。") % {"code": rung.status})
