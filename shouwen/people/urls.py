"""Addresses of people, approvals and notices."""

from shouwen.people.views import administration, approvals, notices

urlpatterns = [*administration.urlpatterns, *approvals.urlpatterns, *notices.urlpatterns]
