"""The verbs of web chat. Visitors act through the machine: who they are is what their token opens."""

from shouwen.conversations.webchat.actions.answering import CHAT
from shouwen.conversations.webchat.actions.ending import end, rate, see_off
from shouwen.conversations.webchat.actions.keeping import keep_channel
from shouwen.conversations.webchat.actions.leaving import leave_note
from shouwen.conversations.webchat.actions.syncing import end_stale_syncs, end_sync, move_view, show_page, start_sync
from shouwen.conversations.webchat.actions.talking import attach, say, see, start, type_
from shouwen.conversations.webchat.actions.transcripts import ask_transcript, send_transcript

__all__ = [
    "CHAT",
    "ask_transcript",
    "attach",
    "end",
    "end_stale_syncs",
    "end_sync",
    "keep_channel",
    "leave_note",
    "move_view",
    "rate",
    "say",
    "see",
    "see_off",
    "send_transcript",
    "show_page",
    "start",
    "start_sync",
    "type_",
]
