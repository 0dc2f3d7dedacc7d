"""One loop over the name cards."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import include, path

from shouwen.kernel.rooms import rooms
from shouwen.site import calendar_views, kernel_views, views
from shouwen.site.drafts import drafts

urlpatterns = [
    path("", views.home, name="home"),
    path("accounts/", include("allauth.urls")),
    path("first-start/", views.first_start, name="first-start"),
    path("first-start/brand-code/", views.proposed_code, name="first-start-code"),
    path("health/", views.health, name="health"),
    *kernel_views.urlpatterns,
    *calendar_views.urlpatterns,
    path("drafts/", drafts, name="drafts"),
    path("api/v1/", include(("shouwen.site.api.urls", "api-v1"))),
    *[
        path(room.prefix, include(f"{room.module}.urls"))
        for room in rooms()
        if find_spec(f"{room.module}.urls") is not None
    ],
]

handler400 = "shouwen.site.views.bad_request"
handler403 = "shouwen.site.views.forbidden"
handler404 = "shouwen.site.views.not_found"
handler500 = "shouwen.site.views.failed"
