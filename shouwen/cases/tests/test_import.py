"""Import: every row through the same verb, once; what cannot be taken stays out with its reason; the pages do it by job."""

from __future__ import annotations

import csv
import io
import itertools
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from shouwen.cases import actions, queries
from shouwen.cases.actions import uploading
from shouwen.cases.importing import guess, read_time
from shouwen.cases.models import Case, Import, Once
from shouwen.cases.searching import CASES, text_of
from shouwen.commands import run
from shouwen.customers.models import Customer
from shouwen.kernel import clock, jobs
from shouwen.kernel.models import Fact
from shouwen.kernel.policy import SYSTEM
from shouwen.kernel.refusals import Refused, Unacceptable

HEADER = ["来电要点", "客户", "联系电话", "类别", "运单号", "受理时间"]
GOOD = ["货物晚到两天", "马建国", "138 0013 8206", "送货不及时", "8840 2709 1183", "2026/7/6 8:41"]


def written(path: Path, rows: list[list[str]], encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def book(path: Path, rows: list[list[Any]]) -> Path:
    with xlsxwriter.Workbook(path) as made:
        page = made.add_worksheet()
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
    return path


def brought(cast: Any, path: Path, *, mapping: str = "", dry_run: bool = False, **more: Any) -> tuple[Any, Path | None]:
    """Imports a file as the command does; gives the counts and the table of refused rows."""
    table = actions.open_table(path, path.parent)
    by = more.pop("by", SYSTEM)
    plan = actions.plan_import(
        by=by,
        brand=more.pop("brand", cast.brand),
        table=table,
        mapping=actions.read_mapping(mapping, table.header),
        **more,
    )
    refused = actions.RefusedRows(path.with_name("refused.xlsx" if table.is_workbook else "refused.csv"), table)
    counts = actions.import_cases(plan, refuse=refused.add, dry_run=dry_run)
    return counts, refused.close()


def told(counts: Any) -> tuple[int, int, int]:
    return counts.opened, counts.already, counts.refused


def test_a_row_comes_in_through_the_same_verb_with_owner_customer_waybill_class_and_clocks(cast, at, tmp_path):
    counts, errors = brought(cast, written(tmp_path / "a.csv", [HEADER, GOOD]))
    assert (told(counts), errors) == ((1, 0, 0), None)
    case = Case.objects.get()
    assert (case.kind, case.category, case.channel) == ("complaint", "late_delivery", "import")
    assert (case.owner, case.first_asked) == (cast.supervisor, cast.supervisor)
    assert (case.customer.name, case.matter.number) == ("马建国", "884027091183")
    assert clock.local(case.received_at).strftime("%Y-%m-%d %H:%M") == "2026-07-06 08:41"
    assert case.reason == "货物晚到两天"
    assert case.clocks.exists()
    kinds = set(Fact.objects.filter(about_kind="case", about_id=case.pk).values_list("kind", flat=True))
    assert {"case.opened", "case.classified", "clock.started"} <= kinds
    assert CASES.find("晚到", None) == [case.pk]


def test_the_same_file_again_or_re_ordered_adds_none_while_equal_rows_of_one_file_each_come_in(cast, at, tmp_path):
    rows = [["review", "label"], ["没有送水", "0"], ["很快", "1"], ["没有送水", "0"]]
    assert told(brought(cast, written(tmp_path / "a.csv", rows))[0]) == (3, 0, 0)
    assert told(brought(cast, written(tmp_path / "a.csv", rows))[0]) == (0, 3, 0)
    again = [rows[0], rows[3], rows[2], rows[1], ["多出来的一条", "0"]]
    assert told(brought(cast, written(tmp_path / "b.csv", again, "gb18030"))[0]) == (1, 3, 0)
    assert Case.objects.filter(gist="没有送水").count() == 2
    assert Case.objects.first().circumstances == {"label": "0"}


def test_the_same_file_comes_in_for_another_brand(cast, at, tmp_path):
    path = written(tmp_path / "a.csv", [["review"], ["没有送水"]])
    brought(cast, path)
    assert told(brought(cast, path, brand=cast.other_brand)[0]) == (1, 0, 0)


def test_without_a_customer_column_rows_are_suggestions_and_no_customer_is_invented(cast, at, tmp_path):
    brought(cast, written(tmp_path / "a.csv", [["review"], ["希望早点送"]]))
    assert Case.objects.get().kind == "suggestion"
    assert not Customer.objects.exists()
    _counts, errors = brought(cast, written(tmp_path / "b.csv", [["review"], ["又晚了"]]), kind="complaint")
    assert "客户" in errors.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({0: "  "}, "要点是空的"),
        ({5: "前天下午"}, "时间看不懂"),
        ({5: "2026-02-30"}, "时间看不懂"),
        ({5: "2031-01-01"}, "不能晚于现在"),
        ({3: "从未有过的类"}, "没有这个类别"),
        ({2: "一二三"}, "电话号码看不懂"),
        ({1: "", 2: "13800138206"}, "请填写客户姓名"),
        ({1: "", 2: ""}, "投诉要有客户"),
        ({0: "字" * 20_001}, "超过 20000 字"),
    ],
)
@pytest.mark.parametrize("dry_run", [False, True])
def test_a_row_that_cannot_be_taken_stays_out_with_its_reason_and_nothing_else_stops(
    cast, at, tmp_path, change, why, dry_run
):
    bad = [change.get(place, cell) for place, cell in enumerate(GOOD)]
    counts, errors = brought(cast, written(tmp_path / "a.csv", [HEADER, bad, GOOD]), dry_run=dry_run)
    assert told(counts) == (1, 0, 1)
    assert Case.objects.count() == (0 if dry_run else 1)
    assert Customer.objects.count() == (0 if dry_run else 1)  # the refused row left no customer behind
    [header, row] = list(csv.reader(io.StringIO(errors.read_text(encoding="utf-8-sig"))))
    assert header == [*HEADER, "行号", "原因", "导入标识"]
    assert row[6] == "2"
    assert why in row[7]
    assert counts.first_refused == [{"row": 2, "why": row[7]}]


