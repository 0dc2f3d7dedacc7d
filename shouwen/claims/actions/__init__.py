"""The verbs of claims. One transaction each: permission first, the change, one fact at least."""

from shouwen.claims.actions.deciding import (
    ask_other_base,
    assign_share,
    change_base,
    confirm_decision,
    latest_appraisal,
    latest_run,
    reckon,
    run_liability,
    set_responsibility,
)
from shouwen.claims.actions.ending import ask_end, end, settle_among_parties
from shouwen.claims.actions.insuring import hand_in_papers, insurer_pays, insurer_refuses, report_to_insurer
from shouwen.claims.actions.investigating import (
    add_evidence,
    answer_request,
    investigate,
    register_handling,
    request_evidence,
    take_over,
    withdraw_request,
)
from shouwen.claims.actions.negotiating import agree, dispute, negotiate, talk
from shouwen.claims.actions.opining import confirm_opinion, draft_opinion, take_back_opinion
from shouwen.claims.actions.paying import issue_voucher, make_good, pay, void_voucher
from shouwen.claims.actions.recovering import (
    acknowledge_share,
    answer_objection,
    notify_shares,
    object_to_share,
    recover_share,
)
from shouwen.claims.actions.reporting import claim_for_case, describe, report_claim, sign_report, write_report
from shouwen.claims.actions.reports import (
    missing_from_report,
    open_finished_reports,
    open_report,
    read_report,
    remind_late_reports,
    submit_report,
    write_report_remarks,
)

__all__ = [
    "acknowledge_share",
    "add_evidence",
    "agree",
    "answer_objection",
    "answer_request",
    "ask_end",
    "ask_other_base",
    "assign_share",
    "change_base",
    "claim_for_case",
    "confirm_decision",
    "confirm_opinion",
    "describe",
    "dispute",
    "draft_opinion",
    "end",
    "hand_in_papers",
    "insurer_pays",
    "insurer_refuses",
    "investigate",
    "issue_voucher",
    "latest_appraisal",
    "latest_run",
    "make_good",
    "missing_from_report",
    "negotiate",
    "notify_shares",
    "object_to_share",
    "open_finished_reports",
    "open_report",
    "pay",
    "read_report",
    "reckon",
    "recover_share",
    "register_handling",
    "remind_late_reports",
    "report_claim",
    "report_to_insurer",
    "request_evidence",
    "run_liability",
    "set_responsibility",
    "settle_among_parties",
    "sign_report",
    "submit_report",
    "take_back_opinion",
    "take_over",
    "talk",
    "void_voucher",
    "withdraw_request",
    "write_report",
    "write_report_remarks",
]
