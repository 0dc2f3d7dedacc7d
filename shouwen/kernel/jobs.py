"""Jobs: rows written in the business transaction, run under a lease; and the timetable of all name cards."""

from __future__ import annotations

import contextlib
import datetime as dt
import inspect
import logging
import threading
import time
import traceback
from collections.abc import Callable, Collection, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q

from shouwen.kernel import clock
from shouwen.kernel.models import Job

log = logging.getLogger("shouwen.jobs")
LEASE = dt.timedelta(seconds=60)
BEAT_SECONDS = 20.0
NOTE_SECONDS = 0.5
TRIES = 8

#: Set when this process is told to stop: a job that reports progress goes back to the queue.
stopping = threading.Event()


class Cancelled(Exception):
    """A person asked this job to stop. Raised out of `progress`."""


class Interrupted(Exception):
    """The worker is stopping; the job is taken up again elsewhere. Raised out of `progress`."""


class LeaseLost(Exception):
    """Another worker has this job now: whatever we would write is refused."""


class JobFunction:
    """A function that can also be put in the queue. Called plainly it just runs."""

    def __init__(self, work: Callable[..., Any], *, atomic: bool) -> None:
        self.work = work
        self.atomic = atomic
        self.name = f"{work.__module__.removeprefix('shouwen.').removesuffix('.jobs')}.{work.__name__}"
        self.signature = inspect.signature(work)
        self.__doc__ = work.__doc__

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.work(*args, **kwargs)

    def enqueue(
        self, key: str | None = None, run_at: dt.datetime | None = None, wanted_by: str = "", **args: Any
    ) -> Job:
        """Writes the job in the current transaction. With a `key` that is there already, gives that row instead."""
        self.signature.bind(**args)
        now = clock.now()
        row = {"name": self.name, "args": args, "wanted_by": wanted_by, "run_at": run_at or now, "created_at": now}
        if key is None:
            return Job.objects.create(**row)
        return Job.objects.get_or_create(key=key, defaults=row)[0]


JOBS: dict[str, JobFunction] = {}
#: Rows that are no functions of a room, by the start of their name: `reaction:` is run by reactions.py.
KINDS: dict[str, Callable[[Job], None]] = {}


def job(work: Callable[..., Any] | None = None, *, atomic: bool = False) -> Any:
    """Makes a function a job called `room.function`.

    With `atomic` its effect and the mark that it is done are one transaction: for short jobs whose effect
    must not happen twice. A longer one calls `fence()` at the start of each transaction of its own.
    """

    def register(function: Callable[..., Any]) -> JobFunction:
        made = JobFunction(function, atomic=atomic)
        if made.name in JOBS:
            raise ValueError(f"job declared twice: {made.name}")
        JOBS[made.name] = made
        return made

    return register(work) if work else register


@dataclass
class _Run:
    job: Job
    began: float = field(default_factory=time.monotonic)
    noted: float = 0.0
    lost: bool = False


_run: ContextVar[_Run | None] = ContextVar("job", default=None)


def database_now() -> dt.datetime:
    """The database's time, in UTC: the one clock all machines share."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')")
            return dt.datetime.fromisoformat(cursor.fetchone()[0]).replace(tzinfo=dt.UTC)
        cursor.execute("SELECT clock_timestamp()")
        now: dt.datetime = cursor.fetchone()[0]
        return now.astimezone(dt.UTC)


def take(worker: str, names: Collection[str] | None = None) -> Job | None:
    """Takes the next due job (of `names`) under a lease, or one whose worker let its lease run out."""
    now = database_now()
    waits = Q(state="waiting") & (Q(run_at__lte=now) | Q(run_at__lte=F("created_at")))
    due = Job.objects.filter(waits | Q(state="running", leased_until__lt=now))
    if names is None:  # jobs of a newer release are left to the newer worker
        known = Q(name__in=list(JOBS))
        for prefix in KINDS:
            known |= Q(name__startswith=prefix)
        due = due.filter(known)
    else:
        due = due.filter(name__in=list(names))
    for found in due.order_by("run_at", "id")[:8]:
        unchanged = Job.objects.filter(pk=found.pk, state=found.state, attempt=found.attempt)
        free = unchanged.filter(Q(leased_until__isnull=True) | Q(leased_until__lt=now))
        if found.state == "running" and found.attempt >= TRIES:  # its worker died with it each time
            free.update(state="dead", leased_until=None, finished_at=now, error="the worker died each time")
            continue
        leased = {"leased_until": now + LEASE, "leased_by": worker[:64]}
        if free.update(state="running", attempt=F("attempt") + 1, **leased):
            return Job.objects.get(pk=found.pk)
    return None


def _ours(job: Job) -> Any:
    return Job.objects.filter(pk=job.pk, state="running", attempt=job.attempt)


def heartbeat(job: Job) -> bool:
    """Extends the lease; False when another worker has the job now."""
    return bool(_ours(job).update(leased_until=database_now() + LEASE))


def fence() -> None:
    """Inside a job's own transaction: raises `LeaseLost` unless the job is still ours, and keeps it so until commit."""
    run = _run.get()
    if run is not None and (run.lost or not heartbeat(run.job)):
        raise LeaseLost(run.job.pk)


