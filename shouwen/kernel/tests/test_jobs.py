"""Jobs under leases, and the timetable: nothing lost, no effect doubled, whoever dies when."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import threading
import time
from typing import Any

import pytest
from django.conf import settings as product
from django.db import connection, transaction

from shouwen.kernel import clock, jobs, worker
from shouwen.kernel.jobs import job
from shouwen.kernel.models import Job, Sequence, Tick
from shouwen.kernel.tests.racing import race

SOON = dt.timedelta(minutes=5)


def effect(name: str) -> None:
    """Something a job does that can be counted; in one statement, as racing threads do it too."""
    Sequence.objects.get_or_create(key=name)
    value = Sequence.objects.get(key=name).value
    Sequence.objects.filter(key=name).update(value=value + 1)


def effects(name: str) -> int:
    return Sequence.objects.filter(key=name).values_list("value", flat=True).first() or 0


@job
def note(name: str) -> None:
    effect(name)


@job(atomic=True)
def note_once(name: str, pause: float = 0) -> None:
    effect(name)
    if pause:
        print("at work", flush=True)  # noqa: T201  the parent process waits for it
        time.sleep(pause)


@job
def fail(message: str) -> None:
    raise ValueError(message)


@job
def count_slowly(total: int) -> None:
    for done in range(total + 1):
        jobs.progress(done, total, "counting")
        effect("counted")


@pytest.fixture(autouse=True)
def calm() -> Any:
    jobs.stopping.clear()
    yield
    jobs.stopping.clear()


def lease_over(row: Job) -> None:
    Job.objects.filter(pk=row.pk).update(leased_until=jobs.database_now() - dt.timedelta(seconds=1))


# ---- queue and run


@pytest.mark.django_db
def test_a_job_is_named_for_its_room_and_runs_plainly_too() -> None:
    assert note.name == "kernel.tests.test_jobs.note"
    note("plain")
    assert effects("plain") == 1


@pytest.mark.django_db
def test_an_enqueued_job_runs_once() -> None:
    row = note.enqueue(name="a", wanted_by="p-1")
    assert jobs.run_due() == 1
    assert jobs.run_due() == 0
    row.refresh_from_db()
    assert (row.state, row.attempt, row.wanted_by, effects("a")) == ("done", 1, "p-1", 1)
    assert row.finished_at is not None


@pytest.mark.django_db
def test_a_wrong_argument_is_refused_where_the_job_is_asked_for() -> None:
    with pytest.raises(TypeError):
        note.enqueue(nome="a")


@pytest.mark.django_db
def test_a_key_that_is_there_already_changes_nothing() -> None:
    first = note.enqueue(key="k", name="a")
    assert note.enqueue(key="k", name="b").pk == first.pk
    jobs.run_due()
    assert note.enqueue(key="k", name="b").state == "done"
    assert (effects("a"), effects("b")) == (1, 0)


@pytest.mark.django_db
def test_a_job_rolled_back_with_its_verb_never_was() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        note.enqueue(name="a")
        raise ZeroDivisionError
    assert jobs.run_due() == 0


@pytest.mark.django_db
def test_a_later_job_waits_for_its_time() -> None:
    row = note.enqueue(run_at=clock.now() + SOON, name="a")
    assert jobs.run_due() == 0
    Job.objects.filter(pk=row.pk).update(run_at=jobs.database_now())
    assert jobs.run_due() == 1


@pytest.mark.django_db
def test_a_job_asked_for_at_once_runs_whatever_the_clock_of_the_node() -> None:
    with clock.held(dt.datetime(2031, 1, 1, tzinfo=dt.UTC)):
        note.enqueue(name="a")
    assert jobs.run_due() == 1


@pytest.mark.django_db
def test_a_job_of_a_newer_release_is_left_alone() -> None:
    now = clock.now()
    Job.objects.create(name="cases.not_yet_written", run_at=now, created_at=now)
    assert jobs.run_due() == 0
    assert Job.objects.get().state == "waiting"


@pytest.mark.django_db
def test_a_failing_job_waits_longer_each_time_and_dies_after_eight() -> None:
    row = fail.enqueue(message="没有纸")
    for attempt in range(1, 9):
        assert jobs.run_due() == 1
        row.refresh_from_db()
        assert row.attempt == attempt
        assert "没有纸" in row.error
        if attempt < 8:
            pause = (row.run_at - jobs.database_now()).total_seconds()
            assert row.state == "waiting"
            assert 5 * 2**attempt - 2 < pause <= 5 * 2**attempt
            assert jobs.run_due() == 0
            Job.objects.filter(pk=row.pk).update(run_at=jobs.database_now())
    assert (row.state, row.leased_until) == ("dead", None)
    assert jobs.run_due() == 0
    jobs.revive(row)
    row.refresh_from_db()
    assert (row.state, row.attempt, row.error) == ("waiting", 0, "")


# ---- leases and fences


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_take_the_same_job() -> None:
    for number in range(20):
        note.enqueue(name=f"n{number}")

    def take_all() -> list[int]:
        found, taken = None, []
        while (found := jobs.take(threading.current_thread().name)) is not None:
            taken.append(found.pk)
        return taken

    taken = [pk for each in race(take_all, times=3) for pk in each]
    assert len(taken) == len(set(taken)) == 20


@pytest.mark.django_db
def test_a_job_is_not_taken_while_its_lease_holds_and_is_taken_again_after() -> None:
    note.enqueue(name="a")
    first = jobs.take("one")
    assert jobs.take("two") is None
    lease_over(first)
    second = jobs.take("two")
    assert (second.pk, second.attempt, second.leased_by) == (first.pk, 2, "two")


@pytest.mark.django_db
def test_a_heartbeat_keeps_the_lease() -> None:
    note.enqueue(name="a")
    first = jobs.take("one")
    lease_over(first)
    assert jobs.heartbeat(first)
    assert jobs.take("two") is None


@pytest.mark.django_db(transaction=True)
def test_a_zombie_that_lost_its_lease_can_write_nothing() -> None:
    note_once.enqueue(name="a")
    zombie = jobs.take("zombie")
    lease_over(zombie)
    jobs.run(jobs.take("fresh"))
    assert not jobs.heartbeat(zombie)
    jobs.run(zombie)
    row = Job.objects.get()
    assert (row.state, row.attempt, row.leased_by, effects("a")) == ("done", 2, "fresh", 1)


@pytest.mark.django_db(transaction=True)
def test_a_failing_zombie_changes_nothing_either() -> None:
    fail.enqueue(message="x")
    zombie = jobs.take("zombie")
    lease_over(zombie)
    jobs.take("fresh")
    jobs.run(zombie)
    row = Job.objects.get()
    assert (row.state, row.attempt, row.error) == ("running", 2, "")


@pytest.mark.django_db(transaction=True)
def test_a_fence_stops_a_zombie_in_its_own_transaction() -> None:
    count_slowly.enqueue(total=1)
    zombie = jobs.take("zombie")
    lease_over(zombie)
    jobs.take("fresh")
    token = jobs._run.set(jobs._Run(zombie))
    try:
        with pytest.raises(jobs.LeaseLost), transaction.atomic():
            effect("written by a zombie")
            jobs.fence()
        with pytest.raises(jobs.LeaseLost):
            jobs.progress(1, 1)
    finally:
        jobs._run.reset(token)
    assert effects("written by a zombie") == 0


@pytest.mark.django_db(transaction=True)
def test_a_long_job_keeps_its_lease_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "BEAT_SECONDS", 0.05)
    seen: list[bool] = []

    def work(name: str) -> None:
        lease_over(Job.objects.get())
        until = time.monotonic() + 30
        while not (is_held := Job.objects.get().leased_until > jobs.database_now()) and time.monotonic() < until:
            time.sleep(0.05)
        seen.append(is_held)

    monkeypatch.setattr(note, "work", work)
    note.enqueue(name="a")
    jobs.run_due()
    assert seen == [True]


@pytest.mark.django_db
def test_a_job_whose_worker_dies_each_time_ends_dead() -> None:
    note.enqueue(name="a")
    for _ in range(8):
        lease_over(jobs.take("doomed"))
    assert jobs.take("next") is None
    assert Job.objects.get().state == "dead"


CHILD = """
import os, sys
from shouwen.kernel.sqlite import use_bundled_library
use_bundled_library()
os.environ["DJANGO_SETTINGS_MODULE"] = "shouwen.site.settings"
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
import django
django.setup()
import shouwen.kernel.tests.test_jobs
from shouwen.kernel import jobs
jobs.run(jobs.take("child"))
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.timeout(90)
def test_after_kill_9_between_take_and_done_the_effect_happens_once() -> None:
    note_once.enqueue(name="killed", pause=60)
    command = [sys.executable, "-c", CHILD, str(connection.settings_dict["NAME"])]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=product.CHECKOUT)
    try:
        assert child.stdout.readline() == "at work\n"
    finally:
        child.kill()
        child.wait()
    row = Job.objects.get()
    assert (row.state, row.attempt) == ("running", 1)
    assert jobs.take("next") is None  # its lease still holds
    lease_over(row)
    Job.objects.update(args={"name": "killed"})
    assert jobs.run_due("next") == 1
    row.refresh_from_db()
    assert (row.state, row.attempt, effects("killed")) == ("done", 2, 1)


