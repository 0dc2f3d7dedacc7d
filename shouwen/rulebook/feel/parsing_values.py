"""The grammar of FEEL, its values: literals, lists, contexts, ranges and names. `parsing.py` joins them by signs and words."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal

from shouwen.rulebook.feel import temporal
from shouwen.rulebook.feel.functions import BUILT_IN
from shouwen.rulebook.feel.names import Names
from shouwen.rulebook.feel.nodes import (
    Entries,
    Interval,
    Items,
    Literal,
    Name,
    Node,
)
from shouwen.rulebook.feel.scanning import NUMBER, STOPS, FeelError, Scanner
from shouwen.rulebook.feel.values import DECIMAL128, Value
from shouwen.rulebook.feel.vocabulary import Vocabulary

_FUNCTIONS = Names(BUILT_IN)
_CONSTANTS: dict[str, Value] = {"true": True, "false": False, "null": None}


class ValueParser(Scanner):
    """One text being read."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        super().__init__(text, strict=vocabulary.simple)
        self.vocabulary, self.simple = vocabulary, vocabulary.simple
        self.scopes: list[Names] = [*vocabulary.layers, _FUNCTIONS]
        self.keys = [vocabulary.entries, Names()]
        self.filters = self.ends = self.depth = 0

    def expression(self) -> Node:
        """Any expression; see `parsing.Parser`."""
        raise NotImplementedError

    @contextmanager
    def scope(self, names: Iterable[str]) -> Iterator[None]:
        self.scopes.append(Names(names))
        yield
        self.scopes.pop()

    def step(self) -> str:
        """The name after a dot."""
        name, end = self.known(*self.keys)
        if not self.simple and (not name or self._goes_on(end)):
            return self.words()
        if not name:
            return self.take_word()
        self.at = end
        self.skip()
        return name

    def take_word(self) -> str:
        word = self.word() or self.fail()
        self.at += len(word)
        self.skip()
        return word

    # ---- values

    def primary(self) -> Node:
        if number := self.take(NUMBER):
            return Literal(figure(number))
        if (text := self.string()) is not None:
            return Literal(text)
        if self.sees("@"):
            return self._at_literal()
        if self.sees("(", "["):
            return self._bracketed()
        if self.sees("]"):
            self.accept("]")
            return self._interval(self.expression(), low_in=False)
        if self.sees("{") and not self.simple:
            return self._entries()
        return self._named()

    def _at_literal(self) -> Node:
        start = self.at
        self.accept("@")
        text = self.string()
        if text is None:
            self.fail()
        value = read_at(str(text), short=self.simple)
        if value is None:
            zh, en = f"「{text}」不是日期、时间或时长。", f'"{text}" is not a date, time or duration.'
            raise FeelError(start + 1, zh, en)
        return Literal(value)

    def _bracketed(self) -> Node:
        opening = self.accept("(", "[")
        ends, self.ends = self.ends, 0
        if opening == "[" and self.accept("]"):
            self.ends = ends
            return Items(())
        if opening == "(" and not self.simple and (sign := self.accept("<=", ">=", "<", ">", "=")):
            value = self._half_open(sign)
        else:
            first = self.expression()
            if self.sees(".."):
                value = self._interval(first, low_in=opening == "[")
            elif opening == "(":
                self.expect(")")
                value = first
            else:
                value = self._items(first)
        self.ends = ends
        return value

    def _items(self, first: Node) -> Node:
        if self.simple:
            self.fail()
        items = [first]
        while self.accept(","):
            items.append(self.expression())
        self.expect("]")
        return Items(tuple(items))

    def _half_open(self, sign: str) -> Node:
        end = self.expression()
        self.expect(")")
        if sign == "=":
            return Interval(end, True, end, True)
        return Interval(None, False, end, sign == "<=") if sign[0] == "<" else Interval(end, sign == ">=", None, False)

    def _interval(self, low: Node, low_in: bool) -> Node:
        self.expect("..")
        ends, self.ends = self.ends, 1
        high = self.expression()
        self.ends = ends
        return Interval(low, low_in, high, self.expect(")", "]", "[") == "]")

    def _entries(self) -> Node:
        self.expect("{")
        entries: list[tuple[str, Node]] = []
        own = Names()
        self.scopes.append(own)
        while not self.accept("}"):
            if entries:
                self.expect(",")
            quoted = self.string()
            key = self.key() if quoted is None else quoted
            self.expect(":")
            entries.append((key, self.expression()))
            own.add(key)
            self.keys[-1].add(key)
        self.scopes.pop()
        return Entries(tuple(entries))

    def _named(self) -> Node:
        word = self.word() or self.fail()
        name, end = self.known(*self.scopes, *(self.keys if self.filters else ()))
        if word in _CONSTANTS and end <= self.at + len(word):
            self.take_word()
            return Literal(_CONSTANTS[word])
        if not name or (self._goes_on(end) and not self._declares(word)):
            if word in STOPS and not name:
                self.fail()
            return Name(self.take_word() if self.simple and not name else self._unknown(name, end))
        self.at = end
        self.skip()
        return Name(name)

    def _declares(self, word: str) -> bool:
        return any(each.begin_with(word) for each in self.scopes if each is not _FUNCTIONS)

    def _unknown(self, name: str, end: int) -> str:
        if self.simple:
            self.at = end
            self.skip()
            return name
        return self.words()

    def _goes_on(self, end: int) -> bool:
        """Whether after a function's name another word follows, so that `date of birth` is not the function `date`."""
        here, self.at = self.at, end
        self.skip()
        word = self.word()
        self.at = here
        return bool(word) and (word not in STOPS or word == "of")


def figure(text: str) -> Decimal:
    """A figure as decimal128 holds it. Raises FeelError beyond its end."""
    try:
        return DECIMAL128.create_decimal(text)
    except ArithmeticError:
        raise FeelError(1, f"数「{text}」太大。", f"The number {text} is too large.") from None


def read_at(text: str, *, short: bool = False) -> Value:
    """What `@"…"` stands for; None if it is no date, time or duration. `short` also reads what packs write."""
    readers = (
        (temporal.read_duration, temporal.read_datetime, temporal.read_date, temporal.read_time)
        if short
        else (temporal.read_iso_duration, temporal.read_feel_datetime, temporal.read_date, temporal.read_feel_time)
    )
    return next((value for read in readers if (value := read(text)) is not None), None)