def test_a_corrected_table_of_refused_rows_comes_in_once_even_when_the_text_is_known(cast, at, tmp_path):
    _counts, errors = brought(cast, written(tmp_path / "a.csv", [["review", "时间"], ["很快", ""], ["很快", "哪天"]]))
    rows = list(csv.reader(io.StringIO(errors.read_text(encoding="utf-8-sig"))))
    rows[1][1] = ""
    assert told(brought(cast, written(tmp_path / "b.csv", rows))[0]) == (1, 0, 0)
    assert told(brought(cast, written(tmp_path / "b.csv", rows))[0]) == (0, 1, 0)
    assert Case.objects.filter(gist="很快").count() == 2


def test_a_refused_row_that_looks_like_a_formula_is_disarmed_and_read_back_whole(cast, at, tmp_path):
    _counts, errors = brought(cast, written(tmp_path / "a.csv", [["review", "时间"], ["=1+1", "哪天"]]))
    assert "\t=1+1" in errors.read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(errors.read_text(encoding="utf-8-sig"))))
    rows[1][1] = ""
    brought(cast, written(tmp_path / "b.csv", rows))
    assert Case.objects.get().gist == "=1+1"


def test_a_workbook_is_read_with_numbers_and_times_as_people_see_them(cast, at, tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as made:
        page = made.add_worksheet()
        page.write_row(0, 0, HEADER)
        page.write_row(1, 0, ["晚到", "马建国", 13800138206, "送货不及时", 884027091183])
        page.write_datetime(
            1,
            5,
            clock.local(clock.now()).replace(tzinfo=None, hour=8, minute=5),
            made.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        )
        page.write_row(2, 0, ["", "无", "", "", "", ""])
    counts, errors = brought(cast, path)
    case = Case.objects.get()
    assert told(counts) == (1, 0, 1)
    assert (case.matter.number, case.customer.contacts.get().value) == ("884027091183", "+8613800138206")
    assert clock.local(case.received_at).strftime("%m-%d %H:%M") == "07-15 08:05"
    assert errors.name == "refused.xlsx"
    assert actions.open_table(errors, tmp_path).header[-3:] == ("行号", "原因", "导入标识")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "文件是空的"),
        (b"PK\x03\x04 no workbook", "读不出来"),
        (b"\xd0\xcf\x11\xe0old", "旧版 Excel"),
        (b"a,b\n\xff\xfe\xfd", "编码"),
    ],
)
def test_an_unreadable_file_is_refused_with_a_sentence(tmp_path, content, why):
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with pytest.raises(Unacceptable, match=why):
        actions.open_table(path, tmp_path)


def test_a_field_that_never_ends_is_refused_and_not_swallowed(cast, tmp_path):
    path = tmp_path / "x.csv"
    path.write_text('review\n"' + "字" * 1_100_000)
    with pytest.raises(Unacceptable, match="引号"):
        actions.open_table(path, tmp_path)


