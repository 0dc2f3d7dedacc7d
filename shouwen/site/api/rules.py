"""Decisions: ask the rules in force without keeping the answer."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Router

from shouwen.kernel.policy import require
from shouwen.kernel.refusals import Unacceptable
from shouwen.rulebook import queries as rulebook
from shouwen.site.api import shapes
from shouwen.site.api.door import person_of

router = Router(tags=["裁定"])


@router.post("/decisions/{pack}/{name}")
def decide(request: HttpRequest, pack: str, name: str, what: shapes.DecisionIn) -> Any:
    """The answer of the edition in force, with rows, clauses and certainty."""
    require(person_of(request), "rulebook.read")
    compiled = rulebook.in_force(pack)
    if name not in compiled.decisions:
        raise Http404(_("没有这个裁定。"))
    try:
        return rulebook.preview(compiled, name, what.given).as_dict()
    except rulebook.InputError as problem:
        raise Unacceptable(problem.zh, details={problem.field: problem.zh}) from problem
