"""Replay: kept decisions asked again under a changed pack, by itself and from the command line."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from shouwen.cases.tests.makers import complaint
from shouwen.commands import replay_
from shouwen.kernel.policy import SYSTEM
from shouwen.rulebook import queries
from shouwen.rulebook.packs import Pack
from shouwen.rulebook.queries import replays
from shouwen.rulebook.replay import Kept, Replayer, Tally, asking, replay, touched
from shouwen.rulebook.tests import fines


def changed(**cells: str) -> dict[str, Any]:
    """The pack with F-2 paying or testing otherwise."""
    content = fines.raw()
    row = content["tables"]["fine"]["row"][1]
    row["then"] |= {name: value for name, value in cells.items() if name == "amount"}
    row["when"] |= {name: value for name, value in cells.items() if name == "days"}
    return content


def replayed(draft: dict[str, Any], **more: Any) -> tuple[dict[int, Any], Tally]:
    pack, tally = Pack.from_json(draft), Tally()
    found = replay(queries.replayer(pack, "fine"), queries.kept_decisions("fines", "fine", **more), tally)
    return {kept.pk: verdict for kept, verdict in found if verdict.kind != "same"}, tally


def test_a_changed_number_names_exactly_the_decisions_it_changes_and_their_sum(cast: Any, at: Any) -> None:
    """50.00 becomes 65.50: the three decisions of that row, and three times 15.50 more."""
    fines.publish()
    one, two, three, four, five, _six = fines.decided(cast.clerk, 1, 3, 5, 7, 2, 20)
    found, tally = replayed(changed(amount="65.50"))
    assert found.keys() == {two.pk, three.pk, four.pk}
    assert {verdict.changes for verdict in found.values()} == {(("amount", "50.00", "65.50"),)}
    assert {(verdict.rows_before, verdict.rows_after) for verdict in found.values()} == {(("fine F-2",), ("fine F-2",))}
    assert (tally.asked, tally.changed, tally.same, tally.unanswerable) == (6, 3, 3, 0)
    assert (tally.fen_before, tally.fen_after, tally.fen) == (17_000, 21_650, 4_650)
    assert one.pk not in found and five.pk not in found


def test_a_question_the_draft_cannot_answer_is_told_apart_and_adds_no_money(cast: Any, at: Any) -> None:
    """A gap at 7 days: those are unanswerable, with the reason, and in neither sum."""
    fines.publish()
    _six, seven = fines.decided(cast.clerk, 6, 7)
    found, tally = replayed(changed(days="[3..7)"))
    assert found.keys() == {seven.pk} and found[seven.pk].kind == "unanswerable"
    assert "没有一行符合" in found[seven.pk].why
    assert (tally.unanswerable, tally.same, tally.fen_before, tally.fen_after) == (1, 1, 5_000, 5_000)


def test_another_clause_for_the_same_answer_is_said_so(cast: Any, at: Any) -> None:
    """The outcome stays, what it rests on does not."""
    fines.publish()
    (kept,) = fines.decided(cast.clerk, 5)
    content = fines.raw()
    content["tables"]["fine"]["row"][1]["because"] = ["T-2"]
    found, tally = replayed(content)
    assert found[kept.pk].kind == "grounds" and not found[kept.pk].changes
    assert (tally.grounds, tally.changed) == (1, 0)


def test_a_difference_the_edition_in_force_has_already_is_marked(cast: Any, at: Any) -> None:
    """Decided under an older edition: the draft changes nothing that is not changed already."""
    fines.publish()
    (old,) = fines.decided(cast.clerk, 5)
    fines.publish("2026-07-01", changed(amount="60.00"))
    (new,) = fines.decided(cast.clerk, 5)
    same_as_now, tally = replayed(changed(amount="60.00"))
    assert same_as_now.keys() == {old.pk} and same_as_now[old.pk].already and tally.already == 1
    another, tally = replayed(changed(amount="70.00"))
    assert another.keys() == {old.pk, new.pk} and tally.already == 0


def test_only_decisions_since_the_day_are_asked(cast: Any, at: Any) -> None:
    """The day begins at midnight in Shanghai."""
    fines.publish()
    at("2026-07-14 23:59")
    fines.decided(cast.clerk, 5)
    at("2026-07-15 00:00")
    (late,) = fines.decided(cast.clerk, 5)
    found, tally = replayed(changed(amount="60.00"), since=dt.date(2026, 7, 15))
    assert found.keys() == {late.pk} and tally.asked == 1
    assert queries.count_kept("fines", ["fine"], dt.date(2026, 7, 15)) == 1


def test_every_chunk_is_read_once(cast: Any, at: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks by key: none is left out and none comes twice."""
    monkeypatch.setattr(replays, "CHUNK", 3)
    fines.publish()
    made = fines.decided(cast.clerk, 1, 2, 3, 4, 5, 6, 7)
    assert [kept.pk for kept in queries.kept_decisions("fines", "fine")] == [each.pk for each in made]


