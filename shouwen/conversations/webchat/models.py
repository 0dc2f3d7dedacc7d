"""Web channels, visits, notes left outside hours, transcripts asked for, and what one address may do in a while."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwen.conversations.webchat.states import visit_machine

LANGUAGES = [("zh", _("中文")), ("en", "English")]


class WebChannel(models.Model):
    """One script tag: on which sites it may stand, what it says, when somebody answers, what it asks first."""

    channel = models.OneToOneField("conversations.Channel", models.CASCADE, related_name="webchat")
    key = models.CharField(max_length=24, unique=True)
    sites = models.JSONField(_("网站"), default=list)
    greeting = models.CharField(_("问候语"), max_length=300, blank=True)
    greeting_en = models.CharField(_("英文问候语"), max_length=300, blank=True)
    hours = models.TextField(_("服务时间"), blank=True)
    form = models.JSONField(_("先问的内容"), default=list)
    languages = models.JSONField(_("语言"), default=list)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.channel.title


class Visit(models.Model):
    """One visitor's talk. What he is called stands in the conversation; here is only what the token opens."""

    channel = models.ForeignKey(WebChannel, models.PROTECT, related_name="visits")
    conversation = models.OneToOneField("conversations.Conversation", models.CASCADE, null=True, related_name="visit")
    once = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=2, default="zh", choices=LANGUAGES)
    page = models.CharField(max_length=300, blank=True)
    started_at = models.DateTimeField()
    heard_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    score = models.PositiveSmallIntegerField(null=True)
    words = models.CharField(max_length=1000, blank=True)
    rated_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, default="on", choices=visit_machine.choices())
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "once"], name="visit_once")]
        indexes = [models.Index(fields=["state", "heard_at"], name="visit_state")]

    def __str__(self) -> str:
        return f"{self.pk}"


class Note(models.Model):
    """A note left when nobody was there, with the time that was promised for its answer."""

    channel = models.ForeignKey(WebChannel, models.PROTECT, related_name="notes")
    conversation = models.OneToOneField("conversations.Conversation", models.CASCADE, related_name="web_note")
    once = models.CharField(max_length=80)
    left_at = models.DateTimeField()
    promised_at = models.DateTimeField(null=True)
    clauses = models.JSONField(default=list)
    origin = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "once"], name="web_note_once")]


class Sync(models.Model):
    """A time in which a colleague sees the page the visitor sees (S0-1.40.4). What was shown goes when it ends."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="syncs")
    started_at = models.DateTimeField()
    heard_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    page = models.CharField(max_length=300, blank=True)
    html = models.TextField(blank=True)
    view = models.JSONField(default=dict)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit"], condition=models.Q(ended_at=None), name="sync_one_at_a_time")
        ]


class SyncPage(models.Model):
    """A page that was shown in a sync, for the record: host and path."""

    sync = models.ForeignKey(Sync, models.CASCADE, related_name="pages")
    page = models.CharField(max_length=300)
    at = models.DateTimeField()


class Transcript(models.Model):
    """A transcript somebody asked for. The address goes when the letter is out."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="transcripts")
    address = models.EmailField(blank=True)
    asked_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)


class Allowance(models.Model):
    """How often a token or an address has done something since `since`. The key is a digest, never an address."""

    key = models.CharField(max_length=64, primary_key=True)
    since = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)
