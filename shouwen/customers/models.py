"""Customers, ways to reach them, and matters: what a case is about."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from shouwen.customers.courtesy import form

TITLES = [("", _("不详")), ("先生", _("先生")), ("女士", _("女士"))]
CLASSES = [("ordinary", _("普通客户")), ("key", _("重点客户"))]


class Customer(models.Model):
    """A person or firm we serve, within one brand. A merge is a pointer; nothing moves (decisions.md 13)."""

    brand = models.ForeignKey("people.Brand", models.PROTECT)
    name = models.CharField(_("姓名"), max_length=60)
    title = models.CharField(_("称谓"), max_length=4, blank=True, choices=TITLES)
    company = models.CharField(_("单位"), max_length=120, blank=True)
    customer_class = models.CharField(_("等级"), max_length=10, default="ordinary", choices=CLASSES)
    habits = models.CharField(_("联系习惯"), max_length=200, blank=True)
    initials = models.CharField(max_length=60, blank=True, db_index=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    merged_at = models.DateTimeField(null=True)
    registered_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["brand", "name"], name="customer_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def called(self) -> str:
        """欧阳雪萍 女士; neutral while the title is unknown."""
        return f"{self.name} {self.title}".strip()

    @property
    def courtesy(self) -> str:
        """欧阳女士 to be said or written to him; the whole name while the title is unknown, "" when there is no name."""
        return form(self.name, self.title)


class ContactPoint(models.Model):
    """One way to reach a customer. Found by the full value through a keyed index; shown masked."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="contacts")
    kind = models.CharField(max_length=10, default="phone")
    value = models.CharField(max_length=80)
    last_four = models.CharField(max_length=4, blank=True)
    index = models.CharField(max_length=64, db_index=True)
    label = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "index"], name="contact_once")]
        indexes = [models.Index(fields=["last_four"], name="contact_last_four")]

    @property
    def masked(self) -> str:
        from shouwen.kernel.phone_numbers import mask  # reason: slow

        return mask(self.value) if self.kind == "phone" else self.value[:1] + "***"


class Matter(models.Model):
    """What a case is about: a waybill, order, unit, product or device. A register below cases."""

    brand = models.ForeignKey("people.Brand", models.PROTECT)
    kind = models.CharField(max_length=20, default="waybill")
    number = models.CharField(_("编号"), max_length=40)
    summary = models.CharField(_("概况"), max_length=200, blank=True)
    details = models.JSONField(default=dict)
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="matters")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "kind", "number"], name="matter_once")]

    def __str__(self) -> str:
        return self.number


class NumberLook(models.Model):
    """Someone looked at a customer's full number: who, when, why. The fact refers to this row."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="looks")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