def test_equal_questions_are_asked_once() -> None:
    """A hundred thousand decisions over eleven questions: eleven answers, and seconds."""
    pack = Pack.from_json(changed(amount="60.00"))
    asked = []

    def ask(inputs: Any) -> Any:
        asked.append(inputs)
        return asking(pack, "fine", {})(inputs)

    stored = json.dumps([{"table": "fine", "row": "F-2", "clauses": ["T-1"], "certainty": "stated"}])
    outcome = json.dumps({"amount": "50.00", "department": "客服中心"})
    many = (Kept(pk, "case", pk, json.dumps({"days": pk % 11}), outcome, stored) for pk in range(100_000))
    tally = Tally()
    for _ in replay(Replayer(ask, pack.decisions["fine"], pack), many, tally):
        pass
    assert len(asked) == 11 and tally.asked == 100_000


def test_only_decisions_that_could_answer_otherwise_are_touched() -> None:
    """A number, a test or a policy touches; a title or a note does not."""
    before = Pack.from_json(fines.raw())
    assert touched(before, Pack.from_json(changed(amount="60.00"))) == ["fine"]
    assert touched(before, Pack.from_json(changed(days="[3..6]"))) == ["fine"]
    words = fines.raw()
    words["tables"]["fine"] |= {"title": "另一个名字", "note": "说明"}
    words["tables"]["fine"]["inputs"]["days"] = words["tables"]["fine"]["inputs"]["days"] | {"label": "天"}
    assert touched(before, Pack.from_json(words)) == []


# ---- the command


def folder(place: Path, amount: str) -> Path:
    """A pack folder written by hand, as a manager keeps one."""
    (place / "tables").mkdir(parents=True)
    (place / "decisions").mkdir()
    (place / "clauses").mkdir()
    (place / "pack.toml").write_text('schema = 1\nid = "fines"\ntitle = "赔付规范"\nversion = "2026.2"\n')
    (place / "clauses/t.md").write_text("# 赔付\n## T-1 晚到\n晚到要赔。\n")
    column = 'label = "晚到天数"\ntype = "number"\nrequired = true\n'
    rows = "".join(
        f'[[row]]\nid = "{id}"\nwhen = {{ days = "{test}" }}\nthen = {{ {then} }}\nbecause = ["T-1"]\n'
        for id, test, then in (
            ("F-1", "< 3", 'amount = "10.00", department = "客服中心"'),
            ("F-2", "[3..7]", f'amount = "{amount}", department = "客服中心"'),
            ("F-3", "> 7", 'department = "监察部"'),
        )
    )
    outputs = '[outputs.amount]\ntype = "money"\n[outputs.department]\ntype = "text"\n'
    (place / "tables/fine.toml").write_text(f'title = "晚到赔付"\nhit = "U"\n[inputs.days]\n{column}{outputs}{rows}')
    (place / "decisions/fine.toml").write_text(f'title = "赔多少"\n[inputs.days]\n{column}[[use]]\ntable = "fine"\n')
    return place


def command(*words: str) -> int:
    parser = argparse.ArgumentParser()
    replay_.add_arguments(parser)
    return replay_.run(parser.parse_args(words))


