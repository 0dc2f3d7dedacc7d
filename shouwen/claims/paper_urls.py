"""Addresses of goods papers."""

urlpatterns: list[object] = []