# ---- progress, cancelling, stopping


@pytest.mark.django_db
def test_progress_is_kept_with_a_rate() -> None:
    count_slowly.enqueue(total=3)
    jobs.run_due()
    said = Job.objects.get().progress
    assert (said["done"], said["total"], said["note"]) == (3, 3, "counting")
    assert said["rate"] > 0


def test_progress_outside_a_job_does_nothing() -> None:
    jobs.progress(1, 2)


@pytest.mark.django_db
def test_a_waiting_job_is_cancelled_at_once_and_a_running_one_at_its_next_progress() -> None:
    waiting = count_slowly.enqueue(total=3)
    jobs.cancel(waiting)
    waiting.refresh_from_db()
    assert waiting.state == "cancelled"
    assert jobs.run_due() == 0
    running = count_slowly.enqueue(total=3)
    taken = jobs.take("one")
    jobs.cancel(running)
    jobs.run(taken)
    running.refresh_from_db()
    assert (running.state, effects("counted")) == ("cancelled", 0)


@pytest.mark.django_db
def test_a_stopping_worker_hands_its_job_back() -> None:
    row = count_slowly.enqueue(total=3)
    taken = jobs.take("one")
    jobs.stopping.set()
    jobs.run(taken)
    row.refresh_from_db()
    assert (row.state, row.leased_until) == ("waiting", None)
    jobs.stopping.clear()
    assert jobs.run_due() == 1


