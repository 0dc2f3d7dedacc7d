"""The claim: what is asked for which goods, how far it has come, and the amounts that bind it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shouwen.claims.states import ENDED, claim_machine

PERSON = "people.Person"
DEPARTMENT = "people.Department"
KINDS = [("damage", _("货损")), ("shortage", _("货差")), ("total_loss", _("货物灭失"))]
CAUSES = [("ordinary", _("一般")), ("accident_or_vehicle_theft", _("交通事故或车辆被盗"))]
REQUESTS = [
    ("damages", _("赔款")),
    ("repair", _("修复")),
    ("replace", _("更换或补货")),
    ("redo", _("重新办理")),
    ("non_property", _("非财产损失赔偿")),
]
RESULTS = [
    ("fixed", _("照数赔付")),
    ("cap", _("限额以内协商")),
    ("none", _("按标准不赔")),
    ("wait", _("等单据")),
    ("forbidden", _("由人决定")),
]
BASES = [
    ("", _("较低的价格")),
    ("declared", _("声明价格")),
    ("market", _("当时市价")),
    ("list", _("发货清单金额")),
]


class Claim(models.Model):
    """One loss of one consignment (S2-1.C.2). Amounts are fen; `cap_fen` is what the standard allows at most."""

    number = models.CharField(_("编号"), max_length=20, unique=True)
    brand = models.ForeignKey("people.Brand", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="claims")
    matter = models.ForeignKey("customers.Matter", models.PROTECT, null=True, related_name="+")
    customer = models.ForeignKey("customers.Customer", models.PROTECT, null=True, related_name="+")
    department = models.ForeignKey(DEPARTMENT, models.PROTECT, related_name="+")
    handler = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(_("种类"), max_length=12, choices=KINDS, default="damage")
    cause = models.CharField(_("事故性质"), max_length=28, choices=CAUSES, default="ordinary")
    goods = models.CharField(_("货物"), max_length=200, blank=True)
    requests = models.JSONField(default=list)
    requested_fen = models.BigIntegerField(null=True)
    reported_by = models.CharField(max_length=40)
    reported_at = models.DateTimeField()
    acted_at = models.DateTimeField()
    state_since = models.DateTimeField()
    result = models.CharField(max_length=10, blank=True, choices=RESULTS)
    reckoned_fen = models.BigIntegerField(null=True)
    cap_fen = models.BigIntegerField(null=True)
    base = models.CharField(max_length=10, blank=True, choices=BASES)
    base_wanted = models.CharField(max_length=10, blank=True, choices=BASES)
    base_reason = models.CharField(max_length=300, blank=True)
    base_approval = models.ForeignKey("people.Approval", models.PROTECT, null=True, related_name="+")
    agreed_fen = models.BigIntegerField(null=True)
    agreed_at = models.DateTimeField(null=True)
    agreed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    end_reason = models.CharField(max_length=300, blank=True)
    ended_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=20, default="reported", choices=claim_machine.choices())
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(case__isnull=False) & ~Q(state__in=("self_settled", "withdrawn", "rejected")),
                name="one_live_claim_of_a_case",
            ),
            models.CheckConstraint(
                condition=Q(agreed_fen=None)
                | Q(cap_fen__isnull=False, agreed_fen__gte=0, agreed_fen__lte=F("cap_fen")),
                name="claim_agreed_within_cap",
            ),
        ]
        indexes = [
            models.Index(fields=["brand", "-id"], name="claim_brand"),
            models.Index(fields=["brand", "state", "-id"], name="claim_brand_state"),
            models.Index(fields=["matter", "-id"], name="claim_matter"),
            models.Index(fields=["case", "-id"], name="claim_case"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_live(self) -> bool:
        return self.state not in ENDED
