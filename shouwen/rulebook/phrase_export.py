"""The guard as plain data, for readers in other languages."""

from typing import Any

from shouwen.rulebook.packs import Pack
from shouwen.rulebook.phrase_patterns import Matcher
from shouwen.rulebook.phrase_sheets import Weighing
from shouwen.rulebook.phrase_text import FOLDING
from shouwen.rulebook.phrases import guard

#: Changes when the form of what is exported changes: addresses that name an export by its content name this too.
SCHEMA = 5


def export(pack: Pack) -> dict[str, Any]:
    """The guard as plain data: expressions both Python and ECMAScript read, so that a page checks without a server.

    docs/packs.md says how a reader evaluates it; `tests` hold a reader of it to the same findings.
    """
    made = guard(pack)
    sheets = made.sheets

    def part(matcher: Matcher) -> dict[str, Any]:
        return {
            "index": matcher.index,
            "patterns": [list(pair) for pair in zip(matcher.owners, matcher.sources, strict=True)],
        }

    return {
        "schema": SCHEMA,
        "edition": pack.edition,
        "profile": made.profile,
        "phrases": {
            id: made.excuses[id]
            | {
                "family": each.family,
                "also": each.also,
                "profile": each.profile,
                "general": each.general,
                "severity": each.severity or sheets.families[each.family].severity,
                "clauses": sheets.clauses(each),
                "certainty": each.certainty,
                "origin": sheets.origin(each),
                "rewrites": each.rewrite or sheets.families[each.family].rewrite,
            }
            for id, each in sheets.phrases.items()
        },
        "families": {
            id: {
                "title": each.title,
                "severity": each.severity,
                "rewrites": each.rewrite,
                "clauses": each.because,
                "origin": each.origin,
                "spoken": each.spoken,
            }
            for id, each in sheets.families.items()
        },
        "weighing": _weighing(sheets.weighing),
        "leads": {
            id: {"reach": each.reach, "families": each.families, "overlap": made.excuses[f"lead:{id}"]["overlap"]}
            for id, each in sheets.leads.items()
        },
        "elements": {id: made.excuses[f"element:{id}"]["overlap"] for id in sheets.elements},
        "titles": {id: each.title for id, each in sheets.elements.items()},
        "turns": {id: each.requires for id, each in sheets.turns.items()},
        "situations": {id: each.model_dump(mode="json") for id, each in sheets.situations.items()},
        "folding": FOLDING,
        "match": {"phrases": part(made.matcher), "leads": part(made.leads), "elements": part(made.elements)},
    }


def _weighing(rule: Weighing | None) -> dict[str, float] | None:
    """From when on the weights count (phrase_weighing.py reads them); None where the pack does not ask them."""
    return (
        None if rule is None else {name: float(getattr(rule, name)) for name in ("innocent", "fault", "brief", "also")}
    )
