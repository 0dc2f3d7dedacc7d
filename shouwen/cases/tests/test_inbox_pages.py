"""The department's inbox on a phone, its answers, and the written report of the person complained of."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from shouwen.cases import actions
from shouwen.cases.tests.makers import complaint
from shouwen.kernel import clock
from shouwen.kernel.models import Attachment, Draft

pytestmark = pytest.mark.django_db

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa7\x9a\xa0\xa0\x00\x00\x00\x00IEND\xaeB`\x82"
)
ANSWER = {"conclusion": "查明，正在办", "answer": "货在杭州，今晚送到", "cause": "贴错路由"}


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def sent(cast, at):
    case = complaint(cast)
    actions.take_step(case, by=cast.clerk, step="apologise", words="致歉")
    return actions.transfer(case, by=cast.clerk, requirement="请查明下落，今天能否送到？")


def page_of(sent, name="transfer") -> str:
    return reverse(name, args=[sent.pk])


def test_the_department_sees_what_is_asked_of_it_and_nobody_else_does(cast, sent):
    client = signed_in(cast.operations)
    page = client.get(reverse("inbox"))
    assert page.status_code == 200 and sent.case.number in page.content.decode()
    page = client.get(page_of(sent)).content.decode()
    for words in ("请查明下落，今天能否送到？", "欧阳雪萍", "提交答复", "不归我部门", "D.4.7b"):
        assert words in page, words
    assert "13800138206" not in page and "138****" not in page
    for person in (cast.settlement, cast.stranger, cast.administrator, cast.sorter):
        assert signed_in(person).get(page_of(sent)).status_code == 404, person
    assert signed_in(cast.administrator).get(reverse("inbox")).status_code == 403


def test_a_named_member_of_the_department_sees_nothing_of_it(cast, sent):
    actions.name_person(sent.case, by=cast.clerk, person=cast.operations)
    client = signed_in(cast.operations)
    assert client.get(page_of(sent)).status_code == 404
    assert sent.case.number not in client.get(reverse("inbox")).content.decode()


def test_signing_and_answering_with_photos(cast, sent):
    client = signed_in(cast.operations)
    assert client.post(page_of(sent, "transfer-acceptance")).status_code == 302
    sent.refresh_from_db()
    photos = [SimpleUploadedFile("库位.png", PNG, "image/png"), SimpleUploadedFile("派车单.png", PNG, "image/png")]
    done = client.post(page_of(sent, "transfer-answer"), {**ANSWER, "seen_version": sent.version, "photos": photos})
    assert done.status_code == 302
    sent.refresh_from_db()
    assert (sent.state, sent.cause) == ("reported", "贴错路由")
    assert Attachment.objects.filter(about_kind="transfer", about_id=sent.pk).count() == 2
    page = client.get(page_of(sent)).content.decode()
    assert "已答复" in page and "库位.png" in page and "提交答复" not in page
    assert "货在杭州" in client.get(reverse("case", args=[sent.case.number])).content.decode()
    assert sent.case.number in client.get(reverse("inbox") + "?tab=done").content.decode()


def test_a_bad_answer_keeps_what_was_typed_and_its_files_out(cast, sent):
    client = signed_in(cast.operations)
    bad = client.post(
        page_of(sent, "transfer-answer"), {"conclusion": "", "answer": "货在杭州", "seen_version": sent.version}
    )
    assert bad.status_code == 422 and "货在杭州" in bad.content.decode()
    evil = SimpleUploadedFile("a.html", b"<html><script>1</script></html>", "text/html")
    refused = client.post(page_of(sent, "transfer-answer"), {**ANSWER, "seen_version": sent.version, "photos": [evil]})
    assert (
        refused.status_code == 422
        and "不接受这种文件" in refused.content.decode()
        and "今晚送到" in refused.content.decode()
    )
    sent.refresh_from_db()
    assert sent.state == "sent" and not Attachment.objects.exists()


def test_photos_are_kept_as_they_are_taken(cast, sent):
    client = signed_in(cast.operations)
    photo = SimpleUploadedFile("库位.png", PNG, "image/png")
    row = client.post(page_of(sent, "transfer-photos"), {"photos": photo}, headers={"HX-Request": "true"})
    assert 'id="photo-row"' in row.content.decode() and "库位.png" in row.content.decode()
    assert "库位.png" in client.get(page_of(sent)).content.decode()
    assert client.post(page_of(sent, "transfer-photos"), headers={"HX-Request": "true"}).status_code == 422


def test_two_do_not_answer_over_one_another(cast, sent):
    client = signed_in(cast.operations)
    version = sent.version
    actions.accept_transfer(sent, by=cast.operations)
    late = client.post(page_of(sent, "transfer-answer"), {**ANSWER, "seen_version": version})
    assert late.status_code == 409 and "别人刚处理过" in late.content.decode() and "今晚送到" in late.content.decode()


def test_not_ours_goes_back_with_a_reason(cast, sent):
    client = signed_in(cast.operations)
    assert client.post(page_of(sent, "transfer-decline"), {"why": ""}).status_code == 422
    assert client.post(page_of(sent, "transfer-decline"), {"why": "标签是业务部贴的"}).status_code == 302
    sent.refresh_from_db()
    assert sent.state == "declined"


def test_the_department_may_ask_back(cast, sent):
    client = signed_in(cast.operations)
    assert client.post(page_of(sent, "transfer-question"), {"words": "收货人电话对吗？"}).status_code == 302
    asked = sent.case.notes.get()
    assert asked.asked == cast.clerk
    actions.answer_consultation(asked, by=cast.clerk, answer="对，已核过")
    assert "对，已核过" in client.get(page_of(sent)).content.decode()


def test_a_draft_comes_back(cast, sent):
    Draft.objects.create(
        person=cast.operations, place=f"transfer:{sent.pk}", content={"answer": "写了一半"}, saved_at=clock.now()
    )
    client = signed_in(cast.operations)
    assert "写了一半" in client.get(page_of(sent)).content.decode()
    client.post(page_of(sent, "transfer-answer"), {**ANSWER, "seen_version": sent.version})
    assert not Draft.objects.exists()


def test_empty_inbox_says_what_is_next(cast, at):
    assert "没有要答复的协办" in signed_in(cast.operations).get(reverse("inbox")).content.decode()


def test_the_person_complained_of_writes_once_and_sees_no_customer(cast, sent):
    report = actions.require_report(sent.case, by=cast.clerk, person=cast.sorter, question="当天怎么贴的路由？")
    client = signed_in(cast.sorter)
    assert sent.case.number in client.get(reverse("reports")).content.decode()
    url = reverse("report", args=[report.pk])
    page = client.get(url).content.decode()
    assert "当天怎么贴的路由？" in page and "十二件面料" in page
    for secret in ("欧阳雪萍", "8206", "禾润", "2107 陈佳慧 说"):
        assert secret not in page, secret
    assert reverse("case", args=[sent.case.number]) not in page
    short = client.post(url, {"text": "不知道"})
    assert short.status_code == 422 and "不知道" in short.content.decode()
    told = "七月十四日夜班，分拣口路由标签贴成杭州，交接时没有复核。"
    assert client.post(url, {"text": told}).status_code == 302
    assert client.post(url, {"text": told + "再改"}).status_code == 409
    report.refresh_from_db()
    assert report.text == told
    for person in (cast.clerk, cast.operations, cast.stranger):
        assert signed_in(person).get(url).status_code == 404
    running = sent.case.clocks.get(deadline="written-report")
    assert client.get(reverse("clock-basis", args=[running.pk])).status_code == 200
    assert told in signed_in(cast.clerk).get(reverse("case", args=[sent.case.number])).content.decode()
