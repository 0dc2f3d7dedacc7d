"""Requests to send goods back to their shipper."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwen.claims.returns.states import return_machine


class ReturnRequest(models.Model):
    """货物返回: which goods, since when they wait, the shipper's certificate, the fax, the permission, the check."""

    number = models.CharField(max_length=24, unique=True)
    brand = models.ForeignKey("people.Brand", models.PROTECT)
    matter = models.ForeignKey("customers.Matter", models.PROTECT, related_name="return_requests")
    branch = models.ForeignKey("people.Department", models.PROTECT, related_name="+")
    arrived_on = models.DateField(_("到货日期"))
    reason = models.CharField(_("为什么返回"), max_length=300)
    is_original = models.BooleanField(_("原单返回"), default=True)
    asked_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    shipper_told_at = models.DateTimeField(null=True)
    shipper_told = models.CharField(_("怎样告知发货人"), max_length=200, blank=True)
    certified_at = models.DateTimeField(null=True)
    faxed_at = models.DateTimeField(null=True)
    faxed_to = models.CharField(_("传真给谁"), max_length=60, blank=True)
    allowed_at = models.DateTimeField(null=True)
    allowed_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    decision = models.ForeignKey("rulebook.Decision", models.PROTECT, null=True, related_name="+")
    returned_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    is_label_whole = models.BooleanField(_("去程标签完好"), null=True)
    is_label_covered = models.BooleanField(_("去程标签被返程标签盖住"), null=True)
    goods_match = models.BooleanField(_("货物相符"), null=True)
    abnormality = models.CharField(_("其他异常"), max_length=300, blank=True)
    is_branch_liable = models.BooleanField(null=True)
    liability = models.ForeignKey("rulebook.Decision", models.PROTECT, null=True, related_name="+")
    withdrawn_why = models.CharField(_("撤回理由"), max_length=200, blank=True)
    state = models.CharField(max_length=12, default="requested", choices=return_machine.choices())
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["brand", "state"], name="return_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["matter"],
                condition=models.Q(state__in=("requested", "certified", "faxed", "allowed", "returned")),
                name="return_open_once",
            )
        ]

    def __str__(self) -> str:
        return self.number
