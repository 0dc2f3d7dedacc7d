"""The verbs of the portal: a code is asked for, sent, told or typed; a sitting begins, goes on and ends."""

from shouwen.cases.portal.actions.acting import accept, add, call_back, dispute
from shouwen.cases.portal.actions.signing_in import ask_code, begin, leave, send_code, stay, sweep
from shouwen.cases.portal.actions.telling import Given, give_code

__all__ = [
    "Given",
    "accept",
    "add",
    "ask_code",
    "begin",
    "call_back",
    "dispute",
    "give_code",
    "leave",
    "send_code",
    "stay",
    "sweep",
]
