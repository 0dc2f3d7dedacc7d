"""The customer's page: nothing internal on it, nothing of his that runs, two taps one deed, his files and no others."""

from __future__ import annotations

import base64
import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shouwen.cases import actions as cases
from shouwen.cases.models import Case
from shouwen.cases.portal.tests.makers import Telephone, come_in, telephone
from shouwen.cases.tests.makers import complaint, customer
from shouwen.kernel import clock
from shouwen.kernel.models import Attachment

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def phone(monkeypatch: pytest.MonkeyPatch) -> Telephone:
    return telephone(monkeypatch)


#: One red dot.
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)


def picture(name: str = "a.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, DOT, "image/png")


def test_no_internal_field_of_a_case_reaches_its_customer(cast: Any, at: Any, phone: Telephone, client: Client) -> None:
    """A mark in everything that is ours: none comes out, in either language."""
    case = complaint(cast, wish="尽快", waybill="100200")
    cases.take_step(case, by=cast.clerk, step="apologise", words="MARK-step")
    cases.judge(case, by=cast.clerk, substantiated="yes", words="MARK-judgement")
    cases.propose(case, by=cast.supervisor, text="MARK-proposal")
    sent = cases.transfer(case, by=cast.clerk, requirement="MARK-requirement")
    report = cases.require_report(case, by=cast.clerk, person=cast.sorter, question="MARK-question")
    cases.hand_in_report(report, by=cast.sorter, text="MARK-report MARK-report")
    cases.report_back(sent, by=cast.operations, answer="MARK-feedback", cause="MARK-cause")
    cases.record_findings(
        case, by=cast.clerk, root_cause="MARK-root", prevention="MARK-prevention", solution="MARK-solution",
        compensation="none", compensation_words="MARK-compensation",
    )  # fmt: skip
    cases.note(case, by=cast.clerk, words="MARK-note")
    cases.note(case, by=cast.clerk, words="MARK-said", kind="customer")
    cases.consult(case, by=cast.clerk, asked=cast.colleague, words="MARK-consult")
    cases.offer(case, by=cast.clerk, taker=cast.colleague, reason="MARK-offer")
    cases.attach(case, by=cast.clerk, upload=SimpleUploadedFile("MARK-file.txt", "单".encode(), "text/plain"))
    cases.answer(case, by=cast.clerk, words="MARK-attempt", outcome="not_reached")
    cases.answer(case, by=cast.clerk, words="MARK-proxy", outcome="proxy")
    cases.promise(case, by=cast.clerk, what="回电", due_at=clock.now() + dt.timedelta(hours=2))
    cases.answer(case, by=cast.clerk, words="今晚送到。", customer_words="MARK-customerwords")
    cases.visit(case, by=cast.clerk, outcome="not_reached", words="MARK-visit")
    page = come_in(client, case, phone).text
    client.post("/follow/language/", {"language": "en", "place": "case"})
    english = client.get("/follow/case/").text
    staff = [each.name for each in (cast.clerk, cast.sorter, cast.operations, cast.supervisor, cast.colleague)]
    for text in (page, english):
        assert "MARK" not in text
        assert not [name for name in staff if name in text]
        assert cast.sorter.staff_number not in text  # who is complained of
        assert "8206" not in text
        assert "属实" not in text
    assert "今晚送到。" in page
    assert cast.clerk.staff_number in page
    assert "运营部" in page


def test_two_taps_are_one_deed_and_the_timeline_of_staff_shows_it(
    cast: Any, at: Any, phone: Telephone, client: Client
) -> None:
    case = complaint(cast)
    telling = cases.answer(case, by=cast.clerk, words="今晚送到。")
    come_in(client, case, phone)
    for _tap in range(2):
        assert client.post("/follow/case/acceptance/", {"telling": telling.pk})["Location"].endswith("?said=accepted")
        client.post("/follow/case/words/", {"once": "k1", "words": "谢谢"})
        client.post("/follow/case/call-back/", {"words": ""})
    case.refresh_from_db()
    assert case.satisfaction == "satisfied"
    assert (case.notes.filter(kind="customer").count(), case.promises.count()) == (1, 1)
    client.force_login(cast.clerk, backend="allauth.account.auth_backends.AuthenticationBackend")
    shown = client.get(f"/cases/{case.number}/").text
    assert all(words in shown for words in ("客户已查看进度", "客户已接受答复", "客户补充了情况", "谢谢"))


def test_a_refusal_keeps_what_was_typed(cast: Any, at: Any, phone: Telephone, client: Client) -> None:
    case = complaint(cast)
    telling = cases.answer(case, by=cast.clerk, words="今晚送到。")
    come_in(client, case, phone)
    cases.answer(case, by=cast.clerk, words="明天送到。")
    reply = client.post("/follow/case/objection/", {"telling": telling.pk, "words": "我等不了"})
    assert reply.status_code == 409
    assert "我等不了" in reply.text
    assert "明天送到。" in reply.text
    assert client.post("/follow/case/acceptance/", {"telling": "9" * 40}).status_code == 409


def test_staff_read_why_he_disputes_in_his_own_words(cast: Any, at: Any, phone: Telephone, client: Client) -> None:
    case = complaint(cast)
    telling = cases.answer(case, by=cast.clerk, words="今晚送到。")
    come_in(client, case, phone)
    for _tap in range(2):
        reply = client.post("/follow/case/objection/", {"telling": telling.pk, "words": "货还没有到"})
        assert reply["Location"].endswith("?said=disputed")
    assert "上一次的答复" in client.get("/follow/case/").text
    client.force_login(cast.clerk, backend="allauth.account.auth_backends.AuthenticationBackend")
    shown = client.get(f"/cases/{case.number}/").text
    assert shown.count("货还没有到") == 1
    assert "第 2 轮处理" in shown


def test_his_words_run_nowhere(cast: Any, at: Any, phone: Telephone, client: Client) -> None:
    case = complaint(cast, reason=SCRIPT, gist=SCRIPT, wish=SCRIPT)
    telling = cases.answer(case, by=cast.clerk, words=SCRIPT)
    come_in(client, case, phone)
    client.post("/follow/case/words/", {"once": "x", "words": f'{SCRIPT}"><img src=x onerror=alert(1)>'})
    client.post("/follow/case/call-back/", {"words": SCRIPT})
    client.post("/follow/case/objection/", {"telling": telling.pk, "words": SCRIPT})
    mine = client.get("/follow/case/?said=<script>").text
    client.force_login(cast.clerk, backend="allauth.account.auth_backends.AuthenticationBackend")
    theirs = client.get(f"/cases/{case.number}/").text
    for page in (mine, theirs):
        assert SCRIPT not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    "upload",
    [
        SimpleUploadedFile(
            "a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "image/svg+xml"
        ),
        SimpleUploadedFile("a.html", b"<html><script>1</script></html>", "image/png"),
        SimpleUploadedFile("a.gif", b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)//<script>", "image/gif"),
        SimpleUploadedFile("a.png", b"%PDF-1.4 <script>1</script>", "image/png"),
        SimpleUploadedFile("a.exe", b"MZ\0\0", "image/png"),
        SimpleUploadedFile("a.pdf", b"%PDF-1.4\n1 0 obj", "application/pdf"),
        SimpleUploadedFile("a.png", b"", "image/png"),
        SimpleUploadedFile("a.txt", "文字".encode(), "text/plain"),
    ],
    ids=lambda upload: upload.name,
)
def test_only_what_plainly_is_a_picture_is_taken(
    upload: Any, cast: Any, at: Any, phone: Telephone, client: Client
) -> None:
    case = complaint(cast)
    come_in(client, case, phone)
    reply = client.post("/follow/case/words/", {"once": "u", "words": "看", "files": [upload]})
    assert reply.status_code == 422
    assert "看" in reply.text
    assert not Attachment.objects.exists()
    assert not case.notes.exists()


