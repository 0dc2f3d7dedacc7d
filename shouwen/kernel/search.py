"""Search indexes: one table of tokens per kind of thing, so that a list finds any words within its reader's reach.

Scope tokens (brand, department) stand in the row beside the words and begin with "§", which never
occurs in a word's token. A text too wide for one row is marked instead of cut; the mark lets it
through to every question, and `find_exact` reads the text. So nothing that holds a query is missed.

SQLite before 3.43 (machines without the bundled library) cannot delete from an index without content,
so there the tokens are stored once more. Such a library cannot read an index made by a newer one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState

from shouwen.kernel import search_tokens, sqlite

SCOPE = "§"
TOO_WIDE = "§§"
WIDEST = 500_000  # bytes of tokens in a row; PostgreSQL refuses a tsvector over 1 MB
MOST_ASKED = 64  # tokens of a query; the rest only say the same more exactly
LARGEST_STEP = 1600
_NAME = re.compile(r"[a-z][a-z_]{0,39}")
_SCOPE_NAME = re.compile(r"[a-z0-9]{1,32}")


class Index:
    """The index of one kind of thing, by the ids of the things. Its table comes from `CreateIndex(name)`."""

    def __init__(self, name: str) -> None:
        self.table = _table(name)

    def put(self, id: int, text: str, scopes: Sequence[str] = ("b1",)) -> None:
        """Makes `text` found under these scopes, in place of what stood there. In the verb's transaction."""
        tokens = _row(text, scopes)
        if _is_postgres(connection):
            values = "(id, lexemes) VALUES (%s, array_to_tsvector(%s::text[]))"
            again = "ON CONFLICT (id) DO UPDATE SET lexemes = EXCLUDED.lexemes"
            self._write(f"INSERT INTO {self.table} {values} {again}", [id, tokens])
        else:
            sql = f"INSERT OR REPLACE INTO {self.table} (rowid, tokens) VALUES (%s, %s)"  # noqa: S608  checked name
            self._write(sql, [id, " ".join(tokens)])

    def drop(self, id: int) -> None:
        """Takes the thing out of the index."""
        key = "id" if _is_postgres(connection) else "rowid"
        self._write(f"DELETE FROM {self.table} WHERE {key} = %s", [id])  # noqa: S608  checked name

    def find(self, query: str, scopes: Sequence[str] | None, before: int | None = None, limit: int = 50) -> list[int]:
        """Ids of texts having every token of the query in any of the scopes (None: all), the newest first.

        Only ids below `before`. A text may have the tokens without holding the query: see `find_exact`.
        """
        tokens = search_tokens.query_tokens(query)[:MOST_ASKED]
        if not tokens or limit < 1 or (scopes is not None and not scopes):
            return []
        if _is_postgres(connection):
            key, match, asked = "id", "lexemes @@ %s::tsquery", _tsquery(tokens, scopes)
        else:
            key, match, asked = "rowid", f"{self.table} MATCH %s", _fts5(tokens, scopes)
        below, bound = ("", []) if before is None else (f" AND {key} < %s", [before])
        sql = f"SELECT {key} FROM {self.table} WHERE {match}{below} ORDER BY {key} DESC LIMIT %s"  # noqa: S608  checked name
        with connection.cursor() as cursor:
            cursor.execute(sql, [asked, *bound, limit])
            return [row[0] for row in cursor.fetchall()]

    def find_exact(
        self,
        query: str,
        scopes: Sequence[str] | None,
        texts: Callable[[list[int]], dict[int, str]],
        before: int | None = None,
        limit: int = 50,
    ) -> list[int]:
        """Like `find`, but exactly the texts that hold the query. `texts` reads them; an id it leaves out is none."""
        found: list[int] = []
        step = limit
        while len(found) < limit:
            candidates = self.find(query, scopes, before, step)
            read = texts(candidates) if candidates else {}
            found += [id for id in candidates if id in read and search_tokens.holds(read[id], query)]
            if len(candidates) < step:
                break
            before = candidates[-1]
            step = max(step, min(step * 2, LARGEST_STEP))
        return found[:limit]

    def _write(self, sql: str, values: list[Any]) -> None:
        if not connection.in_atomic_block:
            raise RuntimeError("a text is indexed inside the transaction of its verb")
        with connection.cursor() as cursor:
            cursor.execute(sql, values)


class CreateIndex(Operation):
    """Makes the table of `Index(name)`: an operation for the migrations of the room whose things are searched."""

    reversible = True
    reduces_to_sql = True
    category = OperationCategory.ADDITION

    def __init__(self, name: str) -> None:
        self.name = name

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """No model: Django's state does not know the table."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        table = _table(self.name)
        if not _is_postgres(schema_editor.connection):
            without_content = ", content='', contentless_delete=1" if sqlite.version() >= (3, 43) else ""
            schema_editor.execute(
                f"CREATE VIRTUAL TABLE {table} "
                f"USING fts5(tokens, tokenize='ascii', detail=none, prefix='1'{without_content})"
            )
            return
        schema_editor.execute(f"CREATE TABLE {table} (id bigint PRIMARY KEY, lexemes tsvector NOT NULL)")
        schema_editor.execute(f"CREATE INDEX {table}_lexemes ON {table} USING gin (lexemes)")
        # The planner must know which words are common: those are read from the newest id down, rare ones by GIN.
        schema_editor.execute(f"ALTER TABLE {table} ALTER COLUMN lexemes SET STATISTICS 1000")

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        schema_editor.execute(f"DROP TABLE {_table(self.name)}")

    def describe(self) -> str:
        return f"Create search index {self.name}"

    @property
    def migration_name_fragment(self) -> str:
        return f"search_{self.name}"


def _is_postgres(database: BaseDatabaseWrapper) -> bool:
    return database.vendor == "postgresql"


def _table(name: str) -> str:
    """The name goes into SQL as it is, so it is checked."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"not a name for a search index: {name!r}")
    return f"search_{name}"


def _scope(name: str) -> str:
    if not _SCOPE_NAME.fullmatch(name):
        raise ValueError(f"not a scope: {name!r}; small letters and digits")
    return SCOPE + name


def _row(text: str, scopes: Sequence[str]) -> list[str]:
    """What the index keeps of a text."""
    tokens = search_tokens.index_tokens(text)
    if sum(len(token.encode()) for token in tokens) > WIDEST:
        tokens = [TOO_WIDE]
    return [*tokens, *map(_scope, scopes)]


def _fts5(tokens: Sequence[str], scopes: Sequence[str] | None) -> str:
    words = f'(({search_tokens.fts5_match(tokens)}) OR "{TOO_WIDE}")'
    if scopes is None:
        return words
    within = " OR ".join(f'"{_scope(name)}"' for name in scopes)
    return f"{words} AND ({within})"


def _tsquery(tokens: Sequence[str], scopes: Sequence[str] | None) -> str:
    words = f"(({search_tokens.tsquery(tokens)}) | '{TOO_WIDE}')"
    if scopes is None:
        return words
    within = " | ".join(f"'{_scope(name)}'" for name in scopes)
    return f"{words} & ({within})"
