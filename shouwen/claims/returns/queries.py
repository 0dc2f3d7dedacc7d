"""Questions about returns. List, page and verbs start from `visible_to`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from shouwen.claims.returns.models import ReturnRequest
from shouwen.claims.returns.states import BEFORE_PERMISSION
from shouwen.kernel import clock
from shouwen.people import queries as people
from shouwen.rulebook import queries as rulebook

DECISION = "return-permission"


def visible_to(person: Any) -> QuerySet[ReturnRequest]:
    """Returns of the person's brands: a branch sees its own; who only checks them in, what is allowed."""
    if not person.granted("returns.read"):
        return ReturnRequest.objects.none()
    found = ReturnRequest.objects.filter(brand__in=person.reach.brands)
    if person.granted("returns.certify") or person.reach.everything or not person.granted("returns.check"):
        return found
    if person.granted("returns.ask"):
        return found.filter(branch__in=person.reach.departments | person.reach.member_of)
    return found.filter(state__in=("allowed", "returned", "checked"))


def listed(person: Any, show: str = "", words: str = "") -> QuerySet[ReturnRequest]:
    """For the list. `show`: open (before permission), way (allowed or on the way), liable, ended."""
    found = visible_to(person).select_related("matter", "branch")
    if words.strip():
        bare = words.strip()[:60].replace(" ", "")
        found = found.filter(Q(number__icontains=bare) | Q(matter__number__icontains=bare))
    if show == "open":
        return found.filter(state__in=BEFORE_PERMISSION)
    if show == "way":
        return found.filter(state__in=("allowed", "returned"))
    if show == "liable":
        return found.filter(is_branch_liable=True)
    if show == "ended":
        return found.filter(state__in=("checked", "withdrawn"))
    return found


def branches_of(person: Any) -> list[Any]:
    """Branches this person may ask for: his own, or all branches for the centre."""
    units = [unit for unit in people.departments() if unit.kind == "branch"]
    if person.granted("returns.certify"):
        return units
    mine = person.reach.departments | person.reach.member_of
    return [unit for unit in people.departments() if unit.pk in mine]


def days_unclaimed(request: ReturnRequest) -> int:
    """Calendar days since the goods arrived; counted until the permission."""
    until = clock.local(request.allowed_at).date() if request.allowed_at else clock.today()
    return max((until - request.arrived_on).days, 0)


def situation(request: ReturnRequest) -> dict[str, Any]:
    """What the decision about returns is asked."""
    return {
        "days_unclaimed": days_unclaimed(request),
        "certificate": request.certified_at is not None,
        "fax_sent": request.faxed_at is not None,
        "shipper_told": request.shipper_told_at is not None,
    }


@dataclass(frozen=True)
class Advice:
    """What the rules say now: may the goods go back, what is next, how sure, on which clauses."""

    is_allowed: bool
    words: str
    certainty: str
    clauses: tuple[str, ...]


def advice(request: ReturnRequest) -> Advice | None:
    """Asked without keeping; None when the pack knows no rule about returns."""
    pack = rulebook.in_force(request.brand.pack)
    if DECISION not in pack.decisions:
        return None
    answer = rulebook.preview(pack, DECISION, situation(request))
    words = str(answer.outcome.get("next") or _("请人决定"))
    return Advice(bool(answer.outcome.get("allowed")), words, answer.certainty, answer.clauses)
