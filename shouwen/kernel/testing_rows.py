"""For tests: rows that many tests begin with are made once by the verbs, then laid again as rows.

What the verbs made stays what every test meets; only the making is not repeated. A test that begins with rows of its
own, or another time, gets them made for it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection, transaction

from shouwen.kernel import clock

Made = TypeVar("Made")
Rows = dict[str, tuple[list[str], list[tuple[Any, ...]]]]
AT_ONCE = 60  # rows in one statement
_KNOWN: dict[tuple[str, str], Rows] = {}


def once(name: str, make: Callable[[], Made], find: Callable[[], Made]) -> Made:
    """What `make` made, laid again by its rows when it was made before at this time in empty tables; then `find` it."""
    if _holds_anything():
        return make()
    key = (name, str(clock.now() if clock.is_held() else clock.today()))
    if key not in _KNOWN:
        with transaction.atomic():
            make()
            _KNOWN[key] = {table: rows for table in _tables() if (rows := _rows(table))[1]}
            transaction.set_rollback(True)  # so that the first test begins as every other does
    with transaction.atomic():
        for table, (columns, kept) in _KNOWN[key].items():
            _lay(table, columns, kept)
    return find()


@cache
def _tables() -> list[str]:
    """Tables of our own rooms; Django's fill themselves when the database is made."""
    ours = [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("shouwen.")]
    return [model._meta.db_table for model in ours if model._meta.managed]


def _holds_anything() -> bool:
    found = " OR ".join(f'EXISTS (SELECT 1 FROM "{table}")' for table in _tables())  # noqa: S608  our own tables
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {found}")
        return bool(cursor.fetchone()[0])


def _rows(table: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  our own table
        return [column[0] for column in cursor.description or ()], cursor.fetchall()


def _lay(table: str, columns: list[str], rows: list[tuple[Any, ...]]) -> None:
    names = ", ".join(f'"{column}"' for column in columns)
    holes = f"({', '.join(['%s'] * len(columns))})"
    with connection.cursor() as cursor:
        for first in range(0, len(rows), AT_ONCE):
            some = rows[first : first + AT_ONCE]
            sql = f'INSERT INTO "{table}" ({names}) VALUES {", ".join([holes] * len(some))}'  # noqa: S608  our own table
            cursor.execute(sql, [value for row in some for value in row])
        if connection.vendor == "postgresql" and "id" in columns:
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('\"{table}\"', 'id'), greatest("  # noqa: S608
                f"(SELECT max(id) FROM \"{table}\"), nextval(pg_get_serial_sequence('\"{table}\"', 'id'))))"
            )
