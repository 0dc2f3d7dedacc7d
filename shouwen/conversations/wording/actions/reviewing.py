"""Another than the writer looks at what was sent with a reason: agrees, coaches, or says that the guard was wrong."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.conversations.wording.actions.alarming import keep_alarm
from shouwen.conversations.wording.models import WordFinding
from shouwen.conversations.wording.states import finding_machine
from shouwen.kernel import clock
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import Unacceptable
from shouwen.people import actions as people


@transaction.atomic
def agree(finding: WordFinding, *, by: Any, words: str = "") -> None:
    """It was right to send it so."""
    _move(finding, "agree", by=by, words=words)


@transaction.atomic
def coach(finding: WordFinding, *, by: Any, words: str) -> None:
    """It should have been said otherwise: the words go to its writer."""
    if not words.strip():
        sentence = _("请写下怎样说更好，写的人会收到。")
        raise Unacceptable(sentence, details={"words": sentence})
    _move(finding, "coach", by=by, words=words)
    if finding.by is not None:
        people.notify(
            finding.by,
            text=_("%(number)s：主管对一句用语写了建议") % {"number": finding.message.conversation.number},
            url=f"/wording/findings/{finding.pk}/",
            clauses=[finding.clause],
        )


@transaction.atomic
def clear(finding: WordFinding, *, by: Any, words: str = "") -> None:
    """The guard was wrong: it becomes an alarm for whoever keeps the rules."""
    _move(finding, "clear", by=by, words=words)
    conversation = finding.message.conversation
    keep_alarm(
        by=by,
        brand=conversation.brand,
        edition=finding.edition,
        phrase=finding.phrase,
        family=finding.family,
        conversation=conversation,
        message=finding.message,
        span=(finding.start, finding.end),
    )


def _move(finding: WordFinding, verb: str, *, by: Any, words: str) -> None:
    require(by, "wording.review", finding)
    changes = {"reviewed_by": by, "reviewed_at": clock.now(), "words": words.strip()[:1000]}
    refs = {"message": finding.message_id, "phrase": finding.phrase, "family": finding.family}
    finding_machine.move(finding, verb, by=by, changes=changes, refs=refs)
