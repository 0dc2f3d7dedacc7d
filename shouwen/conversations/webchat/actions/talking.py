"""What a visitor does while he talks: opens a visit, writes, sends a file, reads, types."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwen.conversations import actions as conversations
from shouwen.conversations.webchat import facts as told
from shouwen.conversations.webchat import preform, queries, tokens
from shouwen.conversations.webchat.models import Visit, WebChannel
from shouwen.conversations.webchat.policy import may_talk
from shouwen.conversations.webchat.states import visit_machine
from shouwen.kernel import clock, facts, files, live
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import MoveRefused, Unacceptable
from shouwen.kernel.states import amend

LONGEST = 4000
#: A start that is asked for again within this time gives the same visit (its first answer may have been lost).
AGAIN = dt.timedelta(minutes=10)


class Closed(MoveRefused):
    """Nobody is there now; a note may be left."""

    code = "closed"


class Ended(MoveRefused):
    """This talk is over; a new one can be begun."""

    code = "ended"


def checked_once(once: Any) -> str:
    """The visitor's own mark of a thing he sends, 8 to 60 characters."""
    if not isinstance(once, str) or not 8 <= len(once) <= 60 or not once.isascii() or not once.isprintable():
        raise Unacceptable(_("请求少了标识 once。"), details={"once": _("请求少了标识 once。")})
    return once


def start(web: WebChannel, *, by: Any, once: str, language: str, page: str, form: Any) -> tuple[Visit, str]:
    """Opens a visit and gives its token, which is not kept. With answers to the form the conversation begins at once.

    The same `once` is the same visit with a new token: nobody has the old one when its answer was lost.
    """
    require(by, "conversations.receive", web.channel.brand)
    there = Visit.objects.filter(channel=web, once=checked_once(once)).first()
    if there is not None:
        return _again(there)
    if not queries.opening(web).is_open:
        raise Closed(_("现在不在服务时间，请留言，我们会按时答复。"))
    answers, wrong = preform.answered(web.form, form)
    if wrong:
        raise Unacceptable(_("请补全要填的内容。"), details=dict.fromkeys(wrong, _("请填写。")))
    token, digest = tokens.new()
    try:
        with transaction.atomic():
            made = _open(web, once, digest, language, page, by=by)
            if answers:
                _tell(made, answers, by=by)
            return made, token
    except IntegrityError:
        there = Visit.objects.filter(channel=web, once=once).first()
        if there is None:
            raise
        return _again(there)


def _open(web: WebChannel, once: str, digest: str, language: str, page: str, *, by: Any) -> Visit:
    now = clock.now()
    made = Visit.objects.create(
        channel=web,
        once=once,
        digest=digest,
        language=language if language in ("zh", "en") else "zh",
        page=place_of(page),
        started_at=now,
        heard_at=now,
    )
    facts.record(told.STARTED, by=by, about_thing=made)
    return made


def place_of(page: Any) -> str:
    """Host and path of a page; what follows ? or # may hold anything and is not kept."""
    try:
        parts = urlsplit(str(page)[:2000])
    except ValueError:
        return ""
    return f"{parts.hostname or ''}{parts.path}"[:300] if parts.scheme in ("http", "https") else ""


def _again(there: Visit) -> tuple[Visit, str]:
    if there.started_at < clock.now() - AGAIN or there.state == "ended":
        raise Ended(_("这次聊天已结束，请重新开始。"))
    token, digest = tokens.new()
    Visit.objects.filter(pk=there.pk).update(digest=digest)
    return there, token


def _tell(visit: Visit, answers: dict[str, str], *, by: Any) -> None:
    """The answers to the form are the visitor's first words, and say who he is."""
    fields, brand = visit.channel.form, visit.channel.channel.brand
    phone, email = (preform.first_of(fields, answers, kind) for kind in ("phone", "email"))
    customer = queries.recognised(brand, phone, email)
    text = words_of(fields, answers, known=customer is not None)
    topic = preform.first_of(fields, answers, "textarea") or preform.first_of(fields, answers, "choice")
    who = {"sender": email, "sender_name": preform.first_of(fields, answers, "text"), "customer": customer}
    _receive(visit, once=queries.FORM, text=text, by=by, subject=topic[:60], **who)


