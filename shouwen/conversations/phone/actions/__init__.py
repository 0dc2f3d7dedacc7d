"""The verbs of calls. One transaction each: permission first, the change, one fact at least."""

from shouwen.conversations.phone.actions.handing import accept, refuse, take_back, transfer
from shouwen.conversations.phone.actions.keeping import change_key, keep_exchange, keep_extension
from shouwen.conversations.phone.actions.recording import call_back, keep_promise, record, set_aside
from shouwen.conversations.phone.actions.reporting import report, work_in_left
from shouwen.conversations.phone.actions.ringing import name_caller, ring, tick
from shouwen.conversations.phone.actions.talking import (
    answer,
    consent,
    end,
    hold,
    miss,
    mute,
    resume,
    unmute,
    warn,
)

__all__ = [
    "accept",
    "answer",
    "call_back",
    "change_key",
    "consent",
    "end",
    "hold",
    "keep_exchange",
    "keep_extension",
    "keep_promise",
    "miss",
    "mute",
    "name_caller",
    "record",
    "refuse",
    "report",
    "resume",
    "ring",
    "set_aside",
    "take_back",
    "tick",
    "transfer",
    "unmute",
    "warn",
    "work_in_left",
]
