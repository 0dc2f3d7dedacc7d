"""Replaying a draft in the background: asked by a person, run by the worker, kept with every difference it found."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.kernel import clock, facts, jobs
from shouwen.kernel.policy import SYSTEM, require
from shouwen.kernel.refusals import Unacceptable
from shouwen.rulebook import facts as told
from shouwen.rulebook import queries
from shouwen.rulebook.models import Difference, Replay, RuleDraft
from shouwen.rulebook.replay import Kept, Tally, Verdict, replay

RUN = "rulebook.run_replay"
BATCH = 500  # differences written in one transaction
STEP = 2000  # decisions between two words about progress


@transaction.atomic
def ask_replay(draft: RuleDraft, *, by: Any, since: dt.date | None = None, brand: str = "") -> Replay:
    """Puts a replay of the present content in the queue. It goes on when the page is closed."""
    require(by, "rulebook.edit_draft", draft)
    names = [name for name in queries.touched_by(draft) if name in queries.pack_of_draft(draft).decisions]
    if not names:
        raise Unacceptable(_("这次的改动不影响任何裁定，不用回放。"))
    made = Replay.objects.create(
        draft=draft, digest=draft.digest, since=since, brand=brand, names=names, asked_by=by.key, asked_at=clock.now()
    )
    made.job = jobs.JOBS[RUN].enqueue(wanted_by=by.key, pk=made.pk)
    made.save(update_fields=["job"])
    refs = {"digest": draft.digest[:12], "replay": made.pk}
    facts.record(told.REPLAY_ASKED, by=by, about_thing=draft, refs=refs)
    return made


@transaction.atomic
def cancel_replay(asked: Replay, *, by: Any) -> None:
    """Stops it at its next step; what it found so far is not kept as a result."""
    require(by, "rulebook.edit_draft", asked.draft)
    if asked.job is not None and asked.finished_at is None:
        jobs.cancel(asked.job)
        refs = {"digest": asked.digest[:12], "replay": asked.pk, "cancelled": True}
        facts.record(told.REPLAY_ASKED, by=by, about_thing=asked.draft, refs=refs)


def run_replay(pk: int) -> None:
    """The work itself. Begun again after a crash it begins from the first decision."""
    asked = Replay.objects.select_related("draft").get(pk=pk)
    if asked.finished_at is not None:
        return
    if asked.draft.digest != asked.digest:  # changed while it waited: there is nothing to tell about that content
        _finish(asked, {"stale": True}, 0)
        return
    with transaction.atomic():
        jobs.fence()
        Difference.objects.filter(replay=asked).delete()
    began, tally = time.monotonic(), Tally()
    total = queries.count_kept(asked.draft.pack, asked.names, asked.since)
    pack, waiting = queries.pack_of_draft(asked.draft), list[Difference]()
    for name in asked.names:
        kept = queries.kept_decisions(asked.draft.pack, name, asked.since)
        for each, verdict in replay(queries.replayer(pack, name, brand=asked.brand), kept, tally):
            if verdict.kind != "same":
                waiting.append(_difference(asked, each, verdict))
            if len(waiting) >= BATCH:
                _write(waiting)
            if tally.asked % STEP == 0:
                jobs.progress(tally.asked, max(total, tally.asked))
    _write(waiting)
    _finish(asked, tally.as_dict(), time.monotonic() - began)
    jobs.progress(tally.asked, tally.asked)


def _difference(asked: Replay, kept: Kept, verdict: Verdict) -> Difference:
    return Difference(
        replay=asked,
        decision_id=kept.pk,
        kind=verdict.kind,
        changes=[list(change) for change in verdict.changes],
        rows_before=list(verdict.rows_before),
        rows_after=list(verdict.rows_after),
        fen_before=verdict.fen_before,
        fen_after=verdict.fen_after,
        why=verdict.why[:300],
        already=verdict.already,
    )


def _write(waiting: list[Difference]) -> None:
    with transaction.atomic():
        jobs.fence()
        Difference.objects.bulk_create(waiting)
    waiting.clear()


@transaction.atomic
def _finish(asked: Replay, counts: dict[str, Any], seconds: float) -> None:
    jobs.fence()
    done = Replay.objects.filter(pk=asked.pk, finished_at=None).update(
        counts=counts, seconds=round(seconds, 3), finished_at=clock.now()
    )
    if done and "asked" in counts:
        refs = {name: counts[name] for name in ("asked", "changed", "unanswerable")}
        facts.record(told.REPLAY_DONE, by=SYSTEM, about_thing=asked.draft, refs={**refs, "replay": asked.pk})
