"""Mailboxes: how a channel is fetched and sends, and which letters were fetched."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

SECURITY = [("tls", _("TLS（建议）")), ("starttls", "STARTTLS"), ("none", _("不加密"))]


class Mailbox(models.Model):
    """One address we answer for. Passwords are locked (`kernel/vault.py`) and never shown again.

    How it is fetched stands on its channel (`looked_at`, `well_at`, `trouble`); how it sends stands here.
    """

    channel = models.OneToOneField("conversations.Channel", models.CASCADE, related_name="mailbox")
    address = models.EmailField(_("地址"), unique=True)
    imap_host = models.CharField(_("收信服务器"), max_length=120, blank=True)
    imap_port = models.PositiveIntegerField(_("收信端口"), default=993)
    imap_security = models.CharField(_("收信加密"), max_length=8, default="tls", choices=SECURITY)
    imap_user = models.CharField(_("收信账号"), max_length=120, blank=True)
    imap_locked = models.TextField(blank=True)
    folder = models.CharField(_("文件夹"), max_length=80, default="INBOX")
    smtp_host = models.CharField(_("发信服务器"), max_length=120, blank=True)
    smtp_port = models.PositiveIntegerField(_("发信端口"), default=465)
    smtp_security = models.CharField(_("发信加密"), max_length=8, default="tls", choices=SECURITY)
    smtp_user = models.CharField(_("发信账号"), max_length=120, blank=True)
    smtp_locked = models.TextField(blank=True)
    sending_looked_at = models.DateTimeField(null=True)
    sending_well_at = models.DateTimeField(null=True)
    sending_trouble = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.address


class Fetched(models.Model):
    """A letter of a mailbox has been dealt with: the unique row keeps two pollers from doing it twice (R15)."""

    mailbox = models.ForeignKey(Mailbox, models.CASCADE, related_name="fetched")
    uidvalidity = models.BigIntegerField()
    uid = models.BigIntegerField()
    outcome = models.CharField(max_length=12)
    message = models.ForeignKey("conversations.Message", models.SET_NULL, null=True, related_name="+")
    tries = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailbox", "uidvalidity", "uid"], name="fetched_once")]


class Posting(models.Model):
    """A letter was begun to be handed to its server; gone when the server refused it (`actions/handing.py`, R4)."""

    message = models.OneToOneField("conversations.Message", models.CASCADE, primary_key=True, related_name="+")
    begun_at = models.DateTimeField()
    is_in_hand = models.BooleanField(default=True)
    is_taken = models.BooleanField(default=False)
