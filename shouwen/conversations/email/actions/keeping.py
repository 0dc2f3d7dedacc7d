"""Keeping mailboxes: their address, servers and passwords."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shouwen.conversations import actions as conversations
from shouwen.conversations.email.actions.noting import note_sending
from shouwen.conversations.email.actions.posting import MAIL
from shouwen.conversations.email.models import Mailbox
from shouwen.kernel import vault
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import Unacceptable
from shouwen.kernel.states import amend

CHANNEL = ("title", "brand", "department", "opens_cases", "acknowledgement", "is_active")
#: Where the letters lie.
PLACE = ("imap_host", "imap_user", "folder")
#: By what letters leave: what was found out of another server says nothing of this one.
WAY_OUT = ("smtp_host", "smtp_port", "smtp_security", "smtp_user", "smtp_locked")
SECRETS = {"imap_password": "imap_locked", "smtp_password": "smtp_locked"}


@transaction.atomic
def keep_mailbox(box: Mailbox | None, *, by: Any, **values: Any) -> Mailbox:
    """Makes a mailbox or changes one. A password left empty stays as it is; none is ever shown."""
    require(by, "conversations.keep_channels", box.channel if box is not None else None)
    channel = {name: values.pop(name) for name in CHANNEL if name in values}
    for given, locked in SECRETS.items():
        password = values.pop(given, "")
        if password:
            values[locked] = vault.lock(password)
    kept = conversations.keep_channel(box.channel if box is not None else None, by=by, kind="mail", **channel)
    try:
        with transaction.atomic():
            if box is None:
                return Mailbox.objects.create(channel=kept, **values)
            if any(getattr(box, name) != values[name] for name in PLACE if name in values):
                box.fetched.all().delete()  # another folder counts its letters anew; what is known is told by its words
            if any(getattr(box, name) != values[name] for name in WAY_OUT if name in values):
                values |= {"sending_looked_at": None, "sending_well_at": None, "sending_trouble": ""}
            amend(box, **values)
            return box
    except IntegrityError as there:
        sentence = _("这个地址已有邮箱。")
        raise Unacceptable(sentence, details={"address": sentence}) from there


def try_mailbox(box: Mailbox, *, by: Any) -> conversations.Health:
    """Signs in to both servers and writes down how it went."""
    require(by, "conversations.keep_channels", box.channel)
    health = MAIL.health(box.channel)
    coming, going = health.details.get("in", health.words), health.details.get("out", "")
    if box.imap_host or coming:
        conversations.note_health(box.channel, conversations.Health(not coming, coming))
    if box.smtp_host:
        note_sending(box, going)
    return health
