"""How types are written: `number`, `list<string>`, `context<a: number>`, `function<number> -> string`, `range<date>`."""

from collections.abc import Mapping

from shouwen.rulebook.feel.names import Names
from shouwen.rulebook.feel.scanning import FeelError, Scanner
from shouwen.rulebook.feel.types import ANY, SIMPLE, Type

PROPERTIES = (
    "year", "month", "day", "weekday", "hour", "minute", "second", "time offset", "timezone", "years", "months",
    "days", "hours", "minutes", "seconds", "start", "end", "start included", "end included", "value",
)  # fmt: skip
_SIMPLE = Names(SIMPLE)


def read_type(text: Scanner, own: Mapping[str, Type]) -> Type:
    """The type that stands here. Raises FeelError for one nobody knows."""
    start = text.at
    name, end = text.known(Names(own), _SIMPLE)
    if not name:
        word = text.key() if text.word() else text.fail()
        raise FeelError(start + 1, f"没有类型「{word}」。", f'There is no type "{word}".')
    text.at = end
    text.skip()
    if name in own:
        return own[name]
    if name in ("list", "range", "context", "function") and text.accept("<"):
        return _composed(text, name, own)
    return SIMPLE[name]


def _composed(text: Scanner, name: str, own: Mapping[str, Type]) -> Type:
    if name == "context":
        return Type("context", entries=_entries(text, own))
    parts: list[Type] = []
    while not text.accept(">"):
        if parts:
            text.expect(",")
        parts.append(read_type(text, own))
    if name == "function":
        text.expect("->")
        return Type("function", tuple(parts), result=read_type(text, own))
    if len(parts) != 1:
        text.fail()
    return Type(name, tuple(parts))


def _entries(text: Scanner, own: Mapping[str, Type]) -> tuple[tuple[str, Type], ...]:
    entries: list[tuple[str, Type]] = []
    while not text.accept(">"):
        if entries:
            text.expect(",")
        name = text.key()
        text.expect(":")
        entries.append((name, read_type(text, own)))
    return tuple(entries)


def type_named(text: str, own: Mapping[str, Type] | None = None) -> Type:
    """The type a model names; Any if it names none. Raises FeelError."""
    if not text.strip():
        return ANY
    scanner = Scanner(text)
    found = read_type(scanner, own or {})
    if not scanner.ended():
        scanner.fail()
    return found
