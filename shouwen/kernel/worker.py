"""The worker: seals, lets rooms react, keeps the timetable, runs jobs; and outlives a database that is away or full."""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import re
import socket
import threading
import time
from collections.abc import Callable, Collection
from pathlib import Path

from cronsim import CronSim
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Max

from shouwen.kernel import clock, jobs, live, reactions, sealing
from shouwen.kernel.models import Job, Tick
from shouwen.kernel.rooms import rooms

log = logging.getLogger("shouwen.worker")
KEEP = dt.timedelta(days=7)
#: On SQLite any commit is noticed while resting; on PostgreSQL only one that somebody published.
REST = {"sqlite": 1.0, "postgresql": 0.2}
LOOK_AGAIN = 1.0
STOP_WITHIN = 25.0
EVERY = re.compile(r"every\s+(?:(\d+)\s*)?(s|sec|seconds?|m|min|minutes?|h|hours?|d|days?)")
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


# ---- the timetable


def timetable() -> dict[str, str]:
    """Lines of all name cards: job name to `every 30s` or a cron line in Shanghai time."""
    lines = {}
    for room in rooms():
        for short, line in room.timetable.items():
            name = short if short in jobs.JOBS else f"{room.module.removeprefix('shouwen.')}.{short}"
            if name not in jobs.JOBS:
                raise ValueError(f"{room.module}: the timetable names a job that is not there: {short}")
            lines[name] = line
    return lines


def slot_of(line: str, now: dt.datetime) -> dt.datetime:
    """The latest slot of `line` that is not after `now`."""
    wall = clock.local(now)
    every = EVERY.fullmatch(line.strip())
    if every:
        step = int(every[1] or 1) * SECONDS[every[2][0]]
        offset = int((wall.utcoffset() or dt.timedelta()).total_seconds())  # days begin at midnight in Shanghai
        at = int(now.timestamp()) + offset
        return dt.datetime.fromtimestamp(at - at % step - offset, dt.UTC)
    minute = wall.replace(second=0, microsecond=0, tzinfo=None) + dt.timedelta(minutes=1)
    slot: dt.datetime = next(CronSim(line, minute, reverse=True))
    return slot.replace(tzinfo=clock.LOCAL).astimezone(dt.UTC)


def tick(now: dt.datetime | None = None) -> int:
    """Puts jobs of the timetable in the queue whose slot has come; each slot once, whichever node is first."""
    now = now or jobs.database_now()
    slots = {name: slot_of(line, now) for name, line in timetable().items()}
    gone = Tick.objects.filter(name__in=list(slots), slot__in=set(slots.values()))
    had = set(gone.values_list("name", "slot"))
    return sum(_start(name, slot, now) for name, slot in slots.items() if (name, slot) not in had)


def _start(name: str, slot: dt.datetime, now: dt.datetime) -> bool:
    try:
        with transaction.atomic():
            Tick.objects.create(name=name, slot=slot)
            earlier = Tick.objects.filter(name=name).exclude(slot=slot).exists()
            if not earlier and now - slot > dt.timedelta(hours=1):
                return False  # a new installation does not make up for the first of this month
            if Job.objects.filter(name=name, state__in=("waiting", "running")).exists():
                return False  # the one before is not through; they do not pile up
            jobs.JOBS[name].enqueue(key=f"{name}@{slot.isoformat()}"[:120])
    except IntegrityError:
        return False
    return True


def purge(now: dt.datetime | None = None) -> None:
    """Deletes jobs done and slots past for seven days; the latest slot of each line and dead jobs stay."""
    before = (now or jobs.database_now()) - KEEP
    Job.objects.filter(state__in=("done", "cancelled"), finished_at__lt=before).delete()
    latest = Tick.objects.values("name").annotate(last=Max("id")).values_list("last", flat=True)
    Tick.objects.filter(slot__lt=before).exclude(pk__in=list(latest)).delete()


# ---- the process


class Worker:
    """One pulse (seal, react, timetable) and two lanes of jobs: one kept free for the timetable."""

    def __init__(self, stop: threading.Event, name: str = "") -> None:
        self.stop = stop
        self.name = name or f"{socket.gethostname()[:30]}:{os.getpid()}"
        self.beat_file = Path(settings.DATA) / "run" / "worker.beat"
        self._due: dict[str, float] = {}
        self._news: list[threading.Event] = []

    def run(self) -> None:
        """Works until `stop` is set; then waits for running jobs and writes a last anchor."""
        clockwork = list(timetable())
        lanes = [self._lane("clockwork", clockwork), self._lane("hands", None)]
        log.info("worker %s starts with %d timetable lines", self.name, len(clockwork))
        watch = live.Watch()
        while not self.stop.is_set():
            parts: list[Callable[[], object]] = [sealing.seal, reactions.react, self._seldom]
            idle = [self._try(part) for part in parts][:2] == [0, 0]
            if not idle or self._try(lambda: watch.wait(REST[connection.vendor], pause=0.03)):
                for news in self._news:
                    news.set()
        jobs.stopping.set()
        for news in self._news:
            news.set()
        until = time.monotonic() + STOP_WITHIN
        for lane in lanes:
            lane.join(max(0.0, until - time.monotonic()))
        self._try(sealing.seal)
        self._try(sealing.anchor_now)
        connection.close()
        log.info("worker %s stops", self.name)

    def _seldom(self) -> None:
        """What need not be done at every beat of the pulse."""
        for seconds, part in ((1, tick), (2, self._beat), (5, sealing.anchor_if_due), (3600, purge)):
            now = time.monotonic()
            if now >= self._due.get(part.__name__, 0.0):
                self._due[part.__name__] = now + seconds
                self._try(part)

    def _try(self, part: Callable[[], object]) -> object:
        """Runs a part; when it fails (database away, disk full) logs, drops the connection, waits and goes on."""
        try:
            return part()
        except Exception:
            log.exception("worker: %s failed", getattr(part, "__name__", part))
            connection.close()
            self.stop.wait(2)
            return None

    def _lane(self, title: str, names: Collection[str] | None) -> threading.Thread:
        news = threading.Event()
        self._news.append(news)

        def work() -> None:
            while not self.stop.is_set():
                if not self._try(lambda: jobs.run_due(f"{self.name}:{title}", names, limit=1)):
                    news.wait(LOOK_AGAIN)  # a job may be due without anybody having written anything
                    news.clear()
            connection.close()

        thread = threading.Thread(target=work, name=title, daemon=True)
        thread.start()
        return thread

    def _beat(self) -> None:
        """Leaves a sign of life that the health page and the supervisor can read without the database."""
        self.beat_file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.beat_file.with_suffix(f".{os.getpid()}")
        fresh.write_text(json.dumps({"at": clock.now().isoformat(), "worker": self.name}))
        fresh.replace(self.beat_file)


def last_beat() -> dt.datetime | None:
    """When a worker on this machine last showed a sign of life."""
    try:
        said = json.loads((Path(settings.DATA) / "run" / "worker.beat").read_text())
        return dt.datetime.fromisoformat(said["at"])
    except (OSError, ValueError, KeyError):
        return None
