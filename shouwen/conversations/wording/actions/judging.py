"""Before an answer goes out: what may not be said stops it, or goes with a reason that another reviews."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from shouwen.conversations.wording import facts as told
from shouwen.conversations.wording import queries
from shouwen.conversations.wording.models import WordFinding
from shouwen.conversations.wording.rules import Words, words_for
from shouwen.kernel import clock, facts
from shouwen.kernel.policy import SYSTEM
from shouwen.kernel.refusals import Unacceptable

LONGEST_REASON = 300


@dataclass(frozen=True)
class Held:
    """One finding that holds an answer up, as the page shows it."""

    finding: Any
    said: str
    family: str
    is_final: bool
    reason: str
    edition: Any

    @property
    def field(self) -> str:
        """The form's field for the reason."""
        return f"why-{self.finding.phrase}"

    @property
    def sentence(self) -> str:
        given = {"said": self.said, "family": self.family}
        if self.is_final:
            return _("“%(said)s”（%(family)s）任何情况下都不能发，请改写。") % given
        return _("“%(said)s”（%(family)s）请改写；坚持发送的，写明原因。") % given


class WordsRefused(Unacceptable):
    """The words may not go out so; `held` says which, and where a reason may be given."""

    def __init__(self, held: list[Held]) -> None:
        sentence = _("回复没有发出：里面有不该对客户说的话。")
        details = {each.field: each.sentence for each in held}
        super().__init__(sentence, details=details, clause=held[0].finding.clause)
        self.held = held


def judge(answer: Any) -> Callable[[Any], None] | None:
    """Refuses what may not be said; returns what keeps the overrides with the message when that is written.

    Words are judged by the edition in force now, whatever the page had read. `why` names a phrase or its family.
    """
    words = queries.words_of(answer.conversation)
    if words is None:
        return None
    found = words.judged(answer.text, answer.conversation.kind)
    given = {each.phrase: _reason(each, answer.why) for each in found}
    held = [
        _held(words, each, answer.text, given[each.phrase])
        for each in found
        if words.is_final(each) or (words.wants_reason(each) and not given[each.phrase])
    ]
    if held:
        raise WordsRefused(held)
    overridden = [each for each in found if given[each.phrase]]
    return (lambda message: _keep(message, words, overridden, given, by=answer.by)) if overridden else None


def require_never_said(whose: Any, field: str, text: str, sentence: Any) -> None:
    """Refuses words that the pack lets no reason open (`words.never`), where they would reach a customer by themselves.

    `whose` has a brand, and a department or none; `sentence` takes `said` and `family`.
    """
    words = words_for(whose.brand, getattr(whose, "department", None))
    if words is None or not words.never:
        return
    final = next((each for each in words.judged(text, "") if words.is_final(each)), None)
    if final is not None:
        told_ = str(sentence) % {"said": text[slice(*final.span)], "family": words.family(final.family)}
        raise Unacceptable(told_, details={field: told_}, clause=final.clause)


def _reason(finding: Any, why: dict[str, str]) -> str:
    return str(why.get(finding.phrase) or why.get(finding.family) or "").strip()[:LONGEST_REASON]


def _held(words: Words, finding: Any, text: str, reason: str) -> Held:
    start, end = finding.span
    final = words.is_final(finding)
    return Held(finding, text[start:end], words.family(finding.family), final, reason, words.edition)


def _keep(message: Any, words: Words, found: list[Any], given: dict[str, str], *, by: Any) -> None:
    """Keeps each override for review, in the transaction of the message."""
    for each in found:
        kept = WordFinding.objects.create(
            message=message,
            edition=words.edition,
            phrase=each.phrase,
            family=each.family,
            clause=each.clause,
            severity=each.severity,
            start=each.span[0],
            end=each.span[1],
            reason=given[each.phrase],
            by=None if by is SYSTEM else by,
            at=clock.now(),
        )
        refs = {"finding": kept.pk, "message": message.pk, "phrase": each.phrase, "family": each.family}
        refs |= {"clause": each.clause, "severity": each.severity, "edition": words.edition.pk}
        facts.record(told.OVERRIDDEN, by=by, about_thing=message.conversation, refs=refs)
