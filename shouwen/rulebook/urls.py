"""Addresses of rules: nouns."""

from shouwen.rulebook import basis, coverage_page, drafts, editor, replays, views

urlpatterns = [
    *views.urlpatterns,
    *basis.urlpatterns,
    *coverage_page.urlpatterns,
    *drafts.urlpatterns,
    *editor.urlpatterns,
    *replays.urlpatterns,
]
