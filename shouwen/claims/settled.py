"""Whether a kept decision may be built on: stated by the rules, or confirmed by another than who ran it."""

from __future__ import annotations

from typing import Any


def is_settled(decision: Any) -> bool:
    """Analogy and manual results are proposals until somebody else stands behind them (S2 3.1 Evaluation)."""
    if decision.certainty == "stated":
        return True
    return bool(decision.confirmed_by) and decision.confirmed_by != decision.by and not _is_refused(decision)


def _is_refused(decision: Any) -> bool:
    """The person who confirmed wrote that something else should be done, but not what exactly."""
    return decision.instead is not None and not {"shares", "amount"} & set(decision.instead)


def shares_said(decision: Any) -> dict[str, str]:
    """The shares that count: what the confirmer put instead, else what the rules gave."""
    instead = decision.instead or {}
    return dict(instead.get("shares") or decision.outcome.get("shares") or {})