def words_of(fields: list[preform.Field], answers: dict[str, str], *, known: bool) -> str:
    """The answers as one message. The number of a customer we know is masked: it stands with him.

    Its visitor reads it by `queries.words_for`, which tells him nothing of that.
    """
    lines = []
    for each in fields:
        value = answers.get(each["name"], "")
        if each["kind"] == "phone":
            value = preform.masked(value) if known else " ".join(value.split())
        if value:
            lines.append(f"{each['label']}：{value}")
    return "\n".join(lines)


@transaction.atomic
def say(visit: Visit, *, by: Any, once: str, text: str) -> Any:
    """Takes in what the visitor writes; the same `once` is the same message. At most 4,000 characters."""
    visit = _here(visit, by=by)
    if not isinstance(text, str) or not text.strip():
        raise Unacceptable(_("请写下内容。"), details={"text": _("请写下内容。")})
    if len(text) > LONGEST:
        raise Unacceptable(_("一次最多 4,000 字，请分几次发。"), details={"text": _("一次最多 4,000 字，请分几次发。")})
    text = text.strip()
    return _receive(visit, once=checked_once(once), text=text, by=by, subject=text.splitlines()[0][:60])


@transaction.atomic
def attach(visit: Visit, *, by: Any, once: str, upload: Any) -> Any:
    """Takes in a file, judged by its content; one that is refused leaves no message."""
    visit = _here(visit, by=by)
    if upload is None or upload.size > files.LARGEST:
        raise Unacceptable(_("没有收到文件，或文件太大。"), details={"file": _("没有收到文件，或文件太大。")})
    received = _receive(visit, once=checked_once(once), text="", by=by, subject=str(_("文件")))
    if received.outcome != "duplicate":
        files.keep(upload, about_thing=received.message, by=by)
    return received


def held(visit: Visit) -> Visit:
    """The visit as it stands, held for this transaction: what the visitor does comes one after the other."""
    Visit.objects.select_for_update().get(pk=visit.pk)
    return queries.visit(visit.pk) or visit


def _here(visit: Visit, *, by: Any) -> Visit:
    """The visit, held; refused when it is over. Two first words at once must not open two conversations."""
    require(by, "conversations.receive", visit.channel.channel.brand)
    found = held(visit)
    if not may_talk(found):
        raise Ended(_("这次聊天已结束，请重新开始。"))
    if found.state == "left":
        visit_machine.move(found, "come_back", by=by, fact_about=found.conversation or found)
    return found


def _receive(visit: Visit, *, once: str, text: str, by: Any, subject: str, **who: Any) -> Any:
    channel = visit.channel.channel
    who["sender_name"] = who.get("sender_name") or gettext("访客 %(number)s") % {"number": visit.pk}
    received = conversations.receive(
        conversations.Incoming(
            brand=channel.brand,
            once=f"chat:{visit.pk}:{once}",
            kind="chat",
            channel=channel,
            text=text,
            subject=subject if visit.conversation_id is None else "",
            conversation=visit.conversation,
            **who,
        ),
        by=by,
    )
    changes: dict[str, Any] = {"heard_at": clock.now()}
    if visit.conversation_id is None:
        changes["conversation"] = received.conversation
        facts.record(told.JOINED, by=by, about_thing=received.conversation, refs={"visit": visit.pk})
    amend(visit, **changes)
    return received


def see(visit: Visit, *, by: Any, upto: int) -> None:
    """The visitor has read what was written to him, up to this message."""
    if visit.conversation is not None and conversations.mark_seen(visit.conversation, direction="out", upto=upto):
        live.whisper(visit.conversation, "seen", by="customer", number=upto)


def type_(visit: Visit, *, by: Any) -> None:
    """The visitor is typing."""
    if visit.conversation is not None and may_talk(visit):
        live.whisper(visit.conversation, "typing", by="customer")
