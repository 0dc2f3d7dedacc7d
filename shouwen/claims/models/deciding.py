"""Liability and compensation as decided: inputs with their sources, the kept decision, and what each party bears."""

from __future__ import annotations

from fractions import Fraction

from django.db import models
from django.db.models import Q

from shouwen.claims import parties
from shouwen.claims.models.claim import DEPARTMENT, PERSON, Claim
from shouwen.claims.states import share_machine


class LiabilityRun(models.Model):
    """One run of the liability rules over the papers. `order` keeps the parties as the rule names them."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="liability_runs")
    decision = models.ForeignKey("rulebook.Decision", models.PROTECT, related_name="+")
    sources = models.JSONField(default=dict)
    order = models.JSONField(default=list)
    words = models.TextField(blank=True)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Appraisal(models.Model):
    """Pieces, values, packing and market price, by whom, and what the standard makes of them (S2-1.C.4.2, G.4)."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="appraisals")
    decision = models.ForeignKey("rulebook.Decision", models.PROTECT, related_name="+")
    sources = models.JSONField(default=dict)
    words = models.TextField(blank=True)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Share(models.Model):
    """What one party bears: an exact fraction, an amount once the sum is fixed, and the notice that asks for it."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="shares")
    position = models.PositiveSmallIntegerField()
    party = models.CharField(max_length=20)
    numerator = models.PositiveIntegerField()
    denominator = models.PositiveIntegerField()
    person = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    department = models.ForeignKey(DEPARTMENT, models.PROTECT, null=True, related_name="+")
    amount_fen = models.BigIntegerField(null=True)
    notified_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    notified_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    objection = models.TextField(blank=True)
    objection_answer = models.TextField(blank=True)
    recovered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    recovered_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=14, default="set", choices=share_machine.choices())
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "party"], name="share_once"),
            models.CheckConstraint(
                condition=Q(numerator__gt=0, denominator__gt=0, numerator__lte=models.F("denominator")),
                name="share_is_a_part",
            ),
        ]
        indexes = [models.Index(fields=["person", "state"], name="share_person")]

    @property
    def fraction(self) -> Fraction:
        return Fraction(self.numerator, self.denominator)

    @property
    def in_words(self) -> str:
        return parties.words(self.fraction)

    @property
    def party_title(self) -> str:
        return str(parties.title(self.party))

    @property
    def is_recoverable(self) -> bool:
        return self.party not in parties.BORNE_BY_THE_COMPANY
