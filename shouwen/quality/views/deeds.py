"""The verbs on one violation: what each is called, who may, what it asks. One view serves them all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from shouwen.kernel.policy import require
from shouwen.kernel.refusals import told_on
from shouwen.people import queries as people
from shouwen.quality import actions, forms, queries
from shouwen.quality.grounds import ground_of


@dataclass(frozen=True)
class Deed:
    """A verb, its address under the violation, its form, and of what it is done: violation, penalty or objection."""

    name: str
    word: str
    right: str
    act: Callable[..., Any]
    title: Any
    button: Any
    form: type[forms.Deed]
    icon: str
    says: Any = ""
    of: str = "violation"
    is_main: bool = False


DEEDS = (
    Deed(
        "violation-check",
        "check",
        "quality.check",
        actions.check,
        _("核实"),
        _("核实属实"),
        forms.Finding,
        "checks",
        _("核实的人不能是提出的人，也不能是本人或他部门的人。"),
        is_main=True,
    ),
    Deed(
        "violation-dismissal",
        "dismissal",
        "quality.check",
        actions.dismiss,
        _("不成立"),
        _("认定不成立"),
        forms.Why,
        "x",
        _("记录保留；因此取消的评先资格同时恢复。"),
    ),
    Deed(
        "violation-decision",
        "decision",
        "quality.decide",
        actions.decide,
        _("决定处罚"),
        _("决定"),
        forms.Decision,
        "gavel",
        _("决定后通知本人，他可以在期限内提出异议。"),
        is_main=True,
    ),
    Deed(
        "violation-approval",
        "approval",
        "quality.second",
        actions.approve,
        _("第二人批准"),
        _("批准"),
        forms.Words,
        "check",
        _("条文没有金额的罚款，要两个人都同意。"),
        of="penalty",
        is_main=True,
    ),
    Deed(
        "violation-refusal",
        "refusal",
        "quality.second",
        actions.decline,
        _("不批准"),
        _("不批准"),
        forms.Refusal,
        "x",
        _("退回重新决定。"),
        of="penalty",
    ),
    Deed(
        "violation-objection",
        "objection",
        "quality.object",
        actions.object_to,
        _("提出异议"),
        _("提出"),
        forms.Objecting,
        "message-exclamation",
        _("由没有参与决定的人答复。"),
        of="penalty",
        is_main=True,
    ),
    Deed(
        "violation-answer",
        "answer",
        "quality.answer_objection",
        actions.answer_objection,
        _("答复异议"),
        _("答复"),
        forms.Answering,
        "message-reply",
        _("答复的人不能是提出或决定的人。"),
        of="objection",
        is_main=True,
    ),
)


def right_of(deed: Deed, violation: Any) -> str:
    """Second complaints and grave events are decided by 企管部 or a leader (M-19, S2 7)."""
    if deed.right == "quality.decide" and violation.decider == "enterprise":
        return "quality.decide_grave"
    return deed.right


def fits(deed: Deed, violation: Any, penalty: Any, objection: Any) -> bool:
    """Is this the verb's turn?"""
    return {
        "check": violation.state == "proposed",
        "dismissal": violation.state in ("proposed", "checked"),
        "decision": violation.state == "checked",
        "approval": penalty is not None and penalty.state == "waiting",
        "refusal": penalty is not None and penalty.state == "waiting",
        "objection": queries.may_still_object(penalty),
        "answer": objection is not None and objection.state == "open",
    }[deed.word]


def buttons(person: Any, violation: Any, penalty: Any, objection: Any) -> list[dict[str, Any]]:
    """The verbs this person may do now, the main one first."""
    found = []
    for deed in DEEDS:
        thing = violation if deed.of == "violation" else penalty
        if fits(deed, violation, penalty, objection) and person.may(right_of(deed, violation), thing):
            found.append({"deed": deed, "url": reverse(deed.name, args=[violation.number])})
    return sorted(found, key=lambda each: not each["deed"].is_main)


def view_of(deed: Deed) -> Callable[..., HttpResponse]:
    """GET shows what is asked beside what is known; POST does it."""

    def view(request: HttpRequest, number: str) -> HttpResponse:
        person: Any = request.person  # type: ignore[attr-defined]
        violation = get_object_or_404(queries.numbered(person, number))
        thing, penalty = _thing(deed, violation)
        require(person, right_of(deed, violation), penalty if deed.of != "violation" else violation)
        form = deed.form(request.POST or None, person=person, violation=violation, penalty=penalty)
        if request.method == "POST" and form.is_valid():
            with told_on(form):
                deed.act(thing, by=person, **form.arguments())
                messages.success(request, _("已办：%(title)s") % {"title": deed.title})
                return redirect("violation", number=number)
        return _asked(request, deed, violation, penalty, form)

    return view


def _thing(deed: Deed, violation: Any) -> tuple[Any, Any]:
    """What the verb is done to, and the penalty rights are asked about."""
    penalty = queries.penalty_of(violation)
    thing = {"violation": violation, "penalty": penalty, "objection": queries.objection_of(penalty)}[deed.of]
    if thing is None:
        raise Http404
    return thing, penalty


def _asked(request: HttpRequest, deed: Deed, violation: Any, penalty: Any, form: Any) -> HttpResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    context = {
        "deed": deed,
        "form": form,
        "violation": violation,
        "penalty": penalty,
        "objection": queries.objection_of(penalty),
        "own": queries.concerns(person, violation),
        "colleagues": people.colleagues(person) if form.names_somebody else (),
        **ground_of(violation),
    }
    return render(request, "quality/deed.html", context, status=422 if form.errors else 200)


urlpatterns = [path(f"violations/<str:number>/{deed.word}/", view_of(deed), name=deed.name) for deed in DEEDS]
