"""The grammar of tests: cells of tables, and what stands after `in`."""

from functools import lru_cache

from shouwen.rulebook.feel.nodes import Choice, Compare, Fits, Interval, Literal, Members, Name, Node, Tests, walk
from shouwen.rulebook.feel.parsing import RELATIONS, Parser
from shouwen.rulebook.feel.scanning import FeelError
from shouwen.rulebook.feel.vocabulary import PACK, Vocabulary


class TestParser(Parser):
    """Adds tests to the grammar of expressions."""

    __test__ = False

    def tests(self) -> Tests:
        """A whole cell: `-`, `not(…)`, or tests joined by commas. Nothing at all is `-`, except in packs."""
        if self.ended() and not self.simple:
            return Tests(())
        if self.sees("-") and not self.text[self.at + 1 :].strip():
            self.accept("-")
            return Tests(())
        if self.word() == "not":
            denied = self._denied()
            if denied is not None:
                return denied
        return Tests(tuple(self._choices()))

    def _denied(self) -> Tests | None:
        """`not(…)` if it is the whole cell."""
        start = self.at
        try:
            self.accept_word("not")
            self.expect("(")
            choices = self._choices()
            self.expect(")")
        except FeelError:
            if self.simple:
                raise
            self.at = start
            return None
        if not self.ended() and not self.simple:
            self.at = start
            return None
        return Tests(tuple(choices), negated=True)

    def _choices(self) -> list[Choice]:
        choices = [self.choice()]
        while self.accept(","):
            choices.append(self.choice())
        return choices

    def choice(self) -> Choice:
        """One test."""
        if sign := self.accept(*RELATIONS):
            return Compare(sign, self._bound())
        if self.simple and (self.accept_word("any", "of") or self.accept_word("all", "of")):
            return self._members()
        node = self.sum() if self.simple else self.expression()
        if isinstance(node, Interval):
            return node
        if self.simple or isinstance(node, Literal):
            return Compare("=", node)
        return Fits(node, any(isinstance(each, Name) and each.name == "?" for each in walk(node)))

    def _bound(self) -> Node:
        node = self.sum()
        return node if not (self.simple and isinstance(node, Interval)) else Literal(self.fail())

    def _members(self) -> Members:
        every = self.text[: self.at].rstrip().removesuffix("of").rstrip().endswith("all")
        self.expect("(")
        wanted = [self._bound()]
        while self.accept(","):
            wanted.append(self._bound())
        self.expect(")")
        return Members(every, tuple(wanted))

    def in_tests(self) -> Tests:
        """What stands after `in`: one test, or several in brackets."""
        start = self.at
        if self.sees("("):
            ends, self.ends = self.ends, 0
            try:
                self.accept("(")
                denied = self.word() == "not" and self._denied_inside()
                tests = denied or Tests(tuple(self._choices()))
                self.expect(")")
                return tests
            except FeelError:
                self.at = start  # an interval, or a sum in brackets
            finally:
                self.ends = ends
        if sign := self.accept(*RELATIONS):
            return Tests((Compare(sign, self._bound()),))
        node = self.sum()
        return Tests((node if isinstance(node, Interval) else Fits(node, asks=False),))

    def _denied_inside(self) -> Tests | None:
        start = self.at
        self.accept_word("not")
        if self.accept("("):
            choices = self._choices()
            self.expect(")")
            if self.sees(")"):
                return Tests(tuple(choices), negated=True)
        self.at = start
        return None


def parse_tests(text: str, vocabulary: Vocabulary = PACK) -> Tests:
    """A cell, or what stands for one, as nodes. Cells of packs are kept. Raises FeelError."""
    return _kept_tests(text) if vocabulary is PACK else _tests(text, vocabulary)


def parse_expression(text: str, vocabulary: Vocabulary = PACK) -> Node:
    """An expression as nodes. Those of packs are kept. Raises FeelError."""
    return _kept_expression(text) if vocabulary is PACK else _expression(text, vocabulary)


@lru_cache(maxsize=8192)
def _kept_tests(text: str) -> Tests:
    return _tests(text, PACK)


@lru_cache(maxsize=8192)
def _kept_expression(text: str) -> Node:
    return _expression(text, PACK)


def _tests(text: str, vocabulary: Vocabulary) -> Tests:
    parser = TestParser(text, vocabulary)
    tests = parser.tests()
    if not parser.ended():
        parser.fail()
    return tests


def _expression(text: str, vocabulary: Vocabulary) -> Node:
    parser = TestParser(text, vocabulary)
    node = parser.expression()
    if not parser.ended() or (vocabulary.simple and isinstance(node, Interval)):
        parser.fail()
    return node
