"""The page of one conversation, and what is done there."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouwen.conversations import actions, desk, forms, queries, standing
from shouwen.conversations.channel import ADAPTERS
from shouwen.conversations.models import Conversation, Message
from shouwen.conversations.views.inbox import list_of
from shouwen.kernel import files
from shouwen.kernel.drafts import draft_of, writers
from shouwen.kernel.models import Attachment
from shouwen.kernel.pages import whole_number
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import Refusal, Stale, Unacceptable
from shouwen.people import queries as people

#: A letter's own page: no script, no picture, no form, nothing from elsewhere, and no way out of its frame.
FRAME = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)


def _found(request: HttpRequest, number: str) -> Conversation:
    person: Any = request.person  # type: ignore[attr-defined]
    return get_object_or_404(queries.with_clocks(queries.with_names(queries.visible_to(person))), number=number)


def conversation(
    request: HttpRequest, number: str, refusal: Refusal | None = None, typed: str | None = None
) -> HttpResponse:
    person: Any = request.person  # type: ignore[attr-defined]
    found = _found(request, number)
    context = _thread(person, found)
    if getattr(request, "htmx", None) and request.htmx.target == "thread":  # type: ignore[attr-defined]
        return render(request, "conversations/thread_now.html", context)
    draft = draft_of(person, context["place"])
    context |= {
        **list_of(request),
        "draft": json.dumps(draft, ensure_ascii=False) if typed is None else "",
        "left": draft.get("text", "") if not context["may_send"] else "",
        "typed": typed or "",
        "cites": request.POST.getlist("cites")[:10] if refusal else [],
        "refusal": refusal,
        "note": forms.Note(auto_id="note-%s"),
        "know": forms.Know(initial=_supposed(found, context["may_know"]), auto_id="know-%s"),
        "send_back": forms.SendBack(auto_id="back-%s"),
        "hand_over": forms.HandOver(takers=queries.takers(found, person), auto_id="hand-%s"),
        "plate": desk.plate(person),
        "unproved": standing.CLAUSE if standing.is_unproved(found) else "",
        "strange": standing.is_strange_address(found),
    }
    return render(request, "conversations/conversation.html", context, status=refusal.status if refusal else 200)


def _thread(person: Any, found: Conversation) -> dict[str, Any]:
    """What changes while one looks: what was said, whose it is, who is writing."""
    messages = list(queries.messages_of(found))
    place = f"conversation:{found.pk}"
    return {
        **_allowed(person, found),
        "conversation": found,
        "thread": _shown(found, messages, person),
        "seen": queries.last_of(found),
        "place": place,
        "writing": people.colleagues(person).filter(pk__in=writers(place, besides=person)),
    }


def _allowed(person: Any, found: Conversation) -> dict[str, bool]:
    live = found.state != "wrapped_up"
    return {
        "may_claim": found.owner_id is None and live and person.may("conversations.claim", found),
        "may_send": live and person.may("conversations.send", found),
        "may_hand_over": live and found.owner_id is not None and person.may("conversations.hand_over", found),
        "may_accept": person.may("conversations.accept", found),
        "may_end": live and person.may("conversations.wrap_up", found),
        "may_know": found.customer_id is None and not found.is_automatic and _may_know(person, found),
        "may_note": person.may("conversations.note", found),
        "is_mine": found.owner_id == person.pk,
    }


def _supposed(found: Conversation, may_know: bool) -> dict[str, str]:
    """What he said of himself; a clerk confirms it."""
    return {"name": found.address_name, "phone": queries.number_given(found)} if may_know else {}


def _may_know(person: Any, found: Conversation) -> bool:
    return bool(person.may("conversations.know", found) and person.may("customers.register", None))


def _shown(found: Conversation, messages: list[Message], person: Any) -> list[dict[str, Any]]:
    """Each message with its files, and what is wrong with it in words."""
    kept, adapter = queries.files_of(messages), ADAPTERS.get(found.kind)
    reads = person.may("conversations.review", found)
    return [
        {
            "message": each,
            "files": kept.get(each.pk, []),
            "problem": adapter.words(each.problem) if adapter is not None and each.problem else "",
            "may_review": reads and each.state == "review" and each.by_id != person.pk,
            "has_more": len(each.whole.strip()) > len(each.text.strip()),
        }
        for each in messages
    ]


@require_POST
def answer(request: HttpRequest, number: str) -> HttpResponse:
    """Sends. What is refused comes back on the same page, and nothing typed is lost."""
    found, form = _found(request, number), forms.Answer(request.POST)
    text = request.POST.get("text", "")
    seen = form.cleaned_data["seen"] if form.is_valid() else 0
    try:
        once = form.cleaned_data.get("once", "")
        uploads = request.FILES.getlist("files")
        why = forms.reasons(request.POST)
        cites = forms.cites(request.POST)
        person: Any = request.person  # type: ignore[attr-defined]
        actions.send(found, by=person, text=text, seen=seen, once=once, uploads=uploads, why=why, cites=cites)
    except Refusal as refusal:
        return conversation(request, number, refusal, text)
    return redirect("conversation", number)


def _verb(work: Callable[[HttpRequest, Conversation], Any]) -> Callable[[HttpRequest, str], HttpResponse]:
    """A page that does one thing and shows the conversation again."""

    @require_POST
    def view(request: HttpRequest, number: str) -> HttpResponse:
        work(request, _found(request, number))
        return redirect("conversation", number)

    return view


def _note(request: Any, found: Conversation) -> None:
    actions.note(found, by=request.person, text=request.POST.get("text", ""))


def _know(request: Any, found: Conversation) -> None:
    form = forms.Know(request.POST)
    if not form.is_valid():
        require(request.person, "conversations.know", found)
        raise Unacceptable(_("请填写客户姓名。"), details={name: each[0] for name, each in form.errors.items()})
    actions.introduce(found, by=request.person, **form.cleaned_data)


def _hand_over(request: Any, found: Conversation) -> None:
    form = forms.HandOver(request.POST, takers=queries.takers(found, request.person))
    require(request.person, "conversations.hand_over", found)
    if not form.is_valid():
        raise Unacceptable(
            _("请选转给谁，并写明原因（最多 300 字）。"), details={name: each[0] for name, each in form.errors.items()}
        )
    actions.hand_over(found, by=request.person, **form.cleaned_data)


def _back(request: Any, found: Conversation) -> None:
    actions.return_offer(found, by=request.person, why=request.POST.get("why", ""))


def _by(action: Callable[..., Any]) -> Callable[[Any, Conversation], Any]:
    return lambda request, found: action(found, by=request.person)


def _end(request: Any, found: Conversation) -> None:
    actions.wrap_up(found, by=request.person, seen=whole_number(request.POST.get("seen")))


@require_POST
def retry(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    message = get_object_or_404(Message, pk=pk, conversation=_found(request, number), direction="out")
    actions.try_again(message, by=request.person)  # type: ignore[attr-defined]
    return redirect("conversation", number)


def _to_review(request: HttpRequest, number: str, pk: int) -> Message:
    found = _found(request, number)
    message = get_object_or_404(Message.objects.select_related("by"), pk=pk, conversation=found, direction="out")
    message.conversation = found
    return message


@require_POST
def approval(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Lets out what a beginner wrote. What has become stale is refused on the same page, with both texts."""
    try:
        actions.approve(_to_review(request, number, pk), by=request.person)  # type: ignore[attr-defined]
    except Stale as refusal:
        return conversation(request, number, refusal)
    return redirect("conversation", number)


