"""The clause of a finding is the row that forbids these very words, in the house that was asked; and what is demanded.

`phrase_clauses.tsv` holds, by kind: forbidden words with family, clause and severity; whole answers in words of their
own; answers with what they lack; innocent sentences near a forbidden one.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from shouwen.rulebook.tests.test_phrases import check, of

SHEET = Path(__file__).with_name("phrase_clauses.tsv")


def rows(kind: str) -> list[dict[str, str]]:
    with SHEET.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if row["kind"] == kind]


def name(row: dict[str, str]) -> str:
    return f"{row['pack']}-{row['situation']}-{row['text'][:12]}"


@pytest.mark.parametrize("row", rows("forbidden"), ids=name)
def test_a_fault_is_cited_by_the_row_that_forbids_it(row: dict[str, str]) -> None:
    found = check(row["text"], row["pack"], row["situation"]).findings
    wanted = {key: row[key] for key in ("family", "clause", "severity") if row[key]}
    assert any(all(getattr(each, key) == value for key, value in wanted.items()) for each in found), [
        (each.family, each.phrase, each.clause, each.severity) for each in found
    ]


@pytest.mark.parametrize("row", rows("whole"), ids=name)
def test_a_right_answer_in_other_words_lacks_nothing(row: dict[str, str]) -> None:
    for phase in {row["step"], ""}:
        judged = check(row["text"], row["pack"], row["situation"], phase=phase)
        assert (judged.missing, judged.findings, judged.disordered) == ((), (), ())


@pytest.mark.parametrize("row", rows("lacking"), ids=name)
def test_what_the_row_demands_and_an_answer_lacks_is_named(row: dict[str, str]) -> None:
    missing = check(row["text"], row["pack"], row["situation"], phase=row["step"]).missing
    assert set(row["lacks"].split(",")) <= set(missing)


@pytest.mark.parametrize("row", rows("innocent"), ids=name)
def test_helpful_words_near_a_forbidden_one_are_left_alone(row: dict[str, str]) -> None:
    assert not check(row["text"], row["pack"]).findings


def test_an_apology_after_the_explanation_came_too_late() -> None:
    late = check("王先生，因为仓库盘点您的货晚了，我马上处理，请您谅解，对不起。", situation="CS-36")
    assert late.disordered == ("WHY",)
    assert check("请问还有别的需要吗？谢谢您，再见。", "call-centre", "CS-52").disordered == ()
    assert check("谢谢您，再见。请问还有别的需要吗？", "call-centre", "CS-52").disordered == ("BYE",)


@pytest.mark.parametrize(
    ("pack", "article"),
    [("logistics", "S2-1"), ("call-centre", "S2-3"), ("game", "S2-2"), ("auto", "S2-5"), ("property", "S2-4")],
)
def test_a_clause_of_another_house_is_shown_as_borrowed(pack: str, article: str) -> None:
    """Base rows of the handbook and the posts (S1, S3, S4) hold everywhere; another article of S2 never does."""
    sheets = of(pack).sheets
    for phrase in sheets.phrases.values():
        first = sheets.clauses(phrase)[0]
        if first.startswith("S2-") and not first.startswith(article):
            assert sheets.origin(phrase) == "borrowed", (phrase.id, first)


@pytest.mark.parametrize("pack", ["base", "logistics", "call-centre", "game", "auto", "property"])
def test_a_rewrite_invents_no_time_sum_name_or_place(pack: str) -> None:
    """It is put in with one key: what it says must be true of any matter."""
    sheets = of(pack).sheets
    rewrites = {text for each in [*sheets.phrases.values(), *sheets.families.values()] for text in each.rewrite}
    invented = re.compile(
        r"\d|[二两三四五六七八九十半]+(点|分钟|小时|天|号|楼|元|块)|下班前|(王|李|张)(工|先生|女士)|周[一二三四五]"
    )
    assert not [text for text in rewrites if invented.search(text)]
