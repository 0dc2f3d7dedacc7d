"""The bars of the weekly sheet: where each stands and how long it is, this week over the last. Pure."""

from __future__ import annotations

from typing import Any

LEFT, RIGHT, ROW, TOP = 108, 612, 27, 8  # in units of the drawing, which is 720 wide
MOST = 12


def bars(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Bars and grid for classes with a count and the count before."""
    shown = rows[:MOST]
    step, top = _scale(max([row["count"] for row in shown] + [row["before"] for row in shown], default=0))
    unit = (RIGHT - LEFT) / top
    bottom = TOP + ROW * len(shown)
    return {
        "height": bottom + 24,
        "bottom": bottom,
        "left": LEFT,
        "label": LEFT - 10,
        "foot": bottom + 16,
        "lines": [{"x": round(LEFT + value * unit), "value": value} for value in range(0, top + 1, step)],
        "bars": [_bar(row, TOP + ROW * at, unit) for at, row in enumerate(shown)],
        "left_out": len(rows) - len(shown),
    }


def _scale(most: int) -> tuple[int, int]:
    """A round step with four to five lines, and the end of the axis."""
    step = next(step for power in range(7) for step in (10**power, 2 * 10**power, 5 * 10**power) if step * 5 >= most)
    return step, max(step * -(-most // step), step)


def _bar(row: dict[str, Any], y: int, unit: float) -> dict[str, Any]:
    now, before = round(row["count"] * unit), round(row["before"] * unit)
    more = row["count"] - row["before"]
    return {
        "name": row["name"],
        "count": row["count"],
        "before": row["before"],
        "more": abs(more),
        "turn": "up" if more > 0 else "down" if more < 0 else "same",
        "y": y,
        "width": now,
        "y_before": y + 13,
        "width_before": before,
        "text_y": y + 14,
        "text_x": LEFT + max(now, before if now < before else 0) + 8,
    }
