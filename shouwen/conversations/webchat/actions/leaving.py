"""A note left when nobody is there (用户留言, S0-1.40.3): a conversation with a promised time; cases make it a case."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from shouwen.conversations import actions as conversations
from shouwen.conversations import facts as talk
from shouwen.conversations.webchat import preform, queries
from shouwen.conversations.webchat.actions.talking import LONGEST, checked_once, words_of
from shouwen.conversations.webchat.models import Note, WebChannel
from shouwen.customers import actions as customer_actions
from shouwen.kernel import clock, facts, live
from shouwen.kernel.phone_numbers import normalise
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import Unacceptable


def leave_note(web: WebChannel, *, by: Any, once: str, form: Any, text: Any) -> Note:
    """Keeps a note and promises when it is answered. The same `once` is the same note.

    A number or an address is asked for, whatever the form says: an answer must be able to reach him.
    """
    require(by, "conversations.receive", web.channel.brand)
    there = Note.objects.filter(channel=web, once=checked_once(once)).first()
    if there is not None:
        return there
    # What would be told in a long field is the note itself: the window asks for it once.
    asked = [{**each, "required": each["required"] and each["kind"] != "textarea"} for each in web.form]
    answers, wrong = preform.answered(asked, form)
    if not isinstance(text, str) or not text.strip() or len(text) > LONGEST:
        raise Unacceptable(_("请写下要说的事，最多 4,000 字。"), details={"text": _("请写下要说的事，最多 4,000 字。")})
    phone, email = (preform.first_of(web.form, answers, kind) for kind in ("phone", "email"))
    if wrong or not (email or normalise(phone)):
        names = wrong or [each["name"] for each in web.form if each["kind"] in ("phone", "email")] or ["form"]
        sentence = _("请留下电话或邮箱，我们才能答复您。")
        raise Unacceptable(sentence, details=dict.fromkeys(names, sentence))
    try:
        with transaction.atomic():
            return _keep(web, once, answers, text.strip(), phone, email, by=by)
    except IntegrityError:
        there = Note.objects.filter(channel=web, once=once).first()
        if there is None:
            raise
        return there


def _keep(web: WebChannel, once: str, answers: dict[str, str], text: str, phone: str, email: str, *, by: Any) -> Note:
    brand, name = web.channel.brand, preform.first_of(web.form, answers, "text")
    customer = queries.recognised(brand, phone, email) or _register(brand, name, phone, email, by=by)
    told = words_of(web.form, answers, known=True)
    received = conversations.receive(
        conversations.Incoming(
            brand=brand,
            once=f"web-note:{web.pk}:{once}",
            kind="chat",
            channel=web.channel,
            sender=email,
            sender_name=name,
            subject=text.splitlines()[0][:60],
            text=f"{text}\n\n{told}" if told else text,
            customer=customer,
        ),
        by=by,
    )
    now = clock.now()
    promised = queries.promised(brand, now)
    note = Note.objects.create(
        channel=web,
        conversation=received.conversation,
        once=once,
        left_at=now,
        promised_at=promised.at,
        clauses=list(promised.clauses),
        origin=promised.origin,
    )
    refs = {"due": promised.at.isoformat() if promised.at else "", "left": now.isoformat()}
    conversations.void_clocks(received.conversation, by=by)  # a note has its own deadline: the one it was promised
    facts.record(talk.NOTE_LEFT, by=by, about_thing=received.conversation, refs=refs)
    live.publish(received.conversation)
    return note


def _register(brand: Any, name: str, phone: str, email: str, *, by: Any) -> Any:
    """A stranger, so that his number is kept where numbers are kept. Several who share it: a person will say."""
    if queries.is_shared(brand, phone, email):
        return None
    customer = customer_actions.register(
        by=by, brand=brand, name=name or str(_("网页访客")), phone=(normalise(phone) and phone) or ""
    )
    if email:
        customer_actions.add_mail(customer, email)
    return customer
