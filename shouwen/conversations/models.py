"""Conversations, what is said in them, and the channels they come by."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwen.conversations.states import LIVE, conversation_machine, delivery_machine, talk_clock_machine
from shouwen.kernel import clock
from shouwen.kernel.phone_numbers import mask

PERSON = "people.Person"
KINDS = [
    ("mail", _("邮件")),
    ("chat", _("网页聊天")),
    ("call", _("电话")),
    ("sms", _("短信")),
    ("wecom", _("企业微信")),
    ("wechat", _("微信公众号")),
    ("dingtalk", _("钉钉")),
    ("feishu", _("飞书")),
]
ASSIGN = [("", _("按渠道种类")), ("push", _("系统派给在岗的人")), ("pick", _("由人接起"))]
DIRECTIONS = [("in", _("来")), ("out", _("去")), ("note", _("备注"))]
AUTHORS = [("customer", _("客户")), ("person", _("同事")), ("machine", _("系统"))]


class Channel(models.Model):
    """One way in and out for a brand: a mailbox, later a web chat. How it is reached is its chapter's business."""

    kind = models.CharField(max_length=12, choices=KINDS)
    title = models.CharField(_("名称"), max_length=80)
    brand = models.ForeignKey("people.Brand", models.PROTECT, verbose_name=_("品牌"))
    department = models.ForeignKey("people.Department", models.PROTECT, null=True, blank=True, verbose_name=_("队列"))
    opens_cases = models.BooleanField(_("来信自动立单"), default=True)
    acknowledgement = models.TextField(_("自动回执"), blank=True)
    assign = models.CharField(_("怎么派"), max_length=4, blank=True, default="", choices=ASSIGN)
    is_active = models.BooleanField(_("启用"), default=True)
    looked_at = models.DateTimeField(null=True)
    well_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.title


class SkillRule(models.Model):
    """Which skill a channel's new conversations ask for: by words in subject or first message, or always.

    The standard names routing by skill (S0-1.40.5) but no words: they are this house's own.
    """

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="skill_rules")
    words = models.CharField(_("主题或来话里有"), max_length=200, blank=True)
    skill = models.ForeignKey("people.Skill", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]


class Turn(models.Model):
    """One row, held while conversations are handed out: two at once would give the same person too much."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)


class Conversation(models.Model):
    """One thread with one customer. Nobody owns it while it waits; whoever is asked first is kept for ever.

    `waiting_since`: since when the customer has waited for a person's word, or stood in the queue. `assigned_at`: when
    it was given to its owner, until he answers. `due_at`: by when a person's first answer is owed, or a missed call
    called back: the first of its clocks, for the lists; `replied_at`: when a person first answered.
    """

    number = models.CharField(_("编号"), max_length=20, unique=True)
    brand = models.ForeignKey("people.Brand", models.PROTECT)
    kind = models.CharField(max_length=12, choices=KINDS, default="mail")
    channel = models.ForeignKey(Channel, models.PROTECT, null=True, related_name="conversations")
    department = models.ForeignKey("people.Department", models.PROTECT, null=True, related_name="+")
    customer = models.ForeignKey("customers.Customer", models.PROTECT, null=True, related_name="+")
    subject = models.CharField(_("主题"), max_length=300, blank=True)
    address = models.CharField(max_length=254, blank=True)
    address_name = models.CharField(max_length=120, blank=True)
    owner = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    first_asked = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    offered_to = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    offered_why = models.CharField(max_length=300, blank=True)
    about_kind = models.CharField(max_length=32, blank=True)
    about_id = models.BigIntegerField(null=True)
    reference = models.CharField(max_length=20, blank=True)
    is_automatic = models.BooleanField(default=False)
    skill = models.ForeignKey("people.Skill", models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    waiting_since = models.DateTimeField(null=True)
    assigned_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    replied_at = models.DateTimeField(null=True)
    last_in_at = models.DateTimeField(null=True)
    last_out_at = models.DateTimeField(null=True)
    wrapped_up_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12, default="waiting", choices=conversation_machine.choices())
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["brand", "state", "-id"], name="conversation_brand"),
            models.Index(fields=["owner", "state"], name="conversation_owner"),
            models.Index(fields=["about_kind", "about_id"], name="conversation_about"),
            models.Index(fields=["reference"], name="conversation_reference"),
            models.Index(fields=["state", "waiting_since"], name="conversation_waiting"),
            models.Index(fields=["brand", "opened_at"], name="conversation_opened"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def who(self) -> str:
        """The customer as the page names him."""
        return str(self.customer.called if self.customer else self.address_name or self.address_shown)

    @property
    def address_shown(self) -> str:
        """A mail address whole; a telephone number masked."""
        return mask(self.address) if self.address.startswith("+") else self.address

    @property
    def owes(self) -> bool:
        """A person's first answer, or his call back, is owed by a time."""
        return self.due_at is not None and self.replied_at is None and self.state in LIVE and not self.is_automatic

    @property
    def owed(self) -> TalkClock | None:
        """The clock that runs out first; lists read the clocks of all their rows at once."""
        running = [each for each in self.clocks.all() if each.state == "running"]
        return min(running, key=lambda each: each.due_at, default=None)

    @property
    def waits(self) -> bool:
        """The customer waits for a person's word."""
        return self.waiting_since is not None and self.state in LIVE and not self.is_automatic

    @property
    def waited(self) -> dt.timedelta | None:
        """How long he has waited till now."""
        return clock.now() - self.waiting_since if self.waiting_since is not None else None


