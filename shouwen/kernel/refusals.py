"""Refusals: ordinary exceptions with a sentence for people. One middleware turns them into a message."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """Something may not happen. `sentence` is for people, `status` for HTTP, `clause` the rule behind it.

    `origin` says where that rule comes from: source, borrowed, default or gap.
    """

    status = 409
    code = "refused"

    def __init__(self, sentence: Any, *, clause: str = "", origin: str = "source", details: Any = None) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence
        self.clause = clause
        self.origin = origin
        self.details = details


class Refused(Refusal):
    """The actor may not do this to this thing."""

    status = 403
    code = "not_allowed"


class MoveRefused(Refusal):
    """The thing is not in a state from which this verb goes, or someone was first."""

    code = "move_refused"


class GateShut(Refusal):
    """Requirements are unmet; `details` is `[{requirement, clause, met, how_to_meet}]`."""

    code = "gate_shut"


class Stale(Refusal):
    """The thing changed since it was read. `details` is `{"yours": …, "theirs": …}`; nothing typed is lost."""

    code = "stale"

    def __init__(self, *, yours: dict[str, Any], theirs: dict[str, Any]) -> None:
        super().__init__(
            _("这条记录刚被别人改过。两份内容都在下面，请核对后再保存。"),
            details={"yours": yours, "theirs": theirs},
        )


class Unacceptable(Refusal):
    """What was given cannot be taken; `details` maps a field to its sentence."""

    status = 422
    code = "unacceptable"


@contextmanager
def told_on(form: Any) -> Iterator[None]:
    """Within the block what cannot be taken is said on the fields of `form`, and nothing typed is lost.

    Other refusals go on: they concern the person or the thing, not what was typed.
    """
    try:
        yield
    except Unacceptable as refusal:
        details = refusal.details if isinstance(refusal.details, dict) else {}
        for field, sentence in (details or {"": refusal.sentence}).items():
            form.add_error(field if field in form.fields else None, sentence)
