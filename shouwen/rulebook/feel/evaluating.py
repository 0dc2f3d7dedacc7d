"""Texts of models: compiled with the names around them, and run so that nothing but null and messages comes of trouble."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from shouwen.rulebook.feel import testing
from shouwen.rulebook.feel.cells import parse_expression, parse_tests
from shouwen.rulebook.feel.closures import compile_node
from shouwen.rulebook.feel.notes import Exhausted, note, running
from shouwen.rulebook.feel.scanning import FeelError
from shouwen.rulebook.feel.scopes import Expression
from shouwen.rulebook.feel.testing import Ternary
from shouwen.rulebook.feel.values import Value
from shouwen.rulebook.feel.vocabulary import Vocabulary


def compile_feel(text: str, vocabulary: Vocabulary) -> Expression:
    """An expression as a function of the scope. Raises FeelError."""
    return compile_node(_guarded(parse_expression, text, vocabulary))


def compile_feel_tests(text: str, vocabulary: Vocabulary) -> Ternary:
    """Unary tests as a function of (value, scope) giving true, false or null. Raises FeelError."""
    return testing.compile_tests(_guarded(parse_tests, text, vocabulary))


def _guarded(parse: Callable[[str, Vocabulary], Any], text: str, vocabulary: Vocabulary) -> Any:
    try:
        return parse(text.strip(), vocabulary)
    except RecursionError:
        raise FeelError(1, "括号套得太深。", "This is nested too deeply.") from None


def safely(work: Callable[[], Value]) -> Value:
    """What the work gives; null and a message where it is too much or too deep."""
    try:
        return work()
    except Exhausted:
        return note("计算量过大，已停止。", "The evaluation was too much work and was stopped.")
    except RecursionError:
        return note("递归太深。", "The recursion goes too deep.")


def evaluate(
    text: str, scope: Mapping[str, Value] | None = None, *, now: Callable[[], datetime] | None = None
) -> tuple[Value, list[tuple[str, str]]]:
    """The value of an expression and the messages (zh, en) its evaluation left. Raises FeelError if it is none.

    `now` lends a clock to `now()` and `today()`; without one they give null.
    """
    given = dict(scope or {})
    run_it = compile_feel(text, Vocabulary(given, members_of(given.values())))
    with running(now) as run:
        return safely(lambda: run_it(given)), run.messages


def members_of(values: Any) -> set[str]:
    """Every entry name in the values, so that names with blanks and signs are read as such after a dot."""
    found: set[str] = set()
    for value in values:
        if isinstance(value, dict):
            found |= value.keys() | members_of(value.values())
        elif isinstance(value, list | tuple):
            found |= members_of(value)
    return found
