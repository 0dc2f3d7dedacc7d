"""The case page: who sees it, every verb's form, parts after an act, files, the ground of a clock and of a decision."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from shouwen.cases import actions
from shouwen.cases.forms.case import Deed
from shouwen.cases.models import Case
from shouwen.cases.tests.makers import complaint
from shouwen.cases.views.case_page import Doable
from shouwen.cases.views.case_verbs import BY_NAME, VERBS
from shouwen.kernel import clock
from shouwen.kernel.models import Draft

pytestmark = pytest.mark.django_db

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa7\x9a\xa0\xa0\x00\x00\x00\x00IEND\xaeB`\x82"
)


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def of(case, name="case", *parts) -> str:
    return reverse(name, args=[case.number, *parts])


@pytest.fixture
def case(cast, at):
    return complaint(cast, waybill="8840 2715 6632")


@pytest.fixture
def busy(cast, case, at):
    """A case with something of everything."""
    actions.take_step(case, by=cast.clerk, step="apologise", words="先致歉，再复述")
    sent = actions.transfer(case, by=cast.clerk, requirement="查明下落")
    actions.note(case, by=cast.clerk, words="客户下午四点断料")
    actions.promise(case, by=cast.clerk, what="今晚送到相城", due_at=clock.now() + dt.timedelta(hours=9))
    actions.consult(case, by=cast.clerk, asked=cast.colleague, words="能不能改派专车？")
    actions.require_report(case, by=cast.clerk, person=cast.sorter, question="当天怎么贴的路由？")
    actions.attach(sent, by=cast.operations, upload=SimpleUploadedFile("监控.png", PNG, "image/png"))
    actions.chase(sent, by=cast.clerk)
    actions.report_back(
        sent, by=cast.operations, answer="货在杭州，今晚到", cause="贴错路由", conclusion="查明，正在办"
    )
    case.refresh_from_db()
    return case


def test_those_who_may_read_it_do_and_others_get_404(cast, busy):
    for person in (cast.clerk, cast.colleague, cast.supervisor, cast.leader, cast.operations):
        assert signed_in(person).get(of(busy)).status_code == 200, person
    for person in (cast.stranger, cast.sorter, cast.administrator):
        client = signed_in(person)
        for url in (of(busy), of(busy, "case-parts"), of(busy, "case-answer"), of(busy, "case-telephone")):
            assert client.get(url).status_code == 404, (person, url)
    assert Client().get(of(busy)).status_code == 302


def test_the_page_shows_what_there_is(cast, busy):
    page = signed_in(cast.clerk).get(of(busy)).content.decode()
    for words in (
        "货发错城市",
        "不会变更",
        "今晚送到相城",
        "货在杭州",
        "监控.png",
        "客户下午四点断料",
        "能不能改派专车",
        "D.4.7e",
        "138****8206",
    ):
        assert words in page, words
    assert "13800138206" not in page
    assert "style=" not in page


@pytest.mark.parametrize("show", ["all", "customer", "internal", "clocks", "nonsense"])
def test_the_timeline_can_be_filtered(cast, busy, show):
    page = signed_in(cast.clerk).get(of(busy) + f"?show={show}").content.decode()
    assert ("开始计时" in page) == (show == "clocks")
    assert ("客户下午四点断料" in page) == (show in ("all", "internal", "nonsense"))


def test_one_main_button(cast, case):
    client = signed_in(cast.clerk)
    assert client.get(of(case)).context["main"].verb.name == "case-transfer"
    actions.take_step(case, by=cast.clerk, step="apologise", words="致歉")
    sent = actions.transfer(case, by=cast.clerk, requirement="查明下落")
    assert client.get(of(case)).context["main"].verb.name == "case-answer"
    part = signed_in(cast.operations).get(of(case))
    assert part.context["main"] is None
    assert reverse("transfer", args=[sent.pk]) in part.content.decode()
    actions.report_back(sent, by=cast.operations, answer="今晚到", cause="贴错路由")
    case.refresh_from_db()
    actions.answer(case, by=cast.clerk, words="今晚到", customer_words="好")
    main = client.get(of(case)).context["main"]
    assert main.verb.name == "case-visit"


def test_every_verb_shows_its_form(cast, busy):
    """Each is a page of its own, and a fragment for the dialog."""
    first = {
        "transfers": busy.transfers.first(),
        "promises": busy.promises.first(),
        "notes": busy.notes.exclude(asked=None).first(),
    }
    busy.proposals.create(round=1, text="改派专车", proposed_by=cast.clerk, proposed_at=clock.now())
    first |= {"proposals": busy.proposals.first()}
    actions.offer(busy, by=cast.clerk, taker=cast.colleague, reason="下班")
    first |= {"offers": busy.offers.first()}
    who = {
        "case-offer-acceptance": cast.colleague,
        "case-offer-return": cast.colleague,
        "case-consultation-answer": cast.colleague,
        "case-exceptional-closure": cast.leader,
    }
    for verb in VERBS:
        if verb.of == "repeat_record":
            continue
        parts = ["carry_out"] if verb.name == "case-step" else [first[verb.of].pk] if verb.of else []
        if verb.name == "case-step":
            parts = ["feedback"]
        client = signed_in(who.get(verb.name, cast.supervisor))
        page = client.get(of(busy, verb.name, *parts))
        assert page.status_code == 200, verb.name
        assert str(verb.title) in page.content.decode()
        dialog = client.get(of(busy, verb.name, *parts), headers={"HX-Request": "true"})
        assert dialog.headers["HX-Retarget"] == "#dialog" and b"<html" not in dialog.content, verb.name


def test_a_verb_works_without_scripts(cast, case):
    client = signed_in(cast.clerk)
    sent = client.post(of(case, "case-answer"), {"method": "phone", "outcome": "reached", "words": "货今晚到"})
    assert sent.status_code == 302 and sent.url == of(case)
    case.refresh_from_db()
    assert case.state == "answered"


def test_a_verb_answers_htmx_with_the_parts(cast, case):
    client = signed_in(cast.clerk)
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver" + of(case)}
    done = client.post(of(case, "case-transfer"), {"requirement": "查明下落"}, headers=headers)
    assert (
        done.status_code == 200 and done.headers["HX-Reswap"] == "none" and "dialog-close" in done.headers["HX-Trigger"]
    )
    page = done.content.decode()
    assert 'id="case-timeline" hx-swap-oob="true"' in page and "运营部" in page
    assert "<html" not in page and 'id="case-note"' not in page


def test_bad_input_keeps_what_was_typed(cast, case):
    client = signed_in(cast.clerk)
    bad = client.post(
        of(case, "case-answer"), {"method": "phone", "outcome": "reached", "words": "", "customer_words": "我等着"}
    )
    assert bad.status_code == 422
    assert "我等着" in bad.content.decode()
    assert Case.objects.get(pk=case.pk).state == "open"
    late = client.post(of(case, "case-promises"), {"what": "送到", "due_at": "2020-01-01T08:00"})
    assert (
        late.status_code == 422 and "承诺的时间要晚于现在" in late.content.decode() and "送到" in late.content.decode()
    )
    nobody = client.post(of(case, "case-offer"), {"taker": "没有这人", "reason": "下班"})
    assert "没有这位同事" in nobody.content.decode()


def test_a_refusal_is_said_in_the_form(cast, case):
    client = signed_in(cast.clerk)
    shut = client.post(of(case, "case-closure"), headers={"HX-Request": "true"})
    assert shut.status_code == 409 and shut.headers["HX-Retarget"] == "#dialog"
    assert "不能关闭" in shut.content.decode()
    early = client.post(
        of(case, "case-judgement"), {"reason_sufficient": "yes", "words": "属实", "seen_version": case.version}
    )
    assert early.status_code == 409 and "致歉" in early.content.decode() and "属实" in early.content.decode()


def test_a_stale_save_shows_both_texts_and_the_next_one_goes_through(cast, case):
    client = signed_in(cast.clerk)
    seen = client.get(of(case, "case-findings")).context["form"].initial["seen_version"]
    actions.record_findings(case, by=cast.supervisor, root_cause="主管写的原因")
    typed = {"root_cause": "我写的原因", "seen_version": seen}
    stale = client.post(of(case, "case-findings"), typed)
    page = stale.content.decode()
    assert stale.status_code == 409 and "主管写的原因" in page and "我写的原因" in page
    typed["seen_version"] = stale.context["form"]["seen_version"].value()
    assert client.post(of(case, "case-findings"), typed).status_code == 302
    case.refresh_from_db()
    assert case.root_cause == "我写的原因"


def test_who_may_not_is_told_so(cast, busy):
    client = signed_in(cast.operations)
    refused = client.get(of(busy, "case-answer"))
    assert refused.status_code == 403 and "告知客户" in refused.content.decode()
    assert client.post(of(busy, "case-owner"), {"to": "2108", "reason": "x"}).status_code == 403


def test_class_and_circumstances_follow_the_pack(cast, case):
    client = signed_in(cast.clerk)
    form: Deed = client.get(of(case, "case-class")).context["form"]
    assert {"category", "complexity", "detail", "cause", "good_reason"} <= set(form.fields)
    done = client.post(
        of(case, "case-class"),
        {
            "category": "wrong_dispatch",
            "complexity": "complex",
            "cause": "label",
            "seen_version": case.version,
        },
    )
    assert done.status_code == 302
    case.refresh_from_db()
    assert (case.complexity, case.circumstances["cause"]) == ("complex", "label")


def test_ownership_is_offered_accepted_and_returned(cast, case):
    client = signed_in(cast.clerk)
    client.post(of(case, "case-offer"), {"taker": "2108 林秋生", "reason": "下班交班"})
    offered = case.offers.get()
    taker = signed_in(cast.colleague)
    page = taker.get(of(case))
    assert page.context["main"].verb.name == "case-offer-acceptance"
    assert taker.post(of(case, "case-offer-return", offered.pk), {"why": ""}).status_code == 422
    assert client.get(of(case, "case-offer-acceptance", offered.pk)).status_code == 404
    assert taker.post(of(case, "case-offer-acceptance", offered.pk)).status_code == 302
    case.refresh_from_db()
    assert case.owner == cast.colleague and case.first_asked == cast.clerk


def test_who_is_asked_can_read_and_answer(cast, case):
    asked = actions.consult(case, by=cast.clerk, asked=cast.settlement, words="运费能退吗？")
    client = signed_in(cast.settlement)
    assert client.get(of(case)).status_code == 200
    assert client.post(of(case, "case-consultation-answer", asked.pk), {"answer": "能退一半"}).status_code == 302
    asked.refresh_from_db()
    assert asked.answer == "能退一半"


def test_a_second_complaint_is_known_analysed_or_denied(cast, case):
    again = complaint(cast, who=case.customer, waybill="8840 2715 6632")
    page = signed_in(cast.supervisor).get(of(again)).content.decode()
    assert "二次投诉" in page and case.number in page
    for verb, data in (
        ("case-repeat-acknowledgement", {}),
        ("case-repeat-analysis", {"cause": "没查清", "prevention": "双人复核"}),
    ):
        assert signed_in(cast.supervisor).post(of(again, verb), data).status_code == 302
    again.repeat_record.refresh_from_db()
    assert again.repeat_record.acknowledged_by == cast.supervisor and again.repeat_record.cause == "没查清"
    assert signed_in(cast.supervisor).get(of(case, "case-repeat-denial")).status_code == 404


def test_a_note_is_kept_and_its_draft_forgotten(cast, case):
    Draft.objects.create(
        person=cast.clerk, place=f"case:{case.number}:note", content={"words": "半句"}, saved_at=clock.now()
    )
    client = signed_in(cast.clerk)
    assert "半句" in client.get(of(case)).content.decode()
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver" + of(case)}
    done = client.post(of(case, "case-notes"), {"words": "客户同意", "kind": "customer"}, headers=headers)
    assert 'id="case-note" hx-swap-oob="true"' in done.content.decode()
    assert not Draft.objects.exists()
    assert client.post(of(case, "case-notes"), {"words": "", "kind": "internal"}).status_code == 422


def test_files_are_seen_by_those_who_see_the_case(cast, case):
    client = signed_in(cast.clerk)
    sent = client.post(of(case, "case-attachments"), {"files": SimpleUploadedFile("外箱.png", PNG, "image/png")})
    assert sent.status_code == 302
    page = client.get(of(case)).content.decode()
    from shouwen.kernel.models import Attachment

    url = reverse("attachment", args=[Attachment.objects.get().pk])
    assert f'<img src="{url}"' in page
    shown = client.get(url)
    assert shown.status_code == 200 and shown.headers["Content-Disposition"].startswith("inline")
    for person in (cast.stranger, cast.administrator, cast.sorter):
        assert signed_in(person).get(url).status_code == 404


def test_the_full_number_needs_standing_or_a_reason_and_is_logged(cast, case):
    owner = signed_in(cast.clerk)
    shown = owner.post(of(case, "case-telephone"), headers={"HX-Request": "true"})
    assert "13800138206" in shown.content.decode() and shown.headers["HX-Retarget"] == "#case-telephone"
    other = signed_in(cast.colleague)
    assert other.post(of(case, "case-telephone")).status_code == 422
    assert "13800138206" in other.post(of(case, "case-telephone"), {"reason": "客户来电找经办人"}).content.decode()
    assert case.customer.looks.count() == 2
    actions.transfer(case, by=cast.clerk, requirement="查明下落")
    assert signed_in(cast.operations).post(of(case, "case-telephone"), {"reason": "想看"}).status_code == 403


def test_colleagues_are_offered_by_number_and_name(cast, case):
    client = signed_in(cast.clerk)
    assert "2108 林秋生" in client.get(of(case, "case-colleagues") + "?taker=林秋").content.decode()
    assert "邵文" not in client.get(of(case, "case-colleagues")).content.decode()


def test_the_ground_of_a_clock(cast, busy):
    for running in busy.clocks.all():
        url = reverse("clock-basis", args=[running.pk])
        page = signed_in(cast.clerk).get(url)
        assert page.status_code == 200 and str(running.title) in page.content.decode(), running.deadline
        assert b"<html" not in signed_in(cast.clerk).get(url, headers={"HX-Request": "true"}).content
        assert signed_in(cast.stranger).get(url).status_code == 404
    promised = busy.clocks.filter(deadline="department-answer").get()
    page = signed_in(cast.operations).get(reverse("clock-basis", args=[promised.pk])).content.decode()
    assert "午休" in page and "不算" in page and "责任部门" in page


def test_the_ground_of_a_decision(cast, busy):
    decision = busy.transfers.get().decision
    url = reverse("decision-basis", args=[decision.pk])
    page = signed_in(cast.operations).get(url).content.decode()
    for words in (
        "S2-1.D.4.8.6",
        "（命中）",
        "运营部",
        "分拣或装车走错方向",
        "与当日条文一致",
        "就是现行版次",
        decision.edition.name,
    ):
        assert words in page, words
    for person in (cast.stranger, cast.sorter, cast.administrator):
        assert signed_in(person).get(url).status_code == 404


def test_a_manual_decision_is_confirmed_by_a_person(cast, at):
    case = complaint(cast, category="delayed_goods", circumstances={"good_reason": True})
    from shouwen.rulebook import queries

    decision = queries.decisions_about(case).get(name="routing")
    assert decision.certainty == "manual"
    client = signed_in(cast.supervisor)
    assert "要确认" in client.get(reverse("decision-basis", args=[decision.pk])).content.decode()
    assert "还没有人确认" in signed_in(cast.clerk).get(reverse("decision-basis", args=[decision.pk])).content.decode()
    url = reverse("decision-confirmation", args=[decision.pk])
    assert client.post(url, {"why": ""}).status_code == 422
    assert signed_in(cast.clerk).post(url, {"why": "x"}).status_code == 403
    assert signed_in(cast.stranger).post(url, {"why": "x"}).status_code == 404
    assert client.post(url, {"why": "有天气证明", "instead": "向客户说明后结案"}).status_code == 302
    decision.refresh_from_db()
    assert decision.confirmed_by == cast.supervisor.key and decision.instead == {"words": "向客户说明后结案"}


def test_a_clause_has_an_address(cast, case):
    edition = case.clocks.first().edition
    client = signed_in(cast.sorter)
    assert "D.4.7" in client.get(reverse("clause", args=[edition.pk, "S2-1.D.4.7e"])).content.decode()
    assert client.get(reverse("clause", args=[edition.pk, "S9-none"])).status_code == 404


def test_rights_are_asked_once_for_each_rule(cast, busy, query_budget):
    """The short way of asking gives the same answers as the policy itself."""
    for person in (cast.clerk, cast.operations, cast.supervisor, cast.leader, cast.stranger):
        doable = Doable(person, busy)
        for verb in VERBS:
            if not verb.right_on_part:
                assert doable.may(verb.right) == person.may(verb.right, busy), (person, verb.right)
    assert BY_NAME["case-answer"].right == "cases.answer"
    client = signed_in(cast.clerk)
    with query_budget(130):
        client.get(of(busy))


def test_a_closed_case_offers_reopening_only(cast, case):
    actions.close_exceptionally(case, by=cast.leader, reason="客户撤回")
    page = signed_in(cast.supervisor).get(of(case))
    assert page.context["main"] is None and page.context["closure"] is None
    assert "case-reopening" in [each.verb.name for each in page.context["more"]]
    signed_in(cast.supervisor).post(of(case, "case-reopening"), {"reason": "客户又来电"})
    assert "客户又来电" in signed_in(cast.supervisor).get(of(case)).content.decode()
