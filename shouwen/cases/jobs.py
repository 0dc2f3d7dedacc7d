"""Thin wrappers; the timetable is on the name card."""

from __future__ import annotations

from functools import partial

from django.http import QueryDict

from shouwen.cases import actions, queries
from shouwen.cases.actions import batching
from shouwen.cases.filters import CaseFilter, chunk
from shouwen.kernel.clock import now
from shouwen.kernel.jobs import job
from shouwen.kernel.policy import SYSTEM
from shouwen.people import queries as people


@job
def ring_due_clocks() -> None:
    for clock in queries.clocks_due(at=now()):
        actions.ring_clock(clock, by=SYSTEM)


@job
def find_patterns() -> None:
    actions.find_patterns(by=SYSTEM)


@job
def export_cases(person: str, query: str, token: str) -> None:
    """A large export, under the rights its asker has now."""
    by = people.with_key(person)
    if by is not None and by.is_active:
        form = CaseFilter(QueryDict(query), person=by)
        found = form.apply()
        batching.write_kept(
            partial(chunk, form, found),
            total=0 if form.asked.get("q") else found.count(),
            by=by,
            token=token,
            names=form.words,
            said=form.said(),
        )


@job
def open_weekly_sheets() -> None:
    actions.open_weekly_sheets(by=SYSTEM)


@job
def check_import(pk: int) -> None:
    actions.try_import(queries.import_with(pk))


@job
def run_import(pk: int) -> None:
    actions.run_import(queries.import_with(pk))


@job
def sweep_imports() -> None:
    actions.sweep_imports()
