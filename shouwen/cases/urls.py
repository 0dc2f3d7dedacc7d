"""Addresses of cases: nouns."""

from shouwen.cases.views import case, imports, inbox, intake, lists, sheets

urlpatterns = [
    *intake.urlpatterns,
    *lists.urlpatterns,
    *case.urlpatterns,
    *inbox.urlpatterns,
    *sheets.urlpatterns,
    *imports.urlpatterns,
]
