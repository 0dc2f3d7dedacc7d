"""Was this mail written by a machine? Machines get no acknowledgement: two that answer each other never stop.

Pure (R16).
"""

from __future__ import annotations

import re
from collections.abc import Callable

_SUBJECT = re.compile(
    r"(?i)^\W*(?:自动(?:回复|答复|应答)|自動(?:回覆|回復|答覆)|auto(?:matic)?[ -]?(?:reply|response|answer)|out of (?:the )?office|"
    r"ooo\b|系统退信|退信(?:通知)?\b|邮件(?:退回|投递失败|发送失败)|undeliver(?:able|ed)|delivery (?:status notification|failure|"
    r"has failed)|mail delivery (?:failed|failure|subsystem)|returned mail|failure notice|delivery delayed)"
)
_SENDER = re.compile(
    r"(?i)^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|donotreply|bounces?|bounce[+-].*|.*[-+._]bounces?|"
    r"auto-?reply|notifications?|(?:.*[-._])?noreply)@"
)
_PRECEDENCE = {"bulk", "list", "junk", "auto_reply", "auto-reply"}


def is_robot(header: Callable[[str], str], *, sender: str, subject: str, kind: str) -> bool:
    """True for bounces, automatic answers, lists and senders that nobody reads. `header` gives a line by name."""
    automatic = header("Auto-Submitted").split(";")[0].strip().lower()
    return bool(
        (automatic and automatic != "no")
        or header("Precedence").strip().lower() in _PRECEDENCE
        or header("Return-Path").replace(" ", "") == "<>"
        or header("List-Id")
        or header("List-Unsubscribe")
        or header("X-Autoreply").lower() not in ("", "no")
        or header("X-Autorespond")
        or header("X-Auto-Response-Suppress").lower() == "all"
        or kind == "multipart/report"
        or header("X-Failed-Recipients")
        or _SENDER.match(sender)
        or _SUBJECT.match(subject)
    )
