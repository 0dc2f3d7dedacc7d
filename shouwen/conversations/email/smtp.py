"""Handing a letter to the mail server of its mailbox."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from typing import Any

from shouwen.kernel import outbound, vault

TIMEOUT = 20.0


class _Dialled(smtplib.SMTP):
    def _get_socket(self, host: str, port: int, timeout: float) -> Any:
        return outbound.dial(host, port, TIMEOUT)


class _DialledTLS(smtplib.SMTP_SSL):
    def _get_socket(self, host: str, port: int, timeout: float) -> Any:
        return self.context.wrap_socket(outbound.dial(host, port, TIMEOUT), server_hostname=host)


def connect(box: Any) -> smtplib.SMTP:
    """Signed in to the server that sends for this mailbox."""
    context = ssl.create_default_context()
    if box.smtp_security == "tls":
        server: smtplib.SMTP = _DialledTLS(box.smtp_host, box.smtp_port, timeout=TIMEOUT, context=context)
    else:
        server = _Dialled(box.smtp_host, box.smtp_port, timeout=TIMEOUT)
        if box.smtp_security == "starttls":
            server.starttls(context=context)
    password = vault.unlock(box.smtp_locked)
    if password:
        server.login(box.smtp_user or box.address, password)
    return server


def hand_over(letter: EmailMessage, box: Any) -> None:
    """Sends one letter."""
    with connect(box) as server:
        server.send_message(letter)
