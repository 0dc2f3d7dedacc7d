"""Waybills from a file: marked and kept, once only, nothing overwritten, refused rows in their own table."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from shouwen.cases import actions as cases
from shouwen.claims import actions, evidence, paper_queries
from shouwen.claims.models import LoadingRecord, Waybill
from shouwen.claims.tests.makers_papers import hands, waybill
from shouwen.kernel.models import Fact
from shouwen.kernel.refusals import Refused, Unacceptable

pytestmark = pytest.mark.django_db
HEAD = (
    "运单号,标签号,发货人,发货人电话,收货人,货物,件数,包装,易碎,保价,声明价格,代收货款,代收款大写,"
    "开单时间,车次,司机,司机件数,装卸件数"
)
GOOD = "8801,8801,司马静怡,13607985521,吴晓东,瓷碗,6件,完好,否,是,8000,1860,壹仟捌佰陆拾元整,2026-07-14 09:12,CC-1,4431,6,5"
FAULTY = "8802,8820,马建国,没有电话,何慧,玻璃,若干,完好,是,是,三百,1860,壹仟陆佰捌拾元整,昨天,CC-1,4431,2,"


@pytest.fixture
def who(cast: Any, at: Any) -> Any:
    return hands(cast)


def brought(who: Any, folder: Path, *rows: str, by: Any = None, **options: Any) -> tuple[Any, list[tuple[int, str]]]:
    path = folder / "w.csv"
    path.write_text("\n".join([HEAD, *rows]), encoding="utf-8")
    table = cases.open_table(path, folder)
    refused: list[tuple[int, str]] = []
    counts = actions.import_waybills(
        by=by or who.keeper,
        brand=who.brand,
        table=table,
        mapping=actions.read_mapping("", table.header),
        refuse=lambda number, _cells, why: refused.append((number, why)),
        **options,
    )
    return counts, refused


def test_rows_come_in_with_their_loading_records_locked(who: Any, tmp_path: Path) -> None:
    counts, refused = brought(who, tmp_path, GOOD)
    assert (counts.entered, counts.marked, counts.lines, refused) == (1, 0, 2, [])
    made = Waybill.objects.get()
    assert (made.pieces, made.declared_value, made.packing, made.is_insured) == (6, 800000, "intact", True)
    assert {each.role: each.state for each in LoadingRecord.objects.all()} == {"driver": "signed", "loader": "signed"}
    said = evidence.inputs_from_papers(made.matter)["liability"]
    assert (said["driver_pieces"], said["loader_pieces"], said["entered"]) == (6, 5, True)
    assert LoadingRecord.objects.get(role="driver").author == who.driver


def test_a_faulty_row_is_kept_and_says_what_is_wrong(who: Any, tmp_path: Path) -> None:
    counts, refused = brought(who, tmp_path, FAULTY)
    assert (counts.entered, counts.marked, refused) == (1, 1, [])
    made = Waybill.objects.get()
    codes = {(each["field"], each["code"]) for each in made.problems}
    assert codes == {
        ("label_number", "label_differs"),
        ("is_insured", "fragile_insured"),
        ("cod_words", "cod_differs"),
        ("pieces", "unreadable"),
        ("declared_value", "unreadable"),
        ("written_at", "unreadable"),
        ("shipper_phone", "unreadable"),
    }
    assert made.unread["pieces"] == "若干"
    assert made in paper_queries.listed(who.keeper, show="faulty")


def test_a_second_run_adds_nothing(who: Any, tmp_path: Path) -> None:
    brought(who, tmp_path, GOOD, FAULTY)
    before = Fact.objects.count()
    counts, refused = brought(who, tmp_path, FAULTY, GOOD)
    assert (counts.entered, counts.already, counts.lines, refused) == (0, 2, 0, [])
    assert Fact.objects.count() == before


def test_another_content_under_the_same_number_stays_out(who: Any, tmp_path: Path) -> None:
    brought(who, tmp_path, GOOD)
    counts, refused = brought(who, tmp_path, GOOD.replace("瓷碗", "铁锅"))
    assert (counts.refused, refused[0][0]) == (1, 2)
    assert Waybill.objects.get().goods == "瓷碗"


def test_a_locked_record_takes_no_further_line_from_a_file(who: Any, tmp_path: Path) -> None:
    brought(who, tmp_path, GOOD)
    counts, refused = brought(who, tmp_path, FAULTY)
    assert counts.refused == 1
    assert "锁定" in refused[0][1]
    assert not Waybill.objects.filter(number="8802").exists(), "a row is taken whole or not at all"


def test_a_record_made_here_is_not_written_over_by_a_file(who: Any, tmp_path: Path) -> None:
    actions.open_record(by=who.driver, brand=who.brand, load="CC-1", role="driver")
    counts, _refused = brought(who, tmp_path, GOOD)
    assert counts.refused == 1


def test_a_dry_run_writes_nothing_and_says_the_same(who: Any, tmp_path: Path) -> None:
    before = Fact.objects.count()
    counts, refused = brought(who, tmp_path, GOOD, FAULTY, GOOD.replace("瓷碗", "铁锅"), ",没有单号", dry_run=True)
    assert (counts.entered, counts.marked, counts.refused) == (2, 1, 2)
    assert [number for number, _why in refused] == [4, 5]
    assert not Waybill.objects.exists()
    assert Fact.objects.count() == before


def test_a_mended_row_loses_its_marks(who: Any, tmp_path: Path) -> None:
    brought(who, tmp_path, FAULTY.replace("CC-1", ""))
    made = Waybill.objects.get()
    actions.change_waybill(
        made,
        by=who.claims_clerk,
        label_number="8802",
        is_insured=False,
        pieces=3,
        cod_words="壹仟捌佰陆拾元整",
        declared_value=None,
        written_at=None,
    )
    assert [each["field"] for each in made.problems] == ["shipper_phone"]
    actions.change_waybill(made, by=who.claims_clerk, shipper_phone="13951120347")
    assert (made.problems, made.unread, made.shipper.name) == ([], {}, "马建国")


def test_a_file_without_numbers_or_with_unknown_columns_is_refused(who: Any, tmp_path: Path) -> None:
    with pytest.raises(Unacceptable):
        actions.read_mapping("", ("货物", "件数"))
    with pytest.raises(Unacceptable):
        actions.read_mapping("不在=number", ("货物",))
    with pytest.raises(Unacceptable, match="两列对应了同一项"):
        actions.check_mapping({"单号": "number", "运单": "number"}, ("单号", "运单"))
    assert actions.read_mapping("编号=number,货物=", ("编号", "货物")) == {"编号": "number"}


def test_who_must_not_imports_nothing(who: Any, cast: Any, tmp_path: Path) -> None:
    for person in (cast.clerk, who.salesman, who.driver, cast.company["2302"]):
        with pytest.raises(Refused):
            brought(who, tmp_path, GOOD, by=person)


def test_an_entered_waybill_is_not_overwritten(who: Any, tmp_path: Path) -> None:
    made = waybill(who, number="8801")
    counts, _refused = brought(who, tmp_path, GOOD)
    assert counts.refused == 1
    made.refresh_from_db()
    assert made.goods == "青花瓷碗"


def test_refused_rows_come_back_as_a_table(who: Any, tmp_path: Path) -> None:
    path = tmp_path / "w.csv"
    path.write_text(f"{HEAD}\n,缺号\n{GOOD}", encoding="gb18030")
    table = cases.open_table(path, tmp_path)
    errors = cases.RefusedRows(tmp_path / "errors.csv", table)
    mapping = actions.read_mapping("", table.header)
    actions.import_waybills(by=who.keeper, brand=who.brand, table=table, mapping=mapping, refuse=errors.add)
    with (errors.close() or Path()).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][-2] == "原因"
    assert len(rows) == 2
