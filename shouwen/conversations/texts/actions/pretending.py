"""What a customer of the demo wrote: signed by his simulated vendor, verified and taken in as any other call."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from shouwen.conversations.texts.actions.hearing import hear
from shouwen.conversations.texts.actions.taking_in import take_in
from shouwen.conversations.texts.models import Line
from shouwen.conversations.texts.simulators import calls, vendors
from shouwen.conversations.texts.simulators.people import known_on
from shouwen.kernel.refusals import Refused


def pretend(line: Line, name: str, text: str) -> None:
    """A customer of the demo, by his name, writes on a simulated line. Refused outside a demo."""
    if not settings.DEMO or not line.is_simulated:
        raise Refused(_("模拟渠道只在演示里能用。"))
    ident = next(ident for called, ident in known_on(line) if called == name)
    row = vendors.put(line, ident, text, is_ours=False)
    hear(line, calls.make(line, ident, text, ident=f"{row.pk:016x}", name=name))
    take_in(line)
