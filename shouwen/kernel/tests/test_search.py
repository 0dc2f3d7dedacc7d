"""The search index: what holds the words is found, newest first, within reach and nothing else."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.migrations.state import ProjectState
from django.db.migrations.writer import MigrationWriter
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from shouwen.kernel import search, search_tokens
from shouwen.kernel.search import CreateIndex, Index

WORDS = Index("trial")
TEXTS = {
    1: "没有送件，客户投诉。LD26-04187",
    2: "没有送 12件",
    3: "有送没有",
    4: "包裹破损 Broken box",
    5: "没有送到货😀",
}
ALPHABET = "没有送件到12L d-，😀éßＡ①ﾊﾟ\u200b\u3000·_𠮷'\"*&|()§"
short_texts = st.one_of(st.text(ALPHABET, max_size=14), st.text("没有送ab1 ", max_size=14), st.text(max_size=8))
queries = st.one_of(st.text("没有送ab1 ", min_size=1, max_size=4), st.text(ALPHABET, min_size=1, max_size=4))
scope_names = st.sampled_from(["b1", "b2", "d7"])


@pytest.fixture(scope="module", autouse=True)
def table(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The table as a migration makes it, and takes it back."""
    with django_db_blocker.unblock():
        make, state = CreateIndex("trial"), ProjectState()
        with connection.schema_editor() as editor:
            make.database_forwards("kernel", editor, state, state)
        assert _has_table()
        yield
        with connection.schema_editor() as editor:
            make.database_backwards("kernel", editor, state, state)
        assert not _has_table()


@pytest.fixture
def filled(db: None) -> dict[int, str]:
    for id, text in TEXTS.items():
        WORDS.put(id, text)
    return dict(TEXTS)


def _has_table() -> bool:
    return "search_trial" in connection.introspection.table_names()


def _texts(kept: dict[int, str]) -> Any:
    return lambda ids: {id: kept[id] for id in ids if id in kept}


def _empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_trial")


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("没有送", [5, 3, 2, 1]),  # 3 has both pairs but not in this order
        ("没", [5, 3, 2, 1]),
        ("BROKEN", [4]),
        ("04187", [1]),
        ("ld26-04", [1]),
        ("１２", [2]),
        ("😀", [5]),
        ("没有送 破损", []),
        ("，。", []),
        ("", []),
    ],
)
def test_words_find_what_has_their_tokens_newest_first(filled: dict[int, str], query: str, ids: list[int]) -> None:
    assert WORDS.find(query, ["b1"]) == ids


def test_exact_finding_lets_only_texts_through_that_hold_the_query(filled: dict[int, str]) -> None:
    assert WORDS.find_exact("没有送", ["b1"], _texts(filled)) == [5, 2, 1]
    assert WORDS.find_exact("没有送", ["b1"], _texts(filled), limit=2) == [5, 2]
    assert WORDS.find_exact("没有送", ["b1"], _texts(filled), before=5, limit=1) == [2]
    del filled[2]
    assert WORDS.find_exact("没有送", ["b1"], _texts(filled)) == [5, 1]  # not readable, so not found


@pytest.mark.django_db
@given(
    rows=st.lists(st.tuples(short_texts, st.sets(scope_names, min_size=1)), max_size=8),
    query=queries,
    within=st.one_of(st.none(), st.sets(scope_names)),
    limit=st.integers(1, 4),
)
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_paging_through_exact_finds_gives_what_reading_every_text_gives(
    rows: list[tuple[str, set[str]]], query: str, within: set[str] | None, limit: int
) -> None:
    assume(search_tokens.query_tokens(query))
    kept = {id: text for id, (text, _) in enumerate(rows, 1)}
    with transaction.atomic():
        _empty()
        for id, (text, scopes) in enumerate(rows, 1):
            WORDS.put(id, text, sorted(scopes))
    asked, found = None if within is None else sorted(within), []
    for _ in itertools.count():
        page = WORDS.find_exact(query, asked, _texts(kept), before=found[-1] if found else None, limit=limit)
        found += page
        if len(page) < limit:
            break
    wanted = search_tokens.normalised(query)
    assert found == [
        id
        for id in sorted(kept, reverse=True)
        if wanted in search_tokens.normalised(kept[id]) and (within is None or within & rows[id - 1][1])
    ]


@pytest.mark.django_db
def test_a_text_is_found_only_in_its_scopes() -> None:
    WORDS.put(1, "没有送", scopes=("b1",))
    WORDS.put(2, "没有送", scopes=("b2", "d12"))
    WORDS.put(3, "没有送 b1", scopes=("d1",))
    assert WORDS.find("没有", ["b1"]) == [1]
    assert WORDS.find("没有", ["d12", "b1"]) == [2, 1]
    assert WORDS.find("没有", ["d1"]) == [3]  # not d12
    assert WORDS.find("没有", []) == []
    assert WORDS.find("没有", None) == [3, 2, 1]
    assert WORDS.find("没有", [f"b{n}" for n in range(400)]) == [2, 1]
    assert WORDS.find("§b1", None) == [3]  # a scope cannot be asked for in words
    assert WORDS.find("§", None) == []


