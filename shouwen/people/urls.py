"""Addresses of people, approvals and notices."""

from shouwen.people.views import administration, approvals, keys, notices, seating

urlpatterns = [
    *keys.urlpatterns,
    *administration.urlpatterns,
    *approvals.urlpatterns,
    *notices.urlpatterns,
    *seating.urlpatterns,
]
