"""Pages of goods papers: who sees what, what is refused on its field with its clause, what a driver can do by phone."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from shouwen.claims import actions
from shouwen.claims.models import DeliveryNotice, LoadingRecord, Waybill
from shouwen.claims.tests.makers_papers import hands, record, waybill
from shouwen.commands import import_waybills
from shouwen.kernel.policy import SYSTEM

pytestmark = pytest.mark.django_db
N = "884027160415"


@pytest.fixture
def who(cast: Any, at: Any) -> Any:
    return hands(cast)


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def page(person: Any, name: str, *args: Any) -> Any:
    return signed_in(person).get(reverse(name, args=args))


def posted(person: Any, name: str, *args: Any, **data: Any) -> Any:
    return signed_in(person).post(reverse(name, args=args), data)


WRITTEN = {
    "number": N,
    "label_number": N,
    "shipper_name": "司马静怡",
    "shipper_phone": "13607985521",
    "consignee_name": "吴晓东",
    "goods": "青花瓷碗",
    "pieces": "6",
    "packing": "intact",
    "cod": "1,860.00",
    "cod_words": "壹仟捌佰陆拾元整",
    "salesman": "4611 柳依依",
    "is_in_computer": "True",
}


def test_a_waybill_is_entered_on_its_page(who: Any) -> None:
    answer = posted(who.salesman, "waybill-new", **WRITTEN)
    made = Waybill.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, reverse("waybill", args=[made.pk]))
    assert (made.cod, made.salesman, made.salesman_name, made.is_fragile) == (186000, who.salesman, "柳依依", False)


def test_what_breaks_a_guard_comes_back_on_its_field_and_nothing_typed_is_lost(who: Any) -> None:
    answer = posted(
        who.salesman,
        "waybill-new",
        **{**WRITTEN, "is_fragile": "on", "is_insured": "on", "cod_words": "壹仟陆佰捌拾元整"},
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert {"is_insured", "declared_value", "cod_words"} == set(answer.context["form"].errors)
    for words in ("易碎物品不办理保值运输", "小写的大写是：壹仟捌佰陆拾元整", "G.4.n1", "D.4.8.8", "青花瓷碗"):
        assert words in text
    assert not Waybill.objects.exists()


def test_the_page_shows_the_papers_side_by_side_and_masks_numbers(who: Any) -> None:
    made = waybill(who)
    record(who, "driver", {N: 6, "884027160999": 1})
    record(who, "loader", {N: 5})
    actions.record_copy(made, by=who.claims_clerk, copy=1, on_hand=True, signature="signed")
    text = page(who.claims_clerk, "waybill", made.pk).content.decode()
    for words in ("件数不同", "只有司机记了", "已签字上车，锁定", "可作凭据", "136****5521"):
        assert words in text
    assert "13607985521" not in text
    assert reverse("waybill-change", args=[made.pk]) not in text


def test_a_faulty_imported_waybill_says_what_is_wrong(who: Any, tmp_path: Path) -> None:
    run_import(tmp_path, "8802,8820,甲,乙,玻璃,若干,完好,一三八零")
    made = Waybill.objects.get()
    text = page(who.keeper, "waybill", made.pk).content.decode()
    for words in ("标签号与配送单号不一致", "若干", "****"):
        assert words in text
    assert "一三八零" not in text
    listing = signed_in(who.keeper).get(reverse("waybills") + "?show=faulty").content.decode()
    assert "3 处有错" in listing


def test_the_list_is_searched_by_the_end_of_a_number_without_an_address(who: Any) -> None:
    waybill(who)
    waybill(who, number="884027169999")
    text = posted(who.claims_clerk, "waybills", q="0415").content.decode()
    assert N in text
    assert "884027169999" not in text


def test_a_salesman_finds_only_his_own(who: Any, cast: Any) -> None:
    waybill(who)
    other = waybill(who, number="884027169999", salesman=None)
    Waybill.objects.filter(pk=other.pk).update(entered_by=who.claims_clerk)
    text = page(who.salesman, "waybills").content.decode()
    assert N in text
    assert "884027169999" not in text
    assert page(who.salesman, "waybill", other.pk).status_code == 404
    for person in (who.driver, cast.auditor, cast.clerk):
        assert page(person, "waybills").status_code == 403


def test_the_list_asks_a_bounded_number_of_questions(who: Any, query_budget: Any) -> None:
    for number in range(12):
        waybill(who, number=f"88402716{number:04d}")
    client = signed_in(who.claims_clerk)
    client.get(reverse("waybills"))
    with query_budget(24):
        client.get(reverse("waybills"))


# ---- by phone


def test_a_driver_keeps_and_signs_his_record_by_phone(who: Any) -> None:
    client = signed_in(who.driver)
    answer = client.post(
        reverse("my-papers"), {"load": "CC-7", "truck": "苏E·1", "role": "driver", "method": "by_loading"}
    )
    made = LoadingRecord.objects.get()
    assert answer["Location"] == reverse("loading-record", args=[made.pk])
    client.post(reverse("loading-record-line", args=[made.pk]), {"number": N, "pieces": "6"})
    twice = client.post(reverse("loading-record-line", args=[made.pk]), {"number": N, "pieces": "6"})
    assert twice.status_code == 422
    client.post(reverse("loading-record-signature", args=[made.pk]))
    made.refresh_from_db()
    assert made.state == "signed"
    text = client.get(reverse("loading-record", args=[made.pk])).content.decode()
    assert "已签字，锁定" in text
    assert reverse("loading-record-line", args=[made.pk]) not in text
    late = client.post(reverse("loading-record-line", args=[made.pk]), {"number": "1", "pieces": "1"})
    assert late.status_code == 409


def test_the_loader_does_not_see_the_drivers_record(who: Any) -> None:
    made = record(who, "driver", {N: 6})
    assert page(who.loader, "loading-record", made.pk).status_code == 404
    assert page(who.keeper, "loading-record", made.pk).status_code == 200


def test_who_must_sign_finds_it_and_strangers_do_not(who: Any, cast: Any) -> None:
    notice = actions.write_notice(waybill(who), by=who.branch_clerk, giver=who.driver, taker=who.branch_clerk)
    assert reverse("signed-paper", args=["notice", notice.pk]) in page(who.driver, "my-papers").content.decode()
    assert page(who.loader, "signed-paper", "notice", notice.pk).status_code == 404
    assert page(who.driver, "signed-paper", "letter", notice.pk).status_code == 404
    assert posted(who.keeper, "signed-paper-signature", "notice", notice.pk).status_code == 403
    posted(who.driver, "signed-paper-signature", "notice", notice.pk)
    posted(who.branch_clerk, "signed-paper-signature", "notice", notice.pk)
    assert DeliveryNotice.objects.get().state == "signed"


def test_the_hint_of_copying_is_judged_by_the_claims_clerk_only(who: Any) -> None:
    numbers = [f"88402716{n:04d}" for n in range(3)]
    for number in numbers:
        waybill(who, number=number)
    made = record(who, "driver", dict.fromkeys(numbers, 1))
    text = page(who.claims_clerk, "loading-record", made.pk).content.decode()
    assert "像是照配送单抄的" in text
    assert "像是照配送单抄的" not in page(who.driver, "loading-record", made.pk).content.decode()
    assert page(who.keeper, "loading-record-copying", made.pk).status_code == 403
    posted(who.claims_clerk, "loading-record-copying", made.pk, is_copied="True", why="同一分钟写完")
    assert made.copy_findings.get().is_copied


def test_a_correction_is_another_record(who: Any) -> None:
    made = record(who, "driver", {N: 6})
    answer = posted(who.keeper, "loading-record-correction", made.pk, reason="司机数错")
    assert answer.status_code == 302
    assert made.correction.lines.get().pieces == 6
    assert posted(who.driver, "loading-record-correction", made.pk, reason="我改").status_code == 403


def test_each_deed_of_a_waybill_goes_through_its_page(who: Any) -> None:
    made = waybill(who)
    clerk = signed_in(who.claims_clerk)
    for name, data in (
        (
            "waybill-copy",
            {"copy": "2", "on_hand": "True", "has_note": "True", "noter": "driver", "signature": "signed"},
        ),
        ("waybill-findings", {"note_needed": "True", "is_in_computer": "", "is_system_normal": "False"}),
        ("waybill-arrival", {"on": "2026-07-14"}),
        ("waybill-notice", {"giver_name": "外请司机", "taker": "7101", "has_note": "on", "note": "湿"}),
        ("waybill-slip", {"giver": "4441", "taker": "4431", "details": "湿", "coefficient": "0.30"}),
        ("waybill-searched", {}),
    ):
        answer = clerk.post(reverse(name, args=[made.pk]), data)
        assert answer.status_code == 302, (name, answer.content.decode()[-2000:])
    made.refresh_from_db()
    assert (made.note_needed, made.is_in_computer, made.is_system_normal) == (True, None, False)
    assert (made.looks.get().copy, made.slips.count(), made.delivery_notices.count()) == (2, 1, 1)
    assert made.searched_by == who.claims_clerk


def test_a_deed_says_what_is_wrong_on_the_field(who: Any) -> None:
    answer = posted(who.claims_clerk, "waybill-copy", waybill(who).pk, copy="1", on_hand="False", signature="signed")
    assert answer.status_code == 422
    assert "这一联不在手，看不到签字。" in answer.content.decode()


def test_colleagues_are_proposed_to_staff(who: Any) -> None:
    text = signed_in(who.claims_clerk).get(reverse("paper-colleagues"), {"giver": "443"}).content.decode()
    assert "4431 费长江" in text


# ---- the command


def run_import(folder: Path, *rows: str, **options: Any) -> int:
    path = folder / "w.csv"
    path.write_text("\n".join(["单号,标签号,发货人,收货人,货物,件数,包装,发货人电话", *rows]), encoding="utf-8")
    from shouwen.people import queries as people

    args = argparse.Namespace(
        **{
            "what": "waybills",
            "file": path,
            "map": "",
            "errors": None,
            "dry_run": False,
            "owner": "",
            "kind": "",
            "category": "",
            "historic": False,
            **options,
        }
    )
    return import_waybills.run(
        args, by=SYSTEM, brand=people.default_brand(), say=lambda _line: None, progress=lambda _counts: None
    )


def test_the_command_says_what_came_of_the_file(who: Any, tmp_path: Path, capsys: Any) -> None:
    assert run_import(tmp_path, "1,1,甲,乙,碗,3,完好,", ",,缺号,乙,碗,3,完好,") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["entered"], said["refused"]) == (1, 1)
    assert Path(said["errors_file"]).exists()
    run_import(tmp_path, "1,1,甲,乙,碗,3,完好,")
    assert json.loads(capsys.readouterr().out)["already"] == 1
