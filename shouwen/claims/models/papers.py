"""Goods papers: waybill with its four copies, loading records, delivery notice, exception slip (S2 section 5)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwen.claims.states import record_machine, two_signed_machine
from shouwen.kernel.money import Money

PACKING = [("intact", _("完好")), ("poor", _("简易或二次包装")), ("defective", _("有破损"))]
PAYMENTS = [("sender", _("现付")), ("receiver", _("到付")), ("receipt", _("回单付")), ("monthly", _("月结"))]
PARTIES = [
    ("salesman", _("业务员")),
    ("loader", _("装卸工")),
    ("driver", _("大车司机")),
    ("sorter", _("分拣员")),
    ("branch", _("分公司")),
]
SIGNATURES = [("signed", _("有签字")), ("not_signed", _("没有签字")), ("unverifiable", _("看不清，无法查证"))]
ROLES = [("driver", _("大车司机")), ("loader", _("装卸工"))]
METHODS = [("by_loading", _("边装边记")), ("copied", _("照配送单抄"))]
SOURCES = [("entered", _("录入")), ("imported", _("导入"))]


class Waybill(models.Model):
    """配送单, one for each matter of that kind. Names stand as written; telephone numbers are kept by customers.

    `is_in_computer`: was it in the freight company's system when the goods moved (F.4.2.2b), which is not the same as
    being here. `problems` holds the guards it breaks (imported rows only), `unread` what could not be read.
    """

    matter = models.OneToOneField("customers.Matter", models.PROTECT, related_name="waybill")
    brand = models.ForeignKey("people.Brand", models.PROTECT)
    number = models.CharField(_("配送单号"), max_length=40)
    label_number = models.CharField(_("标签号"), max_length=40, blank=True)
    branch = models.ForeignKey("people.Department", models.PROTECT, null=True, related_name="+")
    route = models.CharField(_("线路"), max_length=80, blank=True)
    shipper_name = models.CharField(_("发货人"), max_length=60, blank=True)
    consignee_name = models.CharField(_("收货人"), max_length=60, blank=True)
    shipper = models.ForeignKey("customers.Customer", models.PROTECT, null=True, related_name="+")
    consignee = models.ForeignKey("customers.Customer", models.PROTECT, null=True, related_name="+")
    goods = models.CharField(_("货物"), max_length=120, blank=True)
    pieces = models.PositiveIntegerField(_("件数"), null=True)
    packing = models.CharField(_("发货时包装"), max_length=10, blank=True, choices=PACKING)
    is_fragile = models.BooleanField(_("易碎"), null=True)
    is_insured = models.BooleanField(_("保值运输"), null=True)
    declared_value = models.BigIntegerField(_("声明价格"), null=True)
    freight = models.BigIntegerField(_("运费"), null=True)
    freight_words = models.CharField(_("运费大写"), max_length=60, blank=True)
    piece_freight = models.BigIntegerField(_("单件运价"), null=True)
    cod = models.BigIntegerField(_("代收款"), null=True)
    cod_words = models.CharField(_("代收款大写"), max_length=60, blank=True)
    payment = models.CharField(_("付款方式"), max_length=10, blank=True, choices=PAYMENTS)
    salesman = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    salesman_name = models.CharField(_("开单人"), max_length=60, blank=True)
    written_at = models.DateTimeField(_("开单时间"), null=True)
    arrived_on = models.DateField(_("到货日期"), null=True)
    is_in_computer = models.BooleanField(_("发运时已录入电脑"), null=True)
    is_system_normal = models.BooleanField(_("发运时电脑系统正常"), null=True)
    note_needed = models.BooleanField(_("必须批注在配送单上"), null=True)
    searched_at = models.DateTimeField(null=True)
    searched_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=10, choices=SOURCES, default="entered")
    problems = models.JSONField(default=list)
    unread = models.JSONField(default=dict)
    content_digest = models.CharField(max_length=64, blank=True)
    entered_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "number"], name="waybill_once")]
        indexes = [models.Index(fields=["brand", "written_at"], name="waybill_written")]

    def __str__(self) -> str:
        return self.number

    def money(self, name: str) -> Money | None:
        """One of its amounts; None when the paper has none."""
        fen = getattr(self, name)
        return None if fen is None else Money(fen)


class CopyLook(models.Model):
    """What somebody found of one of the four copies 联. Never altered: a later look is a new row."""

    waybill = models.ForeignKey(Waybill, models.PROTECT, related_name="looks")
    copy = models.PositiveSmallIntegerField()
    on_hand = models.BooleanField()
    has_note = models.BooleanField(null=True)
    note_text = models.CharField(_("批注内容"), max_length=200, blank=True)
    noter = models.CharField(_("谁批注的"), max_length=10, blank=True, choices=PARTIES)
    signature = models.CharField(_("装卸工签字"), max_length=12, blank=True, choices=SIGNATURES)
    by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["waybill", "copy", "-id"], name="copy_look")]
        constraints = [models.CheckConstraint(condition=models.Q(copy__range=(1, 4)), name="copy_of_four")]


class LoadingRecord(models.Model):
    """上车记录单 of one load by the driver or the loader; kept by operations. Signed it is locked: a correction is a new one."""

    brand = models.ForeignKey("people.Brand", models.PROTECT)
    load = models.CharField(_("车次"), max_length=40)
    truck = models.CharField(_("车牌"), max_length=20, blank=True)
    role = models.CharField(_("记录人"), max_length=10, choices=ROLES)
    author = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    author_name = models.CharField(_("姓名"), max_length=60, blank=True)
    method = models.CharField(_("怎样记的"), max_length=12, choices=METHODS, default="by_loading")
    state = models.CharField(max_length=10, default="draft", choices=record_machine.choices())
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="correction")
    reason = models.CharField(_("更正理由"), max_length=200, blank=True)
    source = models.CharField(max_length=10, choices=SOURCES, default="entered")
    opened_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "load", "role"], condition=models.Q(corrects=None), name="record_first_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.load} · {self.get_role_display()}"


class LoadingLine(models.Model):
    """One waybill in a loading record."""

    record = models.ForeignKey(LoadingRecord, models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    matter = models.ForeignKey("customers.Matter", models.PROTECT, related_name="loading_lines")
    pieces = models.PositiveIntegerField(_("件数"))
    loaded_at = models.DateTimeField(_("上车时间"), null=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["record", "matter"], name="loading_line_once")]


class CopyFinding(models.Model):
    """A person's finding: was this loading record copied from the waybills (F.4.2.2c). The newest counts."""

    record = models.ForeignKey(LoadingRecord, models.PROTECT, related_name="copy_findings")
    is_copied = models.BooleanField()
    why = models.CharField(max_length=300)
    by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()


