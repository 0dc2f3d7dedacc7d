"""Item definitions of a model as FEEL types: structures, collections, functions, and the values they allow."""

from dataclasses import replace

from shouwen.rulebook.dmn.documents import Element, text_in, type_ref
from shouwen.rulebook.feel import FeelError, Value, Vocabulary, compile_feel_tests, parse_tests
from shouwen.rulebook.feel.names import normal
from shouwen.rulebook.feel.nodes import Tests
from shouwen.rulebook.feel.types import ANY, SIMPLE, Type


class Allowed:
    """The values a type or column allows, written as unary tests; their order is that of priorities."""

    def __init__(self, text: str, also: "Allowed | None" = None) -> None:
        vocabulary = Vocabulary()
        self.tests: Tests = parse_tests(text, vocabulary)
        self._fits, self._also = compile_feel_tests(text, vocabulary), also

    def __call__(self, value: Value) -> bool:
        return self._fits(value, {}) is True and (self._also is None or self._also(value))


def allowed(element: Element | None, also: "Allowed | None" = None) -> Allowed | None:
    """The allowed values an element holds; None if it holds none, or none that can be read."""
    text = text_in(element)
    try:
        return Allowed(text, also) if text and text != "-" else also
    except FeelError:
        return also


class Items:
    """The types of a model by name."""

    def __init__(self, definitions: Element) -> None:
        self._raw = {normal(each.get("name", "")): each for each in definitions.findall("itemDefinition")}
        self._open: set[str] = set()
        self.types: dict[str, Type] = {}
        for name in self._raw:
            self.named(name)

    def named(self, reference: str) -> Type:
        """The type a `typeRef` names; Any if it names none, or one that cannot be found."""
        name = normal(reference)
        for candidate in (name, name.rpartition(":")[2], name.rpartition("}")[2]):
            if candidate in self._raw:
                return self._defined(candidate)
            if candidate in SIMPLE:
                return SIMPLE[candidate]
        return ANY

    def _defined(self, name: str) -> Type:
        if name not in self.types:
            if name in self._open:  # a type that holds itself is checked one level deep
                return ANY
            self._open.add(name)
            self.types[name] = self._item(self._raw[name])
            self._open.discard(name)
        return self.types[name]

    def _item(self, item: Element) -> Type:
        components = item.findall("itemComponent")
        function = item.find("functionItem")
        if components:
            entries = tuple((normal(each.get("name", "")), self._item(each)) for each in components)
            one = Type("context", entries=entries)
        elif function is not None:
            one = self._function(function)
        else:
            one = self.named(type_ref(item))
        one = replace(one, allowed=allowed(item.find("allowedValues"), one.allowed))
        if item.get("isCollection", "false").strip() == "true":
            one = Type("list", (one,))
        return replace(one, allowed=allowed(item.find("typeConstraint"), one.allowed))

    def _function(self, item: Element) -> Type:
        taken = tuple(self.named(type_ref(each)) for each in item.findall("parameters"))
        return Type("function", taken, result=self.named(item.get("outputTypeRef", "")))