# ---- the timetable


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("line", "slot"),
    [
        ("every 30s", utc(2026, 7, 15, 2, 24, 30)),
        ("every minute", utc(2026, 7, 15, 2, 24)),
        ("every 15 minutes", utc(2026, 7, 15, 2, 15)),
        ("every 5m", utc(2026, 7, 15, 2, 20)),
        ("every hour", utc(2026, 7, 15, 2)),
        ("every day", utc(2026, 7, 14, 16)),
        ("0 8 * * *", utc(2026, 7, 15, 0)),
        ("24 10 * * *", utc(2026, 7, 15, 2, 24)),
        ("25 10 * * *", utc(2026, 7, 14, 2, 25)),
        ("0 9 * * 1", utc(2026, 7, 13, 1)),
    ],
)
def test_the_latest_slot_of_a_line(line: str, slot: dt.datetime) -> None:
    assert worker.slot_of(line, utc(2026, 7, 15, 2, 24, 41)) == slot


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    lines = {note.name: "every 30s"}
    monkeypatch.setattr(worker, "timetable", lambda: lines)
    monkeypatch.setattr(jobs.JOBS[note.name], "signature", jobs.inspect.signature(lambda: None))
    monkeypatch.setattr(jobs.JOBS[note.name], "work", lambda: effect("ticked"))
    return lines


@pytest.mark.django_db(transaction=True)
def test_two_workers_start_a_slot_once(lines: dict[str, str]) -> None:
    now = jobs.database_now()
    assert sum(race(lambda: worker.tick(now), times=4)) == 1
    assert (Tick.objects.count(), Job.objects.count()) == (1, 1)
    assert sum(race(lambda: jobs.run_due(threading.current_thread().name), times=2)) == 1
    assert effects("ticked") == 1


