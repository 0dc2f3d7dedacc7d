"""Markup of mails: made harmless for the eye, and read as plain text. Cleaning is nh3's work, by an explicit list.

Pure. Nothing is fetched: no picture keeps its address, and those in the mail stand below it as files. No style, no script, no form, no frame; links leave without telling where they come from.
"""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

import nh3

_INLINE = "a abbr b big br cite code del em font i img ins q s small span strike strong sub sup tt u"
_BLOCK = (
    "address article aside blockquote caption center dd div dl dt fieldset figure footer h1 h2 h3 h4 h5 h6 header hr li "
    "main nav ol p pre section table tbody tfoot thead tr ul"
)
BLOCKS = set(_BLOCK.split())
TAGS = BLOCKS | set(_INLINE.split()) | {"col", "colgroup", "td", "th"}
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"alt"},
    "td": {"colspan", "rowspan", "align", "valign"},
    "th": {"colspan", "rowspan", "align", "valign"},
    "table": {"border", "cellpadding", "cellspacing"},
    "font": {"color", "size"},
    "ol": {"start"},
    "*": {"dir", "lang"},
}
#: What is between these is no text for people.
SILENT = {"script", "style", "title", "noscript", "template", "iframe", "object", "svg", "math", "select", "textarea"}
VOID = {"br", "col", "hr", "img"}
#: Only what is surely seen by nobody: a part that is merely white or small may be a writer's mistake.
_UNSEEN = re.compile(
    r"(?i)(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(?:px|pt|em)?\s*(?:;|!|$))"
)
SCHEMES = {"http", "https", "mailto", "tel"}
#: Deeper than anybody writes; the cleaner is not asked to climb further.
DEEPEST = 400
LARGEST = 3_000_000
#: Quotations of quotations beyond this are shown as one: each level is two signs before every line.
MOST_QUOTED = 10
#: The cleaner compares every attribute of a tag with all before it: so many different names times signs, and no more.
LABOUR = 3_000_000_000
_PICTURE = re.compile(r"(?i)data:[a-z]+/[a-z0-9.+-]+;base64,[A-Za-z0-9+/=]+")


def clean(html: str) -> str:
    """Markup that a browser may show in a sandbox: only what is listed, pictures only from within the mail."""
    cleaner = nh3.Cleaner(
        tags=TAGS,
        attributes=ATTRIBUTES,
        clean_content_tags=SILENT,
        url_schemes=SCHEMES,
        attribute_filter=_attribute,
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )
    return cleaner.clean(_bounded(html))


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Links anywhere but to our own pages. No picture is shown: those in the mail stand below it as files."""
    address = value.strip()
    if name == "href":
        return address if re.match(r"(?i)(?:https?://|mailto:|tel:)", address) else None
    return value[:200]


def _bounded(html: str) -> str:
    """Markup short and flat enough to be cleaned; what nests deeper, or says more, than anybody writes loses its markup."""
    html = _PICTURE.sub("data:,", re.sub("[\x00\ud800-\udfff]", "", html[:LARGEST]))
    depth = deepest = 0
    for hit in re.finditer(r"<(/?)([a-zA-Z][^\s/>]*)", html):
        if hit[2].lower() not in ("br", "img", "hr", "meta", "link", "input", "col", "p", "li", "td", "tr", "o:p"):
            depth = max(0, depth - 1) if hit[1] else depth + 1
            deepest = max(deepest, depth)
    return (
        html
        if deepest <= DEEPEST and not _is_laborious(html)
        else f"<pre>{escape(re.sub(r'<[^<>]{0,2000}>', ' ', html))}</pre>"
    )


def _is_laborious(html: str) -> bool:
    """True when the words that may be names of attributes are so many, and the markup so long, that cleaning takes long."""
    return len(html) > LABOUR**0.5 and len(set(re.split(r"[ \t\n\f\r/>=]+", html))) * len(html) > LABOUR


def to_text(html: str, *, reads_hidden: bool = False) -> str:
    """Markup as plain text: lines where people see lines, quotations behind `>`. What no reader of the mail sees is
    left out: advertisements put a text for the list of mails in front of the real one."""
    reader = _Reader(reads_hidden=reads_hidden)
    plain = nh3.clean(
        _bounded(html),
        tags=TAGS - {"img"},
        attributes={"*": {"style", "hidden"}},
        clean_content_tags=SILENT,
        link_rel=None,
    )
    reader.feed(plain)
    reader.close()
    if not (shown := reader.text()) and not reads_hidden:
        return to_text(html, reads_hidden=True)  # hidden altogether: rather said than lost
    return shown


def _is_hidden(attributes: dict[str, str | None]) -> bool:
    return "hidden" in attributes or _UNSEEN.search(attributes.get("style") or "") is not None


class _Reader(HTMLParser):
    """Collects the lines of clean markup."""

    def __init__(self, *, reads_hidden: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.reads_hidden = reads_hidden
        self.hidden = 0
        self.lines: list[tuple[int, str]] = [(0, "")]
        self.quoted = 0
        self.verbatim = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.hidden or (not self.reads_hidden and _is_hidden(dict(attrs))):
            self.hidden += tag not in VOID  # the cleaner has closed whatever was open
            return
        if tag == "br":
            self._line(always=True)
        elif tag in BLOCKS:
            self._line()
        if tag in ("p", "blockquote", "table", "h1", "h2", "h3") and self.lines[-1][1] == "" and len(self.lines) > 1:
            self._line(always=True)
        if tag == "blockquote":
            self.quoted += 1
            self._line(always=True)
        elif tag == "pre":
            self.verbatim += 1
        elif tag == "li":
            self._add("- ")
        elif tag == "hr":
            self._add("_" * 32)
            self._line()

    def handle_endtag(self, tag: str) -> None:
        if self.hidden:
            self.hidden -= tag not in VOID
            return
        if tag == "blockquote" and self.quoted:
            self.quoted -= 1
            self._line(always=True)
        elif tag in ("td", "th"):
            self._add(" ")
        elif tag in BLOCKS:
            self._line()
        if tag == "pre" and self.verbatim:
            self.verbatim -= 1
        if tag == "p":
            self._line(always=True)

    def handle_data(self, data: str) -> None:
        if self.hidden:
            return
        if self.verbatim:
            first, *rest = data.split("\n")
            self._add(first)
            for line in rest:
                self._line(always=True)
                self._add(line)
            return
        text = re.sub(r"[ \t\r\n\f]+", " ", data)
        self._add(text.lstrip(" ") if self.lines[-1][1] == "" else text)

    def _line(self, always: bool = False) -> None:
        if always or self.lines[-1][1].strip():
            self.lines.append((self.quoted, ""))
        else:
            self.lines[-1] = (self.quoted, "")

    def _add(self, text: str) -> None:
        quoted, line = self.lines[-1]
        self.lines[-1] = (quoted, line + text)

    def text(self) -> str:
        """All lines, no more than one empty between two."""
        out = [
            ("> " * min(quoted, MOST_QUOTED) + line.strip()).rstrip() if quoted else line.strip()
            for quoted, line in self.lines
        ]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(out)).strip("\n")
