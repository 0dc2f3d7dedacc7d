"""What the room asks of mail: deliver a message, and say how a mailbox is."""

from __future__ import annotations

import smtplib
import ssl
from typing import Any

from django.utils.translation import gettext as _

from shouwen.conversations import actions as conversations
from shouwen.conversations import queries as talks
from shouwen.conversations.email import queries, smtp
from shouwen.conversations.email.actions.handing import hand_over
from shouwen.conversations.email.actions.noting import note_sending, trouble_noted
from shouwen.conversations.email.imap import ServerFolder
from shouwen.conversations.email.problems import SENTENCES
from shouwen.conversations.email.troubles import in_words
from shouwen.conversations.email.writing import write
from shouwen.kernel.refusals import Refusal

#: The server says so, but it may be our password or its greylist: worth another try.
PASSING = {421, 450, 451, 452, 454, 530, 534, 535, 538}


class NotNow(Exception):
    """The server said not now. Only its codes: its words, and the log that holds them, would name the customer."""


class Mail:
    """The adapter of this chapter."""

    def deliver(self, message: Any) -> str:
        """Sends a queued message by its mailbox."""
        box = queries.mailbox_of(message.conversation.channel)
        if box is None or not box.smtp_host:  # the page says so too: no server is no fault of one
            raise conversations.Undeliverable(_("这个邮箱没有设置发信服务器。"))
        kept = talks.files_of([message]).get(message.pk, [])
        try:
            letter = write(message, box, kept)
            with trouble_noted(box):
                if hand_over(message, letter, box):
                    note_sending(box)
        except smtplib.SMTPRecipientsRefused as refused:
            codes = [code for code, _words in refused.recipients.values()]
            if any(code < 500 or code in PASSING for code in codes):
                raise NotNow(codes) from None
            raise conversations.Undeliverable(_("收件人地址被退回。")) from None
        except smtplib.SMTPResponseException as refused:
            if refused.smtp_code < 500 or refused.smtp_code in PASSING:
                raise NotNow([refused.smtp_code]) from None
            raise conversations.Undeliverable(in_words(refused)) from None
        except Refusal as refusal:
            raise conversations.Undeliverable(str(refusal.sentence)) from refusal
        except ssl.SSLError:  # is a ValueError too when a certificate is not trusted
            raise
        except ValueError as problem:
            raise conversations.Undeliverable(_("收件人地址不能用。")) from problem
        return str(message.external_id)

    def health(self, channel: Any) -> conversations.Health:
        """Signs in to both servers now; `details` says of each (`in`, `out`) what is wrong."""
        box = queries.mailbox_of(channel)
        if box is None:
            return conversations.Health(False, _("没有设置。"))
        found = {"in": self._try(self._look, box), "out": self._try(self._hello, box)}
        said = [f"{what}：{found[way]}" for way, what in (("in", _("收信")), ("out", _("发信"))) if found[way]]
        return conversations.Health(not said, " ".join(said), found)

    def words(self, problem: str) -> str:
        """The sentence of a problem."""
        return _(SENTENCES[problem]) if problem in SENTENCES else ""

    def _try(self, ask: Any, box: Any) -> str:
        try:
            ask(box)
        except Refusal as refusal:
            return str(refusal.sentence)
        except Exception as problem:  # noqa: BLE001  whatever it is, the page says it
            return in_words(problem)
        return ""

    def _look(self, box: Any) -> None:
        if box.imap_host:
            with ServerFolder(box):
                return

    def _hello(self, box: Any) -> None:
        if box.smtp_host:
            with smtp.connected(box) as server:
                server.noop()


MAIL = Mail()
conversations.register("mail", MAIL)
