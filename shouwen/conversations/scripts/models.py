"""Which of a customer's messages a clerk called abusive: what the third warning counts."""

from __future__ import annotations

from django.db import models


class AbuseMark(models.Model):
    """A clerk confirmed that this message is abusive. No text of his own; a mark taken back is gone, its fact stays."""

    conversation = models.ForeignKey("conversations.Conversation", models.CASCADE, related_name="abuse_marks")
    message = models.OneToOneField("conversations.Message", models.CASCADE, related_name="abuse_mark")
    by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()
