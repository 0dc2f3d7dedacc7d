"""The chapter's own label: `types` is too common a word to give away."""

from django.apps import AppConfig


class CustomerTypes(AppConfig):
    name = "shouwen.customers.types"
    label = "customer_types"
    default_auto_field = "django.db.models.BigAutoField"
