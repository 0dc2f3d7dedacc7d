"""What the goods papers say for the liability and compensation rules, with a sentence for each saying where from."""

from __future__ import annotations

from typing import Any


def inputs_from_papers(matter: Any) -> dict[str, Any]:
    """`{"liability": {input: value}, "compensation": {input: value}, "sources": {input: sentence}}` of a matter."""
    return {"liability": {}, "compensation": {}, "sources": {}}
