"""Seizures, what the shipper was told, how the goods are kept, and why a branch answers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwen.claims.seizure.reasons import REASONS
from shouwen.claims.seizure.states import reason_machine, seizure_machine

AUTHORITIES = [
    ("commerce", _("工商（市场监管）")),
    ("culture", _("文化")),
    ("tobacco", _("烟草")),
    ("customs", _("海关")),
    ("police", _("公安")),
    ("other", _("其他")),
]
CAUSES = [("customer", _("客户方面的原因")), ("branch", _("分公司自身原因")), ("other", _("其他，非公司原因"))]
SENT_BY = [("fax", _("传真")), ("copy", _("复印件"))]
CHANNELS = [("phone", _("电话")), ("fax", _("传真")), ("visit", _("当面")), ("message", _("短信或其他"))]


class Seizure(models.Model):
    """查扣: which goods, by whom, why; certificate and who holds the original; release or write-off."""

    number = models.CharField(max_length=24, unique=True)
    brand = models.ForeignKey("people.Brand", models.PROTECT)
    matter = models.ForeignKey("customers.Matter", models.PROTECT, related_name="seizures")
    branch = models.ForeignKey("people.Department", models.PROTECT, related_name="+")
    goods = models.CharField(_("货物和数量"), max_length=200)
    authority = models.CharField(_("执法部门"), max_length=10, choices=AUTHORITIES)
    authority_name = models.CharField(_("部门全称"), max_length=80, blank=True)
    cause = models.CharField(_("原因在谁"), max_length=10, choices=CAUSES)
    reason = models.TextField(_("查扣理由"))
    seized_on = models.DateField(_("查扣日期"))
    notify_due_at = models.DateTimeField()
    notified_at = models.DateTimeField(null=True)
    certificate_number = models.CharField(_("证明文号"), max_length=60, blank=True)
    certificate_on = models.DateField(_("取得日期"), null=True)
    original_holder = models.CharField(_("原件由谁保管"), max_length=60, blank=True)
    original_lost_at = models.DateTimeField(null=True)
    copy_sent_at = models.DateTimeField(null=True)
    copy_sent_by = models.CharField(_("怎样发的"), max_length=10, blank=True, choices=SENT_BY)
    kept_where = models.CharField(_("存放地点"), max_length=80, blank=True)
    release_number = models.CharField(_("放行文号"), max_length=60, blank=True)
    released_on = models.DateField(_("放行日期"), null=True)
    goes_on = models.CharField(
        _("放行后"), max_length=10, blank=True, choices=[("deliver", _("继续送货")), ("return", _("返回发货人"))]
    )
    write_off_from = models.DateField()
    write_off_freight = models.BigIntegerField(_("销账运费"), null=True)
    write_off_goods_money = models.BigIntegerField(_("销账货款"), null=True)
    entered_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField()
    state = models.CharField(max_length=20, default="seized", choices=seizure_machine.choices())
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["brand", "state"], name="seizure_state"),
            models.Index(fields=["state", "write_off_from"], name="seizure_write_off"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def has_original(self) -> bool:
        """The original certificate was obtained and nobody reported it lost."""
        return self.certificate_on is not None and self.original_lost_at is None


class ShipperNotice(models.Model):
    """One line of the notice register 通知登记: when, by whom, to whom, how, and what was said about handling and time."""

    seizure = models.ForeignKey(Seizure, models.PROTECT, related_name="notices")
    told_at = models.DateTimeField(_("告知时间"))
    told_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    told_whom = models.CharField(_("告知了谁"), max_length=60)
    channel = models.CharField(_("方式"), max_length=10, choices=CHANNELS)
    handling = models.CharField(_("怎样处理"), max_length=300)
    handled_by = models.CharField(_("什么时候处理"), max_length=120)
    registered_at = models.DateTimeField()


class CustodyCheck(models.Model):
    """Somebody looked at the sealed goods."""

    seizure = models.ForeignKey(Seizure, models.PROTECT, related_name="checks")
    is_whole = models.BooleanField(_("货物、封条完好"))
    words = models.CharField(_("情况"), max_length=300, blank=True)
    by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()


class LiabilityReason(models.Model):
    """One reason why the branch answers: proposed by the system or a report, set or dropped by the claims clerk."""

    seizure = models.ForeignKey(Seizure, models.PROTECT, related_name="liability_reasons")
    reason = models.CharField(max_length=30, choices=[(each.code, each.title) for each in REASONS.values()])
    state = models.CharField(max_length=10, default="proposed", choices=reason_machine.choices())
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=40)
    words = models.CharField(max_length=300, blank=True)
    decision = models.ForeignKey("rulebook.Decision", models.PROTECT, null=True, related_name="+")
    settled_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seizure", "reason"], name="liability_reason_once")]
