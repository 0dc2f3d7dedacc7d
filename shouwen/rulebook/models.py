"""Editions (published packs, frozen and hashed), kept decisions, changes of settings, drafts and their replays."""

from __future__ import annotations

from django.db import models

from shouwen.rulebook.states import OPEN, draft_machine


class Edition(models.Model):
    """A published pack. Never edited; `name` is `logistics@2026.1+<12 hex>`."""

    pack = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    number = models.CharField(max_length=20)
    name = models.CharField(max_length=80, unique=True)
    digest = models.CharField(max_length=64)
    content = models.JSONField()
    in_force_from = models.DateField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=40)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["pack", "-in_force_from", "-id"], name="edition_in_force")]

    def __str__(self) -> str:
        return self.name


class Decision(models.Model):
    """What was decided, from which inputs, by which rows and clauses, under which edition (decisions.md 25)."""

    name = models.CharField(max_length=60)
    edition = models.ForeignKey(Edition, models.PROTECT)
    about_kind = models.CharField(max_length=32)
    about_id = models.BigIntegerField()
    inputs = models.JSONField()
    settings = models.JSONField(default=dict)
    outcome = models.JSONField()
    rows = models.JSONField()
    clauses = models.JSONField()
    clauses_digest = models.CharField(max_length=64)
    certainty = models.CharField(max_length=8)
    reckoner = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=40)
    confirmed_by = models.CharField(max_length=40, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_why = models.CharField(max_length=300, blank=True)
    instead = models.JSONField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["about_kind", "about_id", "-id"], name="decision_about"),
            models.Index(fields=["name", "id"], name="decision_replay"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.edition_id}"


class SettingChange(models.Model):
    """A parameter given another value by a person, for one brand. The newest row counts; none is ever changed."""

    brand = models.CharField(max_length=6)
    pack = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    value = models.JSONField()
    reason = models.CharField(max_length=200)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["brand", "pack", "key", "-id"], name="setting_newest")]


class RuleDraft(models.Model):
    """A whole pack being changed, on its way to an edition. `digest` is its content's: check, replay and approval
    are of exactly that content.

    `hands` are the keys of everyone who changed it: none of them may approve it. `approval` is the number of the
    request that may publish it, `submitted` the digest that was submitted.
    """

    pack = models.CharField(max_length=40)
    base = models.ForeignKey(Edition, models.PROTECT, related_name="drafts")
    title = models.CharField(max_length=120)
    number = models.CharField(max_length=20)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=12, default="draft", choices=draft_machine.choices())
    in_force_from = models.DateField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    author = models.CharField(max_length=40)
    begun_at = models.DateTimeField()
    changed_by = models.CharField(max_length=40)
    changed_at = models.DateTimeField()
    hands = models.JSONField(default=list)
    submitted = models.CharField(max_length=64, blank=True)
    submitted_by = models.CharField(max_length=40, blank=True)
    submitted_at = models.DateTimeField(null=True)
    approval = models.CharField(max_length=24, blank=True)
    declined_words = models.CharField(max_length=300, blank=True)
    edition = models.ForeignKey(Edition, models.PROTECT, null=True, related_name="made_from")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["pack", "state", "-id"], name="ruledraft_of_pack")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether its content may still be changed."""
        return self.state in OPEN


class Replay(models.Model):
    """Kept decisions asked again under one content of a draft. `names` are the decisions, `counts` the tally."""

    draft = models.ForeignKey(RuleDraft, models.CASCADE, related_name="replays")
    digest = models.CharField(max_length=64)
    since = models.DateField(null=True)
    brand = models.CharField(max_length=6, blank=True)
    names = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    seconds = models.FloatField(default=0)
    asked_by = models.CharField(max_length=40)
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    job = models.ForeignKey("kernel.Job", models.SET_NULL, null=True, related_name="+")


class Difference(models.Model):
    """A kept decision that a replay answered otherwise. Amounts in fen."""

    replay = models.ForeignKey(Replay, models.CASCADE, related_name="differences")
    decision = models.ForeignKey(Decision, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12)
    changes = models.JSONField(default=list)
    rows_before = models.JSONField(default=list)
    rows_after = models.JSONField(default=list)
    fen_before = models.BigIntegerField(null=True)
    fen_after = models.BigIntegerField(null=True)
    why = models.CharField(max_length=300, blank=True)
    already = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["replay", "id"], name="difference_paged")]
