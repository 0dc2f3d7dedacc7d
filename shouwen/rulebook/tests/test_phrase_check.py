"""What `pack check` says of phrases and situations that do not hold together."""

from __future__ import annotations

from pathlib import Path

import pytest

from shouwen.rulebook.pack_check import check

GOOD = {
    "pack.toml": 'schema = 1\nid = "small"\ntitle = "小包"\nversion = "1"\n',
    "clauses/a.md": "# 条款\n\n## X-1 说话\n说话要客气。\n",
    "phrases/a.toml": """
[[family]]
id = "F-NO"
title = "回绝"
because = ["X-1"]
rewrite = ["我为您想别的办法。"]
[[phrase]]
id = "no"
family = "F-NO"
patterns = ["不行"]
[[element]]
id = "APOL"
title = "致歉"
because = ["X-1"]
patterns = ["抱歉"]
[[turn]]
id = "first"
requires = ["APOL"]
because = ["X-1"]
""",
    "situations/a.toml": """
[[situation]]
id = "S-1"
title = "办不了"
forbids = ["F-NO"]
because = ["X-1"]
  [[situation.step]]
  id = "say"
  requires = ["APOL"]
  sample = "很抱歉，{name}先生。"
""",
}


def problems(folder: Path, file: str = "", old: str = "", new: str = "") -> str:
    for name, text in GOOD.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace(old, new) if name == file else text, encoding="utf-8")
    return "\n".join(map(str, check(folder)))


def test_a_pack_of_phrases_and_situations_passes(tmp_path: Path) -> None:
    assert problems(tmp_path) == ""


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("phrases/a.toml", 'family = "F-NO"', 'family = "F-NONE"', 'There is no family "F-NONE"'),
        ("phrases/a.toml", 'patterns = ["不行"]', 'patterns = ["(不行"]', "brackets do not pair"),
        ("phrases/a.toml", 'patterns = ["不行"]', 'patterns = ["不行"]\nbecause = ["X-9"]', 'no clause "X-9"'),
        ("phrases/a.toml", 'because = ["X-1"]\nrewrite', 'because = ["X-9"]\nrewrite', 'no clause "X-9"'),
        ("phrases/a.toml", "我为您想别的办法。", "这样不行。", 'breaks "no" itself'),
        ("phrases/a.toml", 'requires = ["APOL"]', 'requires = ["APOL|BYE"]', 'There is no element "BYE"'),
        ("situations/a.toml", 'requires = ["APOL"]', 'requires = ["THANK"]', 'There is no element "THANK"'),
        ("situations/a.toml", 'forbids = ["F-NO"]', 'forbids = ["F-HAIL"]', 'There is no family "F-HAIL"'),
        ("situations/a.toml", "很抱歉，", "", "does not pass its own rule: APOL"),
        ("situations/a.toml", "很抱歉，", "很抱歉，不行，", "does not pass its own rule: no"),
        ("situations/a.toml", 'id = "say"', 'id = "say"\n  profile = ["A9"]', 'There is no profile "A9"'),
        ("situations/a.toml", 'because = ["X-1"]', 'because = ["X-9"]', 'no clause "X-9"'),
        ("situations/a.toml", "forbids", "forbidden", "this key is not known"),
    ],
)
def test_what_does_not_hold_together_is_said(tmp_path: Path, file: str, old: str, new: str, said: str) -> None:
    assert said in problems(tmp_path, file, old, new)
