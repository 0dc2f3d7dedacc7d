"""The register: violations, penalties, objections, the ledger, award vetoes, and the detail of a month."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shouwen.quality.states import STANDING, month_machine, objection_machine, penalty_machine, violation_machine

PERSON = "people.Person"
DEPARTMENT = "people.Department"
SOURCES = [
    ("inspection", _("检查")),
    ("complaint", _("投诉")),
    ("qa", _("质检")),
    ("claim", _("理赔")),
    ("system", _("系统发现")),
]
MEASURES = [("fine", _("罚款")), ("warning", _("警告")), ("criticism", _("通报批评")), ("appraisal", _("计入考核"))]
SUBJECTS = [("person", _("个人")), ("unit", _("单位"))]
KINDS = [("penalty", _("处罚")), ("reward", _("奖励")), ("reversal", _("冲回"))]


class Violation(models.Model):
    """One breach by one person or one unit, under one P row, with the decision it rests on (S2-1.B.7, S2 3.4).

    `event` ties what belongs to one event: of P-01…P-04 on one event and subject only the highest stands.
    """

    number = models.CharField(_("编号"), max_length=20, unique=True)
    brand = models.ForeignKey("people.Brand", models.PROTECT)
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="+")
    about_kind = models.CharField(max_length=32, blank=True)
    about_id = models.BigIntegerField(null=True)
    event = models.CharField(max_length=60, blank=True)
    on = models.CharField(max_length=6, choices=SUBJECTS)
    person = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    department = models.ForeignKey(DEPARTMENT, models.PROTECT, related_name="+")
    source = models.CharField(max_length=10, choices=SOURCES)
    given = models.JSONField(default=dict)
    row = models.CharField(max_length=8)
    is_highest = models.BooleanField(default=False)
    low_fen = models.BigIntegerField(null=True)
    high_fen = models.BigIntegerField(null=True)
    measures = models.JSONField(default=list)
    decider = models.CharField(max_length=12, default="supervision")
    appraisal = models.BooleanField(default=False)
    vetoes = models.BooleanField(default=False)
    liability = models.BooleanField(default=False)
    certainty = models.CharField(max_length=8, default="manual")
    clauses = models.JSONField(default=list)
    decision = models.ForeignKey("rulebook.Decision", models.PROTECT, null=True, related_name="+")
    facts_stated = models.TextField(_("事实"))
    found_at = models.DateTimeField()
    proposed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField()
    substantiated_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    substantiated_at = models.DateTimeField(null=True)
    finding = models.TextField(blank=True)
    dismissed_why = models.TextField(blank=True)
    once = models.CharField(max_length=80, null=True, unique=True)  # noqa: DJ001  unique or absent
    state = models.CharField(max_length=10, default="proposed", choices=violation_machine.choices())
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["brand", "-id"], name="violation_brand"),
            models.Index(fields=["brand", "state", "-id"], name="violation_state"),
            models.Index(fields=["person", "-id"], name="violation_person"),
            models.Index(fields=["case", "-id"], name="violation_case"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "event", "person"],
                condition=Q(is_highest=True, person__isnull=False) & ~Q(event="") & ~Q(state="dismissed"),
                name="only_the_highest_once",
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def has_figure(self) -> bool:
        return self.low_fen is not None and self.high_fen is not None


class Penalty(models.Model):
    """What was decided on a violation. Money is a proposal to payroll; the band is kept as it was that day."""

    violation = models.ForeignKey(Violation, models.PROTECT, related_name="penalties")
    measure = models.CharField(max_length=10, choices=MEASURES)
    low_fen = models.BigIntegerField(null=True)
    high_fen = models.BigIntegerField(null=True)
    amount_fen = models.BigIntegerField(null=True)
    reason = models.TextField()
    decided_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    second_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    second_at = models.DateTimeField(null=True)
    second_words = models.TextField(blank=True)
    month = models.CharField(max_length=7, blank=True)
    notified_at = models.DateTimeField(null=True)
    objection_until = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, default="waiting", choices=penalty_machine.choices())
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["violation"], condition=Q(state__in=STANDING), name="one_standing_penalty"),
            # The band holds on every path, also one nobody has thought of yet.
            models.CheckConstraint(
                condition=Q(low_fen__isnull=True)
                | Q(high_fen__isnull=True)
                | Q(amount_fen__isnull=True)
                | Q(amount_fen__gte=F("low_fen"), amount_fen__lte=F("high_fen")),
                name="amount_in_band",
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__isnull=True) | Q(measure="fine", amount_fen__gt=0), name="only_fines_cost"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.violation_id} {self.measure}"


class Objection(models.Model):
    """The person concerned disagrees, once, within the days the setting gives. Our rule: the standard has none."""

    penalty = models.OneToOneField(Penalty, models.PROTECT, related_name="objection")
    words = models.TextField()
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    until = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, default="open", choices=objection_machine.choices())
    version = models.PositiveIntegerField(default=1)


class LedgerEntry(models.Model):
    """One line of the reward and penalty ledger. Append-only: what turns out wrong is reversed by another line.

    `amount_fen` is never negative; `sign` is -1 on a reversal.
    """

    brand = models.ForeignKey("people.Brand", models.PROTECT)
    month = models.CharField(max_length=7)
    kind = models.CharField(max_length=10, choices=KINDS)
    sign = models.SmallIntegerField(default=1)
    penalty = models.ForeignKey(Penalty, models.PROTECT, null=True, related_name="entries")
    person = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    department = models.ForeignKey(DEPARTMENT, models.PROTECT, related_name="+")
    what = models.CharField(max_length=40, blank=True)
    words = models.TextField(blank=True)
    amount_fen = models.BigIntegerField(null=True)
    counts_in_appraisal = models.BooleanField(default=False)
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["brand", "month", "id"], name="ledger_month"),
            models.Index(fields=["person", "-id"], name="ledger_person"),
        ]


class AwardVeto(models.Model):
    """一票否决: no award for this subject in this month (S2-1.D.4.10.4)."""

    brand = models.ForeignKey("people.Brand", models.PROTECT)
    month = models.CharField(max_length=7)
    person = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    department = models.ForeignKey(DEPARTMENT, models.PROTECT, null=True, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200)
    clauses = models.JSONField(default=list)
    once = models.CharField(max_length=80, unique=True)
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_why = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["brand", "month"], name="veto_month")]


class MonthlyDetail(models.Model):
    """监察奖罚明细报表 of one brand and month: a draft, then submitted with its lines frozen (S2-1.A1.7, A3.5)."""

    brand = models.ForeignKey("people.Brand", models.PROTECT)
    month = models.CharField(max_length=7)
    opened_at = models.DateTimeField()
    frozen = models.JSONField(null=True)
    submitted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, default="draft", choices=month_machine.choices())
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "month"], name="month_once")]

    def __str__(self) -> str:
        return self.month
