"""Editions (published packs, frozen and hashed), kept decisions, and changes of settings."""

from __future__ import annotations

from django.db import models


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
        indexes = [models.Index(fields=["about_kind", "about_id", "-id"], name="decision_about")]

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
