"""Where built-in functions are entered, with the signatures the standard gives them, and how a call finds one.

A signature reads `list: list, position: number, newItem?: any`: `?` may be left out, `~` after a type may be null,
`|` joins types, `...` takes one or more. A value is brought to the type asked for (see `types.bring`); if no
signature takes the arguments the call gives null.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shouwen.rulebook.feel.notes import note, spend
from shouwen.rulebook.feel.types import NO, SIMPLE, Type, bring
from shouwen.rulebook.feel.values import Function, Value

_FAILURES = (TypeError, ValueError, ArithmeticError, AttributeError, LookupError, RecursionError)
_PARAMETER = re.compile(r"([^:?.]+)(\?|\.\.\.)?: ([^~]+)(~?)")


@dataclass(frozen=True, slots=True)
class _Parameter:
    name: str
    types: tuple[Type, ...]
    optional: bool
    many: bool
    nullable: bool

    def take(self, value: Value) -> Value:
        """The value as this parameter wants it, or NO."""
        if value is None:
            return None if self.nullable else NO
        return next((taken for type in self.types if (taken := bring(value, type)) is not NO), NO)


@dataclass(frozen=True, slots=True)
class _Signature:
    parameters: tuple[_Parameter, ...]
    apply: Callable[..., Value]

    @property
    def least(self) -> int:
        return sum(not each.optional for each in self.parameters)

    @property
    def many(self) -> bool:
        return bool(self.parameters) and self.parameters[-1].many

    def takes(self, count: int) -> bool:
        return self.least <= count and (self.many or count <= len(self.parameters))

    def bind(self, values: Sequence[Value], names: tuple[str, ...] | None) -> list[Value] | None:
        """The values in the signature's order, or None if they do not fit it."""
        if names is not None:
            return self._bind_named(dict(zip(names, values, strict=True)))
        if not self.takes(len(values)):
            return None
        last = len(self.parameters) - 1
        taken = [self.parameters[min(at, last)].take(value) for at, value in enumerate(values)]
        return None if any(each is NO for each in taken) else taken

    def _bind_named(self, given: dict[str, Value]) -> list[Value] | None:
        own = [each.name for each in self.parameters]
        if not given.keys() <= set(own):
            return None
        taken: list[Value] = []
        for each in self.parameters:
            if each.name in given:
                values = given[each.name] if each.many and isinstance(given[each.name], list) else [given[each.name]]
                taken += [each.take(value) for value in values]
            elif each.optional:
                taken.append(None)
            else:  # the standard binds what a call by name leaves out to null
                taken.append(each.take(None))
        while taken and taken[-1] is None and self.parameters[-1].optional and self.parameters[-1].name not in given:
            taken.pop()
        return None if any(value is NO for value in taken) else taken


_SIGNATURES: dict[str, list[_Signature]] = {}
_WORDS = {
    "any": ("Any",),
    "duration": ("days and time duration", "years and months duration"),
    "day": ("date", "date and time"),
    "point": ("number", "string", "date", "time", "date and time", *("days and time duration",),
              "years and months duration"),
}  # fmt: skip


def _read(signature: str) -> tuple[_Parameter, ...]:
    found = []
    for part in filter(None, signature.split(", ")):
        name, mark, types, null = _PARAMETER.fullmatch(part).groups()  # type: ignore[union-attr]
        words = [word for each in types.split("|") for word in _WORDS.get(each, (each,))]
        kinds = tuple(SIMPLE[word] for word in words)
        found.append(_Parameter(name, kinds, mark == "?", mark == "...", bool(null) or types == "any"))
    return tuple(found)


def built_in(name: str, *signatures: str) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
    """Enters a function under a name with the signatures it takes; further ones under the same name are tried after."""

    def enter(function: Callable[..., Value]) -> Callable[..., Value]:
        for signature in signatures:
            _SIGNATURES.setdefault(name, []).append(_Signature(_read(signature), function))
        return function

    return enter


def _caller(name: str, signatures: list[_Signature]) -> Callable[[Sequence[Value], tuple[str, ...] | None], Value]:
    def called(values: Sequence[Value], names: tuple[str, ...] | None) -> Value:
        for signature in signatures:
            bound = signature.bind(values, names)
            if bound is None:
                continue
            spend(1 + sum(len(each) for each in bound if isinstance(each, list | str)))
            try:
                return signature.apply(*bound)
            except _FAILURES:
                break
        return note(f"函数「{name}」用不了这些参数。", f'The function "{name}" cannot take these arguments.')

    return called


def function(name: str) -> Function:
    """The function entered under a name."""
    signatures = _SIGNATURES[name]
    called = _caller(name, signatures)
    first = signatures[0].parameters
    kinds = tuple((each.name, each.types[0]) for each in first)
    return Function(name, kinds, lambda *values: called(values, None), called=called)


def names() -> list[str]:
    """Every name entered so far."""
    return list(_SIGNATURES)


def takes(function: Function, count: int) -> bool:
    """Whether some signature takes this many arguments."""
    return any(signature.takes(count) for signature in _SIGNATURES[function.name])
