"""Addresses of the programming interface."""

from __future__ import annotations

from shouwen.site.api import cases, conversations, rules
from shouwen.site.api.door import api, open_to_keys

api.add_router("", cases.router)
api.add_router("", cases.people_router)
api.add_router("", conversations.router)
api.add_router("", rules.router)

_patterns, _app, _name = api.urls
urlpatterns = open_to_keys(list(_patterns))
