"""The small parts of pages: what each tag says, in which tone."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django import forms
from django.template import engines
from django.test import RequestFactory

from shouwen.kernel import clock
from shouwen.kernel.rooms import PACKAGE

NOW = dt.datetime(2026, 7, 15, 10, 24, tzinfo=clock.LOCAL)
ROOT = PACKAGE.parent
TEMPLATES = sorted(PACKAGE.glob("**/templates/**/*.html"))


@pytest.fixture(autouse=True)
def _ten_twenty_four() -> Iterator[None]:
    with clock.held(NOW):
        yield


def rendered(source: str, **context: object) -> str:
    return str(engines["django"].from_string(source).render(context, RequestFactory().get("/list/?tab=mine&after=9")))


def after(**span: float) -> dt.datetime:
    return NOW + dt.timedelta(**span)


@pytest.mark.parametrize(
    ("due", "start", "tone", "words"),
    [
        (after(minutes=-38), after(hours=-2), "late", "逾期 0:38"),
        (after(minutes=21), after(hours=-2), "soon", "剩 0:21"),
        (after(hours=1), after(hours=-9), "soon", "剩 1:00"),
        (after(hours=3, minutes=6), after(hours=-1), "run", "剩 3:06"),
        (after(days=1, hours=2), after(hours=-1), "calm", "剩 1 天 2 时"),
        (after(days=2), after(hours=-1), "calm", "剩 2 天"),
        (after(seconds=42), None, "soon", "剩 42 秒"),
    ],
)
def test_a_clock_says_its_tone_and_words(due: dt.datetime, start: dt.datetime | None, tone: str, words: str) -> None:
    html = rendered("{% countdown due start %}", due=due, start=start)
    assert f"cd-{tone}" in html
    assert words in html
    assert ('class="ring"' in html) is (tone != "late")
    assert f'data-due="{due.isoformat()}"' in html


def test_a_paused_clock_does_not_tick() -> None:
    html = rendered("{% countdown due start True %}", due=after(hours=1), start=NOW)
    assert "已暂停" in html
    assert "data-due" not in html


@pytest.mark.parametrize(
    ("clauses", "origin", "words"),
    [
        ("S2-1.D.4.8.6", "source", "D.4.8.6"),
        ("S2-3.4.20", "borrowed", "3.4.20 借用"),
        ("S0-11.2", "source", "S0-11.2"),
        (["S2-1.D.4.8.6", "S2-1.D.4.7b"], "source", "D.4.8.6 等2条"),
        ("gap", "gap", "未见条文"),
        ((), "default", "设定"),
    ],
)
def test_the_why_chip_is_short_and_says_its_origin(clauses: object, origin: str, words: str) -> None:
    html = rendered('{% why clauses origin "/basis/1/" %}', clauses=clauses, origin=origin)
    assert f"</span>{words}</a>" in html
    assert 'hx-get="/basis/1/"' in html
    assert f'aria-label="据 {words}，看依据"' in html


def test_a_why_chip_without_an_address_is_no_link() -> None:
    assert "<a" not in rendered('{% why "S2-1.D.4.8.6" %}')


def test_people_are_named_by_number_first() -> None:
    person = SimpleNamespace(staff_number="2107", name="陈佳慧")
    assert rendered("{% who person %}", person=person) == '<span class="who"><b>2107</b>陈佳慧</span>'
    assert "陈佳慧" not in rendered('{% who person "number" %}', person=person)
    assert rendered("{% who person %}", person=None) == "—"


def test_what_people_typed_is_escaped() -> None:
    person = SimpleNamespace(staff_number="<i>", name="<script>")
    html = rendered('{% who p %}{% state "late" x %}{% why x "source" x %}', p=person, x='"><script>')
    assert "<script>" not in html


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (after(hours=-2), "08:24"),
        (after(days=-9), "07-06 10:24"),
        (dt.datetime(2025, 12, 31, 16, 30, tzinfo=dt.UTC), "01-01 00:30"),
        (dt.datetime(2025, 12, 31, 15, 30, tzinfo=dt.UTC), "2025-12-31 23:30"),
        (None, ""),
    ],
)
def test_a_time_is_told_as_short_as_it_can_be(at: dt.datetime | None, words: str) -> None:
    assert rendered("{{ at|stamp }}", at=at) == words


def test_lengths_of_time() -> None:
    assert rendered("{{ s|duration }}", s=45) == "45 秒"
    assert rendered("{{ s|duration }}", s=dt.timedelta(hours=1, minutes=2)) == "1 小时 02 分"
    assert rendered("{{ at|ago }}", at=after(minutes=-3)) == "3 分钟前"


def test_a_job_says_how_long_it_will_take() -> None:
    assert rendered("{{ p|time_left }}", p={"done": 40, "total": 100, "rate": 2.0}) == "30 秒"
    assert rendered("{{ p|time_left }}", p={"done": 0, "total": 0}) == ""


def test_telephone_numbers_are_masked() -> None:
    html = rendered('{{ "+8613812348206"|masked }}')
    assert "1234" not in html
    assert html.endswith("8206")


def test_the_query_keeps_the_rest() -> None:
    assert rendered("{% query_with after=12 %}") == "?tab=mine&amp;after=12"
    assert rendered('{% query_with after="" tab="all" %}') == "?tab=all"


class Sheet(forms.Form):
    name = forms.CharField(label="客户", help_text="电话或姓名")
    level = forms.ChoiceField(label="程度", widget=forms.RadioSelect, choices=[("s", "简单"), ("c", "复杂")])


def test_a_field_ties_label_help_and_error_together() -> None:
    html = rendered("{% field form.name %}", form=Sheet({"name": ""}))
    assert '<label for="id_name"><span class="req">客户</span></label>' in html
    assert 'aria-describedby="id_name-help id_name-err"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name-err"' in html


def test_radios_are_a_named_group() -> None:
    html = rendered("{% field form.level %}", form=Sheet({"level": "c"}))
    assert 'role="radiogroup"' in html
    assert html.count('type="radio"') == 2
    assert html.count("checked") == 1


def test_each_form_carries_its_own_token() -> None:
    first, second = rendered("{% once %}"), rendered("{% once %}")
    assert 'name="once"' in first
    assert first != second


def test_every_icon_named_in_a_page_is_in_the_sprite() -> None:
    have = set((ROOT / "frontend" / "icons.txt").read_text().split())
    named: dict[str, str] = {}
    for path in TEMPLATES:
        source = path.read_text()
        for pattern in (r'{% icon "([a-z0-9-]+)"', r'icon="([a-z0-9-]+)"', r'{% state "\w+" \S+ "([a-z0-9-]+)"'):
            named |= {name: str(path.relative_to(ROOT)) for name in re.findall(pattern, source)}
    for path in PACKAGE.glob("**/*.py"):
        if path.name not in {"room.py", "facts.py"}:
            continue
        source = path.read_text()
        for pattern in (r'Nav\([^)]*?\), "[\w-]+", "([a-z0-9-]+)"', r'icon="([a-z0-9-]+)"'):
            named |= {name: str(path.relative_to(ROOT)) for name in re.findall(pattern, source)}
    missing = {name: where for name, where in named.items() if name not in have}
    assert not missing, "add them to frontend/icons.txt"
