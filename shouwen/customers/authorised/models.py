"""Who of a customer's firm is its finance staff or cashier, by what paper, entered and ended by whom."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

ROLES = [("finance", _("财务")), ("cashier", _("出纳"))]


class AuthorisedContact(models.Model):
    """One person of a firm. Ended ones stay: who was told in his time must be provable."""

    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="authorised")
    name = models.CharField(_("姓名"), max_length=60)
    role = models.CharField(_("职务"), max_length=10, choices=ROLES)
    basis = models.CharField(_("凭据"), max_length=120)
    entered_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    ended_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.name}（{self.get_role_display()}）"
