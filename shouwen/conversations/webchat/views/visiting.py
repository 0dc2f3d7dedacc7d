"""The widget's calls. Shapes are in docs/webchat.md."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, JsonResponse
from django.urls import path, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouwen.conversations import queries as talks
from shouwen.conversations.webchat import actions, queries, tokens
from shouwen.conversations.webchat.models import Visit, WebChannel
from shouwen.conversations.webchat.views.door import body_of, counted, for_channel, for_visit
from shouwen.kernel import clock, files
from shouwen.kernel.pages import whole_number
from shouwen.kernel.policy import SYSTEM

POLL = 5
#: Bytes of a call that brings a page: half a million characters, most of them of one byte.
LARGEST_PAGE = 2 * 1024 * 1024


def config(request: HttpRequest, web: WebChannel) -> JsonResponse:
    """What the widget needs before anybody has said anything."""
    opening = queries.opening(web)
    promised = queries.promised(web.channel.brand, clock.now())
    with translation.override("en"):
        promised_en = queries.promised(web.channel.brand, clock.now())
    return JsonResponse(
        {
            "title": web.channel.title,
            "greeting": web.greeting,
            "greeting_en": web.greeting_en or web.greeting,
            "languages": web.languages or ["zh", "en"],
            "is_open": opening.is_open,
            "opens_at": opening.opens_at.isoformat() if opening.opens_at else None,
            "hours": opening.hours,
            "hours_en": opening.hours_en,
            "form": web.form,
            "largest_file": files.LARGEST,
            "poll": POLL,
            "promise": promised.text,
            "promise_en": promised_en.text,
            "may": {"transcript": queries.mailbox_of(web.channel.brand) is not None},
        }
    )


@counted("visit", by_address=True)
def start(request: HttpRequest, web: WebChannel) -> JsonResponse:
    given = body_of(request)
    visit, token = actions.start(
        web,
        by=SYSTEM,
        once=given.get("once", ""),
        language=str(given.get("language", "")),
        page=given.get("page", ""),
        form=given.get("form"),
    )
    return JsonResponse({"token": token, "visit": visit.pk, **state_of(visit, 0)}, status=201)


def state(request: HttpRequest, visit: Visit) -> JsonResponse:
    return JsonResponse(state_of(visit, whole_number(request.GET.get("since")) or 0))


def state_of(visit: Visit, since: int) -> dict[str, Any]:
    """How the visit stands, and what was said after `since`, rising."""
    visit = queries.visit(visit.pk) or visit
    conversation, status = visit.conversation, queries.status_of(visit)
    said = queries.shown(visit, since)
    kept = queries.files_of(said)
    place, estimate = queries.queue_of(visit)
    owner = conversation.owner if conversation is not None and status == "talking" else None
    return {
        "number": said[-1].pk if said else since,
        "more": len(said) == queries.MOST_SHOWN,
        "status": status,
        "place": place,
        "estimate": estimate,
        "clerk": called(owner, visit.language) if owner is not None else "",
        "clerk_typing": owner is not None and queries.clerk_types(visit),
        "seen": queries.read_up_to(visit),
        "messages": [_message(visit, each, kept.get(each.pk)) for each in said],
        "may": {
            "rate": conversation is not None and visit.rated_at is None,
            "transcript": queries.was_answered(visit) and queries.mailbox_of(visit.channel.channel.brand) is not None,
            "reopen": status in ("ended", "left") and visit.state != "ended",
        },
        "sync": {"is_on": True} if queries.sync_of(visit) is not None and status == "talking" else None,
    }


def called(person: Any, language: str) -> str:
    """Staff are known to customers by their number."""
    with translation.override("en" if language == "en" else "zh-hans"):
        return _("%(number)s号") % {"number": person.staff_number}


def _message(visit: Visit, said: Any, kept: Any) -> dict[str, Any]:
    origin = "customer" if said.direction == "in" else "clerk" if said.author == "person" else "system"
    mine = f"chat:{visit.pk}:"
    return {
        "id": said.pk,
        "once": said.once.removeprefix(mine) if said.once and said.once.startswith(mine) else None,
        "from": origin,
        "text": queries.words_for(visit, said),
        "at": said.at.isoformat(),
        "by": called(said.by, visit.language) if said.by is not None and said.direction == "out" else "",
        "file": _file(visit, kept) if kept is not None else None,
    }


def _file(visit: Visit, kept: Any) -> dict[str, Any]:
    address = reverse("chat-file", args=[kept.pk])
    return {
        "name": kept.name,
        "size": kept.size,
        "url": f"{address}?t={tokens.file_ticket(visit.pk, kept.pk)}",
        "is_image": kept.media_type.startswith("image/"),
    }


@counted("say")
def say(request: HttpRequest, visit: Visit) -> JsonResponse:
    given = body_of(request)
    received = actions.say(visit, by=SYSTEM, once=given.get("once", ""), text=given.get("text", ""))
    return _kept(received, given.get("once", ""))


@counted("attach_from", by_address=True)
@counted("attach")
def attach(request: HttpRequest, visit: Visit) -> JsonResponse:
    once = request.POST.get("once", "")
    received = actions.attach(visit, by=SYSTEM, once=once, upload=request.FILES.get("file"))
    return _kept(received, once)


def _kept(received: Any, once: str) -> JsonResponse:
    message = received.message
    status = 200 if received.outcome == "duplicate" else 201
    return JsonResponse({"id": message.pk, "once": once, "at": message.at.isoformat()}, status=status)


@login_not_required
@require_safe
def file(request: HttpRequest, pk: int) -> FileResponse:
    """A file of the visit its ticket names: pictures may be shown, all else is saved. No ticket, no file."""
    visit = tokens.visit_of_ticket(request.GET.get("t", ""), pk)
    found = queries.visit(visit) if visit is not None else None
    kept = queries.file_shown(found, pk) if found is not None else None
    if kept is None:
        raise Http404
    answer = files.response(kept, inline=kept.media_type.startswith("image/"))
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"  # shown on the customer's site; the ticket is the leave
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@counted("small")
def see(request: HttpRequest, visit: Visit) -> JsonResponse:
    upto = body_of(request).get("id")
    if isinstance(upto, int) and not isinstance(upto, bool) and 0 < upto < 2**62:
        actions.see(visit, by=SYSTEM, upto=upto)
    return JsonResponse({})


@counted("small")
def type_(request: HttpRequest, visit: Visit) -> JsonResponse:
    actions.type_(visit, by=SYSTEM)
    return JsonResponse({})


@counted("small")
def end(request: HttpRequest, visit: Visit) -> JsonResponse:
    actions.end(visit, by=SYSTEM)
    return JsonResponse(state_of(visit, talks.last_of(visit.conversation) if visit.conversation else 0))


@counted("small")
def rate(request: HttpRequest, visit: Visit) -> JsonResponse:
    given = body_of(request)
    actions.rate(visit, by=SYSTEM, score=given.get("score"), words=given.get("words", ""))
    return JsonResponse({}, status=201)


@counted("small")
def sync_start(request: HttpRequest, visit: Visit) -> JsonResponse:
    actions.start_sync(visit, by=SYSTEM)
    return JsonResponse({}, status=201)


@counted("sync")
def sync_page(request: HttpRequest, visit: Visit) -> JsonResponse:
    given = body_of(request, largest=LARGEST_PAGE)
    # The address is taken from where the call comes from, not from what it says: host and path of an allowed site.
    place = given.get("page")
    path_only = place if isinstance(place, str) and place.startswith("/") else ""
    page = f"{request.headers.get('Origin', '')}{path_only}"
    actions.show_page(visit, by=SYSTEM, page=page, html=given.get("html"), view=given)
    return JsonResponse({})


@counted("sync")
def sync_view(request: HttpRequest, visit: Visit) -> JsonResponse:
    actions.move_view(visit, by=SYSTEM, view=body_of(request))
    return JsonResponse({})


@counted("small")
def sync_end(request: HttpRequest, visit: Visit) -> JsonResponse:
    actions.end_sync(visit, by=SYSTEM)
    return JsonResponse({})


@counted("transcript", by_address=True)
def transcript(request: HttpRequest, visit: Visit) -> JsonResponse:
    actions.ask_transcript(visit, by=SYSTEM, email=body_of(request).get("email"))
    return JsonResponse({}, status=202)


@counted("note", by_address=True)
def note(request: HttpRequest, web: WebChannel) -> JsonResponse:
    given = body_of(request)
    kept = actions.leave_note(
        web, by=SYSTEM, once=given.get("once", ""), form=given.get("form"), text=given.get("text", "")
    )
    promised = queries.promised(web.channel.brand, kept.left_at)
    with translation.override("en"):
        promised_en = queries.promised(web.channel.brand, kept.left_at)
    said = {"promise": promised.text, "promise_en": promised_en.text}
    at = kept.promised_at.isoformat() if kept.promised_at else None
    return JsonResponse({"number": kept.conversation.number, "promised_at": at, **said}, status=201)


urlpatterns = [
    path("visit/", for_visit(GET=state), name="chat-visit"),
    path("visit/messages/", for_visit(POST=say), name="chat-messages"),
    path("visit/files/", for_visit(POST=attach), name="chat-files"),
    path("visit/files/<int:pk>/", file, name="chat-file"),
    path("visit/seen/", for_visit(POST=see), name="chat-seen"),
    path("visit/typing/", for_visit(POST=type_), name="chat-typing"),
    path("visit/end/", for_visit(POST=end), name="chat-end"),
    path("visit/rating/", for_visit(POST=rate), name="chat-rating"),
    path("visit/transcript/", for_visit(POST=transcript), name="chat-transcript"),
    path("visit/sync/", for_visit(POST=sync_start), name="chat-sync"),
    path("visit/sync/page/", for_visit(POST=sync_page), name="chat-sync-page"),
    path("visit/sync/view/", for_visit(POST=sync_view), name="chat-sync-view"),
    path("visit/sync/end/", for_visit(POST=sync_end), name="chat-sync-end"),
    path("<slug:key>/", for_channel(GET=config), name="chat-config"),
    path("<slug:key>/visits/", for_channel(POST=start), name="chat-visits"),
    path("<slug:key>/notes/", for_channel(POST=note), name="chat-notes"),
]
