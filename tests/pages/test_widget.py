"""The chat's widget as sites carry it: small, one file, and nothing in it that writes markup into somebody's page."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "shouwen" / "site" / "static" / "dist" / "widget.js"
SOURCES = sorted((ROOT / "frontend" / "widget").glob("*.ts"))
MARKUP = (
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser|createContextualFragment"
)


@pytest.fixture(scope="module")
def built() -> str:
    if not BUILT.is_file():
        pytest.skip("the pages are not built (bin/_assets)")
    return BUILT.read_text(encoding="utf-8")


def test_it_travels_in_less_than_forty_kilobytes(built: str) -> None:
    assert len(gzip.compress(built.encode())) < 40_000


def test_it_is_one_file_that_asks_for_no_other(built: str) -> None:
    assert not re.search(r"^\s*import\b|\bimport\(|sourceMappingURL|https?://(?!www\.w3\.org/)[a-z]", built)


def test_it_sets_no_cookie_and_writes_no_markup(built: str) -> None:
    assert SOURCES
    for text in (built, *(source.read_text(encoding="utf-8") for source in SOURCES)):
        assert not re.search(MARKUP, text)
        assert "document.cookie" not in text


def test_every_word_is_there_in_chinese_and_in_english() -> None:
    words = (ROOT / "frontend" / "widget" / "words.ts").read_text(encoding="utf-8")
    pairs = re.findall(r"^  (\w+): \[\s*\"(.+?)\",\s*\"(.+?)\",?\s*\],$", words, re.MULTILINE)
    assert len(pairs) == len(re.findall(r"^  \w+: \[", words, re.MULTILINE)) > 80
    for name, chinese, english in pairs:
        assert name == "otherLang" or re.search(r"[\u4e00-\u9fff]", chinese), name
        assert name == "otherLang" or not re.search(r"[\u4e00-\u9fff]", english), name
        assert set(re.findall(r"{\w+}", chinese)) == set(re.findall(r"{\w+}", english)), name
