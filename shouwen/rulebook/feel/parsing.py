"""The grammar of FEEL, once: expressions of models and, held to the S-FEEL subset, expressions of packs.

Reads by descent, one method for each level of binding, weakest first. See docs/adr/0010.
"""

from shouwen.rulebook.feel.functions import PACK_FUNCTIONS, takes
from shouwen.rulebook.feel.names import Names, normal
from shouwen.rulebook.feel.nodes import (
    Call,
    Filter,
    If,
    In,
    InstanceOf,
    Interval,
    Lambda,
    Literal,
    Loop,
    Name,
    Node,
    Operation,
    Path,
    Tests,
)
from shouwen.rulebook.feel.operators import apply
from shouwen.rulebook.feel.parsing_types import read_type
from shouwen.rulebook.feel.parsing_values import ValueParser, figure
from shouwen.rulebook.feel.scanning import NUMBER, FeelError
from shouwen.rulebook.feel.types import ANY, Type
from shouwen.rulebook.feel.values import DECIMAL128

RELATIONS = ("<=", ">=", "!=", "<", ">", "=")
_DEEPEST = 60


class Parser(ValueParser):
    """Joins values by signs and words."""

    # ---- words weaker than any sign

    def expression(self) -> Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise FeelError(self.at + 1, "括号套得太深。", "This is nested too deeply.")
        try:
            return self._worded() or self.disjunction()
        finally:
            self.depth -= 1

    def _worded(self) -> Node | None:
        word = self.word()
        if self.simple or word not in ("for", "if", "some", "every", "function"):
            return None
        if self.known(*self.scopes)[1] > self.at + len(word):
            return None  # a name that begins with such a word
        if word == "function":
            return self._lambda()
        self.at += len(word)
        self.skip()
        return self._if() if word == "if" else self._loop(word)

    def _if(self) -> Node:
        condition = self.expression()
        self.expect_word("then")
        then = self.expression()
        self.expect_word("else")
        return If(condition, then, self.expression())

    def _loop(self, word: str) -> Node:
        iterators: list[tuple[str, tuple[Node, ...]]] = []
        depth = len(self.scopes)
        while True:
            name = self._declared(("in",))
            self.expect_word("in")
            domain: tuple[Node, ...] = (self.expression(),)
            if self.accept(".."):
                domain += (self.expression(),)
            iterators.append((name, domain))
            self.scopes.append(Names([name, "partial"] if word == "for" else [name]))
            if not self.accept(","):
                break
        self.expect_word("return" if word == "for" else "satisfies")
        body = self.expression()
        del self.scopes[depth:]
        return Loop(word, tuple(iterators), body)

    def _declared(self, ends: tuple[str, ...]) -> str:
        """A name that is being given: words and signs up to one of the words or signs that end it."""
        start = self.at
        while not self.ended() and self.word() not in ends and self.sign() not in (":", ",", ")"):
            self.at += len(self.word()) or 1
            self.skip()
        return normal(self.text[start : self.at]) or self.fail(start)

    def _lambda(self) -> Node:
        self.accept_word("function")
        self.expect("(")
        parameters: list[tuple[str, Type]] = []
        while not self.accept(")"):
            if parameters:
                self.expect(",")
            name = self._declared(())
            parameters.append((name, read_type(self, self.vocabulary.types) if self.accept(":") else ANY))
        with self.scope(name for name, _ in parameters):
            if self.accept_word("external"):
                self.expression()
                return Lambda(tuple(parameters), None)
            return Lambda(tuple(parameters), self.expression())

    # ---- signs, weakest first

    def disjunction(self) -> Node:
        left = self.conjunction()
        while self.accept_word("or"):
            left = self.made("or", left, self.conjunction())
        return left

    def conjunction(self) -> Node:
        left = self.comparison()
        while self.accept_word("and"):
            left = self.made("and", left, self.comparison())
        return left

    def comparison(self) -> Node:
        left = self.sum()
        while True:
            if sign := self.accept(*RELATIONS):
                left = self.made(sign, left, self.sum())
                if self.simple:
                    return left
            elif self.simple:
                return left
            elif self.accept_word("between"):
                low = self.sum()
                self.expect_word("and")
                left = Operation("between", (left, low, self.sum()))
            elif self.accept_word("in"):
                left = In(left, self.in_tests())
            else:
                return left

    def in_tests(self) -> Tests:
        raise NotImplementedError  # cells.py, which knows tests

    def sum(self) -> Node:
        left = self.product()
        while sign := self.accept("+", "-"):
            left = self.made(sign, left, self.product())
        return left

    def product(self) -> Node:
        left = self.power()
        while sign := self.accept("*", "/"):
            left = self.made(sign, left, self.power())
        return left

    def power(self) -> Node:
        left = self.unary()
        while self.accept("**"):
            left = self.made("**", left, self.unary())
        return left

    def unary(self) -> Node:
        minus = 0
        while self.accept("-"):
            minus += 1
        if minus and (number := self.take(NUMBER)):  # the sign is part of a figure: -1 instance of number
            said = figure(number)
            return self.postfix(Literal(DECIMAL128.minus(said) if minus % 2 else said))
        value = self.postfix()
        for _ in range(minus):
            value = self.made("negative", value)
        return value

    def made(self, sign: str, *parts: Node) -> Node:
        """The operation; in packs reckoned at once where nothing is open."""
        if self.simple and any(isinstance(part, Interval) for part in parts):
            self.fail()
        if self.simple and all(isinstance(part, Literal) for part in parts):
            return Literal(apply(sign, [part.value for part in parts if isinstance(part, Literal)]))
        return Operation(sign, parts)

    # ---- what clings to a value

    def postfix(self, value: Node | None = None) -> Node:
        start = self.at
        value = self.primary() if value is None else value
        while True:
            if self.sees("("):
                value = self._call(value, start)
            elif self.sees("."):
                self.accept(".")
                value = Path(value, self.step())
            elif self.sees("[") and not self.simple:
                filtered = self._filter(value)
                if filtered is None:
                    return value
                value = filtered
            elif not self.simple and self.accept_word("instance", "of"):
                value = InstanceOf(value, read_type(self, self.vocabulary.types))
            else:
                return value

    def _filter(self, source: Node) -> Node | None:
        """`list[…]`; None if the bracket closes an interval instead, as in `[1..5[`."""
        start, ends = self.at, self.ends
        self.ends, depth = 0, len(self.scopes)
        self.filters += 1
        try:
            self.expect("[")
            condition = self.expression()
            self.expect("]")
            return Filter(source, condition)
        except FeelError:
            if not ends:
                raise
            self.at = start
            del self.scopes[depth:]
            return None
        finally:
            self.ends = ends
            self.filters -= 1

    def _call(self, callee: Node, start: int) -> Node:
        if self.simple and not isinstance(callee, Name):
            self.fail()
        ends, self.ends = self.ends, 0
        self.expect("(")
        names: list[str] = []
        arguments: list[Node] = []
        while not self.accept(")"):
            if arguments:
                self.expect(",")
            if not self.simple and self.named():
                names.append(self.key())
                self.expect(":")
            arguments.append(self.expression())
        self.ends = ends
        if names and len(names) != len(arguments):
            raise FeelError(start + 1, "参数要么都写名字，要么都不写。", "Either all arguments are named or none.")
        if self.simple:
            return self._simple_call(str(getattr(callee, "name", "")), tuple(arguments), start)
        return Call(callee, tuple(arguments), tuple(names) if names else None)

    def _simple_call(self, name: str, arguments: tuple[Node, ...], start: int) -> Node:
        if name not in PACK_FUNCTIONS:
            raise FeelError(start + 1, f"没有函数「{name}」。", f'There is no function "{name}".')
        if not takes(PACK_FUNCTIONS[name], len(arguments)):
            zh, en = f"函数「{name}」的参数个数不对。", f'"{name}" takes another number of arguments.'
            raise FeelError(start + 1, zh, en)
        if any(isinstance(each, Interval) for each in arguments):
            self.fail(start)
        if not all(isinstance(each, Literal) for each in arguments):
            return Call(Literal(PACK_FUNCTIONS[name]), arguments)
        value = PACK_FUNCTIONS[name].apply(*[each.value for each in arguments if isinstance(each, Literal)])
        if value is None and name != "not":
            raise FeelError(start + 1, f"「{name}(…)」写的不是有效的值。", f'"{name}(…)" is not a valid value.')
        return Literal(value)
