"""Turns parsed FEEL into Python functions, once, so that deciding costs no parsing."""

from collections.abc import Callable
from typing import Any

from shouwen.rulebook.feel import loops, testing
from shouwen.rulebook.feel.cells import parse_expression
from shouwen.rulebook.feel.functions import BUILT_IN
from shouwen.rulebook.feel.nodes import (
    Call,
    Entries,
    Filter,
    If,
    In,
    InstanceOf,
    Interval,
    Items,
    Lambda,
    Literal,
    Loop,
    Name,
    Node,
    Operation,
    Path,
)
from shouwen.rulebook.feel.notes import note, spend
from shouwen.rulebook.feel.operators import apply
from shouwen.rulebook.feel.properties import step
from shouwen.rulebook.feel.scopes import MISSING, Expression, Layer, Scope
from shouwen.rulebook.feel.types import NO, bring, instance_of
from shouwen.rulebook.feel.values import Function, Range, Value, relate


def compile_expression(text: str) -> Expression:
    """A pack's expression: a function of the scope (name -> value). Unknown names give null. Raises FeelError."""
    return compile_node(parse_expression(text))


def compile_node(node: Node) -> Expression:
    """A function of the scope for any parsed expression."""
    return _COMPILERS[type(node)](node)


def _literal(node: Literal) -> Expression:
    value = node.value
    return lambda scope: value


def _name(node: Name) -> Expression:
    name = node.name
    built_in = BUILT_IN.get(name)

    def look_up(scope: Scope) -> Value:
        value = scope.get(name, MISSING)
        if value is not MISSING:
            return value
        return built_in if built_in is not None else note(f"没有名字「{name}」。", f'There is no name "{name}".')

    return look_up


def _operation(node: Operation) -> Expression:
    sign, parts = node.sign, [compile_node(part) for part in node.parts]
    if sign in ("and", "or"):
        return _joined(sign, *parts)
    return lambda scope: apply(sign, [part(scope) for part in parts])


def _joined(sign: str, left: Expression, right: Expression) -> Expression:
    """`and`, `or`: what the left decides alone, the right is not asked for."""
    settled = sign == "or"

    def truth(scope: Scope) -> Value:
        first = left(scope)
        return settled if first is settled else apply(sign, [first, right(scope)])

    return truth


def _path(node: Path) -> Expression:
    source, name = compile_node(node.source), node.step
    return lambda scope: step(source(scope), name)


def _items(node: Items) -> Expression:
    items = [compile_node(each) for each in node.items]
    return lambda scope: [each(scope) for each in items]


def _entries(node: Entries) -> Expression:
    entries = [(key, compile_node(each)) for key, each in node.entries]
    if len({key for key, _ in entries}) < len(entries):
        return lambda scope: note("同一个键写了两次。", "A key stands twice in a context.")

    def context(scope: Scope) -> Value:
        made: dict[str, Value] = {}
        inner = Layer(made, scope)
        for key, each in entries:
            made[key] = each(inner)
        return dict(made)

    return context


def _interval(node: Interval) -> Expression:
    low, high = (None if end is None else compile_node(end) for end in (node.low, node.high))

    def range_of(scope: Scope) -> Value:
        ends = [None if end is None else end(scope) for end in (low, high)]
        missing = any(end is not None and value is None for end, value in zip((low, high), ends, strict=True))
        if missing or (None not in ends and relate("<=", *ends) is None):
            return note("区间的两端不能比较。", "The ends of the range cannot be compared.")
        return Range(ends[0], node.low_in, ends[1], node.high_in)

    return range_of


def _if(node: If) -> Expression:
    condition, then, otherwise = (compile_node(each) for each in (node.condition, node.then, node.otherwise))
    return lambda scope: then(scope) if condition(scope) is True else otherwise(scope)


def _lambda(node: Lambda) -> Expression:
    body = None if node.body is None else compile_node(node.body)

    def closure(scope: Scope) -> Value:
        return function("", node.parameters, body, scope)

    return closure


def function(
    name: str, parameters: tuple[tuple[str, Any], ...], body: Expression | None, scope: Scope, result: Any = None
) -> Function:
    """A function that remembers the scope it was made in; without a body (external) it gives null."""

    def run(*values: Value) -> Value:
        spend()
        if body is None:
            return note("不运行外部函数。", "External functions are not run.")
        if len(values) != len(parameters):
            return note("参数个数不对。", "The number of arguments is wrong.")
        brought = [bring(value, type) for value, (_, type) in zip(values, parameters, strict=True)]
        if any(value is NO for value in brought):
            return note("参数的类型不对。", "An argument is not of its type.")
        value = body(Layer({key: value for (key, _), value in zip(parameters, brought, strict=True)}, scope))
        given = value if result is None else bring(value, result)
        return (
            given if given is not NO else note("函数的结果类型不对。", "The result of the function is not of its type.")
        )

    return Function(name, parameters, run, result)


def _call(node: Call) -> Expression:
    callee, arguments, names = compile_node(node.callee), [compile_node(each) for each in node.arguments], node.names
    return lambda scope: invoke(callee(scope), [each(scope) for each in arguments], names)


def invoke(function: Value, values: list[Value], names: tuple[str, ...] | None) -> Value:
    """Calls a function with values by place, or by name if `names` says them."""
    if not isinstance(function, Function):
        return note("被调用的不是函数。", "What is called is no function.")
    if function.called is not None:
        return function.called(values, names)
    if names is None:
        return function.apply(*values)
    given = dict(zip(names, values, strict=True))
    own = [name for name, _ in function.parameters]
    if not given.keys() <= set(own) or len(given) < len(names):
        return note("参数的名字不对。", "The names of the arguments are wrong.")
    return function.apply(*[given.get(name) for name in own])  # what a call by name leaves out is null


def _instance_of(node: InstanceOf) -> Expression:
    value, type = compile_node(node.value), node.type
    return lambda scope: instance_of(value(scope), type)


def _in(node: In) -> Expression:
    value, tests = compile_node(node.value), testing.compile_tests(node.tests)
    return lambda scope: tests(value(scope), scope)


_COMPILERS: dict[type, Callable[[Any], Expression]] = {
    Literal: _literal,
    Name: _name,
    Operation: _operation,
    Path: _path,
    Items: _items,
    Entries: _entries,
    Interval: _interval,
    If: _if,
    Lambda: _lambda,
    Call: _call,
    InstanceOf: _instance_of,
    In: _in,
    Loop: lambda node: loops.loop(node, compile_node),
    Filter: lambda node: loops.filtered(node, compile_node),
}
