"""DMN files as trees: read without trusting them, and the few questions the other modules ask of a tree."""

import xml.etree.ElementTree as ET  # only builds trees here; expat reads, with every danger refused
from collections.abc import Iterator
from xml.parsers import expat  # declarations of document types are refused before any entity can be

LARGEST = 5 * 1024 * 1024
DEEPEST = 200
NAMESPACES = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
}
OURS = "urn:shouwen:table:1"
Element = ET.Element


class ModelError(ValueError):
    """A file that is no model we can read, or a question it has no answer to: a sentence in two languages."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en
        super().__init__(f"{zh} {en}")


def read(text: str | bytes) -> Element:
    """The `definitions` of a DMN file. Tags of DMN are bare, others keep `{namespace}`. Raises ModelError.

    A file over 5 MB, nested too deep or with a document type (and so with entities) is refused.
    """
    raw = text.encode() if isinstance(text, str) else text
    if len(raw) > LARGEST:
        raise ModelError("文件超过 5 MB，没有读。", "The file is larger than 5 MB and was not read.")
    builder = _Builder()
    parser = expat.ParserCreate("utf-8" if isinstance(text, str) else None, namespace_separator="}")
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler, parser.EndElementHandler = builder.start, builder.end
    parser.CharacterDataHandler = builder.tree.data
    try:
        parser.Parse(raw, True)
        root = builder.tree.close()
    except (expat.ExpatError, AssertionError, LookupError, ValueError) as error:
        if isinstance(error, ModelError):
            raise
        raise ModelError(f"不是 XML：{error}。", f"This is not XML: {error}.") from None
    if root.tag != "definitions":
        raise ModelError("不是 DMN 1.1 至 1.5 的模型。", "This is not a model of DMN 1.1 to 1.5.")
    return root


class _Builder:
    def __init__(self) -> None:
        self.tree, self.depth = ET.TreeBuilder(), 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ModelError("文件嵌套太深，没有读。", "The file is nested too deeply and was not read.")
        self.tree.start(_bare(tag), {_bare(key, tags=False): value for key, value in attributes.items()})

    def end(self, tag: str) -> None:
        self.depth -= 1
        self.tree.end(_bare(tag))


def _bare(tag: str, *, tags: bool = True) -> str:
    # an attribute without a namespace belongs to its element, an element without one is not DMN's
    namespace, joint, name = tag.rpartition("}")
    return name if namespace in NAMESPACES or not (joint or tags) else f"{{{namespace}}}{name}"


def _refuse(*_: object) -> None:
    raise ModelError(
        "文件带有 DOCTYPE 声明，出于安全没有读。", "The file declares a DOCTYPE and was not read, for safety."
    )


def text_in(element: Element | None, path: str = "text") -> str:
    """The text under a path, without blanks around it; empty if there is none."""
    found = element.find(path) if element is not None else None
    return (found.text or "").strip() if found is not None else ""


def type_ref(element: Element | None) -> str:
    """The type an element names, as an attribute or (items, DMN 1.1) as a child."""
    if element is None:
        return ""
    return (element.get("typeRef") or text_in(element, "typeRef")).strip()


def references(element: Element, path: str) -> list[str]:
    """The ids of what the elements under a path point to."""
    return [each.get("href", "").rpartition("#")[2] for each in element.findall(path)]


EXPRESSIONS = (
    "literalExpression", "decisionTable", "context", "invocation", "list", "relation", "functionDefinition",
    "conditional", "filter", "for", "some", "every",
)  # fmt: skip


def expressions(element: Element | None) -> Iterator[Element]:
    """The boxed expressions directly in an element."""
    return (each for each in (element if element is not None else ()) if each.tag in EXPRESSIONS)


def expression(element: Element | None) -> Element | None:
    """The first boxed expression in an element."""
    return next(expressions(element), None)
