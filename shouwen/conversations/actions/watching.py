"""What is watched over: who is on duty, and who was given something and says nothing."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from shouwen.conversations import desk, rules
from shouwen.conversations.actions.handing_out import hand_out_later, put_back, take_over
from shouwen.conversations.actions.sending import place_of
from shouwen.conversations.models import Conversation
from shouwen.kernel import clock, drafts
from shouwen.kernel.policy import SYSTEM
from shouwen.people import actions as people_actions
from shouwen.people import queries as people


@transaction.atomic
def be_on_duty(person: Any, *, by: Any, state: str) -> None:
    """Says how a person stands: `available`, `busy`, `away`. Leaving gives back what he was given and has not answered."""
    people_actions.be_present(person, by=by, state=state)
    if state == "away":
        give_back_given(person)
    hand_out_later()


def give_back_given(person: Any) -> int:
    """Puts back in the queue what was given to somebody who is away now; says how many."""
    given = Conversation.objects.filter(owner=person, assigned_at__isnull=False, state="open")
    return sum(put_back(each) for each in given.select_related("owner"))


def leave_idle() -> int:
    """Whoever's page has shown no sign of life for as long as the register says counts as away."""
    left = 0
    for each in people.silent():
        brand = people.brands_of(each.person).first()
        longest = rules.span(brand, "talk.idle_after") if brand is not None else None
        if longest is None or clock.now() - each.beat_at >= longest:
            be_on_duty(each.person, by=SYSTEM, state="away")
            left += 1
    return left


def put_back_unanswered() -> int:
    """What was given to somebody and not answered in time goes back in the queue; while he writes he is answering."""
    given = Conversation.objects.filter(state="open", assigned_at__isnull=False).select_related("owner", "brand")
    back = 0
    for each in given:
        assigned = each.assigned_at
        late = assigned is not None and clock.now() - assigned >= rules.span(each.brand, "talk.answer_within")
        if late and each.owner_id not in drafts.writers(place_of(each)):
            back += put_back(each)
    return back


def take_from_absent() -> int:
    """Chats whose customer writes on to somebody who has left go back in the queue after the same time."""
    waits = Conversation.objects.filter(state__in=("open", "reopened"), waiting_since__isnull=False, assigned_at=None)
    owned = waits.filter(desk.PUSHED, owner__presence__state="away")
    back = 0
    for each in owned.select_related("owner", "brand")[:200]:
        since = each.waiting_since
        if since is not None and clock.now() - since >= rules.span(each.brand, "talk.answer_within"):
            back += take_over(each)
    return back
