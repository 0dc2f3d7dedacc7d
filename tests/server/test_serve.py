"""The real product under `shouwen serve`: kills, stops, a first start, and what it refuses."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shouwen.kernel.testing import CHECKOUT
from shouwen.site.first_start import check_first_start_code, first_start_code, forget_first_start_code
from tests.server.wire import Product, alive, command, environment, running

pytestmark = pytest.mark.timeout(400)


@pytest.fixture(scope="module")
def product(installed: Callable[[], Path]) -> Iterator[Product]:
    """Shared by the tests after which it is as well as before."""
    with running(installed()) as product:
        yield product


def test_a_killed_web_process_comes_back_and_no_request_is_refused_meanwhile(product: Product) -> None:
    before = product.pid("web-1")
    statuses: list[int] = []
    over = threading.Event()

    def ask() -> None:
        while not over.is_set():
            try:
                statuses.append(product.status())
            except (http.client.HTTPException, ConnectionError):
                statuses.append(0)  # it was in the killed process

    thread = threading.Thread(target=ask)
    thread.start()
    time.sleep(0.3)
    os.kill(before, signal.SIGKILL)
    after = product.other_pid("web-1", before)
    until, so_far = time.monotonic() + 60, len(statuses)
    while time.monotonic() < until and len(statuses) < so_far + 6:
        time.sleep(0.1)
    over.set()
    thread.join()
    assert alive(after)
    assert not alive(before)
    assert statuses.count(0) <= 1
    assert statuses.count(200) >= len(statuses) - 1
    assert len(statuses) > 5


def test_with_every_web_process_killed_a_request_only_waits(product: Product) -> None:
    before = [product.pid("web-1"), product.pid("web-2")]
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    assert product.status(within=90) == 200
    assert product.other_pid("web-2", before[1])


def test_a_killed_worker_comes_back_and_beats_again(product: Product) -> None:
    before = product.pid("worker")
    os.kill(before, signal.SIGKILL)
    after = product.other_pid("worker", before)
    beat = product.data / "run" / "worker.beat"
    end = time.monotonic() + 90
    while time.monotonic() < end and not (
        beat.exists() and json.loads(beat.read_text())["worker"].endswith(f":{after}")
    ):
        time.sleep(0.1)
    assert json.loads(beat.read_text())["worker"].endswith(f":{after}")


def test_told_to_stop_it_ends_in_time_with_1012_for_sockets_and_leaves_nothing(
    installed: Callable[[], Path],
) -> None:
    data = installed()
    with running(data) as product:
        cookie = product.sign_in()
        assert product.socket("sessionid=stranger").status == 403
        assert product.socket(cookie, origin="http://evil.example").status == 403
        socket = product.socket(cookie)
        assert socket.status == 101
        socket.say('{"topics": ["nonsense:1"], "since": 0}')
        told = json.loads(str(socket.next()))
        assert (told["topics"], told["refused"]) == ([], ["nonsense:1"])
        children = [product.pid(title) for title in ("web-1", "web-2", "worker")]
        product.process.terminate()
        assert socket.next() == 1012
        assert product.process.wait(30) == 0
    assert not any(alive(pid) for pid in children)
    assert not list((data / "run").glob("*.pid"))


def test_a_killed_supervisor_takes_its_children_along_and_the_next_start_works(
    installed: Callable[[], Path],
) -> None:
    data = installed()
    with running(data) as product:
        children = [product.pid(title) for title in ("web-1", "web-2", "worker")]
        product.process.kill()
        product.process.wait()
        with running(data) as again:
            assert again.status() == 200
            assert not set(children) & {again.pid(title) for title in ("web-1", "web-2", "worker")}
        assert not any(alive(pid) for pid in children)


def test_a_second_one_on_the_same_folder_or_port_is_refused(product: Product, tmp_path: Path) -> None:
    same_folder = command("serve", "--data", str(product.data), "--port", "1")
    assert same_folder.returncode == 2
    assert "already running" in same_folder.stderr
    same_port = command("serve", "--data", str(tmp_path / "other"), "--port", str(product.port))
    assert same_port.returncode == 2
    assert str(product.port) in same_port.stderr
    assert product.status() == 200


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--demo", "--host", "0.0.0.0"], "only"),
        (["--tls-cert", "x.pem"], "--tls-key"),
        (["--tls-cert", "no.pem", "--tls-key", "no.key"], "no.pem"),
    ],
)
def test_what_may_not_be_served_is_refused_with_a_sentence(tmp_path: Path, options: list[str], said: str) -> None:
    done = command("serve", "--data", str(tmp_path / "data"), *options)
    assert done.returncode == 2
    assert said in done.stderr
    assert not (tmp_path / "data").exists()


def test_demo_data_is_not_served_to_others_later_either(tmp_path: Path) -> None:
    (tmp_path / "demo").touch()
    assert command("serve", "--data", str(tmp_path), "--host", "0.0.0.0").returncode == 2


def test_a_first_start_shows_a_code_and_keeps_only_its_hash(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with running(data, "--workers", "1") as product:
        said = product.said()
        code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", said)
        assert code
        assert "一次性代码" in said
        assert f"http://127.0.0.1:{product.port}/" in said
        assert check_first_start_code(data, code[0])
        assert code[0] not in (data / "run" / "first-start").read_text()
        assert product.status("/") == 302


def test_a_first_start_code(tmp_path: Path) -> None:
    assert not check_first_start_code(tmp_path, "")
    old = first_start_code(tmp_path)
    code = first_start_code(tmp_path)
    assert check_first_start_code(tmp_path, code)
    assert check_first_start_code(tmp_path, f" {code.lower().replace('-', '')} ")
    for wrong in ("", old, code[:-1], code + "A"):
        assert not check_first_start_code(tmp_path, wrong)
    assert (tmp_path / "run" / "first-start").stat().st_mode & 0o077 == 0
    forget_first_start_code(tmp_path)
    assert not check_first_start_code(tmp_path, code)


@pytest.mark.slow
def test_an_interrupted_start_can_be_repeated(tmp_path: Path) -> None:
    """Killed while the tables are made, at several moments: the next start finishes the work."""
    data = tmp_path / "data"
    for moment in (1.5, 2.5, 3.5):
        words = [sys.executable, "-m", "shouwen", "serve", "--prepare", "--data", str(data)]
        process = subprocess.Popen(words, cwd=CHECKOUT, env=environment(), stdout=subprocess.DEVNULL)
        time.sleep(moment)
        process.kill()
        process.wait()
    with running(data, "--workers", "1") as product:
        assert product.status() == 200
