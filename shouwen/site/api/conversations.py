"""Conversations: list, read, answer, note, claim, give back, end, review. The same refusals as on the pages."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Header, Router

from shouwen.conversations import actions, queries
from shouwen.site.api import shapes
from shouwen.site.api.door import person_of
from shouwen.site.pages import leaf

router = Router(tags=["会话"])


def _staff(person: Any) -> str:
    return person.staff_number if person is not None else ""


def _out(talk: Any) -> dict[str, Any]:
    return {
        "number": talk.number,
        "brand": talk.brand.code,
        "kind": talk.kind,
        "channel": talk.channel.title if talk.channel else "",
        "department": talk.department.name if talk.department else "",
        "subject": talk.subject,
        "state": talk.state,
        "owner": _staff(talk.owner),
        "first_asked": _staff(talk.first_asked),
        "offered_to": _staff(talk.offered_to),
        "customer_id": talk.customer_id,
        "reference": talk.reference,
        "skill": talk.skill.name if talk.skill else "",
        "opened_at": talk.opened_at,
        "waiting_since": talk.waiting_since,
        "due_at": talk.due_at,
        "replied_at": talk.replied_at,
        "wrapped_up_at": talk.wrapped_up_at,
        "last_message": talk.last_said if hasattr(talk, "last_said") else queries.last_of(talk),
        "version": talk.version,
    }


def _said(message: Any) -> dict[str, Any]:
    return {
        "id": message.pk,
        "direction": message.direction,
        "author": message.author,
        "by": _staff(message.by),
        "read_by": _staff(message.read_by),
        "subject": message.subject,
        "text": message.text,
        "state": message.state,
        "trouble": message.trouble,
        "at": message.at,
        "sent_at": message.sent_at,
    }


def _talk(request: HttpRequest, number: str) -> Any:
    found = queries.with_names(queries.visible_to(person_of(request))).filter(number=number).first()
    if found is None:
        raise Http404(_("没有这个会话。"))
    return found


def _message(request: HttpRequest, number: str, message_id: int) -> Any:
    talk = _talk(request, number)
    found = queries.messages_of(talk).filter(pk=message_id, direction="out").first()
    if found is None:
        raise Http404(_("没有这条回复。"))
    found.conversation = talk
    return found


@router.get("/conversations", response=shapes.ConversationPage)
def conversations(
    request: HttpRequest,
    scope: shapes.Scope = "all",
    state: str = "",
    kind: str = "",
    owner: str = "",
    after: str = "",
    limit: int = 50,
) -> Any:
    """Conversations you may read, newest first: mine, queue, review, all, robots. `next_after` leads to the next page."""
    found = queries.with_last(queries.with_names(queries.scoped(person_of(request), scope)))
    wanted = {"state": state, "kind": kind, "owner__staff_number": owner}
    found = found.filter(**{name: value for name, value in wanted.items() if value})
    page = leaf(found, after, max(1, min(limit, 200)))
    return {"items": [_out(talk) for talk in page.rows], "next_after": page.next_after}


@router.get("/conversations/{number}", response=shapes.ConversationOut)
def conversation(request: HttpRequest, number: str) -> Any:
    """One conversation; `last_message` is what an answer has to have seen."""
    return _out(_talk(request, number))


@router.get("/conversations/{number}/messages", response=list[shapes.MessageOut])
def conversation_messages(request: HttpRequest, number: str, since: int = 0) -> Any:
    """What was said, oldest first, after the message `since`; at most 200."""
    return [_said(each) for each in queries.messages_of(_talk(request, number)).filter(pk__gt=since)[:200]]


@router.post("/conversations/{number}/messages", response={201: shapes.MessageOut})
def conversation_send(
    request: HttpRequest,
    number: str,
    what: shapes.ReplyIn,
    idempotency_key: Annotated[str, Header(alias="Idempotency-Key", max_length=60)] = "",
) -> Any:
    """Answers the customer. 409 `stale` with both texts when something newer than `seen` was said."""
    person = person_of(request)
    once = f"api:{person.pk}:{idempotency_key}" if idempotency_key else ""
    return 201, _said(actions.send(_talk(request, number), by=person, once=once, **what.model_dump()))


@router.post("/conversations/{number}/notes", response={201: shapes.MessageOut})
def conversation_note(request: HttpRequest, number: str, what: shapes.TalkNoteIn) -> Any:
    """Words for colleagues only."""
    return 201, _said(actions.note(_talk(request, number), by=person_of(request), text=what.text))


@router.post("/conversations/{number}/claim", response=shapes.ConversationOut)
def conversation_claim(request: HttpRequest, number: str) -> Any:
    """Takes it; 409 when a colleague has it."""
    actions.claim(_talk(request, number), by=person_of(request))
    return _out(_talk(request, number))


@router.post("/conversations/{number}/return", response=shapes.ConversationOut)
def conversation_return(request: HttpRequest, number: str) -> Any:
    """Puts it back in the queue."""
    actions.give_back(_talk(request, number), by=person_of(request))
    return _out(_talk(request, number))


@router.post("/conversations/{number}/end", response=shapes.ConversationOut)
def conversation_end(request: HttpRequest, number: str, what: shapes.SeenIn) -> Any:
    """Ends it; 409 while an answer waits to be sent or read, or something newer than `seen` was said."""
    actions.wrap_up(_talk(request, number), by=person_of(request), seen=what.seen)
    return _out(_talk(request, number))


@router.post("/conversations/{number}/messages/{message_id}/approval", response=shapes.MessageOut)
def conversation_approve(request: HttpRequest, number: str, message_id: int) -> Any:
    """Lets out what a beginner wrote; 409 `stale` when the customer has said something since."""
    message = _message(request, number, message_id)
    actions.approve(message, by=person_of(request))
    return _said(message)


@router.post("/conversations/{number}/messages/{message_id}/return", response=shapes.MessageOut)
def conversation_send_back(request: HttpRequest, number: str, message_id: int, what: shapes.WhyIn) -> Any:
    """Returns what a beginner wrote, with words."""
    message = _message(request, number, message_id)
    actions.send_back(message, by=person_of(request), why=what.why)
    return _said(message)
