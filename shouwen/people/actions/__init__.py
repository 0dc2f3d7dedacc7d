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
from shouwen.people.actions.presence import be_present, beat, equip, keep_skill, seat_post

__all__ = [
    "HOLDING",
    "ON_GRANT",
    "acknowledge",
    "approve",
    "arrange_department",
    "ask_approval",
    "assign_pack",
    "be_away",
    "be_present",
    "beat",
    "decline",
    "delegate",
    "equip",
    "farewell",
    "found_brand",
    "give_code",
    "grant",
    "issue_key",
    "keep_skill",
    "lay_post",
    "move",
    "notify",
    "open_post",
    "read_notices",
    "restore",
    "revoke_key",
    "seat_post",
    "welcome",
    "withdraw",
]
