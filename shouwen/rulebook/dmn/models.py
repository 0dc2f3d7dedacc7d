"""A model read from its file: input data, decisions, knowledge models and services, and how they need each other."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from shouwen.rulebook.dmn import documents
from shouwen.rulebook.dmn.boxed import Surroundings, compile_boxed, function_body, parameters_of
from shouwen.rulebook.dmn.documents import Element, ModelError, expression, references, type_ref
from shouwen.rulebook.dmn.items import Items
from shouwen.rulebook.feel import Expression
from shouwen.rulebook.feel.names import WORD, normal
from shouwen.rulebook.feel.types import Type

Kind = Literal["inputData", "decision", "businessKnowledgeModel", "decisionService"]
KINDS: tuple[Kind, ...] = ("inputData", "decision", "businessKnowledgeModel", "decisionService")
# Keys of contexts written somewhere in the model, bare or quoted.
_KEYS = re.compile(rf'[{{,]\s*(?:"([^"]+)"|({WORD.pattern}[^:{{}}\[\]"(),]*?))\s*:')


@dataclass(eq=False)
class Node:
    """One element of the requirements graph. `needs` are ids of what it may speak of by name.

    Services: `inputs` (data, then decisions) are their parameters, `outputs` what they give.
    """

    id: str
    name: str
    kind: Kind
    variable: str
    type: Type
    needs: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    parameters: tuple[tuple[str, Type], ...] = ()
    body: Expression | None = None


@dataclass(eq=False)
class Model:
    """A model ready to be asked (see `evaluating.evaluate`). `nodes` by id."""

    name: str
    nodes: dict[str, Node]
    items: Items
    root: Element = field(repr=False)

    def find(self, name: str) -> Node:
        """A decision, service or knowledge model by name or id. Raises ModelError."""
        wanted = normal(name)
        asked = [node for node in self.nodes.values() if node.kind != "inputData"]
        for node in sorted(asked, key=lambda each: KINDS.index(each.kind)):
            if wanted == node.name or name == node.id:
                return node
        there = "、".join(node.name for node in asked)
        raise ModelError(f"模型里没有决策「{name}」（有：{there}）。", f"The model has no decision {name!r}.")


def read_model(text: str | bytes) -> Model:
    """The model of a DMN file (1.1 to 1.5). Raises ModelError; an expression that cannot be read is null instead."""
    root = documents.read(text)
    for each in root.findall("import"):
        if each.get("importType", "") in documents.NAMESPACES:
            name = each.get("name") or each.get("namespace", "")
            raise ModelError(
                f"模型引用了另一个文件「{name}」，没有一并给出。",
                f"The model imports another file ({name}), which is not given.",
            )
    items = Items(root)
    raw = {each.get("id", "") or each.get("name", ""): each for each in root if each.tag in KINDS}
    nodes = {id: _node(id, each, items) for id, each in raw.items()}
    around = Surroundings.of_model(items, frozenset(_members(root)))
    for id, node in nodes.items():
        names = {nodes[need].variable for need in node.needs if need in nodes}
        _compile(node, raw[id], around.adding(names))
    return Model(root.get("name", ""), nodes, items, root)


def _node(id: str, element: Element, items: Items) -> Node:
    name, variable = normal(element.get("name", "")), element.find("variable")
    kind: Kind = next(each for each in KINDS if each == element.tag)
    needs = [
        *references(element, "informationRequirement/requiredInput"),
        *references(element, "informationRequirement/requiredDecision"),
        *references(element, "knowledgeRequirement/requiredKnowledge"),
    ]
    return Node(
        id,
        name,
        kind,
        normal((variable.get("name") if variable is not None else "") or name),
        items.named(type_ref(variable)),
        tuple(needs),
        (*references(element, "inputData"), *references(element, "inputDecision")),
        tuple(references(element, "outputDecision")),
    )


def _compile(node: Node, element: Element, around: Surroundings) -> None:
    if node.kind == "decision":
        node.body = compile_boxed(expression(element), around)
    elif node.kind == "businessKnowledgeModel":
        logic = element.find("encapsulatedLogic")
        if logic is not None:
            node.parameters = parameters_of(logic, around.items)
            node.body = function_body(logic, around.adding([node.variable]))


def _members(root: Element) -> Iterator[str]:
    """Every name an entry of a context may have, here or in the FEEL of some expression."""
    for each in root.iter():
        if each.tag in ("itemComponent", "variable", "output", "column", "decision"):
            yield each.get("name", "")
        elif each.tag == "text":
            yield from (quoted or bare for quoted, bare in _KEYS.findall(each.text or ""))
