"""Addresses of the register: nouns."""

urlpatterns: list = []
