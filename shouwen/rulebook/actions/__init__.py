"""The verbs of rules. One transaction each: permission first, the change, one fact at least."""

from shouwen.rulebook.actions.deciding import (
    change_setting,
    clauses_digest,
    confirm,
    decide,
    pack_value_problem,
    publish_edition,
    publish_from_disk,
)
from shouwen.rulebook.actions.drafting import (
    begin_draft,
    decline_draft,
    describe_draft,
    hindrances,
    note_approval,
    publish_draft,
    submit_draft,
    withdraw_draft,
)
from shouwen.rulebook.actions.editing import (
    add_row,
    change_answer,
    change_cell,
    change_row,
    change_setting_default,
    move_row,
    remove_row,
    replace_table,
)
from shouwen.rulebook.actions.exampling import add_example, renew_example
from shouwen.rulebook.actions.replaying import ask_replay, cancel_replay, run_replay
from shouwen.rulebook.actions.revising import note_revisions_due

__all__ = [
    "add_example",
    "add_row",
    "ask_replay",
    "begin_draft",
    "cancel_replay",
    "change_answer",
    "change_cell",
    "change_row",
    "change_setting",
    "change_setting_default",
    "clauses_digest",
    "confirm",
    "decide",
    "decline_draft",
    "describe_draft",
    "hindrances",
    "move_row",
    "note_approval",
    "note_revisions_due",
    "pack_value_problem",
    "publish_draft",
    "publish_edition",
    "publish_from_disk",
    "remove_row",
    "renew_example",
    "replace_table",
    "run_replay",
    "submit_draft",
    "withdraw_draft",
]
