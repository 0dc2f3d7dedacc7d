"""The queue: who waits longest is given to whoever is on duty, fits and has least; never two, never nobody."""

from __future__ import annotations

import logging
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.conversations import desk
from shouwen.conversations.models import Conversation, Turn
from shouwen.conversations.queueing import shared_out
from shouwen.conversations.states import conversation_machine
from shouwen.kernel import clock, live
from shouwen.kernel.policy import SYSTEM
from shouwen.kernel.refusals import MoveRefused
from shouwen.people import actions as people_actions

#: A hand-over that was offered is over when the conversation goes elsewhere.
NO_OFFER: dict[str, Any] = {"offered_to": None, "offered_why": ""}
log = logging.getLogger("shouwen.conversations")


def hand_out() -> int:
    """Gives what waits to those on duty; says how many. Only one does it at a time, so nobody gets too much.

    Each step that may let a waiting customer meet an idle clerk asks for this after its commit. Whichever of two such
    steps commits last then sees the other, so that the pair never stays apart (features 13).
    """
    if not desk.to_hand_out().exists():
        return 0
    with transaction.atomic():
        Turn.objects.get_or_create(pk=1)
        Turn.objects.select_for_update().get(pk=1)
        return _hand_out()


def _hand_out() -> int:
    by_brand: dict[int, list[Conversation]] = {}
    for each in desk.to_hand_out().select_related("brand", "channel"):
        by_brand.setdefault(each.brand_id, []).append(each)
    given = 0
    for waiting in by_brand.values():
        brand, by_id = waiting[0].brand, {each.pk: each for each in waiting}
        on_duty = desk.candidates(brand, list(by_id), hold=True)
        for ident, one in shared_out(desk.waiting_of(brand, waiting), on_duty):
            given += _give(by_id[ident], one.person)
    return given


def _give(conversation: Conversation, person: Any) -> bool:
    """False when somebody took it himself at this moment."""
    changes = {
        "owner": person,
        "first_asked": conversation.first_asked or person,
        "assigned_at": clock.now(),
        **NO_OFFER,
    }
    refs = {"taker": person.staff_number}
    try:
        with transaction.atomic():
            conversation_machine.move(conversation, "assign", by=SYSTEM, changes=changes, refs=refs)
    except MoveRefused:
        return False
    text = _("%(number)s 派给您，请马上接待") % {"number": conversation.number}
    url = f"/conversations/{conversation.number}/"
    people_actions.notify(person, text=text, url=url, key=f"given:{conversation.pk}:{conversation.version}")
    live.publish(conversation)
    return True


@transaction.atomic
def put_back(conversation: Conversation, *, by: Any = SYSTEM) -> bool:
    """Takes a conversation from whoever was given it and said nothing; he counts as away, first asked he stays."""
    owner = conversation.owner
    if owner is None or conversation.assigned_at is None or not _to_the_queue(conversation, by=by):
        return False
    people_actions.be_present(owner, by=by, state="away")
    text = _("%(number)s 派给您后没有应答，已放回队列，您已改为离开") % {"number": conversation.number}
    people_actions.notify(owner, text=text, url="/conversations/", tone="late")
    return True


@transaction.atomic
def take_over(conversation: Conversation) -> bool:
    """Takes a conversation from an owner who has left while its customer writes on; first asked he stays."""
    owner = conversation.owner
    if owner is None or not _to_the_queue(conversation, by=SYSTEM):
        return False
    text = _("%(number)s 的客户又写来，您不在，已放回队列") % {"number": conversation.number}
    people_actions.notify(owner, text=text, url=f"/conversations/{conversation.number}/")
    return True


def _to_the_queue(conversation: Conversation, *, by: Any) -> bool:
    """False when its owner answered at this moment."""
    changes = {"owner": None, "assigned_at": None, **NO_OFFER}
    changes["waiting_since"] = conversation.waiting_since or clock.now()
    owner: Any = conversation.owner
    try:
        with transaction.atomic():
            refs = {"taker": owner.staff_number}
            conversation_machine.move(conversation, "put_back", by=by, changes=changes, refs=refs)
    except MoveRefused:
        return False
    live.publish(conversation)
    hand_out_later()
    return True


def hand_out_later() -> None:
    """Asks for the queue to be looked at after this commit; should that fail, the sweep does it."""
    transaction.on_commit(_hand_out_safely)


def _hand_out_safely() -> None:
    try:
        hand_out()
    except Exception:
        log.exception("the queue was not handed out; the sweep will")
