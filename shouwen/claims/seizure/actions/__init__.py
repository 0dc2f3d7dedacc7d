"""The verbs of seizures."""

from shouwen.claims.seizure.actions.ending import allow_write_off, release, write_off
from shouwen.claims.seizure.actions.handling import (
    check_custody,
    enter,
    notify_shipper,
    obtain_certificate,
    send_copy,
    take_into_custody,
)
from shouwen.claims.seizure.actions.liability import drop_liability, propose, report_breach, set_liability

__all__ = [
    "allow_write_off",
    "check_custody",
    "drop_liability",
    "enter",
    "notify_shipper",
    "obtain_certificate",
    "propose",
    "release",
    "report_breach",
    "send_copy",
    "set_liability",
    "take_into_custody",
    "write_off",
]
