"""Asks a model: what it needs is evaluated first, once; trouble gives null and messages, as the standard has it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from shouwen.rulebook.dmn.boxed import typed
from shouwen.rulebook.dmn.models import Model, Node
from shouwen.rulebook.dmn.plain import as_typed
from shouwen.rulebook.feel import Function, Scope, Value, running
from shouwen.rulebook.feel.closures import function, invoke
from shouwen.rulebook.feel.evaluating import safely
from shouwen.rulebook.feel.names import normal
from shouwen.rulebook.feel.notes import note


@dataclass(frozen=True, slots=True)
class Answer:
    """The value (FEEL's) and the messages (zh, en) left on the way to it."""

    value: Value
    messages: tuple[tuple[str, str], ...]


def evaluate(
    model: Model, name: str, given: Mapping[str, Value], *, now: Callable[[], datetime] | None = None
) -> Answer:
    """Asks a decision, decision service or knowledge model by name or id. Raises ModelError if there is none.

    `given`: values of input data (of parameters, for a knowledge model) by name: FEEL's values, or plain ones as JSON
    has them, which are read by their declared type. A decision that is given is not evaluated. `now` lends a clock.
    """
    node = model.find(name)
    values = {normal(key): value for key, value in given.items()}
    with running(now) as run:
        value = safely(lambda: _Evaluation(model, values).answer(node))
        return Answer(value, tuple(run.messages))


class _Evaluation:
    """One question: inputs given, decisions already made. Knowledge models see neither."""

    def __init__(self, model: Model, given: Mapping[str, Value]) -> None:
        self.model, self.given = model, given
        self.known: dict[str, Value] = {}
        self.open: set[str] = set()

    def answer(self, node: Node) -> Value:
        """The node itself, whether given or not."""
        if node.kind == "decision":
            return self._decide(node)
        if node.kind == "decisionService":
            return self._serve(node, {})
        names = tuple(name for name, _ in node.parameters)
        values = [as_typed(self.given.get(name), type) for name, type in node.parameters]
        return invoke(self._knowledge(node), values, names)

    def value(self, node: Node) -> Value:
        """What a node means to those who need it."""
        if node.id not in self.known:
            self.known[node.id] = self._value(node)
        return self.known[node.id]

    def _value(self, node: Node) -> Value:
        if node.kind == "businessKnowledgeModel":
            return self._knowledge(node)
        if node.kind == "decisionService":
            return self._service(node)
        for name in (node.name, node.variable):
            if name in self.given:
                return typed(as_typed(self.given[name], node.type), node.type, node.name)
        return self._decide(node) if node.kind == "decision" else None

    def _decide(self, node: Node) -> Value:
        if node.id in self.open:
            return note(f"「{node.name}」绕回到自己。", f'"{node.name}" comes back to itself.')
        self.open.add(node.id)
        scope = {need.variable: self.value(need) for need in self._needs(node)}
        self.open.discard(node.id)
        return typed(node.body(scope) if node.body else None, node.type, node.name)

    def _needs(self, node: Node) -> list[Node]:
        return [self.model.nodes[id] for id in node.needs if id in self.model.nodes]

    def _knowledge(self, node: Node) -> Function:
        scope: dict[str, Value] = {}
        result = node.type.result if node.type.name == "function" else node.type
        made = function(node.name, node.parameters, node.body, scope, result)
        scope[node.variable] = self.known[node.id] = made  # it may call itself
        for need in self._needs(node):
            scope[need.variable] = self.value(need)
        return made

    def _service(self, node: Node) -> Function:
        inputs = [self.model.nodes[id] for id in node.inputs if id in self.model.nodes]
        parameters = tuple((each.variable, each.type) for each in inputs)

        def body(scope: Scope) -> Value:
            return self._serve(node, {each.name: scope.get(each.variable) for each in inputs})

        result = node.type.result if node.type.name == "function" else node.type
        return function(node.name, parameters, body, {}, result)

    def _serve(self, node: Node, bound: dict[str, Value]) -> Value:
        """The outputs of a service for these inputs, or for those given when it is asked itself."""
        given = bound or {
            each.name: self.given[each.name]
            for id in node.inputs
            if (each := self.model.nodes.get(id)) and each.name in self.given
        }
        inner = _Evaluation(self.model, given)
        for id in node.inputs:  # an input decision that is not given is null, never made
            if (each := self.model.nodes.get(id)) and each.name not in given:
                inner.known[id] = None
        outputs = [self.model.nodes[id] for id in node.outputs if id in self.model.nodes]
        if len(outputs) == 1:
            value = inner.value(outputs[0])
        else:
            value = {each.variable: inner.value(each) for each in outputs}
        result = node.type.result if node.type.name == "function" and node.type.result else node.type
        return value if bound else typed(value, result, node.name)
