"""Coming in: the number, then the code. What is said never depends on whether there is such a case."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import check_for_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from shouwen.cases.portal import actions, policy, queries
from shouwen.cases.portal.forms import Code, Number
from shouwen.cases.portal.views.door import SITTING, STEP, forget, keep, public
from shouwen.conversations.texts import queries as texts
from shouwen.kernel import clock
from shouwen.kernel.pages import address_of
from shouwen.kernel.refusals import Refusal
from shouwen.people import queries as people

SAID = {
    "ended": _("您有半小时没有动，为了安全已退出。请再取一次验证码。"),
    "left": _("已退出。"),
}
STEP_MINUTES = 20
SALT = "portal.step"


@public
def front(request: HttpRequest) -> HttpResponse:
    """The number is typed here. With `way=told` a code is there already, and none is sent."""
    if request.method != "POST":
        return _front(request, Number())
    form = Number(request.POST)
    if not form.is_valid():
        return _front(request, form, status=422)
    number = form.cleaned_data["number"]
    if request.POST.get("way") != "told":
        try:
            actions.ask_code(number=number, last_four=form.cleaned_data["last_four"], address=address_of(request))
        except Refusal as refusal:
            return _front(request, form, refusal=refusal, status=429)
    answer = redirect("follow-code")
    keep(answer, STEP, number, salt=SALT, minutes=STEP_MINUTES)
    return answer


def _front(request: HttpRequest, form: Number, *, refusal: Refusal | None = None, status: int = 200) -> HttpResponse:
    brand = people.brands().first()
    context = {
        "form": form,
        "refusal": refusal,
        "by_text": texts.any_sms(),
        "example": f"{brand.code if brand else 'LD'}{clock.today():%y}-04187",
        "said": SAID.get(request.GET.get("said", "")),
        "is_in": bool(queries.sitting_of(request.get_signed_cookie(SITTING, "", salt="portal.sitting") or "")),
    }
    return render(request, "portal/front.html", context, status=status)


@public
def code(request: HttpRequest) -> HttpResponse:
    """The code is typed here, for the number that was typed before."""
    number = request.get_signed_cookie(STEP, "", salt=SALT, max_age=STEP_MINUTES * 60)
    if not number:
        return redirect("follow")
    if request.method != "POST":
        return _code(request, Code(), number)
    form = Code(request.POST)
    if not form.is_valid():
        return _code(request, form, number, status=422)
    try:
        token = actions.begin(number=number, code=form.cleaned_data["code"], address=address_of(request))
    except Refusal as refusal:
        return _code(request, Code(), number, refusal=refusal, status=403)
    answer = redirect("follow-case")
    forget(answer, STEP)
    keep(answer, SITTING, token, salt="portal.sitting", minutes=policy.IDLE)
    return answer


def _code(
    request: HttpRequest, form: Code, number: str, *, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    context = {"form": form, "number": number, "refusal": refusal, "minutes": policy.LIVES}
    return render(request, "portal/code.html", context, status=status)


@require_POST
@public
def language(request: HttpRequest) -> HttpResponse:
    """Chooses the language of these pages. Goes back to one of two places, never to an address that was sent along."""
    wanted = request.POST.get("language", "")
    there = {"case": "follow-case", "code": "follow-code"}.get(request.POST.get("place", ""), "follow")
    answer = redirect(there)
    if wanted in dict(settings.LANGUAGES) and check_for_language(wanted):
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            wanted,
            max_age=365 * 24 * 3600,
            path="/follow/",
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return answer
