"""Addresses of claims: nouns. The words come before the numbers, so that no number hides one."""

from shouwen.claims.views import accidents, aside, claim, lists, paying

urlpatterns = [
    *lists.urlpatterns,
    *accidents.urlpatterns,
    *aside.urlpatterns,
    *paying.urlpatterns,
    *claim.urlpatterns,
]
