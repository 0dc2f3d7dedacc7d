"""Log lines: one JSON object each, without request bodies, query strings or rows, so no personal data gets in."""

from __future__ import annotations

import logging
import re
from collections.abc import MutableMapping
from typing import Any

import structlog

#: PostgreSQL tells with a refusal the row it refuses, with all that stands in it; up to where a traceback goes on.
_ROW = re.compile(
    r"^DETAIL:.*?(?=^(?:The above exception was|During handling of the above)|\Z)", re.MULTILINE | re.DOTALL
)


def without_rows(logger: Any, method: str, said: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The line without the row that a database refused."""
    if "exception" in said:
        said["exception"] = _ROW.sub("DETAIL: …\n", str(said["exception"]))
    return said


def formatter() -> logging.Formatter:
    """The formatter of every handler."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.add_log_level, structlog.processors.TimeStamper(fmt="iso")],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            without_rows,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
