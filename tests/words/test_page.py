"""The page's guard (frontend/src/words) finds what the server's guard finds: every sentence of the sheets, in node."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from shouwen.rulebook.packs import load
from shouwen.rulebook.phrase_export import export
from shouwen.rulebook.phrase_weighing import FILE
from shouwen.rulebook.phrases import Guard, Utterance, guard
from shouwen.site.environment import pack_folder
from tests.bench.words import sentences

FRONTEND = Path(__file__).resolve().parents[2] / "frontend"
TURNS = ("first", "middle", "last")
#: What the sheets do not hold: signs beyond the first plane, numbers with a point, marks in heaps, odd spaces, a page.
ODD = (
    "",
    "…",
    "他说“我不知道”，我不😀😀😀😀行，真不行",
    "①.② 3.5 元㍿啊啊啊啊！？！ Ⅷ İ ＡＢ１２ e\u0301 𐩀.𐩁\u200b\ufeff\x85",
    "「不知道」",
    "反正不知道，但是“不行”不是我说的，不行就不行",
    "不\u3000知 道\n\n不  清  楚",
    "不知道" * 900,
)


def node() -> str:
    found = shutil.which("node") or str(FRONTEND.parent / ".venv" / "bin" / "node")
    if not Path(found).exists() or not (FRONTEND / "node_modules" / "vite").is_dir():
        pytest.skip("node or the npm packages are not here")
    return found


def asked(situations: list[str]) -> list[dict[str, Any]]:
    """Every third sentence alone, then some with a turn, then in a situation and another house's way."""
    texts = [row["text"] for row in sentences()][::3]
    page = "".join(texts)[:12_000]
    said: list[dict[str, Any]] = [{"text": text} for text in (*texts, *ODD, page)]
    said += [{"text": text, "turn": TURNS[at % 3]} for at, text in enumerate(texts[::4])]
    said += [{"text": text, "manner": "written"} for text in texts[::20]]
    for at, text in enumerate(texts[::4]):
        more = {"profile": ("", "A2", "A5")[at % 3], "situation": situations[at % len(situations)]}
        said.append({"text": text, **more})
    return said


def ours(judge: Guard, said: dict[str, Any]) -> dict[str, Any]:
    """The server's judgement in the page's shape."""
    given = {name: value for name, value in said.items() if name != "situation"}
    found = judge.check(Utterance(**given), judge.sheets.situations.get(said.get("situation", "")))
    return {
        "findings": [(each.phrase, each.family, each.severity, list(each.span)) for each in found.findings],
        "clauses": [list(each.clauses) for each in found.findings],
        "rewrites": [list(each.rewrites) for each in found.findings],
        "missing": list(found.missing),
        "disordered": list(found.disordered),
    }


def theirs(line: str) -> dict[str, Any]:
    said = json.loads(line)
    found = said["findings"]
    return {
        "findings": [(each["phrase"], each["family"], each["severity"], each["span"]) for each in found],
        "clauses": [each["clauses"] for each in found],
        "rewrites": [each["rewrites"] for each in found],
        "missing": said["missing"],
        "disordered": said["disordered"],
    }


def test_the_page_finds_what_the_server_finds() -> None:
    pack = load(pack_folder() / "logistics", search=(pack_folder(),))
    judge = guard(pack)
    said = asked(sorted(judge.sheets.situations))
    lines = "\n".join(json.dumps(each) for each in ({"pack": export(pack), "weights": FILE.read_text()}, *said))
    ran = subprocess.run(
        [node(), str(FRONTEND / "tools" / "words.mjs")],
        input=lines,
        capture_output=True,
        encoding="utf-8",
        timeout=240,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    wrong = [
        (each["text"][:60], ours(judge, each), theirs(line))
        for each, line in zip(said, ran.stdout.splitlines(), strict=True)
        if ours(judge, each) != theirs(line)
    ]
    assert not wrong, f"{len(wrong)} of {len(said)} differ, the first: {wrong[0]}"
    assert sum(bool(json.loads(line)["findings"]) for line in ran.stdout.splitlines()) > 2000
