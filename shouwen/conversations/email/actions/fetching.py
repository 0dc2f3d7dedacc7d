"""Fetching a mailbox: every letter once, whoever else is fetching, and none of them stops the others (R15)."""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter
from typing import Any

from django.db import IntegrityError, transaction

from shouwen.conversations import actions as conversations
from shouwen.conversations.email import queries
from shouwen.conversations.email.actions.taking_in import take_in
from shouwen.conversations.email.imap import AT_ONCE, Folder, Gone, LineDown, ServerFolder
from shouwen.conversations.email.models import Fetched, Mailbox
from shouwen.conversations.email.troubles import in_words
from shouwen.kernel import clock, jobs
from shouwen.kernel.refusals import Refusal

log = logging.getLogger("shouwen.mail")
#: A letter that could not be taken in is tried so often at once, then now and then: what stood in its way may pass.
TRIES = 8
AGAIN = dt.timedelta(hours=1)
#: After a mailbox was rebuilt its numbers mean nothing; what came in since shortly before the last look is asked for.
BACK = dt.timedelta(days=1)


def fetch(box: Mailbox, *, by: Any) -> Counter[str]:
    """Looks into a mailbox on its server and takes in what is new. How it went stands on the channel."""
    try:
        with ServerFolder(box) as folder:
            done = fetch_from(folder, box, by=by)
    except Refusal as refusal:
        conversations.note_health(box.channel, conversations.Health(False, str(refusal.sentence)))
        return Counter(failed=1)
    except Exception as problem:  # noqa: BLE001  whatever it is, the page says it
        log.warning("mailbox %s could not be fetched: %s", box.pk, type(problem).__name__)
        conversations.note_health(box.channel, conversations.Health(False, in_words(problem)))
        return Counter(failed=1)
    conversations.note_health(box.channel, conversations.Health(True))
    return done


def fetch_from(folder: Folder, box: Mailbox, *, by: Any) -> Counter[str]:
    """Takes in what is new in a folder; counts what became of it."""
    counts: Counter[str] = Counter()
    wanted = _wanted(folder, box)[:AT_ONCE]
    for number, uid in enumerate(wanted):
        jobs.progress(number, len(wanted))
        try:
            counts[_fetch_one(folder, box, uid, by=by)] += 1
        except LineDown:  # may be this letter's doing: it is counted, and asked for last when the next look goes on
            _remember_failure(box, folder.uidvalidity, uid)
            raise
        except Exception:
            log.warning("letter %s of mailbox %s could not be taken in", uid, box.pk, exc_info=True)
            _remember_failure(box, folder.uidvalidity, uid)
            counts["failed"] += 1
    return counts


def _wanted(folder: Folder, box: Mailbox) -> list[int]:
    """Numbers not dealt with: what is new, then what failed before. A first look takes today's letters only."""
    last = queries.last_uid(box, folder.uidvalidity)
    if last:
        again = queries.failed_uids(box, folder.uidvalidity, tries=TRIES, before=clock.now() - AGAIN)
        return folder.newer(last) + again
    # not when it was looked at last: that may have failed for days
    seen = queries.last_fetched_at(box) or box.channel.looked_at
    return folder.since(clock.local(seen - BACK).date() if seen else clock.today())


def _fetch_one(folder: Folder, box: Mailbox, uid: int, *, by: Any) -> str:
    if queries.was_fetched(box, folder.uidvalidity, uid):
        return "there"
    try:
        raw = folder.raw(uid)
    except Gone:
        _remember(box, folder.uidvalidity, uid, "gone")
        return "gone"
    try:
        with transaction.atomic():
            taken = take_in(raw, by=by, brand=box.channel.brand, mailbox=box)
            message = taken.received.message if taken.received is not None else None
            _remember(box, folder.uidvalidity, uid, taken.outcome, message)
            return taken.outcome
    except IntegrityError:
        if queries.was_fetched(box, folder.uidvalidity, uid):
            return "there"  # another fetcher was first; its letter stands
        raise


def _remember(box: Mailbox, uidvalidity: int, uid: int, outcome: str, message: Any = None) -> None:
    values = {"outcome": outcome, "message": message, "at": clock.now()}
    before = Fetched.objects.filter(mailbox=box, uidvalidity=uidvalidity, uid=uid, outcome="failed")
    if not before.update(**values):
        Fetched.objects.create(mailbox=box, uidvalidity=uidvalidity, uid=uid, **values)


def _remember_failure(box: Mailbox, uidvalidity: int, uid: int) -> None:
    row, _new = Fetched.objects.get_or_create(
        mailbox=box, uidvalidity=uidvalidity, uid=uid, defaults={"outcome": "failed", "at": clock.now()}
    )
    if row.outcome == "failed":
        Fetched.objects.filter(pk=row.pk, tries=row.tries).update(tries=row.tries + 1, at=clock.now())
