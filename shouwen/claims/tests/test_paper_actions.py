"""Goods papers through their verbs: who may, what is refused with its clause, what is locked, who wins a race."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from shouwen.claims import actions, evidence, paper_queries
from shouwen.claims.actions import Unfit
from shouwen.claims.models import LoadingRecord, Waybill
from shouwen.claims.tests.makers_papers import WRITTEN, hands, record, waybill
from shouwen.customers import actions as customers
from shouwen.kernel import clock
from shouwen.kernel.refusals import MoveRefused, Refusal, Refused, Stale, Unacceptable
from shouwen.kernel.tests.racing import race
from shouwen.kernel.worklist import of as plate
from shouwen.people.tests import makers as people_makers
from shouwen.rulebook import queries as rulebook

pytestmark = pytest.mark.django_db
N = "884027160415"


@pytest.fixture
def who(cast: Any, at: Any) -> Any:
    return hands(cast)


# ---- the waybill


def test_a_salesman_enters_a_waybill_and_its_numbers_are_kept_masked(who: Any, facts_of: Any) -> None:
    made = waybill(who)
    assert (made.number, made.cod, made.matter.number) == (N, 186000, N)
    assert made.shipper.contacts.get().masked == "136****5521"
    assert facts_of(made) == ["papers.waybill_entered"]


def test_the_same_shipper_is_not_registered_twice(who: Any) -> None:
    first, second = waybill(who), waybill(who, number="884027160416")
    assert first.shipper == second.shipper


@pytest.mark.parametrize(
    ("changes", "clause", "field"),
    [
        ({"is_fragile": True, "is_insured": True, "declared_value": 800000}, "S2-1.G.4.n1", "is_insured"),
        ({"is_insured": True}, "S2-1.G.4.1", "declared_value"),
        ({"cod_words": "壹仟陆佰捌拾元整"}, "S2-1.D.4.8.8", "cod_words"),
        ({"label_number": "884027160451"}, "S2-1.D.4.8.8", "label_number"),
        ({"packing": ""}, "S2-1.G.4.3", "packing"),
    ],
)
def test_a_waybill_that_breaks_a_guard_is_refused_with_its_clause(
    who: Any, changes: dict[str, Any], clause: str, field: str
) -> None:
    with pytest.raises(Unfit) as refused:
        waybill(who, **changes)
    assert (refused.value.clause, list(refused.value.details)) == (clause, [field])
    assert not Waybill.objects.exists()


def test_a_number_is_entered_once(who: Any) -> None:
    waybill(who)
    with pytest.raises(Unacceptable) as refused:
        waybill(who)
    assert "number" in refused.value.details


def test_an_unreadable_telephone_number_is_said_on_its_field(who: Any) -> None:
    with pytest.raises(Unacceptable) as refused:
        waybill(who, consignee_phone="三号楼")
    assert list(refused.value.details) == ["consignee_phone"]


def test_who_must_not_enters_no_waybill(who: Any, cast: Any) -> None:
    for stranger in (cast.stranger, who.driver, cast.administrator, cast.auditor):
        with pytest.raises(Refused):
            actions.enter_waybill(by=stranger, brand=who.brand, number=N, **WRITTEN)


def test_a_salesman_sees_his_own_a_branch_its_own_and_strangers_none(who: Any, cast: Any) -> None:
    made = waybill(who)
    seen = paper_queries.waybills_visible_to
    for person in (who.salesman, who.branch_clerk, who.claims_clerk, who.keeper, cast.leader):
        assert made in seen(person), person
    for person in (cast.stranger, who.driver, cast.company["2302"], cast.auditor, cast.administrator, cast.clerk):
        assert made not in seen(person), person


def test_a_branch_does_not_see_another_branchs_waybills(who: Any, cast: Any) -> None:
    other = cast.operations.department
    assert waybill(who, branch=other) not in paper_queries.waybills_visible_to(who.branch_clerk)


def test_a_waybill_is_mended_until_the_goods_are_signed_over(who: Any) -> None:
    made = waybill(who)
    actions.change_waybill(made, by=who.salesman, goods="青花瓷盘")
    record(who, "driver", {N: 6})
    with pytest.raises(MoveRefused) as refused:
        actions.change_waybill(made, by=who.salesman, goods="铁锅")
    assert refused.value.clause == "S2-1.F.4.3a"
    made.refresh_from_db()
    assert made.goods == "青花瓷盘"


def test_changes_pass_the_same_guards_and_two_who_write_at_once_are_told(who: Any) -> None:
    made = waybill(who)
    with pytest.raises(Unfit):
        actions.change_waybill(made, by=who.salesman, cod=100)
    actions.change_waybill(Waybill.objects.get(), by=who.claims_clerk, goods="碗")
    with pytest.raises(Stale):
        actions.change_waybill(made, by=who.salesman, goods="盘")


def test_another_salesman_changes_nothing(who: Any, cast: Any) -> None:
    made = waybill(who)
    with pytest.raises(Refused):
        actions.change_waybill(made, by=who.driver, goods="盘")
    with pytest.raises(Refused):
        actions.change_waybill(made, by=who.branch_clerk, goods="盘")


# ---- copies


def test_every_look_at_a_copy_is_kept_and_the_newest_counts(who: Any) -> None:
    made = waybill(who)
    actions.record_copy(made, by=who.claims_clerk, copy=1, on_hand=True, signature="unverifiable")
    actions.record_copy(made, by=who.claims_clerk, copy=1, on_hand=True, signature="signed")
    assert made.looks.count() == 2
    assert paper_queries.copies_of(made)[1].signature == "signed"


@pytest.mark.parametrize(
    "wrong",
    [
        {"copy": 5, "on_hand": True},
        {"copy": 1, "on_hand": False, "signature": "signed"},
        {"copy": 1, "on_hand": True, "has_note": False, "note_text": "少一件"},
    ],
)
def test_a_look_that_cannot_be_is_refused(who: Any, wrong: dict[str, Any]) -> None:
    with pytest.raises(Unacceptable):
        actions.record_copy(waybill(who), by=who.claims_clerk, **wrong)


def test_salesman_and_driver_do_not_report_on_copies(who: Any) -> None:
    made = waybill(who)
    for person in (who.salesman, who.driver):
        with pytest.raises(Refused):
            actions.record_copy(made, by=person, copy=1, on_hand=True)


# ---- loading records


def test_a_record_is_its_authors_until_he_signs_and_then_nobodys(who: Any, facts_of: Any) -> None:
    made = record(who, "driver", {N: 6}, sign=False)
    with pytest.raises(Refused):
        actions.write_line(made, by=who.loader, number="1", pieces=1)
    actions.sign_record(made, by=who.driver)
    for change in (
        lambda: actions.write_line(made, by=who.driver, number="1", pieces=1),
        lambda: actions.take_line_out(made, by=who.driver, line=made.lines.get().pk),
    ):
        with pytest.raises(MoveRefused) as refused:
            change()
        assert refused.value.clause == "S2-1.F.4.3b"
    assert facts_of(made) == ["papers.record_opened", "papers.line_written", "papers.record_signed"]


def test_nobody_signs_for_another_and_nothing_empty_is_signed(who: Any) -> None:
    made = actions.open_record(by=who.driver, brand=who.brand, load="CC-1", role="driver")
    with pytest.raises(Unacceptable):
        actions.sign_record(made, by=who.driver)
    actions.write_line(made, by=who.driver, number=N, pieces=1)
    for other in (who.loader, who.keeper, who.claims_clerk):
        with pytest.raises(Refused):
            actions.sign_record(made, by=other)


def test_a_load_has_one_record_of_each_role(who: Any) -> None:
    record(who, "driver", {N: 6})
    record(who, "loader", {N: 6})
    with pytest.raises(Unacceptable) as refused:
        actions.open_record(by=who.loader, brand=who.brand, load="CC-0715-1", role="driver")
    assert "load" in refused.value.details


def test_operations_corrects_by_a_new_record_and_the_old_one_stays(who: Any) -> None:
    old = record(who, "driver", {N: 6})
    with pytest.raises(Refused):
        actions.correct_record(old, by=who.driver, reason="数错")
    new = actions.correct_record(old, by=who.keeper, reason="司机来电更正")
    actions.take_line_out(new, by=who.keeper, line=new.lines.get().pk)
    actions.write_line(new, by=who.keeper, number=N, pieces=5)
    load = paper_queries.records_of_load(who.brand, old.load)
    assert paper_queries.standing(load)["driver"] == old, "an unsigned correction does not count yet"
    actions.sign_record(new, by=who.keeper)
    assert paper_queries.standing(load)["driver"] == new
    assert old.lines.get().pieces == 6
    with pytest.raises(MoveRefused):
        actions.correct_record(old, by=who.keeper, reason="再来一次")


def test_copying_is_judged_by_somebody_else_with_a_reason(who: Any) -> None:
    made = record(who, "driver", {N: 6})
    with pytest.raises(Unacceptable):
        actions.judge_copying(made, by=who.claims_clerk, is_copied=True, why="")
    for other in (who.driver, who.loader, who.keeper):
        with pytest.raises(Refused):
            actions.judge_copying(made, by=other, is_copied=True, why="顺序一样")
    found = actions.judge_copying(made, by=who.claims_clerk, is_copied=True, why="顺序和时间与配送单完全一样")
    assert paper_queries.finding(made) == found


def test_two_tabs_that_sign_together_sign_once(transactional_db: None, at: Any) -> None:
    who = hands(people_makers.cast())
    made = record(who, "driver", {N: 6}, sign=False)

    def sign() -> str:
        with clock.held(clock.now()):
            try:
                actions.sign_record(LoadingRecord.objects.get(pk=made.pk), by=who.driver)
            except MoveRefused:
                return "late"
        return "signed"

    assert sorted(race(sign, sign, sign)) == ["late", "late", "signed"]


def test_a_line_written_while_signing_is_in_the_record_or_refused(transactional_db: None, at: Any) -> None:
    who = hands(people_makers.cast())
    made = record(who, "driver", {N: 6}, sign=False)
    stale = LoadingRecord.objects.get(pk=made.pk)

    def sign() -> Any:
        try:
            actions.sign_record(LoadingRecord.objects.get(pk=made.pk), by=who.driver)
        except Refusal:
            return None

    def write() -> Any:
        try:
            return actions.write_line(stale, by=who.driver, number="884027160999", pieces=1)
        except Refusal:
            return None

    _signed, written = race(sign, write)
    made.refresh_from_db()
    assert made.lines.count() == (2 if written else 1)


def test_both_sides_signing_at_once_both_count_or_one_tries_again(transactional_db: None, at: Any) -> None:
    who = hands(people_makers.cast())
    notice = actions.write_notice(waybill(who), by=who.branch_clerk, giver=who.driver, taker=who.branch_clerk)

    def sign(person: Any) -> Any:
        def done() -> str:
            try:
                actions.sign_paper(type(notice).objects.get(pk=notice.pk), by=person)
            except MoveRefused:
                return "late"
            return "signed"

        return done

    said = race(sign(who.driver), sign(who.branch_clerk))
    notice.refresh_from_db()
    assert notice.state == ("signed" if said == ["signed", "signed"] else "half")
    assert "signed" in said


# ---- notices and slips


def test_a_notice_is_locked_when_both_sides_signed(who: Any, facts_of: Any) -> None:
    notice = actions.write_notice(
        waybill(who), by=who.branch_clerk, giver=who.driver, taker=who.branch_clerk, has_note=True, note="外箱湿"
    )
    for stranger in (who.loader, who.claims_clerk):
        with pytest.raises(Refused):
            actions.sign_paper(notice, by=stranger)
    actions.sign_paper(notice, by=who.driver)
    with pytest.raises(MoveRefused):
        actions.sign_paper(notice, by=who.driver)
    actions.sign_paper(notice, by=who.branch_clerk)
    assert notice.state == "signed"
    assert facts_of(notice) == ["papers.half_signed", "papers.signed"]
    with pytest.raises(MoveRefused):
        actions.attest_paper(notice, by=who.keeper)


def test_who_must_sign_finds_it_on_his_plate_until_he_has(who: Any) -> None:
    notice = actions.write_notice(waybill(who), by=who.branch_clerk, giver=who.driver, taker=who.branch_clerk)
    assert [item.number for item in plate(who.driver)] == [N]
    assert not plate(who.loader)
    actions.sign_paper(notice, by=who.driver)
    assert not plate(who.driver)


def test_an_original_is_attested_by_somebody_who_is_no_side(who: Any) -> None:
    notice = actions.write_notice(waybill(who), by=who.keeper, giver_name="外请司机", taker=who.branch_clerk)
    with pytest.raises(Refused):
        actions.attest_paper(notice, by=who.branch_clerk)
    actions.attest_paper(notice, by=who.keeper)
    assert notice.state == "signed"


@pytest.mark.parametrize("wrong", [{"details": ""}, {"coefficient": Decimal("1.2")}, {"coefficient": None}])
def test_a_slip_needs_details_and_a_coefficient(who: Any, wrong: dict[str, Any]) -> None:
    given = {"details": "外箱压扁，两只碗裂", "coefficient": Decimal("0.30"), **wrong}
    with pytest.raises(Unacceptable) as refused:
        actions.write_slip(waybill(who), by=who.keeper, giver=who.loader, taker=who.driver, **given)
    assert refused.value.clause == "S2-1.F.4.1a"


def test_nobody_hands_over_to_himself(who: Any) -> None:
    with pytest.raises(Unacceptable):
        actions.write_notice(waybill(who), by=who.keeper, giver=who.driver, taker=who.driver)


# ---- evidence


def test_a_matter_without_papers_says_nothing(who: Any) -> None:
    said = evidence.inputs_from_papers(customers.matter(who.brand, "900"))
    assert said == {"liability": {}, "compensation": {}, "sources": {}}


def test_papers_speak_for_liability_and_compensation(who: Any) -> None:
    made = waybill(who, is_insured=True, declared_value=800000)
    record(who, "driver", {N: 6})
    record(who, "loader", {"884027160416": 2})
    for copy in (1, 2, 3, 4):
        actions.record_copy(
            made,
            by=who.claims_clerk,
            copy=copy,
            on_hand=copy > 1,
            has_note=copy in (2, 3),
            noter="loader" if copy in (2, 3) else "",
            signature="signed" if copy == 2 else "unverifiable" if copy > 2 else "",
        )
    actions.find(made, by=who.claims_clerk, note_needed=True, is_system_normal=True)
    notice = actions.write_notice(made, by=who.keeper, giver=who.driver, taker=who.branch_clerk)
    actions.attest_paper(notice, by=who.keeper)
    said = evidence.inputs_from_papers(made.matter)
    assert said["liability"] == {
        "notes": [0, 1, 1, 0],
        "note_needed": True,
        "noter": "loader",
        "waybill": True,
        "copies_1_to_3_lost": False,
        "loader_signature": "signed",
        "delivery_notice": True,
        "notice_noted": False,
        "driver_record": True,
        "loader_record": False,
        "entered": True,
        "system_normal": True,
        "driver_pieces": 6,
        "waybill_pieces": 6,
    }
    assert said["compensation"] == {
        "fragile": False,
        "packing": "intact",
        "declared_value": "8000.00",
        "insured": True,
        "piece_freight": "40.00",
    }
    assert said["sources"].keys() == said["liability"].keys() | said["compensation"].keys()
    assert all(said["sources"].values())


def test_an_unsigned_paper_is_no_evidence_and_copying_needs_a_person(who: Any) -> None:
    made = waybill(who)
    actions.write_notice(made, by=who.keeper, giver=who.driver, taker=who.branch_clerk)
    actions.write_slip(
        made, by=who.keeper, details="湿", coefficient=Decimal("0.1"), giver=who.loader, taker=who.driver
    )
    driver = record(who, "driver", {N: 6})
    said = evidence.inputs_from_papers(made.matter)["liability"]
    assert not {"delivery_notice", "slip", "copied_by"} & said.keys()
    actions.judge_copying(driver, by=who.claims_clerk, is_copied=True, why="时间全是同一分钟")
    assert evidence.inputs_from_papers(made.matter)["liability"]["copied_by"] == "driver"


def test_searched_once_and_for_all(who: Any) -> None:
    made = waybill(who)
    with pytest.raises(Refused):
        actions.declare_searched(made, by=who.salesman)
    actions.declare_searched(made, by=who.claims_clerk)
    assert evidence.inputs_from_papers(made.matter)["liability"]["waybill"] is False
    with pytest.raises(MoveRefused):
        actions.declare_searched(made, by=who.claims_clerk)


def test_goods_do_not_arrive_tomorrow(who: Any) -> None:
    made = waybill(who)
    with pytest.raises(Unacceptable):
        actions.record_arrival(made, by=who.branch_clerk, on=clock.today() + dt.timedelta(days=1))
    actions.record_arrival(made, by=who.branch_clerk, on=clock.today())
    assert made.arrived_on == clock.today()


def test_the_pack_decides_on_what_the_papers_say(who: Any) -> None:
    """The inputs fit the decisions as they stand in the pack: a word misspelt here would be refused there."""
    made = waybill(who, is_insured=True, declared_value=800000)
    driver, loader = record(who, "driver", {N: 6}), record(who, "loader", {N: 5})
    for each in (driver, loader):
        actions.judge_copying(each, by=who.claims_clerk, is_copied=False, why="监控可见边装边记")
    for copy in (1, 2, 3, 4):
        noted = copy in (2, 3)
        actions.record_copy(
            made,
            by=who.claims_clerk,
            copy=copy,
            on_hand=True,
            has_note=noted,
            noter="loader" if noted else "",
            signature="signed",
        )
    actions.find(made, by=who.claims_clerk, note_needed=True, is_system_normal=True)
    actions.declare_searched(made, by=who.claims_clerk)
    said = evidence.inputs_from_papers(made.matter)
    pack = rulebook.in_force("logistics")
    answer = rulebook.preview(pack, "liability", {"outcome": "lost", "stage": "arrived_branch", **said["liability"]})
    assert answer.rows[0].row == "L0-04"
    paid = rulebook.preview(pack, "compensation", {"kind": "loss", "cause": "ordinary", **said["compensation"]})
    assert paid.rows
