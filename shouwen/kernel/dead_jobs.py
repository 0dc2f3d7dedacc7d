"""Work that failed for good, for whoever keeps the installation running: what it was, once more, or not at all."""

from __future__ import annotations

import re
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwen.kernel import facts, jobs
from shouwen.kernel.models import Job
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import MoveRefused
from shouwen.kernel.rooms import rooms

RETRIED = facts.declare("job.retried", gettext_lazy("{actor} 重试失败的任务 {job}"), icon="refresh")
GIVEN_UP = facts.declare("job.given_up", gettext_lazy("{actor} 放弃失败的任务 {job}"), icon="x", tone="late")

_FRAME = re.compile(r'  File "(?:[^"]*/)?((?:shouwen|django)/[^"]+|[^"/]+)", (line \d+, in \S+)', re.ASCII)
_CLASS = re.compile(r"([A-Za-z_][\w.]*)(?::|$)", re.ASCII)


def dead() -> QuerySet[Job]:
    """The last to fail first."""
    return Job.objects.filter(state="dead").order_by("-finished_at", "-pk")


def said_of(job: Job) -> dict[str, Any]:
    """{job, room, known, refs, trace}: what it was, without anything a customer or a colleague said.

    An exception's own words may quote a letter or an address: only where it broke and the kind of fault are shown.
    """
    name = job.name.removeprefix("reaction:")
    found = [room for room in rooms() if f"shouwen.{name}".startswith(f"{room.module}.")]
    near = max(found, key=lambda room: len(room.module), default=None)
    return {
        "job": job,
        "room": near.title if near is not None else "",
        "known": _is_known(job),
        "refs": {key: value for key, value in job.args.items() if isinstance(value, int)},
        "trace": trace_of(job.error),
    }


def trace_of(error: str) -> list[str]:
    """Lines of a traceback that say where and what kind: no source of a message, no message."""
    lines: list[str] = []
    in_frames = False
    for line in error.splitlines():
        if frame := _FRAME.fullmatch(line):
            lines.append(f"{frame[1]}, {frame[2]}")
            in_frames = True
        elif in_frames and line and not line.startswith(" "):
            if fault := _CLASS.match(line):
                lines.append(fault[1])
            in_frames = False  # what follows are the words of the fault
    return lines


def _is_known(job: Job) -> bool:
    return job.name in jobs.JOBS or job.name.startswith(tuple(jobs.KINDS))


@transaction.atomic
def retry(job: Job, *, by: Any) -> None:
    """Puts it back in the queue with all its tries. A job of another release would wait there for ever."""
    require(by, "kernel.keep_jobs", job)
    if not _is_known(job):
        raise MoveRefused(_("这个版本没有这种任务，不能重试。"))
    if not jobs.revive(job, states=("dead",)):
        raise MoveRefused(_("这个任务已经有人处理过，请刷新后再看。"))
    facts.record(RETRIED, by=by, about_thing=job, refs={"job": f"J-{job.pk}", "name": job.name})


@transaction.atomic
def give_up(job: Job, *, by: Any) -> None:
    """It will not be done; the row goes with the others that are over, the fact stays."""
    require(by, "kernel.keep_jobs", job)
    ended = {"state": "cancelled", "finished_at": jobs.database_now()}
    if not Job.objects.filter(pk=job.pk, state="dead").update(**ended):
        raise MoveRefused(_("这个任务已经有人处理过，请刷新后再看。"))
    facts.record(GIVEN_UP, by=by, about_thing=job, refs={"job": f"J-{job.pk}", "name": job.name})
