"""Verbs about keys of the programming interface."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.kernel import clock, facts
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import Unacceptable
from shouwen.people import facts as told
from shouwen.people import keys
from shouwen.people.models import ApiKey


@transaction.atomic
def issue_key(*, by: Any, name: str, verbs: Iterable[str]) -> tuple[ApiKey, str]:
    """A key acting as `by`, with these of his verbs at most. Returns it and its text, shown once."""
    require(by, "api.keys")
    wanted = sorted(set(verbs))
    beyond = [verb for verb in wanted if verb not in by.reach.verbs]
    if not name.strip() or not wanted or beyond:
        raise Unacceptable(_("请写明用途，并只选您自己有的权限。"), details={"verbs": "、".join(beyond), "name": name})
    text = keys.fresh()
    made = ApiKey.objects.create(
        person=by, name=name.strip()[:60], digest=keys.digest(text), verbs=wanted, made_at=clock.now()
    )
    facts.record(told.KEY_ISSUED, by=by, about_thing=made, refs={"verbs": wanted})
    return made, text


@transaction.atomic
def revoke_key(key: ApiKey, *, by: Any) -> None:
    """Ends a key at once."""
    require(by, "api.keys", key)
    if ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=clock.now()):
        facts.record(told.KEY_REVOKED, by=by, about_thing=key)