@pytest.fixture
def set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's database stands for the installation's."""
    monkeypatch.setattr(replay_, "installation", lambda args: Path())


@pytest.mark.usefixtures("set_up")
def test_the_command_prints_counts_differences_and_money(
    cast: Any, at: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What would have changed, about what, by how much."""
    fines.publish()
    _one, kept = fines.decided(cast.clerk, 1, 5)
    draft = str(folder(tmp_path / "fines", "80.00"))
    assert command("fines/fine", "--draft", draft, "--since", "2026-01-01") == 0
    said = capsys.readouterr().out
    assert "回放 2 条裁定：1 条结果不同" in said and "60.00 → 90.00，差 30.00 元" in said
    assert f"#{kept.pk} person {cast.clerk.pk}" in said and "amount 50.00 → 80.00" in said
    assert command("fines/fine", "--draft", draft, "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["changed"], report["fen"], len(report["differences"])) == (1, 3_000, 1)
    assert report["differences"][0]["changes"] == {"amount": ["50.00", "80.00"]} and report["rate"] > 0


@pytest.mark.usefixtures("set_up")
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["fines/fine", "--draft", "{none}"], "没有 pack.toml"),
        (["logistics/routing", "--draft", "{draft}"], "不是 logistics"),
        (["fines/other", "--draft", "{draft}"], "没有裁定 other"),
        (["fines/fine", "--draft", "{draft}", "--since", "yesterday"], "看不懂日期"),
        (["fines/fine", "--draft", "{draft}"], "还没有施行的版次"),
    ],
)
def test_what_cannot_be_replayed_is_a_sentence(
    db: None, words: list[str], sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 2, and nothing of a traceback."""
    draft = folder(tmp_path / "fines", "80.00")
    filled = [word.replace("{draft}", str(draft)).replace("{none}", str(tmp_path)) for word in words]
    assert command(*filled) == 2
    assert sentence in capsys.readouterr().err


def test_the_command_names_cases_by_their_number(cast: Any, at: Any) -> None:
    """A room says how its things are called, and to whom."""
    case = complaint(cast)
    assert queries.names_of(SYSTEM, "case", [case.pk]) == {case.pk: case.number}
    assert queries.names_of(cast.clerk, "case", [case.pk]) == {case.pk: case.number}
    assert queries.names_of(cast.administrator, "case", [case.pk]) == {}
    assert queries.names_of(SYSTEM, "no-such", [1]) == {}


# ---- parameters


def with_parameter(value: str) -> dict[str, Any]:
    """The pack asking the register how many days are few."""
    content = fines.raw()
    few = {"label": "几天算少", "type": "number", "setting": "fine.few"}
    content["settings"]["setting"].append(
        {"id": "fine.few", "title": "几天算少", "type": "number", "value": value, "because": ["T-1"]}
    )
    content["tables"]["fine"]["inputs"]["few"] = {"label": "几天算少", "type": "number"}
    content["decisions"]["fine"]["inputs"]["few"] = few
    rows = content["tables"]["fine"]["row"]
    rows[0]["when"]["days"], rows[1]["when"]["days"] = "< few", "[few..7]"
    return content


def test_the_drafts_parameters_are_used_with_the_brands_over_them(cast: Any, at: Any) -> None:
    """A brand that changed the parameter keeps its own value; one that did not gets the draft's."""
    from shouwen.rulebook import actions

    fines.publish(content=with_parameter("3"))
    _two, four, _six = fines.decided(cast.clerk, 2, 4, 6)
    draft = with_parameter("5")
    assert touched(Pack.from_json(with_parameter("3")), Pack.from_json(draft)) == ["fine"]
    found, tally = replayed(draft)
    assert found.keys() == {four.pk} and tally.fen == -4_000
    actions.change_setting(
        by=cast.administrator, brand="LD", pack=queries.in_force("fines"), key="fine.few", value="3", reason="老规矩"
    )
    replayer = queries.replayer(Pack.from_json(draft), "fine", brand="LD")
    assert [replayer.verdict(each).kind for each in queries.kept_decisions("fines", "fine")] == ["same"] * 3
