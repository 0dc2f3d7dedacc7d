"""Addresses of rules: nouns."""

from shouwen.rulebook import basis, views

urlpatterns = [*views.urlpatterns, *basis.urlpatterns]
