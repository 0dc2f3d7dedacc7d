"""What a colleague sees of a visitor's page: never what is private, nothing that runs, nothing from elsewhere."""

from __future__ import annotations

import pytest

from shouwen.conversations.webchat.snapshots import clean, styles

SECRET = "geheim-4711"


@pytest.mark.parametrize(
    "html",
    [
        f"<div data-private>{SECRET}</div>",
        f'<div data-private="">a<p>{SECRET}</p>b</div>',
        f"<div data-private><div>{SECRET}</div>{SECRET}</div>",
        f"<DIV DATA-PRIVATE>{SECRET}</DIV>",
        f"<div data-private/>{SECRET}</div>",
        f"<p data-private><br>{SECRET}<input value=x>{SECRET}</p>",
        f'<input value="{SECRET}">',
        f"<input type=password value={SECRET}>",
        f'<input placeholder="{SECRET}">',
        f"<textarea>{SECRET}</textarea>",
        f"<select><option>{SECRET}</option></select>",
        f'<p title="{SECRET}" data-name="{SECRET}" aria-label="{SECRET}">x</p>',
        f'<img src="https://x/{SECRET}" alt="{SECRET}">',
        f'<a href="https://x/?{SECRET}">x</a>',
        f'<style>p[value="{SECRET}"]{{background:url(https://x/{SECRET})}}</style>',
        f'<p style="background:url(https://x/{SECRET})">x</p>',
        f"<script>{SECRET}</script>",
        f"<svg><text>{SECRET}</text></svg>",
        f"<!-- {SECRET} -->",
        f'<iframe srcdoc="{SECRET}">{SECRET}</iframe>',
        f"<title>{SECRET}</title>",
        f'<form action="/{SECRET}"><button formaction="/{SECRET}">ok</button></form>',
    ],
)
def test_what_is_private_or_points_elsewhere_is_gone(html: str) -> None:
    assert SECRET not in clean(f"<main>{html}</main>")


@pytest.mark.parametrize(
    "html",
    [
        "<p onclick=alert(1)>x</p>",
        "<style></style><script>alert(1)</script></style>",
        "<style>a{}</sty<style>le><script>alert(1)</script>",
        '<style>a{content:"</style><script>alert(1)</script>"}</style>',
        '<p style="x:expression(alert(1))">x</p>',
        '<p class="&quot;><script>alert(1)</script>">x</p>',
        "<base href=//evil><meta http-equiv=refresh content='0;url=//evil'><link rel=stylesheet href=//evil>",
        "<div>" * 5000,
        "<<script>script>alert(1)<</script>/script>",
    ],
)
def test_nothing_that_runs_or_loads_is_left(html: str) -> None:
    shown = clean(html).lower()
    for word in ("<script", " onclick", "expression(", "<base", "<meta", "<link", "//evil"):
        assert word not in shown
    assert shown.count("<div") <= 300


def test_the_page_keeps_its_shape_and_words() -> None:
    page = '<body><style>.a{color:red}@media print{.b{display:none}}</style><h1 class="a">价格</h1><ul><li>一<li>二</ul><input></body>'
    shown = clean(page)
    assert '<h1 class="a">价格</h1>' in shown
    assert "@media print{.b{display:none}}" in shown
    assert shown.count("<li>") == 2
    assert "sw-sync-box" in shown


def test_rules_that_reach_out_are_left_out_and_the_others_stay() -> None:
    assert styles(".a{color:red}.b{background:URL (x)}@import url(x);.c{top:0}") == ".a{color:red}"
    assert styles(".a{c:\\75rl(x)}.d{top:1px}") == ".d{top:1px}"
