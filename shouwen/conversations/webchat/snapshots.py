"""What a visitor's page may look like to a colleague: its shape and its words, never what is private. Pure.

The widget strips first; this strips again, for a page of somebody else's site is not to be trusted. Private are the
subtrees marked `data-private`, everything a form field holds, and passwords. What remains can run nothing and, in the
frame it is shown in, load nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from html import escape, unescape
from typing import Any

LARGEST = 500_000
DEEPEST = 300
TAGS = {
    "a",
    "abbr",
    "article",
    "aside",
    "b",
    "blockquote",
    "body",
    "br",
    "button",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "i",
    "img",
    "ins",
    "label",
    "legend",
    "fieldset",
    "li",
    "main",
    "mark",
    "nav",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "u",
    "ul",
}
ATTRIBUTES = {"class", "style", "id", "colspan", "rowspan", "dir", "lang", "role"}
VOID = {"br", "hr", "col", "img"}
#: Void elements of HTML that are left out or turned into a box.
_ALONE = {"input", "area", "base", "embed", "link", "meta", "source", "track", "wbr", "param"}
#: Left out with all that is in them.
SILENT = {
    "script",
    "noscript",
    "template",
    "iframe",
    "object",
    "svg",
    "math",
    "canvas",
    "audio",
    "video",
    "select",
    "textarea",
    "title",
    "head",
}
FIELDS = {"input", "textarea", "select"}
#: What may not stand in a style: addresses, imports, old ways to run something; a comment could hide them.
_REACHES = re.compile(
    r"(?i)url\s*\(|image-set\s*\(|image\s*\(|src\s*\(|@import|@font-face|@namespace|expression\s*\(|-moz-binding|behavior\s*:|\\|<|/\*"
)
#: Behind a `<`: slash, name and attributes, whatever stands between quotes. No way to match is tried twice.
_TAG = re.compile(r"""(/?)([a-zA-Z][^\s/>"'=]*+)((?:[^"'>]++|"[^"]*+"|'[^']*+')*+)>""")
_ATTRIBUTE = re.compile(r"""([^\s"'>/=]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'=>`]++)))?""")
_NUMBERS = re.compile(r"&#\d{8,};?")
OWN_STYLE = "html{overflow:hidden}.sw-sync-box{display:inline-block;min-width:6em;min-height:1.2em;background:#d8dce2}"
BOX = '<span class="sw-sync-box"></span>'


def clean(html: str) -> str:
    """The snapshot with everything private, active and from elsewhere taken out; at most 500,000 characters are read."""
    reader = _Reader()
    reader.feed(html[:LARGEST])
    return reader.result()


def styles(text: str) -> str:
    """Rules of a style sheet that reach nowhere: each rule that could is left out whole."""
    kept, depth, start = [], 0, 0
    for place, char in enumerate(text):
        if char == "{":
            depth += 1
        elif char == "}":
            depth = max(0, depth - 1)
            if depth == 0:
                rule = text[start : place + 1]
                start = place + 1
                if not _REACHES.search(rule):
                    kept.append(rule)
    return "".join(kept)


def document(html: str, view: dict[str, Any]) -> str:
    """The whole document for the frame: the cleaned page, moved to where the visitor looks, with what he marked.

    It is no page of ours: it is shown under a policy of its own, which lets it style itself and nothing else.
    """
    width, left, top = (int(view.get(name) or usual) for name, usual in (("width", 1024), ("x", 0), ("y", 0)))
    moved = f"position:relative;width:{width}px;transform:translate({-left}px,{-top}px)"
    marked = ""
    if view.get("mark"):
        x, y, wide, high = map(int, view["mark"])
        place = f"position:absolute;left:{x}px;top:{y}px;width:{wide}px;height:{high}px;outline:3px solid #d9480f"
        marked = f'<div style="{place}"></div>'
    head = f'<meta charset="utf-8"><title></title><style>{OWN_STYLE}</style>'
    return f'<!doctype html><html><head>{head}</head><body><div style="{moved}">{html}{marked}</div></body></html>'


class _Reader:
    """Reads markup piece by piece, each once, however broken it is; writes what may stay.

    The standard library's parser looks through the whole rest for every tag and comment that never ends.
    """

    def __init__(self) -> None:
        self.out: list[str] = []
        self.open: list[str] = []
        self.silent: list[str] = []
        self.silenced: Counter[str] = Counter()
        self.style: list[str] | None = None

    def feed(self, html: str) -> None:
        first, *pieces = _without_comments(html).split("<")
        self._data(first)
        for piece in pieces:
            if self.style is not None and piece[:6].lower() != "/style":
                self.style.append(f"<{piece}")
            else:
                self._piece(piece)

    def _piece(self, piece: str) -> None:
        """What stands behind a `<`: a tag and the words after it. Half a tag is left out with what follows it."""
        if piece[:1] in ("!", "?"):
            self._data(piece.partition(">")[2])
        elif not piece[:1].isalpha() and piece[:1] != "/":
            self._data(f"<{piece}")
        elif (hit := _TAG.match(piece)) is not None:
            if hit[1]:
                self._end(hit[2].lower())
            else:
                self._start(hit[2].lower(), _given(hit[3]))
            self._data(piece[hit.end() :])

    def _start(self, tag: str, given: dict[str, str | None]) -> None:
        if self.silent:
            self._hush(tag)
        elif tag == "style":
            self.style = []
        elif "data-private" in given or tag in SILENT:
            self.out.append(BOX if "data-private" in given or tag in FIELDS else "")
            self._hush(tag)
        elif tag in FIELDS:
            self.out.append(BOX)
        elif tag in TAGS and len(self.open) < DEEPEST:
            self.out.append(f"<{'div' if tag in ('body', 'form') else tag}{_attributes(given)}>")
            if tag not in VOID:
                self.open.append("div" if tag in ("body", "form") else tag)

    def _hush(self, tag: str) -> None:
        if tag not in VOID | _ALONE:
            self.silent.append(tag)
            self.silenced[tag] += 1

    def _end(self, tag: str) -> None:
        if self.silent:
            while self.silenced[tag]:
                last = self.silent.pop()
                self.silenced[last] -= 1
                if last == tag:
                    break
            return
        if self.style is not None:
            self.out.append(f"<style>{styles(''.join(self.style))}</style>")
            self.style = None
            return
        tag = "div" if tag in ("body", "form") else tag
        if tag in self.open:
            while (last := self.open.pop()) != tag:
                self.out.append(f"</{last}>")
            self.out.append(f"</{tag}>")

    def _data(self, data: str) -> None:
        if self.silent:
            return
        if self.style is not None:
            self.style.append(data)
        else:
            self.out.append(escape(_plain(data), quote=False))

    def result(self) -> str:
        return "".join(self.out) + "".join(f"</{tag}>" for tag in reversed(self.open))


def _without_comments(html: str) -> str:
    """One that never ends hides the rest, as in a browser."""
    kept, at = [], 0
    while (start := html.find("<!--", at)) >= 0:
        kept.append(html[at:start])
        end = html.find("-->", start + 4)
        at = end + 3 if end >= 0 else len(html)
    return "".join([*kept, html[at:]])


def _given(text: str) -> dict[str, str | None]:
    """Attributes by name, the first of each."""
    found: dict[str, str | None] = {}
    for hit in _ATTRIBUTE.finditer(text):
        value = next((each for each in hit.groups()[1:] if each is not None), None)
        found.setdefault(hit[1].lower(), value if value is None else _plain(value))
    return found


def _plain(text: str) -> str:
    """Entities as what they stand for; a number that stands for nothing is not reckoned."""
    return unescape(_NUMBERS.sub("\ufffd", text))


def _attributes(given: dict[str, str | None]) -> str:
    kept = []
    for name, value in given.items():
        if name in ATTRIBUTES and value is not None and not (name == "style" and _REACHES.search(value)):
            kept.append(f' {name}="{escape(value[:2000])}"')
    return "".join(kept)
