"""What conversations do when somebody comes on duty or leaves, by whichever way he does."""

from __future__ import annotations

from shouwen.conversations import actions
from shouwen.kernel.facts import on
from shouwen.kernel.models import Fact
from shouwen.people import facts as people_facts
from shouwen.people import queries as people


@on(people_facts.AVAILABLE, people_facts.EQUIPPED)
def hand_out_to_whoever_came(fact: Fact) -> None:
    """An idle clerk and a waiting customer never stay apart (features 13)."""
    actions.hand_out()


@on(people_facts.STEPPED_AWAY)
def take_back_from_whoever_left(fact: Fact) -> None:
    """What he was given and has not answered waits for another."""
    person = people.with_key(f"person:{fact.refs['staff_number']}")
    if person is not None and people.presence_of(person).state == "away":
        actions.give_back_given(person)
