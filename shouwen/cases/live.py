"""Topics pushed to open browsers: a case, to those who may read it."""

from __future__ import annotations

from typing import Any

from shouwen.kernel.live import topic


def _reads(person: Any, case_id: int) -> bool:
    from shouwen.cases import queries  # reason: app-ready

    return bool(queries.visible_to(person).filter(pk=case_id).exists())


topic("case", may_listen=_reads)
