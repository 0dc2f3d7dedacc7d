"""Facts and their seals, reactions, jobs, number sequences, attachments, drafts, work calendars."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models


class Fact(models.Model):
    """One thing that happened. Append-only; holds references and digests, never personal data."""

    kind = models.CharField(max_length=64)
    version = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()
    actor = models.CharField(max_length=40)
    about_kind = models.CharField(max_length=32)
    about_id = models.BigIntegerField()
    refs = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["about_kind", "about_id", "id"], name="fact_about"),
            models.Index(fields=["kind", "id"], name="fact_kind"),
        ]


class Unsealed(models.Model):
    """A fact waiting for its number. Written with the fact, taken away by the sealer."""

    fact = models.OneToOneField(Fact, models.CASCADE, primary_key=True, db_constraint=False)


class Seal(models.Model):
    """A fact's place in the chain, given after commit: live readers, reactions and exports follow `number`."""

    number = models.BigIntegerField(primary_key=True)
    fact = models.OneToOneField(Fact, models.PROTECT, related_name="seal")
    digest = models.CharField(max_length=64)


class SealHead(models.Model):
    """The last number and digest. One row; a guarded update makes one sealer win."""

    number = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")


class Reaction(models.Model):
    """A listener has taken this fact: written in the same transaction as its effect."""

    fact = models.ForeignKey(Fact, models.CASCADE)
    listener = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fact", "listener"], name="reaction_once")]


class Cursor(models.Model):
    """How far a listener has read the sealed facts, and since when it stumbles over the next one."""

    listener = models.CharField(max_length=80, primary_key=True)
    number = models.BigIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)


class Job(models.Model):
    """Work to do, written in the business transaction. A worker claims it under a lease; the row is the truth."""

    name = models.CharField(max_length=80)
    args = models.JSONField(default=dict)
    key = models.CharField(max_length=120, null=True, unique=True)  # noqa: DJ001  unique or absent
    state = models.CharField(max_length=12, default="waiting")
    run_at = models.DateTimeField()
    attempt = models.PositiveIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    leased_by = models.CharField(max_length=64, default="")
    progress = models.JSONField(default=dict)
    wanted_by = models.CharField(max_length=40, default="")
    cancel_asked = models.BooleanField(default=False)
    error = models.TextField(default="")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "run_at"], name="job_due")]


class Whisper(models.Model):
    """A passing signal about a topic (typing, read so far). No fact: forgotten within minutes."""

    topic = models.CharField(max_length=40)
    kind = models.CharField(max_length=12)
    by = models.CharField(max_length=40)
    number = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["topic", "kind", "at"], name="whisper_topic")]


class Tick(models.Model):
    """A timetable line has run for this slot of time: one node wins."""

    name = models.CharField(max_length=80)
    slot = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "slot"], name="tick_once")]


class Sequence(models.Model):
    """The last number given for a key such as `LD:2026`. Gaps allowed, never reused."""

    key = models.CharField(max_length=40, primary_key=True)
    value = models.BigIntegerField(default=0)


class Attachment(models.Model):
    """A kept file. Served as an attachment with its sniffed type, never as a page of ours."""

    about_kind = models.CharField(max_length=32)
    about_id = models.BigIntegerField()
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=80)
    size = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    path = models.CharField(max_length=160)
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    kept_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["about_kind", "about_id"], name="attachment_about")]


class Draft(models.Model):
    """What a person has typed and not yet sent. Kept on the server; a colleague's act never erases it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    place = models.CharField(max_length=120)
    content = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "place"], name="draft_place")]


class WorkCalendarEdition(models.Model):
    """A version of the work calendar. Never edited: a clock stores the version it used."""

    version = models.PositiveIntegerField(unique=True)
    content = models.JSONField()
    made_by = models.CharField(max_length=40)
    made_at = models.DateTimeField()
    reason = models.CharField(max_length=200, default="")

    def __str__(self) -> str:
        return f"v{self.version}"


def about(thing: Any) -> tuple[str, int]:
    """What a fact or file is about: the model's name in lower case and its id."""
    return thing._meta.model_name, thing.pk
