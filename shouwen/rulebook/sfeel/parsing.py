"""Reads S-FEEL text into nodes, folds what is constant, and says in two languages where a text is wrong."""

import json
import re
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from lark import Lark, Token, Transformer
from lark.exceptions import UnexpectedInput, VisitError

from shouwen.rulebook.sfeel.functions import FUNCTIONS, call
from shouwen.rulebook.sfeel.nodes import Choice, Compare, Interval, Literal, Members, Name, Node, Operation, Tests
from shouwen.rulebook.sfeel.values import (
    Value,
    both,
    calculate,
    either,
    negate,
    opposite_number,
    read_date,
    read_datetime,
    read_duration,
    read_time,
    relate,
)


class FeelError(ValueError):
    """A text that is not S-FEEL. `position` counts characters from 1; `zh` and `en` are whole sentences."""

    def __init__(self, position: int, zh: str, en: str) -> None:
        self.position, self.zh, self.en = position, zh, en
        super().__init__(f"{zh} / {en}")


class _Builder(Transformer[Token, Any]):
    """One method per rule of the grammar."""

    def anything(self, _: list[Any]) -> Tests:
        return Tests(())

    def negated(self, parts: list[Any]) -> Tests:
        return Tests(tuple(parts[-1]), negated=True)

    def positive(self, parts: list[Any]) -> Tests:
        return Tests(tuple(parts[0]))

    def choices(self, parts: list[Choice]) -> list[Choice]:
        return parts

    def comparing(self, parts: list[Any]) -> Compare:
        return Compare(str(parts[0]), parts[1])

    def equals(self, parts: list[Node]) -> Compare:
        return Compare("=", parts[0])

    def members(self, parts: list[Any]) -> Members:
        return Members(str(parts[0]).startswith("all"), tuple(parts[1:]))

    def interval_open(self, parts: list[Any]) -> Interval:
        return Interval(parts[0], False, parts[1], parts[2])

    def interval_closed(self, parts: list[Any]) -> Interval:
        return Interval(parts[0], True, parts[1], parts[2])

    def closing(self, parts: list[Token]) -> bool:
        return str(parts[0]) == "]"

    def binary(self, parts: list[Any]) -> Node:
        return _folded(str(parts[1]), (parts[0], parts[2]))

    def opposite(self, parts: list[Any]) -> Node:
        return _folded("not", (parts[-1],))

    def negative(self, parts: list[Any]) -> Node:
        return _folded("negative", (parts[-1],))

    def call(self, parts: list[Any]) -> Node:
        name = re.sub(r"\s+", " ", parts[0])
        arguments = tuple(part for part in parts[1:] if part is not None)
        if name not in FUNCTIONS:
            raise FeelError(_column(parts[0]), f"没有函数「{name}」。", f'There is no function "{name}".')
        _, least, most = FUNCTIONS[name]
        if not least <= len(arguments) <= most:
            raise FeelError(
                _column(parts[0]),
                f"函数「{name}」的参数个数不对。",
                f'"{name}" takes another number of arguments.',
            )
        node = _folded(f"call {name}", arguments)
        if isinstance(node, Literal) and node.value is None:
            raise FeelError(_column(parts[0]), f"「{name}(…)」写的不是有效的值。", f'"{name}(…)" is not a valid value.')
        return node

    def number(self, parts: list[Token]) -> Node:
        return Literal(Decimal(parts[0]))

    def text(self, parts: list[Token]) -> Node:
        return Literal(_unquoted(parts[0]))

    def at_literal(self, parts: list[Token]) -> Node:
        text = _unquoted(parts[0])
        for read in (read_duration, read_datetime, read_date, read_time):
            if (value := read(text)) is not None:
                return Literal(value)
        raise FeelError(
            _column(parts[0]), f"「{text}」不是日期、时间或时长。", f'"{text}" is not a date, time or duration.'
        )

    def true(self, _: list[Token]) -> Node:
        return Literal(True)

    def false(self, _: list[Token]) -> Node:
        return Literal(False)

    def null(self, _: list[Token]) -> Node:
        return Literal(None)

    def name(self, parts: list[Token]) -> Node:
        return Name(str(parts[0]))


def _column(token: Token) -> int:
    return (token.start_pos or 0) + 1


def _unquoted(token: Token) -> str:
    try:
        return cast(str, json.loads(str(token), strict=False))
    except ValueError:
        raise FeelError(_column(token), "引号里的转义写法不对。", "The text holds an unknown escape.") from None


def apply(sign: str, values: list[Value]) -> Value:
    """One operation on values, three-valued."""
    if sign.startswith("call "):
        return call(sign[5:], values)
    if sign == "not":
        return negate(values[0]) if isinstance(values[0], bool) else None
    if sign == "negative":
        return opposite_number(values[0])
    if sign == "and":
        return both(*values)
    if sign == "or":
        return either(*values)
    return relate(sign, *values) if sign[0] in "=!<>" else calculate(sign, *values)


def _folded(sign: str, parts: tuple[Node, ...]) -> Node:
    if all(isinstance(part, Literal) for part in parts):
        return Literal(apply(sign, [part.value for part in parts if isinstance(part, Literal)]))
    return Operation(sign, parts)


_PARSER = Lark(
    Path(__file__).with_name("grammar.lark").read_text(encoding="utf-8"),
    parser="lalr",
    start=["tests", "expression"],
    maybe_placeholders=True,
)


def _parse(text: str, start: str) -> Any:
    try:
        return _Builder().transform(_PARSER.parse(text, start=start))
    except UnexpectedInput as error:
        ended = getattr(getattr(error, "token", None), "type", "") == "$END"
        position = len(text) + 1 if ended or error.pos_in_stream is None else error.pos_in_stream + 1
        raise _syntax_error(text, position) from None
    except VisitError as error:
        raise (error.orig_exc if isinstance(error.orig_exc, FeelError) else error) from None


def _syntax_error(text: str, position: int) -> FeelError:
    rest = text[position - 1 : position + 11]
    if not rest.strip():
        return FeelError(len(text) + 1, f"「{text}」没有写完。", f'"{text}" is not complete.')
    return FeelError(
        position,
        f"「{text}」第 {position} 个字符起看不懂：{rest}",
        f'"{text}" cannot be read from character {position}: {rest}',
    )


@lru_cache(maxsize=4096)
def parse_tests(text: str) -> Tests:
    """The cell of a table as nodes. Raises FeelError."""
    return cast(Tests, _parse(text, "tests"))


@lru_cache(maxsize=4096)
def parse_expression(text: str) -> Node:
    """An expression as nodes. Raises FeelError."""
    return cast(Node, _parse(text, "expression"))
