"""A folder on a mail server, as the fetcher needs it: numbers, bytes, nothing marked and nothing taken away."""

from __future__ import annotations

import contextlib
import datetime as dt
import imaplib
import re
from types import TracebackType
from typing import Any, Protocol, Self

from imap_tools import AND, BaseMailBox
from imap_tools.query import UidRange

from shouwen.kernel import outbound, vault

TIMEOUT = 20.0
#: One look takes at most so many; the next goes on.
AT_ONCE = 200
#: Where mail servers listen; 994 is 163's.
PORTS = frozenset({143, 993, 994})
#: Who asks (RFC 2971): 163 and 126 open no folder for a program that does not say it.
WHO = '("name" "Shouwen" "vendor" "Shouwen")'
#: How the folder of sent letters is called where the server does not mark it.
SENT = ("Sent", "Sent Messages", "Sent Items", "INBOX.Sent", "已发送", "已发送邮件", "已发邮件")


class LineDown(OSError):
    """The connection is gone: the letter may be well, but no other can be had before a new look."""


class Gone(Exception):
    """The letter was taken off the server before it was fetched."""


class NotGiven(Exception):
    """The server says it has the letter and does not give it."""


class Folder(Protocol):
    """Where letters are fetched from; tests have one of their own."""

    uidvalidity: int

    def newer(self, uid: int) -> list[int]:
        """Numbers above `uid`, rising."""

    def since(self, day: dt.date) -> list[int]:
        """Numbers of what came in on that day or later, rising."""

    def raw(self, uid: int) -> bytes:
        """One letter as it came. Raises `LineDown`, `Gone`, or whatever is wrong with this one letter."""


class _Dialled(imaplib.IMAP4):
    def _create_socket(self, timeout: float | None = None) -> Any:
        return outbound.dial(self.host, self.port, TIMEOUT, PORTS)


class _DialledTLS(imaplib.IMAP4_SSL):
    def _create_socket(self, timeout: float | None = None) -> Any:
        line = outbound.dial(self.host, self.port, TIMEOUT, PORTS)
        return self.ssl_context.wrap_socket(line, server_hostname=self.host)


def _hang_up(client: imaplib.IMAP4) -> None:
    with contextlib.suppress(Exception):
        client.shutdown()


class ServerFolder(BaseMailBox):
    """The folder of a mailbox on its server. Use as a context: it signs in and out."""

    def __init__(self, box: Any) -> None:
        self.box = box
        self.uidvalidity = 0
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        context = outbound.trusted()
        if self.box.imap_security == "tls":
            return _DialledTLS(self.box.imap_host, self.box.imap_port, ssl_context=context, timeout=TIMEOUT)
        client = _Dialled(self.box.imap_host, self.box.imap_port, timeout=TIMEOUT)
        if self.box.imap_security == "starttls":
            try:
                client.starttls(context)
            except BaseException:
                _hang_up(client)
                raise
        return client

    def __enter__(self) -> Self:
        try:
            self.login(self.box.imap_user or self.box.address, vault.unlock(self.box.imap_locked), None)
            if "ID" in self.client.capabilities:
                with contextlib.suppress(imaplib.IMAP4.error):
                    self.client.xatom("ID", WHO)
            self.folder.set(self.box.folder)
            self.uidvalidity = int(self.folder.status(self.box.folder, ["UIDVALIDITY"])["UIDVALIDITY"])
        except BaseException:
            _hang_up(self.client)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.logout()
        except Exception:  # noqa: BLE001  what was fetched is fetched, whether or not the server says goodbye
            _hang_up(self.client)

    def newer(self, uid: int) -> list[int]:
        # `n:*` always holds the last letter, even when it is older than n.
        return [each for each in self._search(AND(uid=UidRange(str(uid + 1), "*"))) if each > uid]

    def since(self, day: dt.date) -> list[int]:
        return self._search(AND(date_gte=day))

    def raw(self, uid: int) -> bytes:
        try:
            answer, data = self.client.uid("fetch", str(uid), "(BODY.PEEK[])")
        except (imaplib.IMAP4.abort, OSError) as problem:
            raise LineDown(str(problem)) from problem
        if answer != "OK":
            raise NotGiven(answer)
        for part in data:
            if isinstance(part, tuple):
                return bytes(part[1])
        raise Gone

    def sent(self, ident: str, day: dt.date) -> bool:
        """True when the folder of sent letters has one with this Message-ID from that day or later.

        The lines are read here: not every server searches headers, and some answer with everything.
        """
        name = self._sent_folder()
        if not name:
            return False
        self.folder.set(name, readonly=True)
        numbers = self.since(day)[-AT_ONCE:]
        if not numbers:
            return False
        wanted = ",".join(map(str, numbers))
        _answer, data = self.client.uid("fetch", wanted, "(BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])")
        lines = b"".join(part[1] for part in data if isinstance(part, tuple))
        return f"<{ident}>" in re.sub(rb"\s", b"", lines).decode("ascii", "replace")

    def _sent_folder(self) -> str:
        """Name of the folder where the server keeps what was sent; "" when there is none."""
        there = list(self.folder.list())
        marked = next((each.name for each in there if "\\Sent" in each.flags), "")
        return marked or next((name for name in SENT if name in {each.name for each in there}), "")

    def _search(self, criteria: Any) -> list[int]:
        # without CHARSET, which not every server takes; the criteria are plain
        return sorted(map(int, self.uids(criteria, charset=None)))
