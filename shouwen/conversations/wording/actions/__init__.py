"""The verbs of wording. One transaction each: permission first, the change, one fact at least."""

from shouwen.conversations.wording.actions.alarming import forget_sentences, keep, mend, report
from shouwen.conversations.wording.actions.judging import WordsRefused, judge, require_never_said
from shouwen.conversations.wording.actions.reviewing import agree, clear, coach

__all__ = [
    "WordsRefused",
    "agree",
    "clear",
    "coach",
    "forget_sentences",
    "judge",
    "keep",
    "mend",
    "report",
    "require_never_said",
]
