"""What goes on beside an evaluation: the messages it leaves, the clock it may ask, and how much work it may still do.

FEEL never fails while it runs, it gives null; what went wrong is told here. One run belongs to one thread of execution.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime

# A model comes from outside and may loop over billions; this much is minutes of nothing and plenty for any decision.
MOST_STEPS = 3_000_000
MOST_MESSAGES = 100


class Exhausted(Exception):
    """The evaluation was asked for more work than it may do."""


@dataclass(slots=True)
class Run:
    """`now`: gives the present moment (aware), if the caller lends a clock. `messages`: (zh, en), without repeats."""

    now: Callable[[], datetime] | None = None
    messages: list[tuple[str, str]] = field(default_factory=list)
    steps: int = 0


_RUN: ContextVar[Run | None] = ContextVar("feel run", default=None)


@contextmanager
def running(now: Callable[[], datetime] | None = None) -> Iterator[Run]:
    """A run of its own; inside another one, that one."""
    outer = _RUN.get()
    run = outer or Run(now)
    token = _RUN.set(run)
    try:
        yield run
    finally:
        _RUN.reset(token)


def note(zh: str, en: str) -> None:
    """Leaves a message and returns null, for `return note(…)`."""
    run = _RUN.get()
    if run is not None and len(run.messages) < MOST_MESSAGES and (zh, en) not in run.messages:
        run.messages.append((zh, en))


def spend(steps: int = 1) -> None:
    """Counts work. Raises Exhausted."""
    run = _RUN.get()
    if run is not None:
        run.steps += steps
        if run.steps > MOST_STEPS:
            raise Exhausted


def present() -> datetime | None:
    """The moment the caller's clock shows; None without one."""
    run = _RUN.get()
    return run.now() if run is not None and run.now is not None else None
