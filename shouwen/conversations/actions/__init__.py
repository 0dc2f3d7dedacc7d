"""The verbs of conversations. One transaction each: permission first, the change, one fact at least."""

from shouwen.conversations.actions.channels import keep_channel, note_health
from shouwen.conversations.actions.owning import (
    accept,
    claim,
    give_back,
    hand_over,
    know,
    return_offer,
    tie,
    withdraw_offer,
    wrap_up,
)
from shouwen.conversations.actions.receiving import receive
from shouwen.conversations.actions.sending import acknowledge, deliver, deliver_waiting, note, send, try_again
from shouwen.conversations.channel import (
    Answer,
    Enclosed,
    Health,
    Incoming,
    Received,
    Undeliverable,
    before_sending,
    register,
)

__all__ = [
    "Answer",
    "Enclosed",
    "Health",
    "Incoming",
    "Received",
    "Undeliverable",
    "accept",
    "acknowledge",
    "before_sending",
    "claim",
    "deliver",
    "deliver_waiting",
    "give_back",
    "hand_over",
    "keep_channel",
    "know",
    "note",
    "note_health",
    "receive",
    "register",
    "return_offer",
    "send",
    "tie",
    "try_again",
    "withdraw_offer",
    "wrap_up",
]
