"""Addresses of mailboxes: nouns."""

from shouwen.conversations.email.views import urlpatterns

__all__ = ["urlpatterns"]
