"""Verbs about people, posts, departments, brands, approvals and notices."""

from shouwen.people.actions.approving import ON_GRANT, approve, ask_approval, decline, delegate, withdraw
from shouwen.people.actions.keying import issue_key, revoke_key
from shouwen.people.actions.noticing import acknowledge, notify, read_notices
from shouwen.people.actions.organisation import (
    arrange_department,
    assign_pack,
    found_brand,
    grant,
    lay_post,
    open_post,
)
from shouwen.people.actions.persons import HOLDING, be_away, farewell, give_code, move, restore, welcome

__all__ = [
    "HOLDING",
    "ON_GRANT",
    "acknowledge",
    "approve",
    "arrange_department",
    "ask_approval",
    "assign_pack",
    "be_away",
    "decline",
    "delegate",
    "farewell",
    "found_brand",
    "give_code",
    "grant",
    "issue_key",
    "lay_post",
    "move",
    "notify",
    "open_post",
    "read_notices",
    "restore",
    "revoke_key",
    "welcome",
    "withdraw",
]
