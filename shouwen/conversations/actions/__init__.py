"""The verbs of conversations. One transaction each: permission first, the change, one fact at least."""

from shouwen.conversations.actions.channels import keep_channel, note_health
from shouwen.conversations.actions.figuring import take_figures
from shouwen.conversations.actions.handing_out import hand_out, put_back
from shouwen.conversations.actions.knowing import introduce
from shouwen.conversations.actions.letters import post_letter
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
from shouwen.conversations.actions.reading import mark_seen
from shouwen.conversations.actions.receiving import receive
from shouwen.conversations.actions.reviewing import approve, send_back
from shouwen.conversations.actions.routing import add_skill_rule, arrange_channel, drop_skill_rule
from shouwen.conversations.actions.sending import acknowledge, deliver, deliver_waiting, note, send, try_again
from shouwen.conversations.actions.timing import ring_clocks, start_clocks, stop_clocks, void_clocks
from shouwen.conversations.actions.watching import (
    be_on_duty,
    give_back_given,
    leave_idle,
    put_back_unanswered,
    take_from_absent,
)
from shouwen.conversations.channel import (
    OPEN_NOW,
    Answer,
    Enclosed,
    Health,
    Incoming,
    Received,
    Undeliverable,
    adapter_of,
    before_keeping,
    before_leaving,
    before_sending,
    mind_standing_words,
    register,
)

__all__ = [
    "OPEN_NOW",
    "Answer",
    "Enclosed",
    "Health",
    "Incoming",
    "Received",
    "Undeliverable",
    "accept",
    "acknowledge",
    "adapter_of",
    "add_skill_rule",
    "approve",
    "arrange_channel",
    "be_on_duty",
    "before_keeping",
    "before_leaving",
    "before_sending",
    "claim",
    "deliver",
    "deliver_waiting",
    "drop_skill_rule",
    "give_back",
    "give_back_given",
    "hand_out",
    "hand_over",
    "introduce",
    "keep_channel",
    "know",
    "leave_idle",
    "mark_seen",
    "mind_standing_words",
    "note",
    "note_health",
    "post_letter",
    "put_back",
    "put_back_unanswered",
    "receive",
    "register",
    "return_offer",
    "ring_clocks",
    "send",
    "send_back",
    "start_clocks",
    "stop_clocks",
    "take_figures",
    "take_from_absent",
    "tie",
    "try_again",
    "void_clocks",
    "withdraw_offer",
    "wrap_up",
]
