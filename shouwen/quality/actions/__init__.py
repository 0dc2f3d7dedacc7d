"""The verbs of the register. One transaction each: permission first, the change, one fact at least."""

from shouwen.quality.actions.batching import VERBS, each
from shouwen.quality.actions.candidates import (
    dismiss_for_denied_repeat,
    propose_from_claim,
    propose_from_judgement,
    propose_from_pattern,
    propose_from_repeat,
)
from shouwen.quality.actions.checking import check, dismiss
from shouwen.quality.actions.deciding import approve, decide, decline
from shouwen.quality.actions.months import (
    draw,
    due_of,
    missing,
    open_month,
    open_months,
    remind_of_months,
    settle_month,
    submit_month,
)
from shouwen.quality.actions.objecting import answer_objection, object_to
from shouwen.quality.actions.proposing import propose
from shouwen.quality.actions.rewarding import reward
from shouwen.quality.actions.vetoing import lift, veto

__all__ = [
    "VERBS",
    "answer_objection",
    "approve",
    "check",
    "decide",
    "decline",
    "dismiss",
    "dismiss_for_denied_repeat",
    "draw",
    "due_of",
    "each",
    "lift",
    "missing",
    "object_to",
    "open_month",
    "open_months",
    "propose",
    "propose_from_claim",
    "propose_from_judgement",
    "propose_from_pattern",
    "propose_from_repeat",
    "remind_of_months",
    "reward",
    "settle_month",
    "submit_month",
    "veto",
]
