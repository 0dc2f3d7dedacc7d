"""The verbs of the knowledge room. One transaction each: permission first, the change, one fact at least."""

from shouwen.knowledge.actions.citing import cite
from shouwen.knowledge.actions.missing import answer_miss, drop_miss, miss
from shouwen.knowledge.actions.pricing import price
from shouwen.knowledge.actions.publishing import discard, publish, review, send_back, submit, withdraw
from shouwen.knowledge.actions.writing import attach, edit, revise, settle, write

__all__ = [
    "answer_miss",
    "attach",
    "cite",
    "discard",
    "drop_miss",
    "edit",
    "miss",
    "price",
    "publish",
    "review",
    "revise",
    "send_back",
    "settle",
    "submit",
    "withdraw",
    "write",
]
