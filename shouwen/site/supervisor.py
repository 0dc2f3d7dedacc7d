"""The supervisor: holds the port, starts web and worker processes, starts them again, ends them by their recorded ids."""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

log = logging.getLogger("shouwen.supervisor")
END_WITHIN = 28.0
STEADY = 60.0
LONGEST_WAIT = 30.0
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class CannotStart(Exception):
    """The sentence is for people, in both languages."""


@dataclass(frozen=True)
class Options:
    """What `shouwen serve` was asked for."""

    data: Path
    host: str
    port: int
    workers: int = 2
    threads: int = 2
    cert: Path | None = None
    key: Path | None = None

    @property
    def address(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.cert else 'http'}://{host}:{self.port}/"


class Child:
    """One process of ours: started, watched, started again with growing pauses, ended by the id on record."""

    def __init__(self, title: str, command: list[str], run: Path, pass_fds: tuple[int, ...] = ()) -> None:
        self.title = title
        self.command = command
        self.record = run / f"{title}.pid"
        self.pass_fds = pass_fds
        self.process: subprocess.Popen[bytes] | None = None
        self.failures = 0
        self.began = 0.0
        self.start_at = 0.0

    def tend(self) -> None:
        """Starts the process when it is time; notices when it has died."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.start_at:
                self._start(now)
        elif (code := self.process.poll()) is not None:
            self.failures = 1 if now - self.began > STEADY else self.failures + 1
            pause = min(LONGEST_WAIT, 0.2 * 2 ** (self.failures - 1))
            log.warning("%s (process %d) ended with %s; again in %.1f s", self.title, self.process.pid, code, pause)
            self.process, self.start_at = None, now + pause

    def _start(self, now: float) -> None:
        try:
            self.process = subprocess.Popen(self.command, pass_fds=self.pass_fds, stdin=subprocess.DEVNULL)
        except OSError:  # no memory, no process left: try again later
            log.exception("%s could not be started", self.title)
            self.start_at = now + LONGEST_WAIT / 3
            return
        self.began = now
        record_process(self.record, self.process.pid)

    def ask_to_end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait_or_kill(self, until: float) -> None:
        if self.process is not None:
            try:
                self.process.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                log.warning("%s did not end in time and is killed", self.title)
                self.process.kill()
                self.process.wait(2)
        self.record.unlink(missing_ok=True)


def serve(options: Options, prepare: list[str], ready: Callable[[], None]) -> int:
    """Runs the product until it is told to stop. Raises `CannotStart` when it cannot begin."""
    run = options.data / "run"
    run.mkdir(parents=True, exist_ok=True)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # under nohup it outlives its terminal
            signal.signal(number, lambda *_: stop.set())
    with OnlyOne(run):
        _end_orphans(run)
        record_process(run / "supervisor.pid", os.getpid())
        listener = listen(options)
        try:
            code = _prepared(prepare, stop)
            if code or stop.is_set():
                return code
            ready()
            _tend(_children(options, run, listener.fileno()), stop)
        finally:
            listener.close()
            (run / "supervisor.pid").unlink(missing_ok=True)
    return 0


def _children(options: Options, run: Path, listener: int) -> list[Child]:
    common = ["--data", str(options.data), "--parent", str(os.getpid())]
    web = [sys.executable, "-m", "shouwen", "serve", *common, "--web", str(listener), "--threads", str(options.threads)]
    if options.cert and options.key:
        web += ["--tls-cert", str(options.cert.resolve()), "--tls-key", str(options.key.resolve())]
    work = [sys.executable, "-m", "shouwen", "work", *common]
    pages = [Child(f"web-{number}", web, run, (listener,)) for number in range(1, options.workers + 1)]
    return [*pages, Child("worker", work, run)]


def _tend(children: list[Child], stop: threading.Event) -> None:
    try:
        while not stop.is_set():
            for child in children:
                child.tend()
            stop.wait(0.1)
    finally:
        until = time.monotonic() + END_WITHIN
        for child in children:
            child.ask_to_end()
        for child in children:
            child.wait_or_kill(until)


def _prepared(command: list[str], stop: threading.Event) -> int:
    """Prepares the folder in a process of its own, so that this one stays small and holds no database."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    while process.poll() is None:
        if stop.wait(0.05):
            process.terminate()
            try:
                return process.wait(END_WITHIN)
            except subprocess.TimeoutExpired:
                process.kill()
    return process.wait()


