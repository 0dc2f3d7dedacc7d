"""Markdown as a page may show it: no HTML of the writer's, no pictures from elsewhere, no script."""

from __future__ import annotations

from functools import cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

TAGS = {
    "p",
    "br",
    "h2",
    "h3",
    "h4",
    "h5",
    "ul",
    "ol",
    "li",
    "strong",
    "em",
    "code",
    "pre",
    "blockquote",
    "hr",
    "a",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}
DEEPER = {"h1": "h2", "h2": "h3", "h3": "h4", "h4": "h5", "h5": "h5", "h6": "h5"}


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table").disable("image")


def shown(body: str) -> SafeString:
    """Clean HTML of a body. Its headings begin one below the page's own."""
    tokens = _reader().parse(body)
    for token in tokens:
        token.tag = DEEPER.get(token.tag, token.tag)
    html = _reader().renderer.render(tokens, _reader().options, {})
    clean = nh3.clean(html, tags=TAGS, attributes={"a": {"href"}}, url_schemes={"https", "http", "mailto", "tel"})
    return mark_safe(clean)  # noqa: S308  cleaned above