@pytest.mark.parametrize(
    ("mapping", "why"),
    [("没有=gist", "没有这一列"), ("a=nonsense", "不认识"), ("a=gist,b=gist", ""), ("a=label", "要点")],
)
def test_a_mapping_that_cannot_be_meant_is_refused(mapping, why):
    if not why:
        assert actions.read_mapping(mapping, ("a", "b")) == {"b": "gist"}
        return
    with pytest.raises(Unacceptable, match=why):
        actions.read_mapping(mapping, ("a", "b"))


def test_columns_are_guessed_by_their_names():
    header = ("序号", "*客户姓名（必填）", "联系电话", "投诉内容", "运单号", "登记时间", "label")
    assert guess(header) == {
        "投诉内容": "gist",
        "登记时间": "received_at",
        "*客户姓名（必填）": "customer_name",
        "联系电话": "phone",
        "运单号": "matter",
        "label": "label",
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-07-15 10:24", "2026-07-15 10:24"),
        ("2026/7/5", "2026-07-05 00:00"),
        ("2026年7月5日 8时5分", "2026-07-05 08:05"),
        ("20260705", "2026-07-05 00:00"),
        ("2026-07-15T02:24:00Z", "2026-07-15 10:24"),
        ("2026.7.5 23:59:59", "2026-07-05 23:59"),
    ],
)
def test_times_are_read_as_people_write_them(text, said):
    assert clock.local(read_time(text)).strftime("%Y-%m-%d %H:%M") == said


def test_a_dry_run_writes_nothing_at_all(cast, at, tmp_path):
    before = Fact.objects.count()
    counts, _errors = brought(
        cast, written(tmp_path / "a.csv", [HEADER, GOOD, [*GOOD[:3], "错收错发", "1", ""]]), dry_run=True
    )
    assert told(counts) == (2, 0, 0)
    assert (Case.objects.count(), Once.objects.count(), Fact.objects.count()) == (0, 0, before)


def test_historic_cases_have_clocks_that_never_ring(cast, at, tmp_path, sealed):
    brought(cast, written(tmp_path / "a.csv", [HEADER, GOOD]), is_historic=True)
    sealed()
    case = Case.objects.get()
    assert case.is_historic
    assert case.clocks.exists()
    assert not case.clocks.exclude(next_ring_at=None).exists()
    assert not cast.supervisor.notices.exists()


def test_two_rows_of_one_number_are_one_customer_and_the_second_complaint_is_found(cast, at, tmp_path):
    other = ["还是没到", "马建国", "13800138206", "送货不及时", "8840 2709 1183", ""]
    brought(cast, written(tmp_path / "a.csv", [HEADER, GOOD, other]))
    assert Customer.objects.count() == 1
    assert Case.objects.order_by("pk").last().repeat_of == Case.objects.order_by("pk").first()


def test_only_who_may_import_into_the_brand_does(cast, at, tmp_path):
    path = written(tmp_path / "a.csv", [["review"], ["很快"]])
    for by, brand in ((cast.clerk, cast.brand), (cast.supervisor, cast.other_brand), (cast.administrator, cast.brand)):
        with pytest.raises(Refused):
            brought(cast, path, by=by, brand=brand)
    assert told(brought(cast, path, by=cast.supervisor)[0]) == (1, 0, 0)
    with pytest.raises(Unacceptable):
        brought(cast, path, owner="2301")  # of another brand


