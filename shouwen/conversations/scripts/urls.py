"""Addresses of script cards: nouns."""

from shouwen.conversations.scripts.views import urlpatterns

__all__ = ["urlpatterns"]
