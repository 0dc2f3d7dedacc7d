"""Addresses of customer types: nouns."""

from shouwen.customers.types.views import urlpatterns

__all__ = ["urlpatterns"]
