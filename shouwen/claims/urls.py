"""Addresses of claims: nouns."""

from shouwen.claims.paper_urls import urlpatterns as papers

urlpatterns = [*papers]