@pytest.mark.django_db
@pytest.mark.parametrize("scope", ["", "B1", "b1 b2", "b1*", 'b"1', "b1' | 'b2"])
def test_a_scope_that_could_change_the_question_is_refused(scope: str) -> None:
    with pytest.raises(ValueError, match="not a scope"):
        WORDS.find("没有", [scope])
    with pytest.raises(ValueError, match="not a scope"):
        WORDS.put(1, "没有", [scope])


def test_a_new_text_takes_the_place_of_the_old_and_dropping_takes_it_out(filled: dict[int, str]) -> None:
    WORDS.put(2, "签收", scopes=("b2",))
    assert WORDS.find("没有送", None) == [5, 3, 1]
    assert WORDS.find("签收", ["b1"]) == []
    assert WORDS.find("签收", ["b2"]) == [2]
    WORDS.drop(5)
    WORDS.drop(99)
    assert WORDS.find("没有送", None) == [3, 1]
    WORDS.put(5, TEXTS[5])
    assert WORDS.find("没有送", None) == [5, 3, 1]


def test_putting_is_one_statement(db: None, query_budget: Any) -> None:
    with query_budget(1):
        WORDS.put(1, "没有送")
    with query_budget(1):
        WORDS.put(1, "送到")


@pytest.mark.django_db(transaction=True)
def test_a_text_is_indexed_with_its_verb_or_not_at_all() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        WORDS.put(1, "没有送")
    with pytest.raises(RuntimeError, match="transaction"):
        WORDS.drop(1)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        WORDS.put(1, "没有送")
        raise ZeroDivisionError
    assert WORDS.find("没有送", None) == []


@pytest.mark.django_db
def test_a_text_of_any_width_can_be_kept_and_is_found_exactly() -> None:
    wide = "".join(chr(0x4E00 + n % 20000) + chr(0x4E00 + n * 7 % 19991) for n in range(150_000)) + "没有送"
    kept = {1: wide, 2: "没有送", 3: "x" * 300_000}
    for id, text in kept.items():
        WORDS.put(id, text)
    assert WORDS.find_exact("没有送", ["b1"], _texts(kept)) == [2, 1]
    assert WORDS.find_exact("破损的箱", ["b1"], _texts(kept)) == []
    assert WORDS.find_exact("没有送", ["b2"], _texts(kept)) == []
    assert WORDS.find_exact(wide[:5000], ["b1"], _texts(kept)) == [1]
    assert WORDS.find_exact("x" * 5000, ["b1"], _texts(kept)) == [3]


@pytest.mark.django_db
def test_a_common_word_reads_no_more_than_its_page() -> None:
    """Counted in the texts read, not in time: one page is enough when all candidates hold the words."""
    read: list[int] = []
    for id in range(1, 301):
        WORDS.put(id, f"没有送到 {id}")

    def texts(ids: list[int]) -> dict[int, str]:
        read.extend(ids)
        return {id: f"没有送到 {id}" for id in ids}

    assert WORDS.find_exact("没有送", ["b1"], texts, limit=20) == list(range(300, 280, -1))
    assert len(read) == 20
    assert WORDS.find_exact("没有送", ["b1"], lambda ids: {id: "没有送" for id in ids if id < 9}, limit=20) == [
        *range(8, 0, -1)
    ]


@pytest.mark.sqlite_only
@pytest.mark.django_db
def test_sqlite_walks_the_index_itself_from_the_newest_down() -> None:
    """A temporary B-tree would mean that every match is read and sorted before the first page."""
    with connection.cursor() as cursor:
        cursor.execute(
            "EXPLAIN QUERY PLAN SELECT rowid FROM search_trial WHERE search_trial MATCH 'a' AND rowid < 9 "
            "ORDER BY rowid DESC LIMIT 5"
        )
        plan = " ".join(str(row[-1]) for row in cursor.fetchall())
    assert "VIRTUAL TABLE" in plan and "B-TREE" not in plan


@pytest.mark.sqlite_only
@pytest.mark.django_db
def test_an_older_sqlite_keeps_an_index_that_answers_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Libraries before 3.43 know no contentless_delete."""
    monkeypatch.setattr(search.sqlite, "version", lambda: (3, 40, 1))
    asked: list[str] = []

    class Editor:
        def __init__(self) -> None:
            self.connection = connection

        def execute(self, sql: str) -> None:
            asked.append(sql)
            with connection.cursor() as cursor:
                cursor.execute(sql)

    editor: Any = Editor()
    CreateIndex("older").database_forwards("kernel", editor, ProjectState(), ProjectState())
    assert "contentless" not in asked[0]
    older = Index("older")
    older.put(1, "没有送")
    older.put(1, "送到")
    older.put(2, "没有送到")
    assert (older.find("没有", ["b1"]), older.find("送到", ["b1"])) == ([2], [2, 1])
    older.drop(2)
    assert older.find("送到", ["b1"]) == [1]


@pytest.mark.parametrize("name", ["", "Case", "case; drop table x", "case-1", "a" * 41])
def test_a_name_that_could_change_the_statement_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not a name"):
        Index(name)


def test_the_operation_can_be_written_into_a_migration() -> None:
    operation = CreateIndex("trial")
    assert operation.reversible
    assert operation.deconstruct() == ("CreateIndex", ("trial",), {})
    assert MigrationWriter.serialize(CreateIndex)[0] == "shouwen.kernel.search.CreateIndex"
    assert (operation.describe(), operation.migration_name_fragment) == ("Create search index trial", "search_trial")
