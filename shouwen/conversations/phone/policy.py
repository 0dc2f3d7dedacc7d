"""Who may take calls, act on one, and keep exchanges."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwen.conversations.policy import of_his_brands
from shouwen.kernel.live import topic
from shouwen.kernel.models import Fact
from shouwen.kernel.policy import allow, allow_without_grant, predicate


@predicate
def in_brand(by: Any, thing: Any) -> bool:
    """A brand of his, or a call he sees."""
    from shouwen.conversations.phone import queries  # reason: app-ready
    from shouwen.conversations.phone.models import Call  # reason: app-ready

    if isinstance(thing, Call):
        return queries.visible_to(by).filter(pk=thing.pk).exists()
    return thing is None or thing.pk in by.reach.brands


@predicate
def is_on_it(by: Any, call: Any) -> bool:
    """Whoever talks, or whoever supervises."""
    return call is None or call.person_id == by.pk or by.granted("conversations.supervise")


@predicate
def is_offered_it(by: Any, call: Any) -> bool:
    return call is not None and call.offered_to_id == by.pk


allow("phone.take", _("接听电话"), in_brand)
allow_without_grant("phone.handle", _("处理自己的通话"), is_on_it & in_brand)
allow_without_grant("phone.accept", _("接过转来的电话"), is_offered_it & in_brand)
allow("phone.export", _("导出通话记录"), in_brand)
allow("phone.keep_exchanges", _("管理电话交换机"), of_his_brands)


def _may_listen(person: Any, ident: int) -> bool:
    from shouwen.conversations.phone import queries  # reason: app-ready

    return queries.visible_to(person).filter(pk=ident).exists()


def _has_line(person: Any, ident: int) -> bool:
    """His own line; line 0 is what rings for everybody."""
    return bool(person.granted("phone.take")) and ident in (0, person.pk)


def _lines(fact: Fact) -> list[int]:
    return list(fact.refs.get("lines", ())) if fact.about_kind == "call" else []


topic("call", may_listen=_may_listen)
topic("line", may_listen=_has_line, touched=_lines)
