"""From the talk with the customer to the money in his hand, and the insurer's own amount beside it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shouwen.claims.models.claim import PERSON, Claim
from shouwen.claims.states import insurance_machine, opinion_machine, voucher_machine

METHODS = [("cash", _("赔款")), ("repair", _("修复")), ("replacement", _("更换或补货")), ("other", _("其他"))]
WAYS = [("phone", _("电话")), ("counter", _("上门")), ("letter", _("来信")), ("web", _("网络"))]
GROUPS = [
    ("market", _("市场")),
    ("branch", _("分公司")),
    ("truck_driver", _("大车司机")),
    ("loader", _("装卸工")),
]
IDENTITIES = [
    ("id_card", _("身份证")),
    ("passport", _("护照")),
    ("licence", _("营业执照及授权书")),
    ("other", _("其他证件")),
]


class Negotiation(models.Model):
    """One talk about the amount."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="talks")
    method = models.CharField(max_length=10, choices=WAYS, default="phone")
    asked_fen = models.BigIntegerField(null=True)
    offered_fen = models.BigIntegerField(null=True)
    is_agreement = models.BooleanField(default=False)
    words = models.TextField()
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Opinion(models.Model):
    """事故处理意见: cause, method, amount within the cap, drafted by one and confirmed by others (S2-1.C.4.3)."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="opinions")
    cause = models.TextField(_("事故原因"))
    method = models.CharField(_("赔付方式"), max_length=12, choices=METHODS, default="cash")
    method_words = models.CharField(_("方式说明"), max_length=300, blank=True)
    amount_fen = models.BigIntegerField()
    cap_fen = models.BigIntegerField()
    limit_fen = models.BigIntegerField()
    drafted_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    authority = models.ForeignKey("rulebook.Decision", models.PROTECT, related_name="+")
    approval = models.ForeignKey("people.Approval", models.PROTECT, null=True, related_name="+")
    confirmed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12, default="drafted", choices=opinion_machine.choices())
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim"], condition=~Q(state="taken_back"), name="one_live_opinion"),
            models.CheckConstraint(
                condition=Q(amount_fen__gte=0, amount_fen__lte=F("cap_fen")), name="opinion_within_cap"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("drafted_by")), name="nobody_confirms_his_own"
            ),
        ]


class Voucher(models.Model):
    """理赔款领取凭证: the customer draws the money against it, once (S2-1.C.4.4, S2-1.C.4.5)."""

    number = models.CharField(max_length=20, unique=True)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="vouchers")
    opinion = models.ForeignKey(Opinion, models.PROTECT, related_name="vouchers")
    amount_fen = models.BigIntegerField()
    payee = models.CharField(_("领款人"), max_length=60)
    issued_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    identity = models.CharField(max_length=10, blank=True, choices=IDENTITIES)
    identity_ending = models.CharField(max_length=4, blank=True)
    paid_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    paid_at = models.DateTimeField(null=True)
    voided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    voided_at = models.DateTimeField(null=True)
    void_reason = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=8, default="issued", choices=voucher_machine.choices())
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim"], condition=~Q(state="void"), name="one_live_voucher"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="voucher_of_something"),
        ]

    def __str__(self) -> str:
        return self.number


class InsuranceCase(models.Model):
    """The company's own claim on its insurer. It never changes what the customer gets (S2 3.2 A-9)."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="insurances")
    policy = models.CharField(_("保单号"), max_length=60, blank=True)
    report_number = models.CharField(_("报案号"), max_length=60)
    insurer = models.CharField(_("保险公司"), max_length=80)
    reported_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()
    papers = models.TextField(blank=True)
    papers_at = models.DateTimeField(null=True)
    recovered_fen = models.BigIntegerField(null=True)
    settled_at = models.DateTimeField(null=True)
    words = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, default="reported", choices=insurance_machine.choices())
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim"], condition=~Q(state="refused"), name="one_live_insurance_case")
        ]


class SelfSettlement(models.Model):
    """自行解决: the parties settled it among themselves; counted monthly (S2-1.A2.5)."""

    claim = models.OneToOneField(Claim, models.CASCADE, related_name="self_settlement")
    group = models.CharField(_("由谁解决"), max_length=14, choices=GROUPS)
    amount_fen = models.BigIntegerField()
    settled_on = models.DateField(_("日期"))
    words = models.CharField(max_length=300)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField()
