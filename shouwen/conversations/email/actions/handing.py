"""Handing a letter to its mail server: once, as far as SMTP can tell (R4).

The server's `250` and our row are two things, and a worker can die between them. So a row says before that the letter
is about to be handed over; it goes when the server refuses and says so when the server has taken it. Whoever finds it
between the two does not know whether the server has the letter, and asks the folder of sent letters, which most servers fill by themselves; the key is the
Message-ID. Without an answer the letter goes out once more, byte by byte the same, so that receivers can drop it: an
answer that comes twice harms less than one that never comes.
"""

from __future__ import annotations

import datetime as dt
import logging
import smtplib
from email.message import EmailMessage
from typing import Any

from django.db import IntegrityError, transaction

from shouwen.conversations.email import smtp
from shouwen.conversations.email.imap import ServerFolder
from shouwen.conversations.email.models import Posting
from shouwen.kernel import clock

log = logging.getLogger("shouwen.mail")
#: No hand-over takes longer: after that whoever began it is dead.
LONGEST = dt.timedelta(minutes=5)


class InHand(Exception):
    """Another worker is at it."""


def hand_over(message: Any, letter: EmailMessage, box: Any) -> bool:
    """Sends one letter; False when it had been sent. What the server refuses comes out as smtplib raises it."""
    if message.pk is None:  # beside a thread, kept by whoever asked for it (`post_letter`): there is nothing to mark
        with smtp.connected(box) as server:
            server.send_message(letter)
        return True
    before = Posting.objects.filter(message_id=message.pk).first()
    if before is not None:
        if before.is_taken:
            return False
        if before.is_in_hand and before.begun_at > clock.now() - LONGEST:
            raise InHand
        if _has_been_sent(box, message.external_id, before.begun_at):
            return False
        log.warning("message %s may have gone out before; it goes again under the same Message-ID", message.pk)
    with smtp.connected(box) as server:
        _begin(message, before)
        try:
            server.send_message(letter)
        except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused):
            Posting.objects.filter(message_id=message.pk).delete()  # said no: it has not got it
            raise
        except Exception:
            Posting.objects.filter(message_id=message.pk).update(is_in_hand=False)
            raise
        Posting.objects.filter(message_id=message.pk).update(is_in_hand=False, is_taken=True)
    return True


def _begin(message: Any, before: Posting | None) -> None:
    """Takes the letter in hand; one row, one winner."""
    now = clock.now()
    if before is None:
        try:
            with transaction.atomic():
                Posting.objects.create(message_id=message.pk, begun_at=now)
        except IntegrityError as there:
            raise InHand from there
    else:
        mine = Posting.objects.filter(message_id=message.pk, begun_at=before.begun_at, is_in_hand=before.is_in_hand)
        if not mine.update(begun_at=now, is_in_hand=True):
            raise InHand


def _has_been_sent(box: Any, ident: str, begun_at: dt.datetime) -> bool:
    if not box.imap_host:
        return False
    try:
        with ServerFolder(box) as folder:
            return folder.sent(ident, clock.local(begun_at).date() - dt.timedelta(days=1))
    except Exception as problem:  # noqa: BLE001  cannot be asked: then it is not known
        log.warning("sent letters of mailbox %s could not be looked at: %s", box.pk, type(problem).__name__)
        return False
