"""The vendors' small XML, read so that nothing in it can reach out or swell up (S17): a DTD is refused, so is depth."""

from __future__ import annotations

from typing import Any
from xml.parsers import expat

from shouwen.conversations.texts.vendor import Unreadable

MOST = 200
DEEPEST = 4


class _Reader:
    def __init__(self) -> None:
        self.depth = 0
        self.count = 0
        self.name = ""
        self.found: dict[str, str] = {}

    def start(self, name: str, attributes: Any) -> None:
        self.depth += 1
        self.count += 1
        if self.depth > DEEPEST or self.count > MOST:
            raise Unreadable
        if self.depth == 2:
            self.name = name
            self.found.setdefault(name, "")

    def end(self, name: str) -> None:
        self.depth -= 1

    def text(self, data: str) -> None:
        if self.depth == 2:
            self.found[self.name] += data


def _refuse(*anything: Any) -> Any:
    raise Unreadable


def read(body: bytes) -> dict[str, str]:
    """Texts of the elements right below the root, by name; raises `Unreadable`."""
    reader, parser = _Reader(), expat.ParserCreate("utf-8")
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.ExternalEntityRefHandler = _refuse
    parser.ProcessingInstructionHandler = _refuse
    try:
        parser.Parse(body.decode(), True)  # UTF-8 only: no other writing hides a declaration
    except (expat.ExpatError, ValueError) as problem:
        raise Unreadable from problem
    return reader.found


def write(elements: dict[str, str]) -> bytes:
    """`<xml>` with these elements, each as CDATA."""
    parts = (
        f"<{name}><![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]></{name}>" for name, text in elements.items()
    )
    return f"<xml>{''.join(parts)}</xml>".encode()
