"""理赔报表 of one brand and period: the record that is drafted, handed in and read."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwen.claims.models.claim import PERSON
from shouwen.claims.periods import KINDS, Period
from shouwen.claims.report_states import report_machine


class ClaimReport(models.Model):
    """A month's, quarter's or year's claims: draft, then its figures frozen, then read (S2-1.A1.13, S2-1.C.4.6)."""

    brand = models.ForeignKey("people.Brand", models.PROTECT, related_name="+")
    kind = models.CharField(_("期别"), max_length=8, choices=list(KINDS.items()))
    year = models.PositiveSmallIntegerField()
    part = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    due_at = models.DateTimeField(_("提交时限"), null=True)
    reminded_at = models.DateTimeField(null=True)
    remarks = models.TextField(_("原因分析和建议"), blank=True)
    frozen = models.JSONField(null=True)
    opened_at = models.DateTimeField()
    submitted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    read_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    read_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, default="draft", choices=report_machine.choices())
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "kind", "year", "part"], name="claim_report_once")]
        indexes = [models.Index(fields=["brand", "-starts_on"], name="claim_report_brand")]

    def __str__(self) -> str:
        return f"{self.brand_id} {self.kind} {self.year}/{self.part}"

    @property
    def period(self) -> Period:
        return Period(self.kind, self.year, self.part)

    @property
    def label(self) -> str:
        return self.period.label

    @property
    def is_late(self) -> bool:
        """Handed in after its day; for a draft see `due_at`."""
        return bool(self.submitted_at and self.due_at and self.submitted_at > self.due_at)