@require_POST
def send_back(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Returns what a beginner wrote, with words."""
    message = _to_review(request, number, pk)
    actions.send_back(message, by=request.person, why=request.POST.get("why", ""))  # type: ignore[attr-defined]
    return redirect("conversation", number)


def page(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """A letter's own looks, cleaned when it came, shut in by its own policy."""
    message = get_object_or_404(Message, pk=pk, conversation=_found(request, number))
    answer = render(request, "conversations/page.html", {"message": message})
    answer["Content-Security-Policy"] = FRAME
    answer["X-Frame-Options"] = "SAMEORIGIN"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def file(request: HttpRequest, pk: int) -> FileResponse:
    """A file of a message: pictures may be shown, all else is saved."""
    kept = get_object_or_404(Attachment, pk=pk)
    if not queries.file_seen_by(request.person, kept):  # type: ignore[attr-defined]
        raise Http404
    return files.response(kept, inline=kept.media_type.startswith("image/"))


VERBS: dict[str, Callable[[Any, Conversation], Any]] = {
    "note": _note,
    "customer": _know,
    "claim": _by(actions.claim),
    "return": _by(actions.give_back),
    "offer": _hand_over,
    "acceptance": _by(actions.accept),
    "refusal": _back,
    "end": _end,
}
urlpatterns = [
    path("files/<int:pk>/", file, name="conversation-file"),
    path("<slug:number>/", conversation, name="conversation"),
    path("<slug:number>/answer/", answer, name="conversation-answer"),
    path("<slug:number>/messages/<int:pk>/page/", page, name="conversation-page"),
    path("<slug:number>/messages/<int:pk>/retry/", retry, name="conversation-retry"),
    path("<slug:number>/messages/<int:pk>/approval/", approval, name="conversation-approval"),
    path("<slug:number>/messages/<int:pk>/return/", send_back, name="conversation-send-back"),
    *[path(f"<slug:number>/{name}/", _verb(work), name=f"conversation-{name}") for name, work in VERBS.items()],
]
