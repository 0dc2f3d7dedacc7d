"""The chapter's own label: `email` is too common a word to give away."""

from django.apps import AppConfig


class EmailChannel(AppConfig):
    name = "shouwen.conversations.email"
    label = "email_channel"
    default_auto_field = "django.db.models.BigAutoField"
