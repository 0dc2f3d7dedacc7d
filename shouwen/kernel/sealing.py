"""The sealer: gives facts their number and chain digest after commit, with a key kept outside the database."""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import hmac
import json
import logging
import os
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from shouwen.kernel import clock, live
from shouwen.kernel.models import Fact, Seal, SealHead, Unsealed

log = logging.getLogger("shouwen.sealing")
ANCHOR_EVERY = 1000
ANCHOR_AFTER = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class Anchor:
    """A number and its digest written to a file outside the database, so that a cut tail shows."""

    number: int
    digest: str
    at: str


def canonical(fact: Fact) -> bytes:
    """The fact as bytes that are the same on every database."""
    parts = {
        "id": fact.pk,
        "kind": fact.kind,
        "version": fact.version,
        "at": fact.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "actor": fact.actor,
        "about": [fact.about_kind, fact.about_id],
        "refs": fact.refs,
    }
    return json.dumps(parts, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def chained(number: int, previous: str, fact: Fact) -> str:
    """The digest of `fact` as number `number` after `previous`."""
    text = f"{number}\n{previous}\n".encode() + canonical(fact)
    return hmac.new(settings.AUDIT_KEY.encode(), text, hashlib.sha256).hexdigest()


def waiting() -> QuerySet[Fact]:
    """Committed facts that have no number yet, in id order."""
    return Fact.objects.filter(unsealed__isnull=False).order_by("id")


def seal(limit: int = 500) -> int:
    """Seals up to `limit` waiting facts and returns how many; 0 as well when another sealer was first."""
    if not waiting().exists():
        return 0
    head, _ = SealHead.objects.get_or_create(pk=1)
    with transaction.atomic():
        seals = _next_seals(head, list(waiting()[:limit]))
        if not seals or not _advance(head, seals[-1]):
            return 0
        Seal.objects.bulk_create(seals)
        taken, _ = Unsealed.objects.filter(pk__in=[seal.fact_id for seal in seals]).delete()
        if taken != len(seals):
            raise RuntimeError("a fact was sealed by someone else at the same time")
        live.wake()
    return len(seals)


def _next_seals(head: SealHead, facts: list[Fact]) -> list[Seal]:
    number, digest, seals = head.number, head.digest, []
    for fact in facts:
        number += 1
        digest = chained(number, digest, fact)
        seals.append(Seal(number=number, fact=fact, digest=digest))
    return seals


def _advance(head: SealHead, last: Seal) -> bool:
    """Moves the head on if nobody moved it since; holding its row makes a second sealer wait, then lose."""
    unmoved = SealHead.objects.filter(pk=1, number=head.number, digest=head.digest)
    return unmoved.update(number=last.number, digest=last.digest) == 1


def anchors_file() -> Path:
    """Where this installation writes its anchors."""
    return Path(settings.DATA) / "anchors" / "anchors.log"


def anchors() -> list[Anchor]:
    """All anchors written so far; torn lines are left out."""
    try:
        lines = anchors_file().read_text().splitlines()
    except FileNotFoundError:
        return []
    return [anchor for line in lines if (anchor := _read(line)) is not None]


def anchor_if_due() -> Anchor | None:
    """Writes an anchor when 1000 numbers or 10 minutes have passed since the last one, and something is new."""
    head = SealHead.objects.filter(pk=1).first()
    if head is None or head.number == 0:
        return None
    last = _last_anchor()
    if last is not None:
        recent = clock.now() - dt.datetime.fromisoformat(last.at) < ANCHOR_AFTER
        if head.number <= last.number or (recent and head.number // ANCHOR_EVERY == last.number // ANCHOR_EVERY):
            return None
    return anchor_now()


def anchor_now() -> Anchor | None:
    """Writes an anchor of the head, unless the last one already says so."""
    head = SealHead.objects.filter(pk=1).first()
    if head is None or head.number == 0:
        return None
    path = anchors_file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)  # two workers on one machine must not interleave lines
        last = _last_anchor()
        if last is not None and (last.number, last.digest) == (head.number, head.digest):
            return None
        anchor = Anchor(head.number, head.digest, clock.now().isoformat())
        size = os.fstat(descriptor).st_size
        torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
        os.write(descriptor, f"{chr(10) * torn}{anchor.number} {anchor.digest} {anchor.at}\n".encode())
        os.fsync(descriptor)
        return anchor
    finally:
        os.close(descriptor)


def _last_anchor() -> Anchor | None:
    try:
        with anchors_file().open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - 4096))
            lines = file.read().decode(errors="replace").splitlines()
    except FileNotFoundError:
        return None
    found = [anchor for line in lines if (anchor := _read(line)) is not None]
    return found[-1] if found else None


def _read(line: str) -> Anchor | None:
    parts = line.split()
    if len(parts) != 3 or not parts[0].isdigit() or len(parts[1]) != 64:
        return None
    return Anchor(int(parts[0]), parts[1], parts[2])
