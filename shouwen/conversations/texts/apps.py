"""The chapter's label."""

from django.apps import AppConfig


class Texts(AppConfig):
    name = "shouwen.conversations.texts"
    label = "texts"
    default_auto_field = "django.db.models.BigAutoField"
