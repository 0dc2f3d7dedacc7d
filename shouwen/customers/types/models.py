"""What clerks took a customer for. Nothing but who, which type, by whom and when; it ends by itself."""

from __future__ import annotations

from django.db import models


class TypeMark(models.Model):
    """One clerk's mark. No free text; never exported, never shown to the customer, gone when it expires."""

    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="type_marks")
    type = models.CharField(max_length=20)
    by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "type", "by"], name="type_mark_once")]
