"""A message as a letter, from its row; with the lines by which it finds its thread, and a machine knows a machine."""

from __future__ import annotations

import hashlib
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from typing import Any

from shouwen.kernel import clock, files


def write(message: Any, box: Any, attachments: Any) -> EmailMessage:
    """The letter, the same bytes each time. Raises `ValueError` for an address or a line no letter can have."""
    letter = EmailMessage()
    letter["From"] = formataddr((box.channel.title, box.address))
    letter["To"] = ", ".join(message.recipients)
    letter["Subject"] = " ".join(message.subject.split())
    letter["Date"] = format_datetime(clock.local(message.at))
    letter["Message-ID"] = f"<{message.external_id}>"
    if message.answers:
        letter["In-Reply-To"] = f"<{message.answers[-1]}>"
        letter["References"] = " ".join(f"<{ident}>" for ident in message.answers)
    if message.is_automatic:  # RFC 3834: another machine must not answer this
        letter["Auto-Submitted"] = "auto-replied"
        letter["X-Auto-Response-Suppress"] = "All"
    letter.set_content(message.text, cte="base64")
    for kept in attachments:
        main, _slash, sub = kept.media_type.partition("/")
        with files.open_kept(kept) as file:
            letter.add_attachment(file.read(), maintype=main, subtype=sub or "octet-stream", filename=kept.name)
    if letter.is_multipart():  # all parts are base64, in which this line cannot stand
        letter.set_boundary(f"=_{hashlib.sha256(message.external_id.encode()).hexdigest()[:40]}")
    return letter
