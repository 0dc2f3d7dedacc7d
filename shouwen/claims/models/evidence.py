"""What shows how the loss came about: accident report, evidence, requests for it, and who had the goods when."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwen.claims.models.claim import DEPARTMENT, PERSON, Claim
from shouwen.claims.parties import PARTIES
from shouwen.claims.states import request_machine

SEVERITIES = [("light", _("轻微")), ("ordinary", _("一般")), ("serious", _("严重"))]
KINDS = [
    ("document", _("书证")),
    ("photo", _("照片")),
    ("recording", _("录音录像")),
    ("written", _("书面陈述")),
    ("oral", _("口头陈述")),
]
PAPERS = [
    ("", _("其他")),
    ("waybill", _("配送单复印件")),
    ("loading_record", _("上车记录单")),
    ("delivery_notice", _("送货通知单")),
    ("slip", _("打条")),
    ("list", _("发货清单（随货清单）")),
    ("invoice", _("发票")),
]


class AccidentReport(models.Model):
    """事故报告单: written by the person concerned and signed by him with his own login (S2-1.C.4.1)."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="reports")
    department = models.ForeignKey(DEPARTMENT, models.PROTECT, related_name="+", verbose_name=_("部门"))
    writer = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("当事人"))
    happened_at = models.DateTimeField(_("发生时间"))
    place = models.CharField(_("地点"), max_length=120)
    goods = models.CharField(_("货物"), max_length=200)
    description = models.TextField(_("经过"))
    severity = models.CharField(_("程度"), max_length=10, choices=SEVERITIES, default="ordinary")
    written_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["writer", "-id"], name="accident_writer")]

    def __str__(self) -> str:
        return f"{self.claim_id} · {self.writer_id}"


class EvidenceItem(models.Model):
    """One piece of evidence. What was only said weighs nothing (S2-1.F.4.2.5a)."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="evidence")
    kind = models.CharField(_("种类"), max_length=10, choices=KINDS)
    paper = models.CharField(_("单据"), max_length=20, blank=True, choices=PAPERS)
    words = models.TextField(_("内容"), blank=True)
    holder = models.CharField(_("原件在"), max_length=80, blank=True)
    weight = models.PositiveSmallIntegerField(default=1)
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind="oral") | models.Q(weight=0), name="oral_evidence_weighs_nothing"
            )
        ]


class EvidenceRequest(models.Model):
    """A department is asked to help with the investigation, with a time (S2-1.C.3.2, S2-1.F.3.2)."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="requests_sent")
    department = models.ForeignKey(DEPARTMENT, models.PROTECT, related_name="+")
    requirement = models.TextField(_("要什么"))
    due_at = models.DateTimeField(_("答复时限"))
    asked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, default="asked", choices=request_machine.choices())
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["department", "state", "due_at"], name="evidence_inbox")]


class Handling(models.Model):
    """One link of the chain of those who handled the goods: who, when, as what (S2-1.C.4.2)."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="chain")
    party = models.CharField(_("身份"), max_length=20, choices=list(PARTIES.items()))
    person = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    called = models.CharField(_("姓名（不在本系统的）"), max_length=60, blank=True)
    at = models.DateTimeField(_("经手时间"), null=True)
    words = models.CharField(_("经手情况"), max_length=200, blank=True)
    registered_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()
