"""Kept decisions asked again under another pack: which stay, which change and by how much, which have no answer left.

Pure. A decision comes as the JSON texts it was stored as; equal texts get the same verdict, so a hundred thousand
decisions cost as much as the questions among them that differ.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from shouwen.kernel.money import Money, MoneyError
from shouwen.rulebook.deciding import Answer, InputError, UnknownDecision, decide
from shouwen.rulebook.feel.typed import plain
from shouwen.rulebook.packs import Pack
from shouwen.rulebook.sheets import DecisionSheet
from shouwen.rulebook.tables import TableError

MONEY = "amount"  # the output that is added up
MOST = 50_000  # verdicts remembered; then the memory starts anew

#: same outcome and rows · same outcome for other rows or clauses · another outcome · no answer any more
Kind = Literal["same", "grounds", "changed", "unanswerable"]
Ask = Callable[[Mapping[str, Any]], Answer]


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept decision, only what a replay needs: `inputs`, `outcome` and `rows` are JSON texts."""

    pk: int
    about_kind: str
    about_id: int
    inputs: str
    outcome: str
    rows: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a decision. `changes` is (output, before, after); rows are `table R-03`; amounts in fen.

    `already` is true when the pack in force would answer as the draft does: the difference is an older one.
    """

    kind: Kind
    changes: tuple[tuple[str, Any, Any], ...] = ()
    rows_before: tuple[str, ...] = ()
    rows_after: tuple[str, ...] = ()
    fen_before: int | None = None
    fen_after: int | None = None
    why: str = ""
    already: bool = False

    @property
    def fen(self) -> int:
        """How much more is paid; 0 where nothing is, or where there is no answer to compare."""
        return 0 if self.kind == "unanswerable" else (self.fen_after or 0) - (self.fen_before or 0)


@dataclass(slots=True)
class Tally:
    """How many of each kind, and the sums in fen over all that can still be answered."""

    asked: int = 0
    same: int = 0
    grounds: int = 0
    changed: int = 0
    unanswerable: int = 0
    already: int = 0
    with_money: int = 0
    fen_before: int = 0
    fen_after: int = 0
    moves: dict[str, int] = field(default_factory=dict)  # "R-05a → R-05b" of those that changed

    def add(self, verdict: Verdict) -> None:
        """Counts one more. Without an answer left, its money is in neither sum."""
        self.asked += 1
        setattr(self, verdict.kind, getattr(self, verdict.kind) + 1)
        self.already += verdict.already
        if verdict.kind == "unanswerable":
            return
        if verdict.fen_before is not None or verdict.fen_after is not None:
            self.with_money += 1
        self.fen_before += verdict.fen_before or 0
        self.fen_after += verdict.fen_after or 0
        if verdict.kind == "changed":
            move = f"{_short(verdict.rows_before)} → {_short(verdict.rows_after)}"
            self.moves[move] = self.moves.get(move, 0) + 1

    @property
    def fen(self) -> int:
        return self.fen_after - self.fen_before

    def as_dict(self) -> dict[str, Any]:
        """Counts and sums as JSON keeps them; the most frequent moves first, at most twelve."""
        counts = {name: getattr(self, name) for name in ("asked", "same", "grounds", "changed", "unanswerable",
                                                         "already", "with_money", "fen_before", "fen_after")}  # fmt: skip
        often = sorted(self.moves.items(), key=lambda move: (-move[1], move[0]))[:12]
        return {**counts, "fen": self.fen, "moves": [list(move) for move in often]}


def _short(rows: tuple[str, ...]) -> str:
    return "、".join(row.rsplit(" ", 1)[-1] for row in rows) or "—"


class Replayer:
    """One decision of a draft, compiled once. `now` is the pack in force, asked about what changed only."""

    def __init__(self, ask: Ask, sheet: DecisionSheet, pack: Pack, now: Ask | None = None) -> None:
        self.ask, self.now = ask, now
        columns = [pack.tables[use.table].outputs.get(MONEY) for use in sheet.use if use.table in pack.tables]
        self.money = bool(sheet.reckoner) or any(column is not None and column.type == "money" for column in columns)
        self._known: dict[tuple[str, str, str], Verdict] = {}

    def verdict(self, kept: Kept) -> Verdict:
        """What becomes of one decision. Never raises: a question that cannot be asked is unanswerable, and why."""
        key = (kept.inputs, kept.outcome, kept.rows)
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= MOST:
                self._known.clear()
            known = self._known[key] = self._compared(*map(json.loads, key))
        return known

    def _compared(self, inputs: dict[str, Any], before: dict[str, Any], rows: list[dict[str, Any]]) -> Verdict:
        rows_before = tuple(f"{row['table']} {row['row']}" for row in rows)
        fen_before = self._fen(before)
        try:
            answer = self.ask(inputs)
        except (InputError, TableError, UnknownDecision) as problem:
            why = getattr(problem, "zh", "") or str(problem)
            return Verdict("unanswerable", (), rows_before, (), fen_before, None, why, self._is_already(inputs, None))
        after = plain(answer.outcome)
        rows_after = tuple(f"{row.table} {row.row}" for row in answer.rows)
        changes = _changes(before, after)
        grounds = [(row["table"], row["row"], tuple(row["clauses"])) for row in rows]
        same_grounds = grounds == [(row.table, row.row, row.clauses) for row in answer.rows]
        if not changes and same_grounds:
            return Verdict("same", fen_before=fen_before, fen_after=fen_before)
        already = self._is_already(inputs, answer)
        return Verdict(
            "changed" if changes else "grounds",
            changes, rows_before, rows_after, fen_before, self._fen(after), "", already,
        )  # fmt: skip

    def _is_already(self, inputs: dict[str, Any], answer: Answer | None) -> bool:
        """Whether the pack in force says the same as the draft: then the draft is not what changes it."""
        if self.now is None:
            return False
        try:
            now = self.now(inputs)
        except (InputError, TableError, UnknownDecision):
            return answer is None
        return answer is not None and (plain(now.outcome), now.rows) == (plain(answer.outcome), answer.rows)

    def _fen(self, outcome: Mapping[str, Any]) -> int | None:
        amount = outcome.get(MONEY) if self.money else None
        if amount is None or isinstance(amount, bool | list | dict):
            return None
        try:
            return Money.parse(str(amount)).fen
        except MoneyError:
            return None


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[tuple[str, Any, Any], ...]:
    names = [*before, *(name for name in after if name not in before)]
    return tuple((name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name))


def asking(
    pack: Pack, name: str, reckoners: Mapping[str, Callable[..., Any]], settings: Mapping[str, Any] | None = None
) -> Ask:
    """The question of a pack as a function of the inputs. `settings` are values of parameters, by id."""
    return lambda inputs: decide(pack, name, inputs, reckoners, settings)


def replay(replayer: Replayer, kept: Iterable[Kept], tally: Tally) -> Iterator[tuple[Kept, Verdict]]:
    """Every decision with its verdict; `tally` counts along."""
    for each in kept:
        verdict = replayer.verdict(each)
        tally.add(verdict)
        yield each, verdict


def touched(before: Pack, after: Pack) -> list[str]:
    """Decisions the two packs may answer differently: the sheet itself, a table it looks into, or a parameter."""
    return [
        name
        for name, sheet in before.decisions.items()
        if name not in after.decisions or _asked_with(before, sheet) != _asked_with(after, after.decisions[name])
    ]


WORDS = {"label", "labels", "note"}
_TABLE_WORDS: Any = {"title": True, "note": True, "row": {"__all__": {"note"}}} | {
    part: {"__all__": WORDS} for part in ("inputs", "outputs")
}
_DECISION_WORDS: Any = {"title": True, "note": True, "otherwise": {"note": True}} | {
    part: {"__all__": WORDS} for part in ("inputs", "words")
}


def _asked_with(pack: Pack, sheet: DecisionSheet) -> Any:
    """Everything an answer hangs on. Titles, labels and notes are no part of it."""
    names = [use.table for use in sheet.use if use.table in pack.tables]
    ids = [getattr(column, "setting", None) for column in sheet.inputs.values()]
    return (
        sheet.model_dump(exclude=_DECISION_WORDS),
        [pack.tables[name].model_dump(exclude=_TABLE_WORDS) for name in names],
        [pack.settings[id].value for id in ids if id and id in pack.settings],
    )
