"""The mail server a mailbox sends by."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from collections.abc import Iterator
from typing import Any

from shouwen.kernel import outbound, vault

TIMEOUT = 20.0
#: Where mail servers take letters.
PORTS = frozenset({25, 465, 587, 994, 2465, 2525, 2587})


class _Dialled(smtplib.SMTP):
    def _get_socket(self, host: str, port: int, timeout: float) -> Any:
        return outbound.dial(host, port, TIMEOUT, PORTS)


class _DialledTLS(smtplib.SMTP_SSL):
    def _get_socket(self, host: str, port: int, timeout: float) -> Any:
        return self.context.wrap_socket(outbound.dial(host, port, TIMEOUT, PORTS), server_hostname=host)


@contextlib.contextmanager
def connected(box: Any) -> Iterator[smtplib.SMTP]:
    """Signed in to the server that sends for this mailbox.

    How the server takes leave is nothing: a letter it has taken is taken, even if the line breaks right after.
    """
    server = _called(box, outbound.trusted())
    try:
        password = vault.unlock(box.smtp_locked)
        if password:
            server.login(box.smtp_user or box.address, password)
        yield server
        with contextlib.suppress(Exception):
            server.quit()
    finally:
        server.close()


def _called(box: Any, context: ssl.SSLContext) -> smtplib.SMTP:
    if box.smtp_security == "tls":
        return _DialledTLS(box.smtp_host, box.smtp_port, timeout=TIMEOUT, context=context)
    server = _Dialled(box.smtp_host, box.smtp_port, timeout=TIMEOUT)
    if box.smtp_security == "starttls":
        try:
            server.starttls(context=context)
        except BaseException:
            server.close()
            raise
    return server
