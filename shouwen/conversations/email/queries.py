"""Questions about mailboxes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Max, Q, QuerySet

from shouwen.conversations.email.models import Fetched, Mailbox


def mailboxes() -> QuerySet[Mailbox]:
    return Mailbox.objects.select_related("channel__brand", "channel__department").order_by("channel__title")


def kept_by(person: Any) -> QuerySet[Mailbox]:
    """Mailboxes of the person's brands, for whoever keeps channels."""
    return mailboxes().filter(channel__brand__in=person.reach.brands)


def fetchable() -> QuerySet[Mailbox]:
    """Mailboxes that are in use and say where they are fetched."""
    return mailboxes().filter(channel__is_active=True).exclude(imap_host="")


def mailbox(pk: int) -> Mailbox | None:
    return mailboxes().filter(pk=pk).first()


def mailbox_of(channel: Any) -> Mailbox | None:
    return mailboxes().filter(channel=channel).first()


def addressed(recipients: Iterable[str]) -> Mailbox | None:
    """The mailbox in use that one of these addresses is."""
    wanted = [address.lower() for address in recipients]
    return next((each for each in mailboxes() if each.channel.is_active and each.address.lower() in wanted), None)


def last_uid(box: Mailbox, uidvalidity: int) -> int:
    """The highest number dealt with under this UIDVALIDITY; 0 when there is none (a rebuilt mailbox counts anew)."""
    found = Fetched.objects.filter(mailbox=box, uidvalidity=uidvalidity).order_by("-uid").values_list("uid", flat=True)
    return found.first() or 0


def was_fetched(box: Mailbox, uidvalidity: int, uid: int) -> bool:
    """True when this letter has been dealt with; one that failed has not."""
    return Fetched.objects.filter(mailbox=box, uidvalidity=uidvalidity, uid=uid).exclude(outcome="failed").exists()


def last_fetched_at(box: Mailbox) -> dt.datetime | None:
    """When a letter of this mailbox was dealt with last, whatever its numbers were then."""
    return Fetched.objects.filter(mailbox=box).aggregate(last=Max("at"))["last"]


def failed_uids(box: Mailbox, uidvalidity: int, *, tries: int, before: dt.datetime) -> list[int]:
    """Letters that could not be taken in and are worth another try: few tries so far, or the last one before then."""
    failed = Fetched.objects.filter(mailbox=box, uidvalidity=uidvalidity, outcome="failed")
    found = failed.filter(Q(tries__lt=tries) | Q(at__lte=before))
    return list(found.order_by("uid").values_list("uid", flat=True))


def given_up(box: Mailbox) -> int:
    """How many letters are still on the server because they could not be taken in."""
    return Fetched.objects.filter(mailbox=box, outcome="failed").count()


def unwell(person: Any) -> list[Mailbox]:
    """Mailboxes in use that cannot be fetched or cannot send, of the person's brands."""
    return list(_unwell().filter(channel__brand__in=person.reach.brands))


def unwell_elsewhere(person: Any) -> int:
    """How many more there are of other brands: whoever keeps the installation running is told no more of them."""
    return _unwell().exclude(channel__brand__in=person.reach.brands).count()


def _unwell() -> QuerySet[Mailbox]:
    return mailboxes().filter(channel__is_active=True).exclude(channel__trouble="", sending_trouble="")
