"""Is anything set up here? Asked by the command line and by the first-start page."""

from __future__ import annotations

from django.db import connection
from django.db.utils import DatabaseError


def is_set_up() -> bool:
    """True when the tables are there and a brand exists."""
    from shouwen.people.queries import any_brand  # reason: app-ready

    try:
        return "people_brand" in connection.introspection.table_names() and any_brand()
    except DatabaseError:
        return False
