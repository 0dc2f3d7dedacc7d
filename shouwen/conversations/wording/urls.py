"""Addresses of wording: nouns."""

from shouwen.conversations.wording.views import urlpatterns

__all__ = ["urlpatterns"]
