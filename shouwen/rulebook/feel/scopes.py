"""What names mean while a text runs: layers of names, the innermost asked first."""

from collections.abc import Callable
from typing import Any, TypeAlias

from shouwen.rulebook.feel.values import Scope, Value

Expression: TypeAlias = Callable[[Scope], Value]
MISSING = object()  # a name nobody knows, where null is a value


class Layer:  # quacks as a Scope: only `get` is ever asked
    """Names over the names of an outer scope. `own` may still grow."""

    __slots__ = ("outer", "own")

    def __init__(self, own: dict[str, Value], outer: Any) -> None:
        self.own, self.outer = own, outer

    def get(self, name: str, default: Value = None) -> Value:
        scope: Any = self
        while type(scope) is Layer:
            if name in scope.own:
                return scope.own[name]
            scope = scope.outer
        return scope.get(name, default)
