"""What every verb of a claim shares: the guarded move with its times, and the check that it is still open."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from shouwen.claims.models import Claim
from shouwen.claims.states import claim_machine
from shouwen.kernel import clock
from shouwen.kernel.models import Fact
from shouwen.kernel.refusals import MoveRefused, Unacceptable
from shouwen.kernel.states import amend


def move(claim: Claim, verb: str, *, by: Any, refs: dict[str, Any] | None = None, **changes: Any) -> Fact:
    """Moves the claim by `verb` and notes since when it is there."""
    now = clock.now()
    return claim_machine.move(
        claim, verb, by=by, changes={"acted_at": now, "state_since": now, **changes}, refs=refs or {}
    )


def touch(claim: Claim, **changes: Any) -> None:
    """Changes columns that are no state; a stale write is refused."""
    amend(claim, acted_at=clock.now(), **changes)


def require_in(claim: Claim, *states: str) -> None:
    """Refuses unless the claim is in one of these states."""
    if claim.state not in states:
        now = claim_machine.states.get(claim.state, claim.state)
        raise MoveRefused(_("理赔现在是“%(state)s”，不能做这一步。") % {"state": now})


def worded(text: str, field: str, sentence: str, least: int = 2) -> str:
    """The text without blanks around it; refused on its field when it says nothing."""
    said = text.strip()
    if len(said) < least:
        raise Unacceptable(sentence, details={field: sentence})
    return said