@pytest.mark.django_db
def test_each_slot_starts_its_job_and_they_do_not_pile_up(lines: dict[str, str]) -> None:
    now = jobs.database_now().replace(second=1)
    assert worker.tick(now) == 1
    assert worker.tick(now + dt.timedelta(seconds=5)) == 0
    assert worker.tick(now + dt.timedelta(seconds=30)) == 0  # the first has not run yet
    assert jobs.run_due() == 1
    assert worker.tick(now + dt.timedelta(seconds=60)) == 1


@pytest.mark.django_db
def test_a_slot_missed_while_the_worker_was_down_is_made_up_for_once(lines: dict[str, str]) -> None:
    lines[note.name] = "0 8 * * *"
    monday = utc(2026, 7, 13, 0, 0, 30)
    assert worker.tick(monday) == 1
    jobs.run_due()
    assert worker.tick(monday + dt.timedelta(days=3, hours=5)) == 1
    jobs.run_due()
    assert worker.tick(monday + dt.timedelta(days=3, hours=6)) == 0


@pytest.mark.django_db
def test_a_new_installation_does_not_make_up_for_the_past(lines: dict[str, str]) -> None:
    lines[note.name] = "0 8 1 * *"
    assert worker.tick(utc(2026, 7, 15, 2)) == 0
    assert worker.tick(utc(2026, 8, 1, 0, 0, 10)) == 1


@pytest.mark.django_db
def test_a_clock_put_back_starts_no_slot_twice(lines: dict[str, str]) -> None:
    now = utc(2026, 7, 15, 2, 24, 1)
    for moment in (now, now + dt.timedelta(seconds=30), now, now + dt.timedelta(seconds=30)):
        worker.tick(moment)
        jobs.run_due()
    assert effects("ticked") == 2


@pytest.mark.django_db
def test_old_ticks_and_done_jobs_are_purged_and_the_latest_tick_stays(lines: dict[str, str]) -> None:
    worker.tick(utc(2026, 6, 1, 0, 0, 1))
    jobs.run_due()
    lines[note.name] = "0 8 1 * *"
    worker.tick(utc(2026, 7, 1, 0, 0, 1))
    dead = jobs.bury("x", {}, "why")
    Job.objects.exclude(pk=dead.pk).update(finished_at=utc(2026, 7, 1))
    Job.objects.filter(pk=dead.pk).update(finished_at=utc(2026, 7, 1))
    worker.purge(utc(2026, 7, 20))
    assert list(Tick.objects.values_list("slot", flat=True)) == [utc(2026, 7, 1)]
    assert not Job.objects.filter(state="done").exists()
    assert Job.objects.filter(state="dead").exists()


def test_every_line_of_the_timetable_can_be_read() -> None:
    for line in worker.timetable().values():
        assert worker.slot_of(line, utc(2026, 7, 15, 2, 24)) <= utc(2026, 7, 15, 2, 24)


# ---- the worker


@pytest.mark.django_db(transaction=True)
def test_a_worker_does_it_all_and_outlives_a_failing_database(
    lines: dict[str, str], monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any
) -> None:
    settings.DATA = tmp_path
    from django.db import OperationalError

    from shouwen.kernel import sealing
    from shouwen.kernel.tests.racing import happened

    really, failures = sealing.seal, [OperationalError("database or disk is full")]

    def seal(limit: int = 500) -> int:
        if failures:
            raise failures.pop()
        return really(limit)

    monkeypatch.setattr(sealing, "seal", seal)
    happened(3)
    stop = threading.Event()
    thread = threading.Thread(target=worker.Worker(stop, "w").run)
    thread.start()
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until and (sealing.waiting().exists() or not effects("ticked")):
            time.sleep(0.05)
        assert not sealing.waiting().exists()
        assert effects("ticked") == 1
        settled = worker.last_beat()
        assert settled is not None
    finally:
        stop.set()
        thread.join(30)
    assert not thread.is_alive()
    assert [anchor.number for anchor in sealing.anchors()][-1] == 3
