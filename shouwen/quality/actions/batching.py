"""Many violations by the same verbs, one transaction each: what is refused is told, the others are done all the same."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from shouwen.kernel.refusals import Refusal
from shouwen.quality.actions.checking import check, dismiss
from shouwen.quality.models import Violation

log = logging.getLogger("shouwen.quality")
#: Word in the address → title, the verb it is, what it does, and the name its words go by.
VERBS: dict[str, tuple[Any, str, Callable[..., None], str]] = {
    "check": (_l("核实属实"), "quality.check", check, "finding"),
    "dismiss": (_l("不成立"), "quality.check", dismiss, "why"),
}


@dataclass(frozen=True)
class Outcome:
    """What became of one violation: done, or why not, by which clause."""

    number: str
    done: bool
    sentence: str = ""
    clause: str = ""


def each(violations: Iterable[Violation], do: str, *, by: Any, words: str) -> list[Outcome]:
    """Does one verb to each violation by itself, under the same rules as on its page."""
    _title, _verb, act, name = VERBS[do]
    return [_one(violation, act, by=by, **{name: words}) for violation in violations]


def _one(violation: Violation, act: Callable[..., None], *, by: Any, **given: Any) -> Outcome:
    try:
        with transaction.atomic():
            act(violation, by=by, **given)
    except Refusal as refusal:
        return Outcome(violation.number, False, str(refusal.sentence), refusal.clause)
    except Exception:
        log.exception("batch: %s failed", violation.number)  # the others must not suffer for it
        return Outcome(violation.number, False, _("没有办成，不是您的错。请单独打开这一条再试。"))
    return Outcome(violation.number, True)
