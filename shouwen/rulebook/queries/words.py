"""The phrase guard of an edition: ready to judge here, and as data for a page."""

from __future__ import annotations

import gzip
import hashlib
import json
from functools import cache
from typing import Any

from shouwen.rulebook.models import Edition
from shouwen.rulebook.phrase_book import Finding, Utterance
from shouwen.rulebook.phrase_export import SCHEMA, export
from shouwen.rulebook.phrase_weighing import FILE as WEIGHTS
from shouwen.rulebook.phrases import Guard, guard
from shouwen.rulebook.queries.editions import _compiled

__all__ = ["Finding", "Guard", "Utterance", "export_name", "exported", "guard_of", "weights", "weights_name"]


#: By the name of the content, so that an edition brought anew is not taken for an earlier one of its number.
_GUARDS: dict[str, Guard] = {}
_EXPORTS: dict[str, bytes] = {}
_MOST = 16


def guard_of(edition_id: int) -> Guard:
    """The compiled guard of a published edition, made once a process: editions never change."""
    pack = _compiled(edition_id)
    return _GUARDS.get(pack.edition) or _kept(_GUARDS, pack.edition, guard(pack))


def export_name(edition: Edition) -> str:
    """What the export of an edition is called: another content or another form of it has another name."""
    return f"{edition.digest[:20]}-{SCHEMA}"


def exported(edition_id: int) -> bytes:
    """The guard as JSON (docs/packs.md), UTF-8, compressed by gzip."""
    pack = _compiled(edition_id)
    if pack.edition in _EXPORTS:
        return _EXPORTS[pack.edition]
    text = json.dumps(export(pack), ensure_ascii=False, separators=(",", ":"))
    return _kept(_EXPORTS, pack.edition, gzip.compress(text.encode(), mtime=0))


def _kept(kept: dict[str, Any], name: str, made: Any) -> Any:
    if len(kept) >= _MOST:
        kept.clear()
    kept[name] = made
    return made


@cache
def weights_name() -> str:
    """What the weights of the second opinion are called: others have another name."""
    return hashlib.sha256(WEIGHTS.read_bytes()).hexdigest()[:20]


@cache
def weights() -> bytes:
    """The file of weights (rulebook/phrase_weighing.py), compressed by gzip."""
    return gzip.compress(WEIGHTS.read_bytes(), mtime=0)
