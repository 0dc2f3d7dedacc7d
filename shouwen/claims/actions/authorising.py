"""Who must agree to an amount: the pack's authority table, asked for everything agreed about the same goods."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from shouwen.claims import queries
from shouwen.claims.models import Claim
from shouwen.claims.rules import rules_of
from shouwen.kernel import clock
from shouwen.kernel.money import Money
from shouwen.kernel.refusals import Refused
from shouwen.people import actions as people
from shouwen.rulebook import actions as rulebook
from shouwen.rulebook import queries as queries_of_rules

AUTHORITY = "compensation-authority"
WINDOW = "compensation.window"
#: Where the table lets the front line decide alone, a claim still needs a second person (drafter ≠ confirmer).
SECOND = ["客服主管"]


def whole_sum(claim: Claim, amount_fen: int) -> int:
    """The amount with everything else agreed about the same goods within the window: no splitting (fen)."""
    since = clock.now() - rules_of(claim).period(WINDOW)
    return amount_fen + queries.other_sums(claim, since)


def authority(claim: Claim, amount_fen: int, *, by: Any) -> tuple[Any, list[str], int]:
    """The kept decision, the posts that must agree in order, and the sum it was asked for."""
    whole = whole_sum(claim, amount_fen)
    given = {"amount": str(Money(whole))}
    pack, brand = rules_of(claim).pack.id, claim.brand.code
    decision = rulebook.decide(AUTHORITY, given, pack=pack, about_thing=claim, by=by, brand=brand)
    return decision, list(decision.outcome.get("posts") or SECOND), whole


def base_posts(claim: Claim, *, by: Any) -> list[str]:
    """Who is asked about another base: the first post of the authority for the present limit."""
    return authority(claim, claim.cap_fen or 0, by=by)[1][:1]


def ask(claim: Claim, *, by: Any, purpose: str, title: str, reason: str, posts: list[str]) -> Any:
    """Opens the approval; the clauses are the standard's on who decides amounts."""
    return people.ask_approval(
        by=by,
        purpose=purpose,
        about_thing=claim,
        brand=claim.brand,
        title=title,
        reason=reason,
        posts=posts,
        clauses=["S1-7.25.8"],
    )


def require_each_himself(approval: Any) -> None:
    """Two posts of a chain are two people."""
    said = approval.opinions.filter(says="yes").values_list("person", flat=True)
    if len(set(said)) < len(approval.posts):
        raise Refused(_("同一个人不能批准两级，请另一位有权的人批准。"))


def preview(claim: Claim, amount_fen: int) -> tuple[list[str], int]:
    """Who would be asked and for which sum. Nothing is kept: for the form before it is sent."""
    whole = whole_sum(claim, amount_fen)
    answer = queries_of_rules.preview(rules_of(claim).pack, AUTHORITY, {"amount": str(Money(whole))}).as_dict()
    return list(answer["outcome"].get("posts") or SECOND), whole
