"""Pages of seizures: the register and its Excel, what is next, deeds, and who must not."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from shouwen.claims.seizure.models import Seizure
from shouwen.claims.seizure.tests.test_seizure import certified, entered, kept
from shouwen.claims.tests.makers_papers import hands
from shouwen.kernel.models import Attachment

pytestmark = pytest.mark.django_db


@pytest.fixture
def who(cast: Any, at: Any) -> Any:
    return hands(cast)


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_a_branch_enters_a_seizure_and_is_told_what_is_next(who: Any) -> None:
    client = signed_in(who.branch_clerk)
    given = {
        "number": "884027151755",
        "branch": who.branch.pk,
        "goods": "2 箱",
        "authority": "tobacco",
        "seized_on": "2026-07-15",
        "cause": "branch",
        "reason": "没有准运证",
    }
    answer = client.post(reverse("seizure-new"), given)
    made = Seizure.objects.get()
    assert answer["Location"] == reverse("seizure", args=[made.pk])
    text = client.get(answer["Location"]).content.decode()
    for words in (
        "告知发货人怎样处理",
        "索取查扣证明",
        "不得出库",
        "待认定",
        "规范写“第一时间”，没有数字",
        "2027-01-15",
    ):
        assert words in text


def test_a_gap_comes_back_on_its_field(who: Any) -> None:
    answer = signed_in(who.branch_clerk).post(reverse("seizure-new"), {"authority": "other", "number": "1"})
    assert answer.status_code == 422
    assert {"goods", "cause", "reason", "seized_on", "branch"} <= set(answer.context["form"].errors)


def test_the_deeds_of_a_seizure_go_through_their_pages(who: Any, cast: Any, at: Any) -> None:
    seizure = entered(who)
    client = signed_in(who.branch_clerk)
    scan = SimpleUploadedFile("a.txt", "证明".encode(), "text/plain")
    for name, data in (
        ("seizure-notice", {"told_whom": "司马女士", "channel": "phone", "handling": "补证", "handled_by": "周三"}),
        (
            "seizure-certificate",
            {"certificate_number": "118", "on": "2026-07-15", "original_holder": "苏晚晴", "upload": scan},
        ),
        ("seizure-copy", {"sent_by": "fax"}),
        ("seizure-custody", {"kept_where": "三号库"}),
        ("seizure-check", {"is_whole": "False", "words": "封条断"}),
        ("seizure-breach", {"reason": "unauthorised_release", "words": "夜班放走一箱"}),
    ):
        answer = client.post(reverse(name, args=[seizure.pk]), data)
        assert answer.status_code == 302, name
    seizure.refresh_from_db()
    assert seizure.state == "in_custody"
    shut = client.post(
        reverse("seizure-release", args=[seizure.pk]), {"release_number": "", "on": "2026-07-15", "goes_on": "deliver"}
    )
    assert shut.status_code == 409
    assert "没有执法部门的许可" in shut.content.decode()


def test_the_claims_clerk_judges_on_the_page(who: Any) -> None:
    seizure = entered(who, cause="branch")
    found = seizure.liability_reasons.get()
    url = reverse("seizure-liability", args=[seizure.pk, found.pk])
    assert signed_in(who.branch_clerk).post(url, {"why": "没有的事", "do": "drop"}).status_code == 403
    assert signed_in(who.claims_clerk).post(url, {"why": ""}).status_code == 422
    signed_in(who.claims_clerk).post(url, {"why": "笔录为证", "do": "set"})
    found.refresh_from_db()
    assert found.state == "set"
    text = signed_in(who.claims_clerk).get(reverse("seizure", args=[seizure.pk])).content.decode()
    assert "已认定" in text
    assert "笔录为证" in text


def test_the_register_goes_out_as_a_workbook_with_the_same_rows(who: Any) -> None:
    seizure = kept(who, goods="=1+1 香烟")
    other = entered(who, number="884027150000")
    client = signed_in(who.claims_clerk)
    answer = client.get(reverse("seizures-excel"))
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    rows = [[str(cell) for cell in row] for row in book.get_sheet_by_index(0).to_python()]
    flat = [cell for row in rows for cell in row]
    for words in (seizure.number, other.number, "=1+1 香烟", "烟扣〔2026〕118 号", "保管中"):
        assert words in flat
    late = client.get(reverse("seizures-excel") + "?show=write_off")
    assert seizure.number.encode() not in b"".join(late.streaming_content)


def test_settlement_writes_off_on_its_page_only_after_six_months(who: Any, cast: Any, at: Any) -> None:
    from shouwen.claims.seizure import jobs

    seizure = kept(who)
    url = reverse("seizure-write-off", args=[seizure.pk])
    client = signed_in(cast.settlement)
    data = {"has_seen_original": "on", "freight": "240", "goods_money": ""}
    early = client.post(url, data)
    assert early.status_code == 409
    assert "2027-01-15" in early.content.decode()
    at("2027-01-20 09:00")
    jobs.watch()
    assert client.post(url, data).status_code == 302
    seizure.refresh_from_db()
    assert (seizure.state, seizure.write_off_freight) == ("written_off", 24000)


def test_papers_of_a_seizure_are_for_those_who_see_it(who: Any, cast: Any) -> None:
    seizure = entered(who)
    certified(who, seizure)
    kept_file = Attachment.objects.get(about_kind="seizure")
    url = reverse("seizure-file", args=[seizure.pk, kept_file.pk])
    assert signed_in(who.claims_clerk).get(url)["X-Content-Type-Options"] == "nosniff"
    for person in (cast.clerk, who.driver, cast.stranger, cast.auditor):
        assert signed_in(person).get(url).status_code == 404
        assert signed_in(person).get(reverse("seizures")).status_code == 403


def test_the_register_is_searched_and_filtered(who: Any) -> None:
    seizure = kept(who)
    client = signed_in(who.branch_clerk)
    assert seizure.number in client.post(reverse("seizures"), {"q": "151755"}).content.decode()
    assert seizure.number not in client.post(reverse("seizures"), {"q": "没有"}).content.decode()
    assert seizure.number not in client.get(reverse("seizures") + "?show=ended").content.decode()
