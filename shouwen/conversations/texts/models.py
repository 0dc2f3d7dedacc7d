"""How a message channel is reached, who writes by it, what came in, and text messages sent by themselves.

Numbers, open ids and secrets lie locked (`kernel/vault.py`) or as keyed digests; what lists show is masked.
"""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwen.conversations.texts.states import text_machine
from shouwen.conversations.texts.windows import answers_within

SMS_VENDORS = [("signed", _("自有网关（签名接口）")), ("aliyun", _("阿里云短信"))]


class Line(models.Model):
    """The way to the vendor for one channel. What the columns hold differs by kind; docs/texts.md says which."""

    channel = models.OneToOneField("conversations.Channel", models.CASCADE, related_name="line")
    key = models.CharField(max_length=32, unique=True)
    vendor = models.CharField(_("平台"), max_length=12, blank=True, choices=SMS_VENDORS)
    account = models.CharField(_("账号"), max_length=80, blank=True)
    agent = models.CharField(_("应用"), max_length=80, blank=True)
    gateway = models.CharField(_("网关地址"), max_length=200, blank=True)
    locked = models.JSONField(default=dict)
    is_simulated = models.BooleanField(_("接模拟手机"), default=False)
    cursor = models.CharField(max_length=200, blank=True)
    pass_locked = models.TextField(blank=True)
    pass_until = models.DateTimeField(null=True)
    forged = models.PositiveIntegerField(default=0)
    late = models.PositiveIntegerField(default=0)
    refused_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return str(self.channel)


class Template(models.Model):
    """Words with variables, for one brand. The vendor's own number of it is asked for where the vendor checks words."""

    brand = models.ForeignKey("people.Brand", models.PROTECT)
    code = models.SlugField(_("代号"), max_length=40)
    title = models.CharField(_("名称"), max_length=80)
    text = models.TextField(_("内容"), max_length=500)
    vendor_code = models.CharField(_("平台模板编号"), max_length=60, blank=True)
    is_secret = models.BooleanField(_("内容保密"), default=False)
    is_active = models.BooleanField(_("启用"), default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "code"], name="template_once")]

    def __str__(self) -> str:
        return self.title


class Text(models.Model):
    """A text message by a template to a number. `body` is what staff may read: with codes masked when secret."""

    channel = models.ForeignKey("conversations.Channel", models.PROTECT, related_name="+")
    template = models.CharField(max_length=40)
    number_locked = models.TextField(blank=True)
    number_index = models.CharField(max_length=64, db_index=True)
    number_shown = models.CharField(max_length=24)
    last_four = models.CharField(max_length=4)
    words_locked = models.TextField(blank=True)
    body = models.TextField()
    is_secret = models.BooleanField(default=False)
    once = models.CharField(max_length=120, unique=True)
    by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    reached_at = models.DateTimeField(null=True)
    vendor_ref = models.CharField(max_length=80, blank=True, db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=8, default="queued", choices=text_machine.choices())
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["state", "id"], name="text_delivery")]


class TextIdentity(models.Model):
    """Who writes by a line: a number or the vendor's open id, known again by its keyed digest."""

    line = models.ForeignKey(Line, models.CASCADE, related_name="identities")
    digest = models.CharField(max_length=64)
    locked = models.TextField()
    shown = models.CharField(max_length=24)
    last_four = models.CharField(max_length=4, blank=True)
    customer = models.ForeignKey("customers.Customer", models.PROTECT, null=True, related_name="+")
    last_in_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "digest"], name="identity_once")]


class Thread(models.Model):
    """Whose conversation it is."""

    conversation = models.OneToOneField("conversations.Conversation", models.CASCADE, related_name="text_thread")
    identity = models.ForeignKey(TextIdentity, models.CASCADE, related_name="threads")

    @property
    def answers_until(self) -> dt.datetime | None:
        """Until when the vendor takes an answer; None when it always does."""
        hours, last = answers_within(self.identity.line), self.identity.last_in_at
        return last + dt.timedelta(hours=hours) if hours is not None and last is not None else None


class Arrival(models.Model):
    """Something a vendor told us, once: the unique row is what makes copies and retries one (R17)."""

    line = models.ForeignKey(Line, models.CASCADE, related_name="arrivals")
    ident = models.CharField(max_length=120)
    locked = models.TextField(blank=True)
    at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "ident"], name="arrival_once")]
        indexes = [models.Index(fields=["line", "done_at", "id"], name="arrival_waiting")]


class Media(models.Model):
    """A picture, voice or file that lies at the vendor: fetched by a job, and shown as missing when it cannot be."""

    line = models.ForeignKey(Line, models.CASCADE, related_name="+")
    message = models.ForeignKey("conversations.Message", models.CASCADE, related_name="+")
    locked = models.TextField()
    name = models.CharField(max_length=200)
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=200, blank=True)
    done_at = models.DateTimeField(null=True)


class Handed(models.Model):
    """A part of an answer that the vendor has: its words (`part` 0), or one of its pictures (the attachment's id).

    Vendors take words and pictures as messages of their own; what is here is not sent again when the rest is tried.
    """

    message = models.ForeignKey("conversations.Message", models.CASCADE, related_name="+")
    part = models.PositiveBigIntegerField(default=0)
    reference = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "part"], name="handed_once")]


class Simulated(models.Model):
    """What was said on the simulated telephone of a demo, by whom, and what came back."""

    line = models.ForeignKey(Line, models.CASCADE, related_name="+")
    who = models.CharField(max_length=64)
    is_ours = models.BooleanField(default=False)
    text = models.TextField()
    at = models.DateTimeField()
