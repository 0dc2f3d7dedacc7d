"""Addresses of calls and exchanges: nouns."""

urlpatterns: list = []
