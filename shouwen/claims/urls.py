"""Addresses of claims: nouns. The words come before the numbers, so that no number hides one."""

from shouwen.claims.paper_urls import urlpatterns as papers
from shouwen.claims.views import accidents, aside, claim, lists, paying, reports

urlpatterns = [
    *papers,
    *lists.urlpatterns,
    *accidents.urlpatterns,
    *aside.urlpatterns,
    *paying.urlpatterns,
    *reports.urlpatterns,
    *claim.urlpatterns,
]