def progress(done: int, total: int, note: str = "") -> None:
    """Tells how far the job is; raises when it was cancelled, lost, or the worker is stopping. Outside a job: nothing."""
    run = _run.get()
    if run is None:
        return
    if stopping.is_set():
        raise Interrupted
    now = time.monotonic()
    if done < total and now - run.noted < NOTE_SECONDS and not run.lost:
        return
    run.noted = now
    rate = round(done / max(now - run.began, 0.001), 2)
    said = {"done": done, "total": total, "note": note, "rate": rate}
    if run.lost or not _ours(run.job).update(progress=said, leased_until=database_now() + LEASE):
        raise LeaseLost(run.job.pk)
    if Job.objects.filter(pk=run.job.pk, cancel_asked=True).exists():
        raise Cancelled


def cancel(job: Job) -> None:
    """Asks a job to stop: at once when it waits, at its next progress when it runs."""
    now = database_now()
    if not Job.objects.filter(pk=job.pk, state="waiting").update(state="cancelled", finished_at=now):
        Job.objects.filter(pk=job.pk, state="running").update(cancel_asked=True)


def revive(job: Job, states: Collection[str] = ("dead", "cancelled")) -> bool:
    """Puts a dead or cancelled job back in the queue with all its tries; False when it is neither any more."""
    fresh = {"attempt": 0, "error": "", "cancel_asked": False, "finished_at": None, "run_at": database_now()}
    return bool(Job.objects.filter(pk=job.pk, state__in=list(states)).update(state="waiting", **fresh))


def under_way(name: str) -> list[dict[str, Any]]:
    """Arguments of the jobs of a name that wait for their time or are being done."""
    return list(Job.objects.filter(name=name, state__in=("waiting", "running")).values_list("args", flat=True))


def bury(name: str, args: dict[str, Any], error: str) -> Job:
    """Writes work that failed for good as a dead row, for people to see and revive."""
    now = clock.now()
    row = {"name": name, "args": args, "error": error[-4000:], "attempt": TRIES}
    return Job.objects.create(**row, state="dead", run_at=now, created_at=now, finished_at=now)


def run(job: Job) -> None:
    """Runs a taken job and writes how it ended, unless another worker has it by now."""
    run = _Run(job)
    token = _run.set(run)
    try:
        with _beating(run):
            _perform(job)
    except Cancelled:
        _ours(job).update(state="cancelled", leased_until=None, finished_at=database_now())
    except Interrupted:
        _ours(job).update(state="waiting", leased_until=None, run_at=database_now())
    except LeaseLost:
        log.warning("job %s %s: lease lost, nothing written", job.pk, job.name)
    except Exception as problem:  # noqa: BLE001  _failed logs it and keeps it on the row
        _failed(job, problem)
    finally:
        _run.reset(token)


def _perform(job: Job) -> None:
    special = next((perform for prefix, perform in KINDS.items() if job.name.startswith(prefix)), None)
    function = None if special else JOBS[job.name]
    with transaction.atomic() if function and function.atomic else contextlib.nullcontext():
        if special:
            special(job)
        elif function:
            function.work(**job.args)
        if not _ours(job).update(state="done", leased_until=None, error="", finished_at=database_now()):
            raise LeaseLost(job.pk)


def _failed(job: Job, problem: Exception) -> None:
    log.error("job %s %s failed", job.pk, job.name, exc_info=problem)
    now = database_now()
    error = "".join(traceback.format_exception(problem))[-4000:]
    if job.attempt >= TRIES:
        _ours(job).update(state="dead", leased_until=None, error=error, finished_at=now)
        return
    later = now + dt.timedelta(seconds=5 * 2**job.attempt)
    _ours(job).update(state="waiting", leased_until=None, error=error, run_at=later)


@contextlib.contextmanager
def _beating(run: _Run) -> Iterator[None]:
    """Keeps the lease while a job that reports no progress works on."""
    over = threading.Event()

    def beat() -> None:
        try:
            while not over.wait(BEAT_SECONDS) and not run.lost:
                with contextlib.suppress(Exception):  # the next beat tries again; the lease outlasts two misses
                    run.lost = not heartbeat(run.job)
        finally:
            connection.close()

    thread = threading.Thread(target=beat, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def run_due(worker: str = "here", names: Collection[str] | None = None, limit: int = 100) -> int:
    """Runs due jobs one after another until none is left; returns how many."""
    done = 0
    while done < limit and not stopping.is_set() and (found := take(worker, names)) is not None:
        run(found)
        done += 1
    return done
