"""One-time codes, what was asked and tried, checks of callers, and the customer's sitting. No code is kept readable."""

from __future__ import annotations

from django.db import models

CASE = "cases.Case"
PERSON = "people.Person"
WAYS = [("text", "text"), ("told", "told")]


class Asking(models.Model):
    """Somebody typed a number and asked for a code. Kept alike whether there is such a case or not."""

    number = models.CharField(max_length=20)
    last_four = models.CharField(max_length=4, blank=True)
    number_mark = models.CharField(max_length=64)
    address_mark = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["number_mark", "at"], name="asking_number"),
            models.Index(fields=["address_mark", "at"], name="asking_address"),
        ]


class Code(models.Model):
    """A one-time code of a case: sent to a telephone of the customer, or told by a clerk. Only its digest is kept."""

    case = models.ForeignKey(CASE, models.CASCADE, related_name="+")
    way = models.CharField(max_length=4, choices=WAYS)
    digest = models.CharField(max_length=64)
    asking = models.OneToOneField(Asking, models.SET_NULL, null=True, related_name="+")
    given_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["case", "-id"], name="code_case")]


class Try(models.Model):
    """A code was typed. `went` is whether it was right; only wrong ones count against the limits."""

    number_mark = models.CharField(max_length=64)
    address_mark = models.CharField(max_length=64)
    went = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["number_mark", "at"], name="try_number"),
            models.Index(fields=["address_mark", "at"], name="try_address"),
        ]


class CallerCheck(models.Model):
    """A clerk asked a caller who he is: which questions, which were met, and whether that was enough.

    `contact`: as whom of the customer's authorised contacts he was known, where the pack asks for one of them.
    """

    case = models.ForeignKey(CASE, models.CASCADE, related_name="+")
    asked = models.JSONField(default=list)
    met = models.JSONField(default=list)
    is_enough = models.BooleanField()
    contact = models.ForeignKey("authorised_contacts.AuthorisedContact", models.PROTECT, null=True, related_name="+")
    code = models.OneToOneField(Code, models.SET_NULL, null=True, related_name="+")
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Sitting(models.Model):
    """A customer is signed in to one case. The cookie holds the token, this row its digest."""

    case = models.ForeignKey(CASE, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class Done(models.Model):
    """A form sent with this key has been done: sent again it does nothing."""

    key = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField()
