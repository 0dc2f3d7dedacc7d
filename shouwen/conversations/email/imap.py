"""A folder on a mail server, as the fetcher needs it: numbers, bytes, nothing marked and nothing taken away."""

from __future__ import annotations

import datetime as dt
import imaplib
import ssl
from types import TracebackType
from typing import Any, Protocol, Self

from imap_tools import AND, BaseMailBox
from imap_tools.query import UidRange

from shouwen.kernel import outbound, vault

TIMEOUT = 20.0
#: One look takes at most so many; the next goes on.
AT_ONCE = 200


class Folder(Protocol):
    """Where letters are fetched from; tests have one of their own."""

    uidvalidity: int

    def newer(self, uid: int) -> list[int]:
        """Numbers above `uid`, rising."""

    def since(self, day: dt.date) -> list[int]:
        """Numbers of what came in on that day or later, rising."""

    def raw(self, uid: int) -> bytes:
        """One letter as it came."""


class _Dialled(imaplib.IMAP4):
    def _create_socket(self, timeout: float | None = None) -> Any:
        return outbound.dial(self.host, self.port, TIMEOUT)


class _DialledTLS(imaplib.IMAP4_SSL):
    def _create_socket(self, timeout: float | None = None) -> Any:
        return self.ssl_context.wrap_socket(outbound.dial(self.host, self.port, TIMEOUT), server_hostname=self.host)


class ServerFolder(BaseMailBox):
    """The folder of a mailbox on its server. Use as a context: it signs in and out."""

    def __init__(self, box: Any) -> None:
        self.box = box
        self.uidvalidity = 0
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        context = ssl.create_default_context()
        if self.box.imap_security == "tls":
            return _DialledTLS(self.box.imap_host, self.box.imap_port, ssl_context=context, timeout=TIMEOUT)
        client = _Dialled(self.box.imap_host, self.box.imap_port, timeout=TIMEOUT)
        if self.box.imap_security == "starttls":
            client.starttls(context)
        return client

    def __enter__(self) -> Self:
        self.login(self.box.imap_user or self.box.address, vault.unlock(self.box.imap_locked), self.box.folder)
        self.uidvalidity = int(self.folder.status(self.box.folder, ["UIDVALIDITY"])["UIDVALIDITY"])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.logout()

    def newer(self, uid: int) -> list[int]:
        # `n:*` always holds the last letter, even when it is older than n.
        return [each for each in sorted(map(int, self.uids(AND(uid=UidRange(str(uid + 1), "*"))))) if each > uid]

    def since(self, day: dt.date) -> list[int]:
        return sorted(map(int, self.uids(AND(date_gte=day))))

    def raw(self, uid: int) -> bytes:
        _answer, data = self.client.uid("fetch", str(uid), "(BODY.PEEK[])")
        return next((part[1] for part in data if isinstance(part, tuple)), b"")
