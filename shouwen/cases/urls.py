"""Addresses of cases: nouns."""

from shouwen.cases.views import case, imports, inbox, intake, lists, printing, promising, sheets, talking

urlpatterns = [
    *intake.urlpatterns,
    *lists.urlpatterns,
    *case.urlpatterns,
    *inbox.urlpatterns,
    *printing.urlpatterns,
    *sheets.urlpatterns,
    *imports.urlpatterns,
    *talking.urlpatterns,
    *promising.urlpatterns,
]
