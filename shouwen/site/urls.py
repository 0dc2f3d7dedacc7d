"""One loop over the name cards."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import include, path

from shouwen.kernel.rooms import rooms
from shouwen.site import views

urlpatterns = [
    path("", views.home, name="home"),
    path("accounts/", include("allauth.urls")),
    path("first-start/", views.first_start, name="first-start"),
    path("health/", views.health, name="health"),
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
