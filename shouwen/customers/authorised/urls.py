"""Addresses of authorised contacts: nouns."""

from shouwen.customers.authorised.views import urlpatterns

__all__ = ["urlpatterns"]
