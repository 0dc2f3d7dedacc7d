"""What papers mean, without a database: guards, the usable waybill, two records side by side, signs of copying."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwen.claims.capitals import to_capitals
from shouwen.claims.paper_guards import CLAUSES, Draft, problems
from shouwen.claims.papers import (
    Copy,
    Found,
    Line,
    by_number,
    compare,
    copied_by,
    first_three_lost,
    liability,
    looks_copied,
    noter,
    notes,
    signature,
    usable,
)
from shouwen.kernel.money import Money

GOOD = Draft(
    number="8840",
    label_number="8840",
    shipper_name="甲",
    consignee_name="乙",
    goods="瓷碗",
    pieces=6,
    packing="intact",
    is_fragile=False,
    is_insured=False,
)


def codes(draft: Draft) -> set[str]:
    return {each.code for each in problems(draft)}


def test_a_plain_waybill_may_be_entered() -> None:
    assert problems(GOOD) == []


@pytest.mark.parametrize(
    ("changes", "code", "field", "clause"),
    [
        ({"is_fragile": True, "is_insured": True, "declared_value": 1}, "fragile_insured", "is_insured", "S2-1.G.4.n1"),
        ({"is_insured": True}, "declared_value_missing", "declared_value", "S2-1.G.4.1"),
        ({"is_insured": True, "declared_value": 0}, "declared_value_missing", "declared_value", "S2-1.G.4.1"),
        ({"cod": 186000, "cod_words": "壹仟陆佰捌拾元整"}, "cod_differs", "cod_words", "S2-1.D.4.8.8"),
        ({"cod": 186000, "cod_words": "壹仟陆佰捌"}, "cod_words_unreadable", "cod_words", "S2-1.D.4.8.8"),
        ({"cod": 186000}, "cod_words_missing", "cod_words", "S2-1.D.4.8.8"),
        ({"cod_words": "壹元整"}, "cod_figures_missing", "cod", "S2-1.D.4.8.8"),
        ({"freight": 100, "freight_words": "贰元整"}, "freight_differs", "freight_words", "S2-1.D.4.8.8"),
        ({"label_number": "8804"}, "label_differs", "label_number", "S2-1.D.4.8.8"),
        ({"packing": ""}, "packing_missing", "packing", "S2-1.G.4.3"),
        ({"pieces": 0}, "pieces_missing", "pieces", ""),
        ({"shipper_name": ""}, "shipper_name_missing", "shipper_name", ""),
        ({"freight": -1, "freight_words": "负壹分"}, "negative", "freight", ""),
    ],
)
def test_each_guard_names_field_sentence_and_clause(
    changes: dict[str, Any], code: str, field: str, clause: str
) -> None:
    found = problems(replace(GOOD, **changes))
    assert [(each.code, each.field, each.clause) for each in found] == [(code, field, clause)]
    assert str(found[0].sentence).endswith("。")


def test_fragile_goods_without_guarantee_and_guaranteed_sturdy_goods_are_taken() -> None:
    assert codes(replace(GOOD, is_fragile=True)) == set()
    assert codes(replace(GOOD, is_insured=True, declared_value=800000)) == set()


def test_every_guard_is_told_at_once() -> None:
    found = codes(Draft(is_fragile=True, is_insured=True))
    assert {"fragile_insured", "declared_value_missing", "number_missing", "packing_missing"} <= found


@given(st.integers(0, 10**10), st.integers(0, 10**10))
def test_words_and_figures_agree_only_for_the_same_amount(figures: int, said: int) -> None:
    draft = replace(GOOD, cod=figures, cod_words=to_capitals(Money(said)))
    assert codes(draft) == (set() if figures == said else {"cod_differs"})


def test_guarded_fields_have_their_clause_for_the_page() -> None:
    assert CLAUSES["is_insured"] == "S2-1.G.4.n1"


# ---- usable


def four(**known: dict[str, Any]) -> tuple[Copy, ...]:
    return by_number([Copy(int(name[1]), **values) for name, values in known.items()])


def test_copy_one_on_hand_makes_the_waybill_usable_whatever_is_signed() -> None:
    assert usable(four(c1={"on_hand": True})) is True
    assert usable(four(c1={"on_hand": True, "signature": "not_signed"})) is True


@pytest.mark.parametrize("copy", [2, 3, 4])
def test_another_copy_makes_it_usable_only_with_a_signature_one_can_read(copy: int) -> None:
    gone = [Copy(number, False) for number in (1, 2, 3, 4) if number != copy]
    assert usable(by_number([*gone, Copy(copy, True, signature="signed")])) is True
    assert usable(by_number([*gone, Copy(copy, True, signature="unverifiable")])) is False
    assert usable(by_number([*gone, Copy(copy, True, signature="not_signed")])) is False
    assert usable(by_number([*gone, Copy(copy, True)])) is None, "nobody has looked at the signature"
    assert usable(by_number([*gone, Copy(copy, False, signature="signed")])) is False, "a signature on a lost copy"


def test_nothing_is_concluded_from_copies_nobody_looked_for() -> None:
    assert usable(by_number([])) is None
    assert usable(by_number([Copy(1, False)])) is None
    assert usable(by_number([Copy(1, False)], searched=True)) is False
    assert usable(by_number([], searched=True)) is False


def test_the_usable_waybill_over_every_way_four_copies_can_be_found() -> None:
    """The sentence of the rule, spelt out over all combinations of on hand × signature."""
    kinds = [(False, ""), *((True, word) for word in ("signed", "not_signed", "unverifiable"))]
    for found in product(kinds, repeat=4):
        copies = by_number([Copy(at, here, signature=word) for at, (here, word) in enumerate(found, 1)])
        readable = any(here and word == "signed" for here, word in found[1:])
        assert usable(copies) is (found[0][0] or readable)


def test_the_first_three_are_lost_only_when_all_three_are() -> None:
    gone = [Copy(1, False), Copy(2, False), Copy(3, False)]
    assert first_three_lost(by_number(gone)) is True
    assert first_three_lost(by_number([*gone[:2], Copy(3, True)])) is False
    assert first_three_lost(by_number(gone[:2])) is None
    assert first_three_lost(by_number([Copy(4, True)], searched=True)) is True


def test_one_readable_signature_settles_it_and_none_on_hand_cannot_be_verified() -> None:
    assert (
        signature(by_number([Copy(1, True, signature="unverifiable"), Copy(2, True, signature="signed")])) == "signed"
    )
    assert signature(by_number([Copy(1, True, signature="not_signed")])) == "not_signed"
    assert signature(by_number([], searched=True)) == "unverifiable"
    assert signature(by_number([Copy(1, False)])) == ""


def test_notes_are_told_only_when_all_four_copies_are_known() -> None:
    found = [Copy(1, True, False), Copy(2, True, True, "loader"), Copy(3, True, True, "loader")]
    assert notes(by_number(found)) is None
    assert notes(by_number([*found, Copy(4, True, False)])) == [0, 1, 1, 0]
    assert noter(by_number(found)) == "loader"
    assert noter(by_number([*found[:2], Copy(3, True, True, "driver")])) == "", "two noters are none"


# ---- records


def test_two_records_side_by_side_show_what_only_one_has_and_what_differs() -> None:
    driver = [Line("A", 3), Line("B", 2), Line("C", 1)]
    loader = [Line("B", 2), Line("A", 4), Line("D", 5)]
    assert [(row.number, row.mark) for row in compare(driver, loader)] == [
        ("A", "pieces"),
        ("B", "same"),
        ("C", "only_driver"),
        ("D", "only_loader"),
    ]


AT = dt.datetime(2026, 7, 15, 8, 0, tzinfo=dt.UTC)


def listed(count: int) -> list[tuple[str, dt.datetime]]:
    return [(f"W{n}", AT + dt.timedelta(minutes=7 * n)) for n in range(count)]


def test_the_order_and_times_of_the_waybills_look_copied() -> None:
    lines = [Line(number, 1, at + dt.timedelta(seconds=20)) for number, at in listed(4)]
    assert looks_copied(lines, listed(4)) == "same_times"


def test_one_time_for_everything_in_their_order_looks_copied() -> None:
    assert looks_copied([Line(number, 1, AT) for number, _at in listed(4)], listed(4)) == "no_times"
    assert looks_copied([Line(number, 1) for number, _at in listed(4)], listed(4)) == "no_times"


def test_another_order_own_times_or_too_few_lines_are_no_suspicion() -> None:
    lines = [Line(number, 1, AT) for number, _at in listed(4)]
    assert looks_copied([lines[1], lines[0], *lines[2:]], listed(4)) == ""
    own = [Line(line.number, 1, AT + dt.timedelta(minutes=n)) for n, line in enumerate(lines)]
    assert looks_copied(own, listed(4)) == ""
    assert looks_copied(lines[:2], listed(4)) == ""
    assert looks_copied([*lines[:3], Line("unknown", 1, AT)], listed(4)) == ""


@pytest.mark.parametrize(
    ("judged", "kept", "said"),
    [
        ({}, ["driver", "loader"], ""),
        ({"driver": True}, ["driver", "loader"], "driver"),
        ({"driver": True, "loader": True}, ["driver", "loader"], "both"),
        ({"driver": False}, ["driver", "loader"], ""),
        ({"driver": False, "loader": False}, ["driver", "loader"], "none"),
        ({"loader": False}, ["loader"], "none"),
        ({}, [], ""),
    ],
)
def test_who_copied_is_said_only_when_a_person_found_it(judged: Any, kept: Any, said: str) -> None:
    assert copied_by(judged, kept) == said


# ---- inputs of the liability decision


def test_nothing_known_says_nothing() -> None:
    assert liability(Found()) == {}


def test_a_paper_not_here_is_missing_only_after_everything_was_searched() -> None:
    said = liability(Found(searched=True))
    assert said == {
        "slip": False,
        "waybill": False,
        "copies_1_to_3_lost": True,
        "loader_signature": "unverifiable",
        "delivery_notice": False,
        "driver_record": False,
        "loader_record": False,
    }


def test_a_signed_record_without_the_goods_says_no_by_itself() -> None:
    said = liability(Found(driver_pieces=6, driver_kept_record=True, loader_kept_record=True))
    assert said["driver_record"] is True
    assert said["loader_record"] is False
    assert said["driver_pieces"] == 6
    assert "loader_pieces" not in said


def test_a_note_on_the_delivery_notice_needs_a_notice() -> None:
    assert "notice_noted" not in liability(Found(notice_noted=False))
    assert liability(Found(notice=True, notice_noted=False))["notice_noted"] is False
