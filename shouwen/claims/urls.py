"""Addresses of claims: nouns. The words come before the numbers, so that no number hides one."""

from shouwen.claims.views import accidents, aside, claim, lists, paying, reports

urlpatterns = [
    *lists.urlpatterns,
    *accidents.urlpatterns,
    *aside.urlpatterns,
    *paying.urlpatterns,
    *reports.urlpatterns,
    *claim.urlpatterns,
]
