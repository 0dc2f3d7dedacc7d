"""Addresses of conversations: nouns."""

from shouwen.conversations.views import urlpatterns

__all__ = ["urlpatterns"]