class TwoSigned(models.Model):
    """A paper both sides sign: who gives the goods over and who takes them. Signed by both it is locked."""

    waybill = models.ForeignKey(Waybill, models.PROTECT)
    giver = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    giver_name = models.CharField(_("交出"), max_length=60, blank=True)
    giver_signed_at = models.DateTimeField(null=True)
    taker = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    taker_name = models.CharField(_("接收"), max_length=60, blank=True)
    taker_signed_at = models.DateTimeField(null=True)
    attested_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    attested_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, default="draft", choices=two_signed_machine.choices())
    written_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True

    def side_of(self, person: Any) -> str:
        """giver, taker, or "" for somebody else."""
        if person.pk is None:
            return ""
        return "giver" if self.giver_id == person.pk else "taker" if self.taker_id == person.pk else ""


class DeliveryNotice(TwoSigned):
    """送货通知单: the driver hands the goods to the branch; a note there decides who lost them (F.4.2.1)."""

    kind = "notice"  # in its address

    waybill = models.ForeignKey(Waybill, models.PROTECT, related_name="delivery_notices")
    branch = models.ForeignKey("people.Department", models.PROTECT, null=True, related_name="+")
    handed_at = models.DateTimeField(_("交接时间"), null=True)
    has_note = models.BooleanField(_("交接时有批注"), default=False)
    note = models.CharField(_("批注内容"), max_length=200, blank=True)


class ExceptionSlip(TwoSigned):
    """打条: a separate slip with the details of the damage and its coefficient, instead of a note (F.4.1a)."""

    kind = "slip"  # in its address

    waybill = models.ForeignKey(Waybill, models.PROTECT, related_name="slips")
    details = models.TextField(_("残损详情"))
    coefficient = models.DecimalField(_("系数"), max_digits=4, decimal_places=2)
