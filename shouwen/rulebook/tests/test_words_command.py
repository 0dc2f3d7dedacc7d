"""`shouwen words check`: one judgement a line, whatever the line is."""

from __future__ import annotations

import io
import json
import sys
from typing import Any

import pytest

from shouwen.commands import run


def words(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], given: bytes, *more: str) -> list[Any]:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
    assert run(["words", "check", "--pack", "logistics", *more]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_plain_lines_are_an_agents_words(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    bad, good = words(monkeypatch, capsys, "我不知道\n好的，我马上为您查询\n".encode())
    assert bad["findings"][0]["family"] == "F-DUNNO"
    assert bad["findings"][0]["span"] == [1, 4]
    assert {"family", "clause", "severity", "span", "rewrite"} <= bad["findings"][0].keys()
    assert bad["missing"] == []
    assert good == {"findings": [], "missing": []}


def test_json_lines_say_who_speaks_and_when(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [
        {"text": "不知道", "speaker": "customer"},
        {"text": "说吧", "turn": "first"},
        {"text": "您好，客服中心，请问有什么可以帮您", "turn": "first", "profile": "A2", "phase": ""},
    ]
    customer, rude, polite = words(monkeypatch, capsys, "\n".join(map(json.dumps, lines)).encode())
    assert customer == {"findings": [], "missing": []}
    assert rude["missing"] == ["GREET", "ID", "OFFER"]
    assert polite == {"findings": [], "missing": []}


@pytest.mark.parametrize(
    "line",
    [b"{", b'{"text": 3}', b"{}", b'{"text": "x", "speaker": "robot"}', b'{"text": "x", "more": 1}', b"\xff\xfe", b"",
     b'{"text": "x", "turn": ["first"]}', b'{"text": "x", "speaker": "\\ud800"}', b'{"a":' * 5000],
)  # fmt: skip
def test_a_bad_line_is_an_answer_never_a_stop(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], line: bytes
) -> None:
    bad, after = words(monkeypatch, capsys, line + "\n不行\n".encode())
    assert bad["error"]["zh"] and bad["error"]["en"]
    assert after["findings"]


def test_a_lone_surrogate_is_judged_like_any_text(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (said,) = words(monkeypatch, capsys, b'{"text": "\\ud800\\u4e0d\\u884c"}\n')
    assert said["findings"][0]["span"] == [1, 3]


def test_a_situation_is_asked_for_by_its_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (said,) = words(monkeypatch, capsys, "您的单号是8500\n".encode(), "--situation", "CS-21")
    assert said["missing"] == ["THANK"]


@pytest.mark.parametrize("asked", [["--pack", "nowhere"], ["--pack", "logistics", "--situation", "CS-99"]])
def test_what_is_not_there_is_one_sentence_in_two_languages(
    capsys: pytest.CaptureFixture[str], asked: list[str]
) -> None:
    assert run(["words", "check", *asked]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.count("\n") == 1
    assert "没有" in err and "no " in err


def test_the_guard_can_be_taken_away_as_data(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["words", "export", "--pack", "game"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["profile"] == "A2"
    assert data["match"]["phrases"]["patterns"]
