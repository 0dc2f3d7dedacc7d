"""Addresses of the register: nouns."""

from shouwen.quality.views import months, register

urlpatterns = [*register.urlpatterns, *months.urlpatterns]
