"""Who may do which verb to which thing: small predicates that compose, one table of verbs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.refusals import Refused


class Actor(Protocol):
    """Whoever acts. Rooms below `people` know people only like this."""

    key: str
    name: str

    def holds(self, post: str) -> bool: ...
    def may(self, verb: str, thing: Any = None) -> bool: ...
    def granted(self, verb: str) -> bool: ...


class System:
    """Machines act as this. It passes every permission question; invariants still hold for it."""

    key = "system"
    name = "系统"
    pk = None
    is_authenticated = True

    def holds(self, post: str) -> bool:
        return True

    def may(self, verb: str, thing: Any = None) -> bool:
        return True

    def granted(self, verb: str) -> bool:
        return True


SYSTEM = System()


@dataclass(frozen=True)
class Predicate:
    """A yes-or-no question about an actor and a thing; composes with `&`, `|` and `~`."""

    name: str
    ask: Callable[[Any, Any], bool]

    def __call__(self, by: Any, thing: Any) -> bool:
        return self.ask(by, thing)

    def __and__(self, other: Predicate) -> Predicate:
        return Predicate(f"({self.name} and {other.name})", lambda by, t: self(by, t) and other(by, t))

    def __or__(self, other: Predicate) -> Predicate:
        return Predicate(f"({self.name} or {other.name})", lambda by, t: self(by, t) or other(by, t))

    def __invert__(self) -> Predicate:
        return Predicate(f"not {self.name}", lambda by, t: not self(by, t))


def predicate(ask: Callable[[Any, Any], bool]) -> Predicate:
    """Makes a function of (actor, thing) a predicate named after it."""
    return Predicate(ask.__name__.replace("_", " "), ask)


@predicate
def anyone(by: Any, thing: Any) -> bool:
    return True


@dataclass(frozen=True)
class Verb:
    name: str
    title: Any
    rule: Predicate


VERBS: dict[str, Verb] = {}


def allow(verb: str, title: Any, rule: Predicate | None = None) -> None:
    """Declares a verb: it needs a grant by post, and `rule` to hold for the thing."""
    if verb in VERBS:
        raise ValueError(f"verb declared twice: {verb}")
    granted = Predicate("granted", lambda by, thing: by.granted(verb))
    VERBS[verb] = Verb(verb, title, granted & rule if rule else granted)


def allow_without_grant(verb: str, title: Any, rule: Predicate) -> None:
    """Declares a verb that goes by relation alone (the person named hands in his report)."""
    if verb in VERBS:
        raise ValueError(f"verb declared twice: {verb}")
    VERBS[verb] = Verb(verb, title, rule)


def may(by: Any, verb: str, thing: Any = None) -> bool:
    """True when `by` may do `verb` to `thing`. Lists, pages, API and actions all ask this."""
    if by is SYSTEM:
        return True
    return bool(getattr(by, "is_active", False)) and VERBS[verb].rule(by, thing)


def require(by: Any, verb: str, thing: Any = None) -> None:
    """Raises `Refused` with a sentence when `by` may not do `verb` to `thing`."""
    if not may(by, verb, thing):
        raise Refused(_("您没有这项权限：%(verb)s") % {"verb": VERBS[verb].title}, details={"verb": verb})


allow("kernel.edit_calendar", _("修改工作日历"))
allow("kernel.read_audit", _("查看操作记录"))
allow("kernel.backup", _("查看运行状况"))
allow("kernel.keep_jobs", _("重试或放弃失败的任务"))