class TalkClock(models.Model):
    """One limit of the pack running on a conversation, with its whole plan of rings (ADR 0005, 0016).

    It keeps the edition and the version of the work calendar it was started under. `rung`: how many entries of
    `rings` have rung; `url`: where it is acted on, when that is not the conversation's own page.
    """

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="clocks")
    deadline = models.CharField(max_length=40)
    title = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    counts = models.CharField(max_length=8)
    calendar_version = models.PositiveIntegerField(null=True)
    is_assumed = models.BooleanField(default=False)
    clauses = models.JSONField(default=list)
    origin = models.CharField(max_length=10)
    edition = models.ForeignKey("rulebook.Edition", models.PROTECT, null=True, related_name="+")
    stops_on = models.JSONField(default=list)
    url = models.CharField(max_length=80, blank=True)
    rings = models.JSONField(default=list)
    rung = models.PositiveSmallIntegerField(default=0)
    next_ring_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, default="running", choices=talk_clock_machine.choices())
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [models.Index(fields=["state", "next_ring_at"], name="talk_clock_ring")]


class Message(models.Model):
    """What was said once. `text` is what was written then, `whole` with the history below it, `html` cleaned.

    An answer that others read first keeps in `seen` the last message its writer had before him, and who read it.
    """

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="messages")
    direction = models.CharField(max_length=4, choices=DIRECTIONS)
    author = models.CharField(max_length=8, choices=AUTHORS)
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    text = models.TextField(blank=True)
    whole = models.TextField(blank=True)
    html = models.TextField(blank=True)
    subject = models.CharField(max_length=300, blank=True)
    sender = models.CharField(max_length=254, blank=True)
    sender_name = models.CharField(max_length=120, blank=True)
    recipients = models.JSONField(default=list)
    external_id = models.CharField(max_length=255, blank=True, db_index=True)
    answers = models.JSONField(default=list)
    once = models.CharField(max_length=120, null=True, unique=True)  # noqa: DJ001  unique or absent
    problem = models.CharField(max_length=20, blank=True)
    is_readable = models.BooleanField(default=True)
    is_automatic = models.BooleanField(default=False)
    source = models.ForeignKey("kernel.Attachment", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    written_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    seen = models.BigIntegerField(null=True)
    read_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=8, default="kept", choices=delivery_machine.choices())
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["conversation", "id"], name="message_thread"),
            models.Index(fields=["state", "id"], name="message_delivery"),
        ]


class Reference(models.Model):
    """A message names another: also one that arrives later (mails overtake each other, R15)."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="references")
    ident = models.CharField(max_length=255, db_index=True)


class Acknowledged(models.Model):
    """When a sender last had an automatic answer: one an hour at most, whoever asks (R16)."""

    key = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField(null=True)
