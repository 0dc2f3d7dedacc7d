"""Calls, the pauses in them, and what an exchange reported."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwen.conversations.phone.states import call_machine
from shouwen.kernel.phone_numbers import mask

PERSON = "people.Person"
DIRECTIONS = [("in", _("来电")), ("out", _("去电"))]
PAUSES = [("hold", _("保持")), ("mute", _("静音"))]
ENDED_BY = [("caller", _("客户先挂")), ("us", _("我方先挂")), ("cut", _("线路断开"))]
ENDED_WHY = [
    ("agreed", _("征得客户同意")),
    ("silence", _("客户无声，已两次提示")),
    ("bad_line", _("线路不好，客户同意")),
    ("abuse", _("辱骂，提醒后仍不改")),
    ("inaudible", _("听不清，已请客户换电话")),
    ("noise", _("噪音大，已请客户换电话")),
    ("no_reply", _("无应答，已两次提示")),
    ("finished", _("已办完，客户没有挂机")),
]
EVENTS = ("ringing", "answered", "transfer", "hold", "unhold", "ended", "missed")


class Exchange(models.Model):
    """A telephone exchange that reports its calls. The secret is locked (`kernel/vault.py`) and shown once."""

    channel = models.OneToOneField("conversations.Channel", models.PROTECT, related_name="exchange")
    key = models.SlugField(max_length=40, unique=True)
    locked = models.TextField()
    heard_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return str(self.channel.title)


class Extension(models.Model):
    """Whose extension it is."""

    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="extensions")
    number = models.CharField(_("分机"), max_length=20)
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="extensions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exchange", "number"], name="extension_once")]


class Call(models.Model):
    """One call. `number` is E.164 and shown masked; the standard it was answered by is kept with it.

    `rings_by`: tick (counted by hand), time (seconds by the pack's length of a ring), exchange (as reported).
    """

    conversation = models.OneToOneField("conversations.Conversation", models.PROTECT, related_name="call")
    brand = models.ForeignKey("people.Brand", models.PROTECT, related_name="+")
    exchange = models.ForeignKey(Exchange, models.PROTECT, null=True, related_name="calls")
    ident = models.CharField(max_length=80, blank=True)
    direction = models.CharField(max_length=3, default="in", choices=DIRECTIONS)
    number = models.CharField(max_length=80, blank=True)
    last_four = models.CharField(max_length=4, blank=True)
    index = models.CharField(max_length=64, blank=True, db_index=True)
    person = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="calls")
    offered_to = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    transfers = models.PositiveSmallIntegerField(default=0)
    rang_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ticks = models.PositiveSmallIntegerField(default=0)
    rings = models.PositiveSmallIntegerField(null=True)
    rings_by = models.CharField(max_length=8, blank=True)
    ring_limit = models.PositiveSmallIntegerField(null=True)
    ring_clauses = models.JSONField(default=list)
    ring_origin = models.CharField(max_length=10, blank=True)
    is_late = models.BooleanField(null=True)
    is_muted = models.BooleanField(default=False)
    warnings = models.PositiveSmallIntegerField(default=0)
    ended_by = models.CharField(_("谁先挂"), max_length=8, blank=True, choices=ENDED_BY)
    ended_why = models.CharField(_("先挂的原因"), max_length=10, blank=True, choices=ENDED_WHY)
    gist = models.TextField(_("客户说了什么"), blank=True)
    no_case_why = models.CharField(_("不立单的原因"), max_length=200, blank=True)
    promise = models.CharField(_("答应了什么"), max_length=200, blank=True)
    promise_due_at = models.DateTimeField(null=True)
    promise_kept_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(null=True)
    answers = models.ForeignKey("self", models.PROTECT, null=True, related_name="attempts")
    call_back_due_at = models.DateTimeField(null=True)
    called_back_at = models.DateTimeField(null=True)
    called_back_why = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=12, default="ringing", choices=call_machine.choices())
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["exchange", "ident"], condition=models.Q(exchange__isnull=False), name="call_once"
            )
        ]
        indexes = [
            models.Index(fields=["brand", "-id"], name="call_brand"),
            models.Index(fields=["person", "state"], name="call_person"),
            models.Index(fields=["state", "called_back_at"], name="call_missed"),
        ]

    def __str__(self) -> str:
        return str(self.conversation.number)

    @property
    def masked(self) -> str:
        """The number as everyone may see it."""
        return mask(self.number) if self.number else str(_("未显示号码"))

    @property
    def seconds(self) -> int | None:
        """How long was talked, in seconds; None when nobody answered or it goes on."""
        if self.answered_at is None or self.ended_at is None:
            return None
        return max(0, int((self.ended_at - self.answered_at).total_seconds()))

    @property
    def is_unfounded(self) -> bool:
        """We hung up first and gave no reason the standard allows (S2-1.B.6.2.3-H.a2)."""
        return self.ended_by == "us" and not self.ended_why


class Pause(models.Model):
    """A stretch the customer waited: on hold or muted, with or without being asked first."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="pauses")
    kind = models.CharField(max_length=4, choices=PAUSES)
    has_consent = models.BooleanField(default=False)
    limit = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def lasted(self, now: Any) -> int:
        """Seconds, up to `now` when it goes on."""
        return max(0, int(((self.ended_at or now) - self.started_at).total_seconds()))


class Event(models.Model):
    """What an exchange reported, once: the unique row keeps a copy from counting twice (R17)."""

    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="events")
    ident = models.CharField(max_length=80)
    call_ident = models.CharField(max_length=80)
    kind = models.CharField(max_length=10)
    number = models.CharField(max_length=80, blank=True)
    extension = models.CharField(max_length=20, blank=True)
    target = models.CharField(max_length=20, blank=True)
    ended_by = models.CharField(max_length=8, blank=True)
    rings = models.PositiveSmallIntegerField(null=True)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exchange", "ident"], name="exchange_event_once")]
        indexes = [
            models.Index(fields=["exchange", "call_ident"], name="exchange_event_call"),
            models.Index(fields=["applied_at", "id"], name="exchange_event_left"),
        ]
