"""The verbs of messages: sending a text by a template, and what becomes of it."""

from shouwen.conversations.texts.actions.texting import TooOften, deliver, deliver_waiting, note_report, text
from shouwen.conversations.texts.wording import standard

__all__ = ["TooOften", "deliver", "deliver_waiting", "note_report", "standard", "text"]
