"""Addresses of goods papers, below /claims/. They stand before addresses that take any word for a number."""

from __future__ import annotations

from django.urls import path

from shouwen.claims.views import loading, papers
from shouwen.claims.views.deeds import addresses

urlpatterns = [
    path("papers/", papers.waybills, name="waybills"),
    path("papers/new/", papers.new_waybill, name="waybill-new"),
    path("papers/mine/", loading.mine, name="my-papers"),
    path("papers/colleagues/", loading.colleagues, name="paper-colleagues"),
    path("papers/records/<int:pk>/", loading.record, name="loading-record"),
    path("papers/records/<int:pk>/lines/", loading.line, name="loading-record-line"),
    path("papers/records/<int:pk>/lines/<int:line>/removal/", loading.line_out, name="loading-record-line-out"),
    path("papers/records/<int:pk>/signature/", loading.signature, name="loading-record-signature"),
    path("papers/signed/<slug:kind>/<int:pk>/", loading.paper, name="signed-paper"),
    path("papers/signed/<slug:kind>/<int:pk>/signature/", loading.paper_signature, name="signed-paper-signature"),
    path("papers/signed/<slug:kind>/<int:pk>/attestation/", loading.paper_attestation, name="signed-paper-attestation"),
    path("papers/<int:pk>/", papers.waybill, name="waybill"),
    path("papers/<int:pk>/change/", papers.change, name="waybill-change"),
    path("papers/<int:pk>/searched/", papers.searched, name="waybill-searched"),
    *addresses(papers.DEEDS),
    *addresses(loading.DEEDS),
]
