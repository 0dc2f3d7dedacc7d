"""Boxed expressions compiled to functions of the scope, like texts of FEEL."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from shouwen.rulebook.dmn.decision_tables import compile_table
from shouwen.rulebook.dmn.documents import Element, expression, expressions, text_in, type_ref
from shouwen.rulebook.dmn.items import Items
from shouwen.rulebook.feel import Expression, FeelError, Scope, Value, Vocabulary, compile_feel
from shouwen.rulebook.feel.closures import function, invoke
from shouwen.rulebook.feel.loops import filtering, looping
from shouwen.rulebook.feel.names import normal
from shouwen.rulebook.feel.notes import note
from shouwen.rulebook.feel.scopes import Layer
from shouwen.rulebook.feel.types import NO, Type, bring


@dataclass(frozen=True)
class Surroundings:
    """What a boxed expression can see: the types of the model, its entry names, and the names of the scope."""

    items: Items
    members: frozenset[str]
    vocabulary: Vocabulary

    @classmethod
    def of_model(cls, items: Items, members: frozenset[str]) -> "Surroundings":
        """Before anything has a name."""
        return cls(items, members, Vocabulary((), members, items.types))

    def adding(self, names: Iterable[str]) -> "Surroundings":
        """The same with more names."""
        return replace(self, vocabulary=self.vocabulary.adding(names))


def compile_boxed(element: Element | None, around: Surroundings) -> Expression:
    """The expression of an element. What cannot be read gives null, and a message each time it is asked."""
    if element is None:
        return lambda scope: note("没有写表达式。", "There is no expression.")
    try:
        return _COMPILERS[element.tag](element, around)
    except FeelError as error:
        zh, en = error.zh, error.en
        return lambda scope: note(zh, en)


def typed(value: Value, type: Type, name: str) -> Value:
    """The value as the type declared for a name; null if it is none."""
    brought = bring(value, type)
    if brought is NO:
        return note(f"「{name}」的值与声明的类型不符。", f'The value of "{name}" is not of its declared type.')
    return brought


def _literal(element: Element, around: Surroundings) -> Expression:
    language = element.get("expressionLanguage", "")
    if language and "feel" not in language.lower():
        return lambda scope: note(f"不会 {language}。", f"{language} is not understood.")
    text = text_in(element)
    return compile_feel(text, around.vocabulary) if text else lambda scope: None


def _context(element: Element, around: Surroundings) -> Expression:
    entries: list[tuple[str, Type, Expression]] = []
    result: Expression | None = None
    around = around.adding(())
    for entry in element.findall("contextEntry"):
        variable = entry.find("variable")
        if variable is None:
            result = compile_boxed(expression(entry), around)
            continue
        name = normal(variable.get("name", ""))
        if entry.find("functionDefinition") is not None:
            around.vocabulary.declare(name)  # it may call itself
        entries.append((name, around.items.named(type_ref(variable)), compile_boxed(expression(entry), around)))
        around.vocabulary.declare(name)

    def context(scope: Scope) -> Value:
        made: dict[str, Value] = {}
        inner = Layer(made, scope)
        for name, type, each in entries:
            made[name] = typed(each(inner), type, name)
        return dict(made) if result is None else result(inner)

    return context


def _invocation(element: Element, around: Surroundings) -> Expression:
    callee = compile_boxed(expression(element), around)
    bound = [
        (normal(binding.find("parameter").get("name", "")), compile_boxed(expression(binding), around))  # type: ignore[union-attr]
        for binding in element.findall("binding")
        if binding.find("parameter") is not None
    ]
    names = tuple(name for name, _ in bound)
    return lambda scope: invoke(callee(scope), [each(scope) for _, each in bound], names)


def _list(element: Element, around: Surroundings) -> Expression:
    items = [compile_boxed(each, around) for each in expressions(element)]
    return lambda scope: [each(scope) for each in items]


def _relation(element: Element, around: Surroundings) -> Expression:
    columns = [normal(each.get("name", "")) for each in element.findall("column")]
    rows = [[compile_boxed(each, around) for each in expressions(row)] for row in element.findall("row")]
    return lambda scope: [
        {name: each(scope) for name, each in zip(columns, row, strict=False)} for row in rows
    ]  # fmt: skip


def parameters_of(element: Element, items: Items) -> tuple[tuple[str, Type], ...]:
    """Names and types of the formal parameters of a function definition."""
    found = element.findall("formalParameter")
    return tuple((normal(each.get("name", "")), items.named(type_ref(each))) for each in found)


def _function(element: Element, around: Surroundings) -> Expression:
    parameters = parameters_of(element, around.items)
    body = function_body(element, around)
    return lambda scope: function("", parameters, body, scope)


def function_body(element: Element, around: Surroundings) -> Expression | None:
    """The body of a function definition; None for one in another language, which is never run."""
    # before DMN 1.2 tools wrote the kind in attributes of their own
    kinds = [value for key, value in element.attrib.items() if key.rpartition("}")[2] == "kind"]
    if any(kind not in ("FEEL", "F") for kind in kinds):
        return None
    inner = around.adding(name for name, _ in parameters_of(element, around.items))
    return compile_boxed(expression(element), inner)


def _part(element: Element, name: str, around: Surroundings) -> Expression:
    return compile_boxed(expression(element.find(name)), around)


def _conditional(element: Element, around: Surroundings) -> Expression:
    condition, then, otherwise = (_part(element, name, around) for name in ("if", "then", "else"))
    return lambda scope: then(scope) if condition(scope) is True else otherwise(scope)


def _filter(element: Element, around: Surroundings) -> Expression:
    inside = around.adding(["item", *around.members])
    return filtering(_part(element, "in", around), _part(element, "match", inside), asks=False)


def _iterator(element: Element, around: Surroundings) -> Expression:
    name, word = normal(element.get("iteratorVariable", "")), element.tag
    inner = around.adding([name, "partial"] if word == "for" else [name])
    body = _part(element, "return" if word == "for" else "satisfies", inner)
    partial = word == "for" and any("partial" in (each.text or "") for each in element.iter("text"))
    return looping(word, [(name, [_part(element, "in", around)])], body, partial=partial)


_COMPILERS: dict[str, Callable[[Element, Surroundings], Expression]] = {
    "literalExpression": _literal,
    "decisionTable": compile_table,
    "context": _context,
    "invocation": _invocation,
    "list": _list,
    "relation": _relation,
    "functionDefinition": _function,
    "conditional": _conditional,
    "filter": _filter,
    "for": _iterator,
    "some": _iterator,
    "every": _iterator,
}
