"""Decisions a second replayed from the database under a changed pack, against deciding the same inputs in a loop.

The loop has its inputs in memory and compares nothing. Ours reads each kept decision, compares outcome, rows and money,
and counts; questions that are equal are asked once, as they are in a service centre where the same things happen daily.
"""

from __future__ import annotations

import json
import statistics
from pathlib import Path
from typing import Any

from tests.bench import ground
from tests.bench.deciding import pack_with_sixty_rows, situations
from tests.bench.ground import Line

KEPT = 100_000


def keep(pack: Any, count: int) -> list[dict[str, Any]]:
    """Publishes the pack and writes `count` decisions of its sixty rows; gives their inputs."""
    from shouwen.kernel import clock
    from shouwen.kernel.policy import SYSTEM
    from shouwen.rulebook import actions, deciding
    from shouwen.rulebook.models import Decision

    edition = actions.publish_edition(pack, by=SYSTEM, in_force_from=clock.today())
    answers = [(each, deciding.decide(pack, "sixty", each).as_dict()) for each in situations()]
    rows = [
        Decision(
            name="sixty",
            edition=edition,
            about_kind="case",
            about_id=number,
            inputs=json.loads(deciding.canonical(answers[number % len(answers)][0])),
            outcome=answers[number % len(answers)][1]["outcome"],
            rows=answers[number % len(answers)][1]["rows"],
            clauses=[],
            clauses_digest="0" * 64,
            certainty="stated",
            at=clock.now(),
            by="system",
        )
        for number in range(count)
    ]
    Decision.objects.bulk_create(rows, batch_size=500)
    return [answers[number % len(answers)][0] for number in range(count)]


def measure(data: Path, *, quick: bool) -> list[Line]:
    ground.company(data)
    from shouwen.rulebook import deciding, queries
    from shouwen.rulebook.packs import Pack

    count = 10_000 if quick else KEPT
    pack = pack_with_sixty_rows()
    inputs = keep(pack, count)
    raw = pack.to_json()
    raw["tables"]["sixty"]["row"][0]["then"]["within"] = "99h"
    draft = Pack.from_json(raw)

    def replayed() -> None:
        tally = queries.Tally()
        for _ in queries.replay(queries.replayer(draft, "sixty"), queries.kept_decisions(draft.id, "sixty"), tally):
            pass
        if tally.asked != count or not tally.changed:
            raise RuntimeError(f"replayed {tally.asked} of {count}, {tally.changed} changed")

    def loop() -> None:
        for each in inputs:
            deciding.decide(draft, "sixty", each)

    ours, theirs = [], []
    for _ in range(3):
        with ground.undisturbed():
            ours.append(ground.seconds(replayed))
            theirs.append(ground.seconds(loop))
    ratios = [control / mine for control, mine in zip(theirs, ours, strict=True)]
    mine, control = count / statistics.median(ours), count / statistics.median(theirs)
    return [
        Line(
            f"replay of {count:,} kept decisions",
            ratios,
            "seconds for 100,000",
            f"{mine:,.0f}/s",
            f"deciding in a loop, {control:,.0f}/s",
            ground.share(replayed),
        )
    ]