def test_pictures_are_bounded_and_only_his_own_are_given_out(
    cast: Any, at: Any, phone: Telephone, client: Client
) -> None:
    case = complaint(cast)
    theirs = cases.attach(case, by=cast.clerk, upload=picture("internal.png"))
    come_in(client, case, phone)
    six = [picture(f"{n}.png") for n in range(6)]
    assert client.post("/follow/case/words/", {"once": "a", "words": "", "files": six}).status_code == 422
    large = SimpleUploadedFile("b.png", DOT + b"\0" * (10 * 1024 * 1024), "image/png")
    assert client.post("/follow/case/words/", {"once": "b", "words": "", "files": [large]}).status_code == 422
    client.post("/follow/case/words/", {"once": "c", "words": "破损", "files": [picture(f"..{SCRIPT}.png")]})
    mine = Attachment.objects.get(about_kind="note")
    served = client.get(f"/follow/case/files/{mine.pk}/")
    assert served.status_code == 200
    assert (served["X-Content-Type-Options"], "sandbox" in served["Content-Security-Policy"]) == ("nosniff", True)
    assert client.get(f"/follow/case/files/{theirs.pk}/").status_code == 404
    other = complaint(cast, who=customer(cast.clerk, cast.brand, name="诸葛明", phone="135 8801 9276"))
    stranger = Client()
    come_in(stranger, other, phone)
    assert stranger.get(f"/follow/case/files/{mine.pk}/").status_code == 404
    client.force_login(cast.clerk, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(f"/attachments/{mine.pk}/").status_code == 200
    client.force_login(cast.stranger, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(f"/attachments/{mine.pk}/").status_code == 404


def test_a_sitting_is_for_one_case_and_names_its_own_brand_only(
    cast: Any, at: Any, phone: Telephone, client: Client
) -> None:
    case = complaint(cast)
    second = complaint(cast, who=case.customer, reason="第二件事")
    theirs = complaint(cast, by=cast.stranger, brand=cast.other_brand, circumstances={}, category="other")
    telling = cases.answer(second, by=cast.clerk, words="第二个答复")
    page = come_in(client, case, phone).text
    assert not [each for each in (second.number, "第二件事", theirs.number, cast.other_brand.name) if each in page]
    client.post("/follow/case/acceptance/", {"telling": telling.pk})
    second.refresh_from_db()
    assert second.satisfaction == ""
    guest = Client()
    other = come_in(guest, theirs, phone).text
    assert cast.other_brand.name in other
    assert cast.brand.name not in other
    assert phone.got[-1]["brand"] == cast.other_brand


def test_staff_chrome_is_nowhere_even_for_a_signed_in_clerk(
    cast: Any, at: Any, phone: Telephone, client: Client
) -> None:
    case = complaint(cast)
    client.force_login(cast.clerk, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/follow/case/")["Location"] == "/follow/"  # a clerk's own sign-in opens nothing here
    page = come_in(client, case, phone).text
    assert "sw-side" not in page
    assert cast.clerk.name not in page
    assert Case.objects.get(pk=case.pk).number in page
