"""What names mean while a text runs: layers of names, the innermost asked first."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from shouwen.rulebook.feel.values import Value

MISSING = object()  # a name nobody knows, where null is a value


class Layer:
    """Names over the names of an outer scope. `own` may still grow."""

    __slots__ = ("outer", "own")

    def __init__(self, own: dict[str, Value], outer: "Scope") -> None:
        self.own, self.outer = own, outer

    def get(self, name: str, default: Value = None) -> Value:
        scope: Scope = self
        while isinstance(scope, Layer):
            if name in scope.own:
                return scope.own[name]
            scope = scope.outer
        return scope.get(name, default)


Scope: TypeAlias = Mapping[str, Any] | Layer
Expression: TypeAlias = Callable[[Scope], Value]
