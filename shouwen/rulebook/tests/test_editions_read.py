"""Which pack stands behind the number of an edition."""

from __future__ import annotations

import pytest
from django.db import transaction

from shouwen.kernel import clock
from shouwen.kernel.policy import SYSTEM
from shouwen.rulebook import actions, queries

pytestmark = pytest.mark.django_db


def test_the_number_of_a_publishing_that_was_taken_back_is_read_anew() -> None:
    """SQLite gives it to the next edition: the rules of the first must not be taken for those of the second."""
    today = clock.today()
    with transaction.atomic():
        first = actions.publish_edition(queries.read_from_disk("call-centre"), by=SYSTEM, in_force_from=today)
        assert queries.pack_of(first).id == "call-centre"
        transaction.set_rollback(True)
    second = actions.publish_edition(queries.read_from_disk("game"), by=SYSTEM, in_force_from=today)
    assert queries.pack_of(second).id == "game"