def listen(options: Options) -> socket.socket:
    """Opens the port. The web processes share it, so that a request made while one restarts only waits."""
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((options.host, options.port))
    except OSError as problem:
        listener.close()
        raise CannotStart(
            f"端口 {options.host}:{options.port} 打不开（{problem.strerror}）。换一个 --port，或先停掉占用它的程序。\n"
            f"Port {options.host}:{options.port} cannot be opened ({problem.strerror}). "
            "Choose another --port or stop what holds it."
        ) from None
    listener.listen(1024)
    listener.setblocking(False)
    return listener


class OnlyOne:
    """Two supervisors on one folder would disturb each other: the second is refused."""

    def __init__(self, run: Path) -> None:
        self.path = run / "supervisor.lock"
        self.file: IO[str] | None = None

    def __enter__(self) -> None:
        self.file = self.path.open("w")
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self.file.close()
            raise CannotStart(
                f"这个数据文件夹已经有一个在运行：{self.path.parent.parent}。\n"
                f"The product is already running on {self.path.parent.parent}."
            ) from None

    def __exit__(self, *_: object) -> None:
        if self.file is not None:
            self.file.close()


def is_running(data: Path) -> bool:
    """True when a supervisor serves this folder now."""
    try:
        with OnlyOne(data / "run"):
            return False
    except FileNotFoundError:
        return False
    except CannotStart:
        return True


# ---- a web process


def run_web(listener: int, threads: int, parent: int, cert: Path | None, key: Path | None) -> None:
    """Serves pages and sockets on a port that is open already, until told to stop; then ends what is under way."""
    from django.core.wsgi import get_wsgi_application  # reason: app-ready
    from granian._granian import SocketHolder  # reason: slow
    from granian.constants import Interfaces, SSLProtocols  # reason: slow
    from granian.log import LogLevels  # reason: slow
    from granian.server.embed import Server  # reason: slow

    from shouwen.site.asgi import Door, behind_proxies  # reason: app-ready
    from shouwen.site.socket_words import allow_many_sockets  # reason: app-ready
    from shouwen.site.sockets import Sockets  # reason: app-ready

    class OnOpenPort(Server):
        def _init_shared_socket(self) -> None:
            holder: Any = SocketHolder  # its stub does not know the arguments
            self._ssp, self._shd = None, holder(listener, False, 1024)

    allow_many_sockets()
    door = Door(get_wsgi_application(), Sockets(), threads)
    tls: dict[str, Any] = {"ssl_cert": cert, "ssl_key": key, "ssl_protocol_min": SSLProtocols.tls12}
    server: Any = OnOpenPort(
        behind_proxies(door), interface=Interfaces.ASGI, log_level=LogLevels.error, **(tls if cert else {})
    )

    async def main() -> None:
        loop = asyncio.get_running_loop()
        ending: list[asyncio.Task[None]] = []

        async def end() -> None:
            await door.sockets.close_all()
            server.stop()

        def stop() -> None:
            if not ending:
                ending.append(loop.create_task(end()))
                give_up = threading.Timer(END_WITHIN - 2, os._exit, [1])  # a request that never ends
                give_up.daemon = True
                give_up.start()

        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop)
        end_with_parent(parent, lambda: loop.call_soon_threadsafe(stop))
        await server.serve()

    asyncio.run(main())


# ---- processes on record


def record_process(path: Path, pid: int) -> None:
    """Writes the id and when that process began, so that a later process with the same id is never mistaken for it."""
    path.write_text(f"{pid}\n{_began(pid)}\n")


def _began(pid: int) -> str:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return "" if stat[0] == "Z" else stat[19]
    except (OSError, IndexError):
        return ""


def _end_orphans(run: Path) -> None:
    """Ends children that a killed supervisor left behind: those on record, and no others."""
    left = []
    for path in sorted(run.glob("*.pid")):
        try:
            said, began = path.read_text().split()
            if _began(int(said)) == began and int(said) != os.getpid():
                os.kill(int(said), signal.SIGTERM)
                left.append((int(said), began))
        except (ValueError, OSError):
            pass
        path.unlink(missing_ok=True)
    until = time.monotonic() + END_WITHIN
    while (left := [(pid, began) for pid, began in left if _began(pid) == began]) and time.monotonic() < until:
        time.sleep(0.05)
    for pid, _ in left:
        os.kill(pid, signal.SIGKILL)


def end_with_parent(parent: int, stop: Callable[[], object]) -> None:
    """Calls `stop` when the supervisor is gone: a killed supervisor leaves no children behind."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        stop()

    threading.Thread(target=watch, name="parent", daemon=True).start()
