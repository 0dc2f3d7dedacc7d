"""How sending by a mailbox went last, apart from how it was fetched: a good look into it says nothing of the other way."""

from __future__ import annotations

import contextlib
import smtplib
from collections.abc import Iterator

from shouwen.conversations.email.models import Mailbox
from shouwen.conversations.email.troubles import in_words
from shouwen.kernel import clock
from shouwen.kernel.refusals import Refusal

#: The server wants to know who we are: then it is not about this letter or its reader.
UNKNOWN = {530, 534, 535, 538}


def note_sending(box: Mailbox, trouble: str = "") -> None:
    """Writes down that sending goes, or in a sentence why not."""
    now = clock.now()
    well = {"sending_trouble": trouble[:300]} if trouble else {"sending_trouble": "", "sending_well_at": now}
    Mailbox.objects.filter(pk=box.pk).update(sending_looked_at=now, **well)


@contextlib.contextmanager
def trouble_noted(box: Mailbox) -> Iterator[None]:
    """What stops every letter of this mailbox is written down; what a server has against one letter is not."""
    try:
        yield
    except (Refusal, smtplib.SMTPException, OSError) as problem:
        if _stops_all(problem):
            note_sending(box, str(problem.sentence) if isinstance(problem, Refusal) else in_words(problem))
        raise


def _stops_all(problem: Exception) -> bool:
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return any(code in UNKNOWN for code, _words in problem.recipients.values())
    if isinstance(problem, smtplib.SMTPDataError):
        return problem.smtp_code in UNKNOWN
    return True
