"""Decisions a second of a table with 60 rows, against the same rows as plain Python tuples compared in a loop.

Both give what the row says. Ours also types the inputs, proves that only one row fits, and names row, clause and
certainty; the loop stops at the first.
"""

from __future__ import annotations

import statistics
from pathlib import Path
from typing import Any

from tests.bench import ground
from tests.bench.ground import Line

CATEGORIES = [f"category_{number}" for number in range(12)]
CAUSES = [f"cause_{number}" for number in range(5)]
SITUATIONS = 600


def sheets() -> dict[str, Any]:
    """A unique-hit table over two listed words and an amount, 12 × 5 rows."""
    row = [
        {
            "id": f"R-{12 * b + a + 1}",
            "because": ["T-1"],
            "when": {"category": f'"{category}"', "cause": f'"{cause}"', "amount": "[0..5000]" if b % 2 else ">= 0"},
            "then": {"department": f"部门{a}", "within": f"{b + 1}h"},
        }
        for a, category in enumerate(CATEGORIES)
        for b, cause in enumerate(CAUSES)
    ]
    columns = {
        "category": {"type": "text", "domain": CATEGORIES},
        "cause": {"type": "text", "domain": CAUSES},
        "amount": {"type": "number"},
    }
    outputs = {"department": {"type": "text"}, "within": {"type": "duration"}}
    return {
        "table": {"title": "六十行", "hit": "U", "inputs": columns, "outputs": outputs, "row": row},
        "decision": {"title": "六十行", "inputs": columns, "use": [{"table": "sixty"}]},
    }


def pack_with_sixty_rows() -> Any:
    """The product's logistics pack with the table and its decision laid in."""
    from shouwen.rulebook import queries
    from shouwen.rulebook.packs import Pack

    raw = queries.read_from_disk("logistics").to_json()
    made = sheets()
    for name, sheet in (("tables", made["table"]), ("decisions", made["decision"])):
        raw[name]["sixty"] = sheet
        raw["order"][name].append("sixty")
        raw["order"] |= {f"{name}/sixty/{part}": list(sheet[part]) for part in ("inputs", "outputs") if part in sheet}
    raw["clauses"]["T-1"] = {**next(iter(raw["clauses"].values()))}
    raw["order"]["clauses"].append("T-1")
    return Pack.from_json(raw)


def situations() -> list[dict[str, Any]]:
    return [
        {"category": CATEGORIES[number * 7 % 12], "cause": CAUSES[number * 3 % 5], "amount": number % 4000}
        for number in range(SITUATIONS)
    ]


def plain_rows() -> list[tuple[str, str, int, int, str, str]]:
    return [
        (category, cause, 0, 5000 if b % 2 else 10**9, f"部门{a}", f"{b + 1}h")
        for a, category in enumerate(CATEGORIES)
        for b, cause in enumerate(CAUSES)
    ]


def measure(data: Path, *, quick: bool) -> list[Line]:
    ground.open_installation(data)
    from shouwen.rulebook import deciding

    pack, asked, rows = pack_with_sixty_rows(), situations(), plain_rows()
    table = pack.table("sixty")
    typed = [deciding.read_inputs(pack.decisions["sixty"].inputs, each) for each in asked]

    def loop() -> None:
        for each in asked:
            category, cause, amount = each["category"], each["cause"], each["amount"]
            for row in rows:
                if row[0] == category and row[1] == cause and row[2] <= amount <= row[3]:
                    _said = {"department": row[4], "within": row[5]}
                    break

    def whole() -> None:
        for each in asked:
            deciding.decide(pack, "sixty", each)

    def only_table() -> None:
        for each in typed:
            table.evaluate(each)

    whole(), only_table(), loop()
    repeats = 3 if quick else 10
    taken: dict[str, list[float]] = {"whole": [], "table": [], "loop": []}
    for _ in range(3):
        with ground.undisturbed():
            for name, work in (("whole", whole), ("table", only_table), ("loop", loop)):
                taken[name].append(min(ground.seconds(work) for _ in range(repeats)) / SITUATIONS)
    control = f"tuples in a loop, {1 / statistics.median(taken['loop']):,.0f}/s"
    lines = []
    for title, name, work in (
        ("60-row table, whole decision", "whole", whole),
        ("60-row table, rows only", "table", only_table),
    ):
        ratios = [bare / mine for bare, mine in zip(taken["loop"], taken[name], strict=True)]
        ours = f"{1 / statistics.median(taken[name]):,.0f}/s"
        lines.append(Line(title, ratios, "—", ours, control, _top(work)))
    return lines


def _top(work: Any) -> str:
    """The functions with the largest share, by name: here all is ours."""
    import cProfile
    import pstats

    profile = cProfile.Profile()
    profile.runcall(work)
    stats: dict[Any, Any] = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    whole = sum(row[2] for row in stats.values())
    ranked = sorted(stats.items(), key=lambda item: -item[1][2])[:3]
    return ", ".join(f"{place[2].strip('<>')} {100 * row[2] / whole:.0f} %" for place, row in ranked)
