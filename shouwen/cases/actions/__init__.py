"""The verbs of cases. One transaction each: permission first, the change, one fact at least."""

from shouwen.cases.actions.answering import answer, refuse_apology, reopen, take_another_round, visit
from shouwen.cases.actions.closing import ask_exception, close, close_exceptionally
from shouwen.cases.actions.compensating import decide_compensation, record_compensation
from shouwen.cases.actions.following import accept_answer, add_words, ask_call_back, dispute_answer
from shouwen.cases.actions.import_plan import plan_import
from shouwen.cases.actions.importing import import_cases
from shouwen.cases.actions.keeping import amend, answer_consultation, attach, consult, note
from shouwen.cases.actions.opening import (
    classify,
    open_and_settle,
    open_and_transfer,
    open_case,
    open_case_for,
    open_for_caller,
)
from shouwen.cases.actions.owning import accept_offer, offer, reassign, return_offer, withdraw_offer
from shouwen.cases.actions.promising import break_promise, extend_promise, keep_promise, promise, set_promise_aside
from shouwen.cases.actions.repeating import (
    acknowledge_repeat,
    analyse_repeat,
    deny_repeat,
    find_patterns,
    note_repeat,
)
from shouwen.cases.actions.reporting import (
    approve_sheet,
    open_sheet,
    open_weekly_sheets,
    send_sheet_back,
    submit_sheet,
    write_sheet,
)
from shouwen.cases.actions.routing import (
    accept_transfer,
    chase,
    decline_transfer,
    report_back,
    supervise,
    transfer,
    withdraw_transfer,
)
from shouwen.cases.actions.stepping import (
    choose_proposal,
    hand_in_report,
    judge,
    name_person,
    propose,
    record_findings,
    require_report,
    take_step,
)
from shouwen.cases.actions.talking import (
    case_for,
    hear,
    join_conversation,
    open_from_conversation,
    take_up,
    take_up_note,
)
from shouwen.cases.actions.timing import let_past_rings_go, pause, resume, ring_clock
from shouwen.cases.actions.uploading import (
    cancel_import,
    check_import,
    commit_import,
    run_import,
    start_import,
    sweep_imports,
    try_import,
)
from shouwen.cases.gate import closing_gate
from shouwen.cases.importing import read_mapping
from shouwen.cases.importing_reading import open_table
from shouwen.cases.importing_refused import RefusedRows

__all__ = [
    "RefusedRows",
    "accept_answer",
    "accept_offer",
    "accept_transfer",
    "acknowledge_repeat",
    "add_words",
    "amend",
    "analyse_repeat",
    "answer",
    "answer_consultation",
    "approve_sheet",
    "ask_call_back",
    "ask_exception",
    "attach",
    "break_promise",
    "cancel_import",
    "case_for",
    "chase",
    "check_import",
    "choose_proposal",
    "classify",
    "close",
    "close_exceptionally",
    "closing_gate",
    "commit_import",
    "consult",
    "decide_compensation",
    "decline_transfer",
    "deny_repeat",
    "dispute_answer",
    "extend_promise",
    "find_patterns",
    "hand_in_report",
    "hear",
    "import_cases",
    "join_conversation",
    "judge",
    "keep_promise",
    "let_past_rings_go",
    "name_person",
    "note",
    "note_repeat",
    "offer",
    "open_and_settle",
    "open_and_transfer",
    "open_case",
    "open_case_for",
    "open_for_caller",
    "open_from_conversation",
    "open_sheet",
    "open_table",
    "open_weekly_sheets",
    "pause",
    "plan_import",
    "promise",
    "propose",
    "read_mapping",
    "reassign",
    "record_compensation",
    "record_findings",
    "refuse_apology",
    "reopen",
    "report_back",
    "require_report",
    "resume",
    "return_offer",
    "ring_clock",
    "run_import",
    "send_sheet_back",
    "set_promise_aside",
    "start_import",
    "submit_sheet",
    "supervise",
    "sweep_imports",
    "take_another_round",
    "take_step",
    "take_up",
    "take_up_note",
    "transfer",
    "try_import",
    "visit",
    "withdraw_offer",
    "withdraw_transfer",
    "write_sheet",
]
