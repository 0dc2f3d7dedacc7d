"""The verbs of messages: calls heard and taken in, answers and texts sent, lines and templates kept."""

from shouwen.conversations.texts.actions.answering import TEXTS, fetch_media
from shouwen.conversations.texts.actions.hearing import hear
from shouwen.conversations.texts.actions.keeping import keep_line, keep_template, try_line
from shouwen.conversations.texts.actions.pretending import pretend
from shouwen.conversations.texts.actions.taking_in import forget_arrivals, take_in, take_in_waiting
from shouwen.conversations.texts.actions.texting import TooOften, deliver, deliver_waiting, note_report, text
from shouwen.conversations.texts.wording import standard

__all__ = [
    "TEXTS",
    "TooOften",
    "deliver",
    "deliver_waiting",
    "fetch_media",
    "forget_arrivals",
    "hear",
    "keep_line",
    "keep_template",
    "note_report",
    "pretend",
    "standard",
    "take_in",
    "take_in_waiting",
    "text",
    "try_line",
]
