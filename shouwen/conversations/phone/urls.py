"""Addresses of calls and exchanges: nouns."""

from shouwen.conversations.phone.views import urlpatterns

__all__ = ["urlpatterns"]