def test_the_real_texts_come_in_and_are_found_exactly(cast, at, tmp_path, shared_data):
    with (shared_data / "takeaway_feedback.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(itertools.islice(csv.reader(file), 301))
    counts, _errors = brought(cast, written(tmp_path / "part.csv", rows), is_historic=True)
    assert told(counts) == (300, 0, 0)
    wanted = sorted(text for _label, text in rows[1:] if "送" in text)
    read = lambda ids: {case.pk: text_of(case) for case in Case.objects.filter(pk__in=ids)}  # noqa: E731
    found = CASES.find_exact("送", None, read, limit=1000)
    assert sorted(Case.objects.filter(pk__in=found).values_list("gist", flat=True)) == wanted
    assert told(brought(cast, written(tmp_path / "part.csv", rows), is_historic=True)[0]) == (0, 300, 0)


# ---- the command


def test_the_command_says_its_counts_in_one_line(cast, at, tmp_path, capsys):
    rows = [["review"], *([f"第 {n} 条"] for n in range(60)), [" x "], ["\x07"]]
    path = written(tmp_path / "a.csv", rows)
    assert run(["import", "cases", str(written(tmp_path / "half.csv", rows[:31]))]) == 0
    capsys.readouterr()
    assert run(["import", "cases", str(path)]) == 0
    out, error = capsys.readouterr()
    said = json.loads(out)
    assert (said["rows"], said["opened"], said["already"], said["refused"]) == (62, 31, 30, 1)
    assert said["errors_file"] == str(tmp_path / "a.errors.csv")
    assert said["seconds"] >= 0
    assert "62 / 62" in error
    assert run(["import", "cases", str(path), "--by", "2001", "--historic"]) == 0
    assert json.loads(capsys.readouterr().out)["already"] == 61


@pytest.mark.parametrize(
    "words",
    [
        ["nowhere.csv"],
        ["{}", "--map", "无=gist"],
        ["{}", "--brand", "XX"],
        ["{}", "--kind", "nonsense"],
        ["{}", "--owner", "0"],
        ["{}", "--by", "2107"],
        ["{}", "--by", "0"],
        ["{}", "--category", "无"],
    ],
)
def test_the_command_ends_with_2_and_a_sentence_for_what_it_cannot_read(cast, at, tmp_path, capsys, words):
    path = written(tmp_path / "a.csv", [["review"], ["很快"]])
    assert run(["import", "cases", *(word.format(path) for word in words)]) == 2
    out, error = capsys.readouterr()
    assert (out, bool(error.strip())) == ("", True)
    assert not Case.objects.exists()


def started(*words: str, data: Path) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SHOUWEN_", "DJANGO_"))}
    return subprocess.Popen(
        [sys.executable, "-m", "shouwen", *words, "--data", str(data)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=Path(__file__).parents[3],
    )


def ended(*words: str, data: Path) -> dict[str, Any]:
    out, error = started(*words, data=data).communicate("a-quiet-morning-train\n")
    last = out.strip().splitlines()[-1:]
    assert last, error
    return json.loads(last[0]) if last[0].startswith("{") else {}


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_the_whole_real_file_comes_in_once_though_the_process_was_killed(tmp_path, shared_data):
    data = tmp_path / "data"
    ended("init", "--brand", "路达物流", "--code", "LD", "--admin", "9001", "--password-stdin", data=data)
    words = (
        "import",
        "cases",
        str(shared_data / "takeaway_feedback.csv"),
        "--historic",
        "--errors",
        str(tmp_path / "e.csv"),
    )
    first = started(*words, data=data)
    while "，每秒" not in (line := first.stderr.readline()) or line.startswith("40 /"):
        assert line
    first.kill()
    first.wait()
    said = ended(*words, data=data)
    assert (said["rows"], said["refused"]) == (11_987, 0)
    assert said["already"] > 0
    assert said["opened"] + said["already"] == 11_987
    assert ended(*words, data=data)["already"] == 11_987


# ---- the pages


@pytest.fixture
def kept(settings, tmp_path):
    settings.FILES = tmp_path / "files"
    return settings.FILES


def uploaded(client: Any, rows: list[list[str]], name: str = "旧单.csv") -> Any:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return client.post(
        "/imports/", {"brand": "LD", "file": SimpleUploadedFile(name, text.getvalue().encode("gb18030"))}
    )


def columns(upload: Import, **more: str) -> dict[str, str]:
    said = {f"column-{at}": upload.mapping.get(column, "") for at, column in enumerate(upload.columns)}
    return {**said, "kind": "", "category": "", "owner": "", **more}


def test_a_file_goes_through_the_pages_to_cases(cast, at, kept, client):
    client.force_login(cast.supervisor)
    assert "还没有导入过" in client.get("/imports/").content.decode()
    answer = uploaded(client, [HEADER, GOOD, [" ", *GOOD[1:]]])
    upload = Import.objects.get()
    assert answer["Location"] == f"/imports/{upload.pk}/"
    page = client.get(answer["Location"]).content.decode()
    assert "每一列是什么" in page
    assert "货物晚到两天" in page

    client.post(f"/imports/{upload.pk}/check/", columns(upload, owner="2107"))
    assert "正在试" in client.get(f"/imports/{upload.pk}/").content.decode()
    jobs.run_due()
    page = client.get(f"/imports/{upload.pk}/").content.decode()
    assert "试导入的结果" in page
    assert "要点是空的" in page
    assert not Case.objects.exists()

    client.post(f"/imports/{upload.pk}/commitment/")
    assert "正在导入" in client.get(f"/imports/{upload.pk}/").content.decode()
    assert client.post(f"/imports/{upload.pk}/commitment/").status_code == 409
    jobs.run_due()
    answer = client.get(f"/imports/{upload.pk}/progress/")
    assert answer["HX-Refresh"] == "true"
    assert "导完了" in client.get(f"/imports/{upload.pk}/").content.decode()
    assert Case.objects.get().owner == cast.clerk
    table = client.get(f"/imports/{upload.pk}/refused/").getvalue().decode("utf-8-sig")
    assert "要点是空的" in table
    upload.refresh_from_db()
    assert (upload.counts["opened"], upload.counts["refused"]) == (1, 1)
    assert "已有" in client.get("/imports/").content.decode()


def test_a_stopped_import_goes_on_and_its_numbers_add_up(cast, at, kept, client, monkeypatch):
    client.force_login(cast.supervisor)
    uploaded(client, [["review"], *([f"第 {n} 条"] for n in range(100))])
    upload = Import.objects.get()
    client.post(f"/imports/{upload.pk}/check/", columns(upload))
    jobs.run_due()
    client.post(f"/imports/{upload.pk}/commitment/")

    real = jobs.progress
    monkeypatch.setattr(jobs, "progress", lambda done, total, note="": (_ for _ in ()).throw(jobs.Cancelled))
    jobs.run_due()
    monkeypatch.setattr(jobs, "progress", real)
    assert Case.objects.count() == 40
    page = client.get(f"/imports/{upload.pk}/").content.decode()
    assert "停下了" in page
    client.post(f"/imports/{upload.pk}/commitment/")
    jobs.run_due()
    upload.refresh_from_db()
    assert Case.objects.count() == 100
    assert (upload.counts["opened"], upload.counts["already"]) == (100, 0)


def test_cancelling_takes_a_waiting_job_away(cast, at, kept, client):
    client.force_login(cast.supervisor)
    uploaded(client, [["review"], ["很快"]])
    upload = Import.objects.get()
    client.post(f"/imports/{upload.pk}/check/", columns(upload))
    client.post(f"/imports/{upload.pk}/cancellation/")
    jobs.run_due()
    assert "每一列是什么" in client.get(f"/imports/{upload.pk}/").content.decode()


def test_what_cannot_be_meant_is_said_beside_it_and_choices_are_kept(cast, at, kept, client):
    client.force_login(cast.supervisor)
    bad = client.post("/imports/", {"brand": "LD", "file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04")})
    assert (bad.status_code, "读不出来" in bad.content.decode()) == (422, True)
    assert "请选择文件" in client.post("/imports/", {"brand": "LD"}).content.decode()
    assert not list((kept / "imports").glob("*"))
    uploaded(client, [["a", "b"], ["很快", "慢"]])
    upload = Import.objects.get()
    answer = client.post(f"/imports/{upload.pk}/check/", {"column-0": "wish", "column-1": "", "kind": "enquiry"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "没有哪一列是要点" in page
    assert '<option value="wish" selected>' in page
    assert '<option value="enquiry" selected>' in page


def test_the_pages_are_closed_to_who_may_not_import_and_to_other_brands(cast, at, kept, client):
    client.force_login(cast.supervisor)
    uploaded(client, [["review"], ["很快"]])
    upload = Import.objects.get()
    for person, code in ((cast.clerk, 403), (cast.administrator, 403), (cast.sorter, 403)):
        client.force_login(person)
        assert client.get("/imports/").status_code == code
        assert client.get("/imports/template/").status_code == code
        assert client.get(f"/imports/{upload.pk}/").status_code == 404
    client.force_login(cast.company["2302"])  # the other brand's supervisor
    assert client.get("/imports/").status_code == 200
    for path in ("", "progress/", "refused/"):
        assert client.get(f"/imports/{upload.pk}/{path}").status_code == 404
    for path in ("check/", "commitment/", "cancellation/"):
        assert client.post(f"/imports/{upload.pk}/{path}").status_code == 404
    assert not queries.imports(cast.clerk).exists()


def test_the_template_can_be_filled_in_and_imported(cast, at, kept, client, tmp_path):
    client.force_login(cast.supervisor)
    path = tmp_path / "t.xlsx"
    path.write_bytes(client.get("/imports/template/").getvalue())
    table = actions.open_table(path, tmp_path)
    assert actions.read_mapping("", table.header)["类别"] == "category"
    assert "要点" in table.header


def test_files_are_taken_away_after_a_month_and_the_numbers_stay(cast, at, kept, client):
    client.force_login(cast.supervisor)
    uploaded(client, [["review"], ["很快"]])
    upload = Import.objects.get()
    assert actions.sweep_imports() == 0
    at.forward(days=31)
    assert actions.sweep_imports() == 1
    upload.refresh_from_db()
    assert not (kept / upload.path).exists()
    assert (upload.samples, upload.rows) == ([], 1)
    assert uploading.SAMPLES == 5
