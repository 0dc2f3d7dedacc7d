"""Numbers people can read out on the telephone: `LD26-04187`."""

from __future__ import annotations

from django.db.models import F

from shouwen.kernel import clock
from shouwen.kernel.models import Sequence


def next_number(code: str, kind: str = "") -> str:
    """The next number of `code` (a short Latin code) in this year of Shanghai. Gaps allowed, never reused.

    Must run inside the verb's transaction, as late as possible: the row is held until commit.
    """
    year = clock.today().year
    key = f"{code}:{kind}:{year}"
    if not Sequence.objects.filter(key=key).update(value=F("value") + 1):
        Sequence.objects.get_or_create(key=key)
        Sequence.objects.filter(key=key).update(value=F("value") + 1)
    value = Sequence.objects.values_list("value", flat=True).get(key=key)
    return f"{kind}{code}{year % 100:02d}-{value:05d}"
