"""Addresses of returns."""

from __future__ import annotations

from django.urls import path

from shouwen.claims.returns import views
from shouwen.claims.views.deeds import addresses

urlpatterns = [
    path("", views.returns, name="returns"),
    path("new/", views.new, name="return-new"),
    path("<int:pk>/", views.return_page, name="return"),
    path("<int:pk>/departure/", views.bring_back, name="return-departure"),
    path("<int:pk>/files/<int:kept>/", views.file, name="return-file"),
    *addresses(views.DEEDS),
]
