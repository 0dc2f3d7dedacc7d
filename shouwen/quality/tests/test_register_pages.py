"""Pages of the register: what each sees and may do there, bands on the form, the month as page, paper and workbook."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from shouwen.cases.tests.makers import complaint
from shouwen.kernel import worklist
from shouwen.kernel.policy import SYSTEM
from shouwen.quality import actions
from shouwen.quality.models import LedgerEntry, MonthlyDetail, Penalty, Violation
from shouwen.quality.tests.makers import checked, inspected, punished, true_complaint

pytestmark = pytest.mark.django_db
PAYROLL = "本系统只提出建议，由薪酬部门依法执行"


def desk(person: Any) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def page(person: Any, address: str) -> str:
    reply = desk(person).get(address)
    assert reply.status_code == 200, (address, reply.status_code)
    return str(reply.content.decode())


def of(violation: Violation, deed: str = "") -> str:
    return f"/quality/violations/{violation.number}/{deed}"


# ---- the list


def test_the_question_stands_in_the_address(cast):
    mine, other = inspected(cast), inspected(cast, person=cast.operations, conduct="language")
    shown = page(cast.supervision, "/quality/violations/?row=P-12")
    assert mine.number in shown and other.number not in shown
    assert other.number in page(cast.supervision, f"/quality/violations/?q={cast.operations.staff_number}")
    punished(cast, mine)
    shown = page(cast.supervision, "/quality/violations/?penalty=notified")
    assert mine.number in shown and other.number not in shown
    shown = page(cast.supervision, "/quality/violations/?state=nonsense&month=never&department=x&after=x&before=y")
    assert mine.number in shown and other.number in shown


def test_pages_go_by_key_there_and_back(cast, monkeypatch):
    monkeypatch.setattr("shouwen.quality.filters.SIZE", 2)
    numbers = [inspected(cast).number for _each in range(5)]

    def read(address: str) -> list[str]:
        found = desk(cast.supervision).get(address)
        return [row["violation"].number for row in found.context["rows"]], found.context["page"]

    first, leaf = read("/quality/violations/")
    assert first == numbers[:2:-1] and leaf.previous is None
    second, leaf = read(f"/quality/violations/?after={leaf.next}")
    assert second == [numbers[2], numbers[1]]
    third, last = read(f"/quality/violations/?after={leaf.next}")
    assert third == [numbers[0]] and last.next is None
    assert read(f"/quality/violations/?before={last.previous}")[0] == second
    assert read(f"/quality/violations/?before={leaf.previous}")[0] == first


def test_the_list_asks_the_database_as_often_for_many_as_for_few(cast, query_budget):
    for _each in range(12):
        inspected(cast)
    client = desk(cast.supervision)
    client.get("/quality/violations/")
    with query_budget(24):
        client.get("/quality/violations/")


def test_a_post_without_the_register_is_sent_to_its_own_page(cast):
    assert desk(cast.clerk).get("/quality/violations/").status_code == 403
    assert "没有处罚" in page(cast.clerk, "/quality/mine/")


# ---- one violation


def test_every_page_with_money_says_that_payroll_decides(cast):
    penalty = punished(cast)
    detail = MonthlyDetail.objects.get()
    for person, address in (
        (cast.supervision, "/quality/violations/"),
        (cast.supervision, of(penalty.violation)),
        (cast.sorter, of(penalty.violation)),
        (cast.sorter, "/quality/mine/"),
        (cast.supervision, "/quality/months/"),
        (cast.supervision, f"/quality/months/{detail.pk}/"),
        (cast.supervision, f"/quality/months/{detail.pk}/print/"),
        (cast.supervision, "/quality/rewards/new/"),
        (cast.supervisor, "/quality/violations/new/"),
    ):
        assert PAYROLL in page(person, address), address
    violation = checked(cast, inspected(cast))
    assert PAYROLL in page(cast.supervision, of(violation, "decision/"))


def test_the_form_shows_the_band_and_refuses_what_lies_outside(cast):
    violation = checked(cast, inspected(cast, conduct="language"))
    shown = page(cast.supervision, of(violation, "decision/"))
    assert "10—50 元" in shown and "B.7.1a" in shown
    client = desk(cast.supervision)
    for amount in ("9.99", "50.01", "五十", "-20", ""):
        reply = client.post(
            of(violation, "decision/"), {"measure": "fine", "amount": amount, "reason": "用了忌语两次。"}
        )
        assert reply.status_code == 422 and "用了忌语两次。" in reply.content.decode()
    assert not Penalty.objects.exists()
    reply = client.post(of(violation, "decision/"), {"measure": "fine", "amount": "¥50", "reason": "用了忌语两次。"})
    assert reply.status_code == 302 and Penalty.objects.get().amount_fen == 5000


def test_the_person_concerned_reads_the_decision_but_not_who_proposed_or_complained(cast, sealed):
    case = true_complaint(cast)
    sealed()
    violation = Violation.objects.get()
    checked(cast, violation)
    assert desk(cast.sorter).get(of(violation)).status_code == 404
    actions.decide(violation, by=cast.supervision, measure="fine", amount=6000, reason="话说重了，已道歉。")
    shown = page(cast.sorter, of(violation))
    assert "¥60.00" in shown and "话说重了" in shown and "提出异议" in shown
    for secret in (case.customer.name, "8206", "查看监控，属实。", f"/cases/{case.number}/"):
        assert secret not in shown
    assert desk(cast.sorter).get(f"/quality/cases/{case.number}/").status_code == 404
    other = inspected(cast)
    assert desk(cast.sorter).get(of(other)).status_code == 404


def test_the_person_objects_on_the_page(cast):
    violation = punished(cast).violation
    reply = desk(cast.sorter).post(of(violation, "objection/"), {"words": "车是同事借去的，不是我停的。"})
    assert reply.status_code == 302
    assert "待答复" in page(cast.leader, of(violation))
    assert desk(cast.supervision).get(of(violation, "answer/")).status_code == 403
    said = {"outcome": "keep", "answer": "看过录像，是本人。"}
    assert desk(cast.leader).post(of(violation, "answer/"), said).status_code == 302
    assert "看过录像，是本人。" in page(cast.sorter, of(violation))


def test_only_who_may_do_the_next_step_is_offered_it(cast):
    violation = inspected(cast)
    assert "核实…" in page(cast.supervision, of(violation))
    assert "核实…" not in page(cast.supervisor, of(violation))
    shown = page(cast.supervisor, of(violation))
    assert all(post in shown for post in ("领导", "企管部经办", "监察主管")) and "核实；不能是提出的人" in shown
    assert desk(cast.supervisor).post(of(violation, "check/"), {"finding": "我看见的。"}).status_code == 403


def test_a_violation_is_proposed_on_the_page(cast):
    client = desk(cast.supervisor)
    values = {
        "person": f"{cast.sorter.staff_number} {cast.sorter.name}",
        "source": "inspection",
        "conduct": ["private_vehicle", "language"],
        "facts_stated": "早班骑车进分拣口，还说了忌语。",
        "found_at": "2020-01-02T10:00",
    }
    assert client.post("/quality/violations/new/", {**values, "found_at": "2999-01-01T00:00"}).status_code == 422
    assert client.post("/quality/violations/new/", {**values, "person": "9999"}).status_code == 422
    assert client.post("/quality/violations/new/", {**values, "case": "LD26-99999"}).status_code == 422
    assert client.post("/quality/violations/new/", {**values, "conduct": ["second_complaint"]}).status_code == 422
    assert not Violation.objects.exists()
    assert client.post("/quality/violations/new/", values).status_code == 302
    assert sorted(Violation.objects.values_list("row", flat=True)) == ["P-01", "P-12"]


def test_a_batch_on_the_page_tells_what_it_left(cast):
    own, other = inspected(cast, by=cast.supervision), inspected(cast, person=cast.operations)
    client = desk(cast.supervision)
    chosen = {"do": "check", "violation": [own.number, other.number]}
    assert "对每一条都写上" in client.post("/quality/violations/batch/", chosen).content.decode()
    reply = client.post("/quality/violations/batch/", {**chosen, "words": "查看监控，属实。"}, follow=True)
    assert "办成 1 条，留下 1 条" in reply.content.decode()
    assert client.post("/quality/violations/batch/", {"do": "check"}).status_code == 422
    assert client.post("/quality/violations/batch/", {"do": "decide"}).status_code == 404


# ---- beside the case, and on the plate


def test_beside_a_case_stands_what_was_proposed_for_it(cast, sealed):
    case = true_complaint(cast)
    sealed()
    address = f"/quality/cases/{case.number}/"
    assert Violation.objects.get().number in page(cast.supervisor, address)
    assert page(cast.clerk, address).strip() == ""
    assert f'hx-get="{address}"' in page(cast.clerk, f"/cases/{case.number}/")


def test_the_plate_holds_what_waits_for_each(cast, at):
    def waiting(person: Any) -> list[str]:
        fresh = type(person).objects.get(pk=person.pk)
        return [item.url for item in worklist.of(fresh) if item.extra.get("kind") in ("violation", "month")]

    violation = inspected(cast, conduct="other_breach")
    assert of(violation, "check/") in waiting(cast.supervision)
    assert waiting(cast.supervisor) == [] and waiting(cast.clerk) == []
    checked(cast, violation)
    assert of(violation, "decision/") in waiting(cast.supervision)
    penalty = actions.decide(violation, by=cast.supervision, measure="fine", amount=3000, reason="影响对账，罚款。")
    assert of(violation, "approval/") in waiting(cast.leader)
    assert of(violation, "approval/") not in waiting(cast.supervision)
    actions.approve(penalty, by=cast.leader)
    actions.object_to(penalty, by=cast.sorter, words="记录当天就补上了。")
    assert waiting(cast.enterprise) == [of(violation, "answer/")]
    detail = MonthlyDetail.objects.get()
    assert waiting(cast.supervision) == [f"/quality/months/{detail.pk}/"]


# ---- the month


def _month(cast: Any) -> MonthlyDetail:
    punished(cast)
    values = {"what": "表扬", "words": "客户来信表扬", "amount": 10000}
    actions.reward(by=cast.supervision, brand=cast.brand, person=cast.clerk, **values)
    return MonthlyDetail.objects.get()


def test_the_month_is_handed_in_on_the_page_and_then_locked(cast, at):
    detail = _month(cast)
    address = f"/quality/months/{detail.pk}/"
    assert "草稿" in page(cast.supervision, address) and "提交后不再变动" in page(cast.supervision, address)
    assert desk(cast.leader).post(address + "submission/").status_code == 403
    assert desk(cast.supervision).post(address + "submission/").status_code == 302
    assert "已提交" in page(cast.leader, address)
    assert desk(cast.supervision).post(address + "submission/").status_code == 409
    assert desk(cast.stranger).get(address).status_code == 404


def test_the_workbook_has_the_lines_the_totals_and_our_sentence(cast, at):
    detail = _month(cast)
    reply = desk(cast.supervision).get(f"/quality/months/{detail.pk}/excel/")
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(reply.streaming_content)))
    rows = book.get_sheet_by_index(0).to_python()
    heads = next(row for row in rows if row[0] == "日期")
    assert heads[:9] == ["日期", "单位", "人员", "事项", "来源", "依据", "措施", "金额（元）", "核实人"]
    fine = rows[rows.index(heads) + 1]
    assert fine[1:3] == ["运营部", str(cast.sorter)] and fine[5] == "P-12 · F.4.5a" and fine[7] == 50
    assert any(row[4] == "合计" and row[6:8] == [50, 100] for row in rows)
    assert any(PAYROLL in str(row[0]) for row in rows)


def test_the_paper_breaks_into_pages_and_keeps_room_for_the_end(cast, at):
    for _each in range(30):
        punished(cast, inspected(cast))
    detail = MonthlyDetail.objects.get()
    shown = desk(cast.supervision).get(f"/quality/months/{detail.pk}/print/")
    pages = shown.context["pages"]
    assert [len(lines) for lines in pages] == [24, 6] and "第 2 页 / 共 2 页" in shown.content.decode()


def test_a_formula_in_the_words_stays_text(cast, at):
    actions.reward(by=cast.supervision, brand=cast.brand, person=cast.clerk, what="=1+1", words="=HYPERLINK(1)")
    detail = MonthlyDetail.objects.get()
    reply = desk(cast.supervision).get(f"/quality/months/{detail.pk}/excel/")
    with zipfile.ZipFile(io.BytesIO(b"".join(reply.streaming_content))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet and "=HYPERLINK(1)" in book.read("xl/sharedStrings.xml").decode()


def test_a_reward_is_entered_on_the_page(cast):
    client = desk(cast.supervision)
    values = {"person": cast.clerk.staff_number, "what": "表扬", "words": "客户来信表扬", "amount": "100"}
    assert client.post("/quality/rewards/new/", {**values, "amount": "一百"}).status_code == 422
    assert client.post("/quality/rewards/new/", values).status_code == 302
    assert LedgerEntry.objects.get().amount_fen == 10000
    assert "¥100.00" in page(cast.clerk, "/quality/mine/")


def test_a_brand_whose_pack_has_no_penalties_proposes_none(cast, sealed, monkeypatch):
    monkeypatch.setattr("shouwen.quality.rules.Rules.has_penalties", False)
    first = complaint(cast, waybill="100200")
    complaint(cast, who=first.customer, waybill="100200")
    true_complaint(cast)
    sealed()
    assert not Violation.objects.exists()
    assert desk(cast.supervisor).get("/quality/violations/new/").status_code == 200
    actions.open_months(by=SYSTEM)
