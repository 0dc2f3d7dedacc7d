"""What was sent against the guard's word, and what is said to be a false alarm."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwen.conversations.wording.states import alarm_machine, finding_machine

PERSON = "people.Person"
SEVERITIES = [("block", _("不可发")), ("warn", _("请改")), ("hint", _("建议"))]


class WordFinding(models.Model):
    """A phrase that was sent although the guard found it, with its writer's reason: for review by another.

    `start` and `end` count code points of the message's text; the words themselves stand in the message only.
    """

    message = models.ForeignKey("conversations.Message", models.CASCADE, related_name="word_findings")
    edition = models.ForeignKey("rulebook.Edition", models.PROTECT, related_name="+")
    phrase = models.CharField(max_length=60)
    family = models.CharField(max_length=40)
    clause = models.CharField(max_length=40)
    severity = models.CharField(max_length=5, choices=SEVERITIES)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    reviewed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    words = models.CharField(max_length=1000, blank=True)
    state = models.CharField(max_length=12, default="open", choices=finding_machine.choices())
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "phrase"], name="word_finding_once")]
        indexes = [models.Index(fields=["state", "-id"], name="word_finding_state")]

    def __str__(self) -> str:
        return f"{self.phrase} {self.pk}"


class FalseAlarm(models.Model):
    """Somebody says that the guard is wrong about a phrase.

    What was sent is named by its message and place. Of what was not sent only the one sentence is kept that its writer
    gave, and only until the alarm is settled or `words.sentence_days` are over; it goes with its conversation.
    """

    brand = models.ForeignKey("people.Brand", models.PROTECT, related_name="+")
    edition = models.ForeignKey("rulebook.Edition", models.PROTECT, related_name="+")
    phrase = models.CharField(max_length=60)
    family = models.CharField(max_length=40)
    conversation = models.ForeignKey("conversations.Conversation", models.CASCADE, null=True, related_name="+")
    message = models.ForeignKey("conversations.Message", models.CASCADE, null=True, related_name="+")
    start = models.PositiveIntegerField(default=0)
    end = models.PositiveIntegerField(default=0)
    sentence = models.CharField(max_length=400, blank=True)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    settled_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    words = models.CharField(max_length=1000, blank=True)
    state = models.CharField(max_length=8, default="open", choices=alarm_machine.choices())
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["brand", "state", "-id"], name="false_alarm_state")]

    def __str__(self) -> str:
        return f"{self.phrase} {self.pk}"
