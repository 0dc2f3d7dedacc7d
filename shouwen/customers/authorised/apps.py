"""The chapter's own label: `authorised` alone says too little."""

from django.apps import AppConfig


class AuthorisedContacts(AppConfig):
    name = "shouwen.customers.authorised"
    label = "authorised_contacts"
    default_auto_field = "django.db.models.BigAutoField"
