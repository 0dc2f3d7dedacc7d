"""Addresses of seizures."""

from __future__ import annotations

from django.urls import path

from shouwen.claims.seizure import views
from shouwen.claims.views.deeds import addresses

urlpatterns = [
    path("", views.seizures, name="seizures"),
    path("excel/", views.excel, name="seizures-excel"),
    path("new/", views.new, name="seizure-new"),
    path("<int:pk>/", views.seizure, name="seizure"),
    path("<int:pk>/liability/<int:reason>/", views.judgement, name="seizure-liability"),
    path("<int:pk>/files/<int:kept>/", views.file, name="seizure-file"),
    *addresses(views.DEEDS),
]
