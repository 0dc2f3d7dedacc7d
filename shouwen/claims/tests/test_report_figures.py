"""What claims reports count, by hand: a small world of nine claims around June."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from shouwen.claims import periods, report_figures
from shouwen.claims.periods import Period
from shouwen.claims.report_lines import Insured, Line, Part, Settled
from shouwen.kernel.clock import LOCAL

JUNE = Period("month", 2026, 6)
GROUPS = ("market", "branch", "truck_driver", "loader")
AFTER = dt.datetime(2026, 7, 3, 10, tzinfo=LOCAL)


def at(month: int, day: int, hour: int = 10) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, tzinfo=LOCAL)


def part(party: str, fen: int, notified: Any = None, recovered: Any = None, acknowledged: Any = None) -> Part:
    return Part(party, "100%", fen, notified, acknowledged, recovered)


#: Reported and paid in June; reported in May, paid in June; repaired; two pending; self-settled; rejected in July;
#: all of May; reported in July.
WORLD = [
    Line("A", at(6, 1), "shortage", why="三联备注", department="苏州分公司", requested_fen=9000, paid_at=at(6, 5),
         paid_fen=8000, method="cash", accidents=(at(6, 1, 12),),
         parts=(part("driver", 6000, at(6, 4), at(6, 20), at(6, 6)), part("company", 2000))),
    Line("B", at(5, 20), "damage", why="三联备注", department="运营部", paid_at=at(6, 1, 22), paid_fen=5000, method="cash",
         parts=(part("loader", 5000, at(5, 30)),), insured=(Insured(at(5, 21), at(6, 10), 4000),)),
    Line("C", at(6, 2), "damage", why="装车混乱", department="苏州分公司", paid_at=at(6, 4), made_good=True, method="repair"),
    Line("D", at(6, 30, 23), "damage", why="三联备注", requested_fen=700, accidents=(at(6, 30, 23), at(7, 1))),
    Line("E", at(3, 1), "total_loss", nature="accident_or_vehicle_theft", requested_fen=30000, insured=(Insured(at(6, 3)),)),
    Line("F", at(6, 8), "damage", ended_at=at(6, 9), settled=Settled("branch", 360, dt.date(2026, 6, 7), at(6, 9))),
    Line("G", at(5, 31), "damage", ended_at=at(7, 2), requested_fen=100),
    Line("H", at(5, 2), "shortage", paid_at=at(5, 4), paid_fen=1000, method="cash",
         parts=(part("driver", 1000, at(5, 3), at(5, 9)),)),
    Line("I", at(7, 1, 0), "shortage"),
]  # fmt: skip


def drawn(period: Period = JUNE, now: dt.datetime = AFTER, lines: list[Line] = WORLD) -> report_figures.Data:
    return report_figures.figures(lines, period, bands=[7, 30, 90], groups=GROUPS, at=now)


@pytest.mark.parametrize(
    ("figure", "value", "before", "numbers"),
    [
        ("accidents", 2, 0, ["A", "D"]),
        ("reported", 4, 3, ["A", "C", "D", "F"]),
        ("paid", 3, 1, ["A", "B", "C"]),
        ("paid_sum", 13000, 1000, ["A", "B"]),
        ("days", 6.2, 2.0, ["A", "B", "C"]),
        ("pending", 3, 3, ["D", "E", "G"]),
        ("recovered", 6000, 1000, ["A"]),
        ("insured", 4000, 0, ["B"]),
        ("settled", 1, 0, ["F"]),
    ],
)
def test_each_figure_is_what_a_hand_counts_and_names_its_claims(figure, value, before, numbers):
    said = drawn()["figures"][figure]
    assert (said["value"], said["before"], said["numbers"]) == (value, before, numbers)
    assert report_figures.numbers_behind(drawn(), figure) == numbers


def test_the_median_stands_beside_the_mean_and_repairs_beside_payments():
    said = drawn()["figures"]
    assert (said["days"]["median"], said["paid"]["made_good"], said["settled"]["fen"]) == (4.0, 1, 360)


def test_what_happened_after_the_end_of_the_period_is_not_in_it():
    pending = drawn()["figures"]["pending"]["numbers"]
    assert "G" in pending, "it was rejected in July: at the end of June its customer still waited"
    assert drawn(now=at(6, 15))["figures"]["pending"]["numbers"] == ["E", "G"], "half of June is counted up to today"


def test_causes_are_ordered_by_how_many_and_add_up_to_all():
    rows = drawn()["causes"]
    assert [(row["key"], row["count"], row["before"], row["fen"]) for row in rows] == [
        ("三联备注", 2, 1, 8700),
        ("", 1, 2, 360),
        ("装车混乱", 1, 0, 0),
    ]
    assert [row["share"] for row in rows] == [50.0, 75.0, 100.0]
    assert rows[0]["departments"] == ["苏州分公司"]


def test_customers_who_wait_stand_in_one_band_each():
    rows = drawn()["ageing"]
    assert [(row["from"], row["to"], row["count"], row["numbers"]) for row in rows] == [
        (0, 7, 1, ["D"]),
        (8, 30, 1, ["G"]),
        (31, 90, 0, []),
        (91, None, 1, ["E"]),
    ]
    assert sum(row["count"] for row in rows) == drawn()["figures"]["pending"]["value"]


@pytest.mark.parametrize(("days", "band"), [(7, 0), (8, 1), (30, 1), (31, 2), (90, 2), (91, 3)])
def test_the_last_day_of_a_band_still_belongs_to_it(days, band):
    now = at(6, 30)
    rows = report_figures.ageing([Line("X", now - dt.timedelta(days=days))], [7, 30, 90], now)
    assert [row["count"] for row in rows].index(1) == band


def test_what_is_outstanding_is_what_was_and_what_was_told_less_what_came_back():
    total = drawn()["recovery"]["total"]
    fen = {name: cell["fen"] for name, cell in total.items()}
    assert fen == {"opening": 5000, "notified": 6000, "acknowledged": 6000, "recovered": 6000, "outstanding": 5000}
    assert fen["outstanding"] == fen["opening"] + fen["notified"] - fen["recovered"]
    assert total["outstanding"]["numbers"] == ["B"]
    assert [row["key"] for row in drawn()["recovery"]["rows"]] == ["loader", "driver"]


def test_what_the_company_bears_is_shared_out_but_never_recovered():
    rows = {row["key"]: row["fen"] for row in drawn()["by_party"]}
    assert rows == {"driver": 6000, "loader": 5000, "company": 2000}
    assert sum(rows.values()) == drawn()["figures"]["paid_sum"]["value"]


def test_insurers_are_counted_by_what_they_did():
    said = drawn()["insurers"]
    assert {name: (cell["count"], cell["fen"]) for name, cell in said.items()} == {
        "claimed": (1, None),
        "recovered": (1, 4000),
        "refused": (0, None),
        "waiting": (1, None),
    }


def test_the_four_groups_are_there_even_with_none():
    rows = drawn()["settled"]
    assert [(row["key"], row["count"], row["fen"]) for row in rows] == [
        ("market", 0, 0),
        ("branch", 1, 360),
        ("truck_driver", 0, 0),
        ("loader", 0, 0),
    ]


def test_the_months_of_a_quarter_add_up_to_it():
    said = drawn(Period("quarter", 2026, 2))
    assert [(row["month"], row["reported"], row["fen"]) for row in said["months"]] == [
        (4, 0, 0),
        (5, 3, 1000),
        (6, 4, 13000),
    ]
    assert sum(row["reported"] for row in said["months"]) == said["figures"]["reported"]["value"]
    assert sum(row["fen"] for row in said["months"]) == said["figures"]["paid_sum"]["value"]


def test_the_sums_of_the_detail_are_the_figures():
    said = drawn()
    assert [line["number"] for line in said["lines"]] == ["A", "B", "C", "D", "F"]
    assert sum(line["paid_fen"] or 0 for line in said["lines"]) == said["figures"]["paid_sum"]["value"]


def test_a_party_to_a_claim_reads_none_of_its_words_but_it_stays_counted():
    said = report_figures.without(drawn(), {"A"})
    first = said["lines"][0]
    assert (first["goods"], first["parts"], first["hidden"]) == ("", [], True)
    assert said["figures"] == drawn()["figures"]


@pytest.mark.parametrize(
    "figure", ["", "nothing", "kind", "kind.99", "kind.x", "recovery.nothing", "cause.-1", "kind.²"]
)
def test_a_figure_that_is_not_there_has_no_claims(figure):
    assert report_figures.numbers_behind(drawn(), figure) is None


@pytest.mark.parametrize("figure", ["kind.0", "department.0", "party.0", "cause.0", "ageing.0", "settled.1", "share.0",
                                    "recovery.notified", "insurers.waiting"])  # fmt: skip
def test_each_row_names_its_claims(figure):
    assert report_figures.numbers_behind(drawn(), figure)


def test_a_row_names_what_was_reported_apart_from_what_was_paid():
    said = drawn()
    at_row = [row["key"] for row in said["by_department"]].index("运营部")
    assert report_figures.numbers_behind(said, f"department.{at_row}") == []
    assert report_figures.numbers_behind(said, f"department_paid.{at_row}") == ["B"]
    assert report_figures.numbers_behind(said, "cause_paid.0") is None


def test_an_empty_period_has_figures_but_no_mean():
    said = drawn(lines=[])
    assert said["figures"]["days"]["value"] is None
    assert (said["causes"], said["by_kind"], said["recovery"]["rows"], said["lines"]) == ([], [], [], [])


# ---- periods


@pytest.mark.parametrize(
    ("kind", "day", "starts", "ends", "label", "before"),
    [
        ("month", (2026, 1, 31), (2026, 1, 1), (2026, 1, 31), "2026 年 1 月", ("month", 2025, 12)),
        ("month", (2028, 2, 29), (2028, 2, 1), (2028, 2, 29), "2028 年 2 月", ("month", 2028, 1)),
        ("quarter", (2026, 1, 1), (2026, 1, 1), (2026, 3, 31), "2026 年第 1 季度", ("quarter", 2025, 4)),
        ("quarter", (2026, 12, 31), (2026, 10, 1), (2026, 12, 31), "2026 年第 4 季度", ("quarter", 2026, 3)),
        ("year", (2026, 7, 1), (2026, 1, 1), (2026, 12, 31), "2026 年", ("year", 2025, 1)),
    ],
)
def test_a_day_lies_in_one_period_of_each_kind(kind, day, starts, ends, label, before):
    period = periods.of(kind, dt.date(*day))
    assert (period.starts_on, period.ends_on, period.label) == (dt.date(*starts), dt.date(*ends), label)
    assert period.before == Period(*before)
    assert period.before.end == period.begin


def test_midnight_belongs_to_the_new_month():
    assert JUNE.has(JUNE.begin)
    assert not JUNE.has(JUNE.end)
    assert JUNE.begin.hour == 0


@pytest.mark.parametrize(
    ("kind", "year", "part"), [("month", 2026, 13), ("quarter", 2026, 0), ("week", 2026, 1), ("year", 1999, 1)]
)
def test_a_period_that_does_not_exist_is_refused(kind, year, part):
    with pytest.raises(ValueError, match="no such period"):
        Period(kind, year, part)
