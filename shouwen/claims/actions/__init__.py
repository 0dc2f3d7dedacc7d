"""The verbs of claims. One transaction each: permission first, the change, one fact at least."""

from shouwen.claims.actions.loading import (
    correct_record,
    judge_copying,
    open_record,
    sign_record,
    take_line_out,
    write_line,
)
from shouwen.claims.actions.paper_import import check_mapping, import_waybills, read_mapping
from shouwen.claims.actions.papers import (
    Unfit,
    change_waybill,
    declare_searched,
    enter_waybill,
    find,
    record_arrival,
    record_copy,
)
from shouwen.claims.actions.signing import attest_paper, sign_paper, write_notice, write_slip
from shouwen.claims.capitals import to_capitals

__all__ = [
    "Unfit",
    "attest_paper",
    "change_waybill",
    "check_mapping",
    "correct_record",
    "declare_searched",
    "enter_waybill",
    "find",
    "import_waybills",
    "judge_copying",
    "open_record",
    "read_mapping",
    "record_arrival",
    "record_copy",
    "sign_paper",
    "sign_record",
    "take_line_out",
    "to_capitals",
    "write_line",
    "write_notice",
    "write_slip",
]
