"""The pages: what each person finds there, what a form keeps when it is refused, and who is not let in."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from shouwen.cases.tests.makers import complaint
from shouwen.claims import actions
from shouwen.claims.models import AccidentReport, Claim
from shouwen.claims.tests import makers
from shouwen.claims.tests.makers import fresh
from shouwen.kernel import clock, worklist
from shouwen.people import actions as people

pytestmark = pytest.mark.django_db


def desk(person):
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def page(client, name, *args, status=200, **query):
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


STAGES = {
    "reported": makers.reported,
    "investigated": makers.investigated,
    "liable": makers.liable,
    "negotiating": makers.negotiating,
    "agreed": makers.agreed,
    "drafted": makers.drafted,
    "confirmed": makers.confirmed,
    "paid": makers.paid,
}


@pytest.mark.parametrize("stage", STAGES)
def test_every_offered_verb_opens_and_says_what_it_asks(cast, at, stage):
    claim = STAGES[stage](cast)
    client = desk(cast.claims)
    shown = page(client, "claim", claim.number)
    assert claim.number in shown
    assert str(claim.get_state_display()) in shown
    offered = set(re.findall(rf'href="(/claims/{claim.number}/[^"]+)"', shown))
    assert offered or stage == "drafted"
    for address in offered:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "csrfmiddlewaretoken" in answer.content.decode() or "printing" in answer.content.decode()


def test_the_liability_form_shows_its_inputs_and_keeps_them(cast, at):
    claim = makers.investigated(cast)
    client = desk(cast.claims)
    address = reverse("claim-liability", args=[claim.number])
    shown = client.get(address).content.decode()
    assert "送货通知单" in shown
    assert "第一联" in shown
    given = {
        "outcome": "lost", "stage": "arrived_branch", "notes": ["2", "3"], "waybill": "True", "delivery_notice": "True",
        "driver_record": "True", "loader_record": "True", "entered": "True", "cause": "ordinary", "words": "",
    }  # fmt: skip
    answer = client.post(address, given)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    run = actions.latest_run(claim)
    assert run.decision.inputs["notes"] == ["0", "1", "1", "0"]
    assert run.sources["outcome"] == "人工填写"
    shown = page(client, "claim", claim.number)
    assert "1/3" in shown
    again = client.get(address).content.decode()
    assert re.search(r'name="notes" value="2"[^>]*checked', again)
    assert not re.search(r'name="notes" value="1"[^>]*checked', again)


def test_the_compensation_form_takes_yuan_and_keeps_what_was_typed_when_refused(cast, at):
    claim = makers.liable(cast)
    client = desk(cast.claims)
    address = reverse("claim-compensation", args=[claim.number])
    typed = {
        "cause": "ordinary", "kind": "loss", "fragile": "False", "packing": "intact", "declared_value": "8,000",
        "insured": "False", "list_value": "8000.00", "market_value": "六千", "lost_share": "1", "words": "市价询过两家",
    }  # fmt: skip
    answer = client.post(address, typed)
    assert answer.status_code == 422
    assert "市价询过两家" in answer.content.decode()
    answer = client.post(address, {**typed, "market_value": "6,000"})
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    assert fresh(claim).cap_fen == 420000
    assert "¥4,200.00" in page(client, "claim", claim.number)


def test_a_sum_above_the_limit_is_refused_in_the_form(cast, at):
    claim = makers.negotiating(cast)
    answer = desk(cast.claims).post(
        reverse("claim-agreement", args=[claim.number]),
        {"amount_fen": "4200.01", "method": "phone", "words": "客户坚持"},
    )
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "超过赔付标准的限额 ¥4,200.00" in shown
    assert "客户坚持" in shown


def test_the_opinion_form_says_who_will_be_asked_and_each_share(cast, at):
    claim = makers.agreed(cast, 100000, given=makers.THIRDS)
    shown = page(desk(cast.claims), "claim-opinion", claim.number)
    assert "客服主管" in shown
    assert "¥333.34" in shown


def test_an_accident_report_is_written_and_signed_on_a_telephone(cast, at):
    client = desk(cast.driver)
    assert "签字并交理赔员" in page(client, "accident-new")
    typed = {
        "brand": "LD", "waybill": "884027150077", "kind": "damage", "goods": "灯具两箱", "place": "苏州分公司",
        "happened_at": f"{clock.local(clock.now()):%Y-%m-%dT%H:%M}", "description": "卸车时纸箱被压塌，两箱破损。",
        "severity": "ordinary", "uploads": [makers.paper()], "sign": "1",
    }  # fmt: skip
    answer = client.post(reverse("accident-new"), typed)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    report = AccidentReport.objects.get()
    assert report.signed_at
    shown = page(client, "accident", report.pk)
    assert "已签字" in shown
    assert "单据.png" in shown
    assert "/claims/LPLD" not in shown
    page(desk(cast.stranger), "accident", report.pk, status=404)


def test_a_party_sees_his_share_and_nothing_of_the_claim(cast, at):
    claim = makers.confirmed(cast)
    actions.notify_shares(claim, by=cast.claims)
    client = desk(cast.driver)
    shown = page(client, "share-notices")
    assert "100%" in shown
    assert "¥4,000.00" in shown
    assert claim.customer.name not in shown
    page(client, "claim", claim.number, status=404)
    share = claim.shares.get()
    assert client.post(reverse("share-objection", args=[share.pk]), {"words": "不是我的车"}).status_code == 302
    share.refresh_from_db()
    assert share.state == "objected"
    assert desk(cast.loader).post(reverse("share-acknowledgement", args=[share.pk])).status_code == 404


def test_the_cashier_finds_a_voucher_and_pays_it_once(cast, at):
    voucher = makers.issued(cast)
    client = desk(cast.settlement)
    assert voucher.number in page(client, "cashier")
    found = client.get(reverse("cashier"), {"q": voucher.number.lower()})
    assert found.status_code == 302
    shown = page(client, "cashier-voucher", voucher.number)
    assert "肆仟元整" in shown
    assert 'name="amount' not in shown
    address = reverse("cashier-voucher", args=[voucher.number])
    typed = {"identity": "id_card", "ending": "271X"}
    assert client.post(address, {**typed, "ending": "1"}).status_code == 422
    assert client.post(address, {**typed, "amount_fen": "1"}).status_code == 302
    assert client.post(address, typed).status_code in (409, 422)
    assert fresh(voucher.claim).state == "paid"
    assert "没有这张凭证" in page(client, "cashier", q="LKLD26-99999")


def test_only_the_counter_opens_the_counter(cast, at):
    voucher = makers.issued(cast)
    for person in (cast.claims, cast.supervisor, cast.clerk, cast.driver, cast.administrator):
        page(desk(person), "cashier", status=403)
        page(desk(person), "cashier-voucher", voucher.number, status=403)


def test_the_voucher_prints_figures_capitals_and_the_way_back(cast, at):
    voucher = makers.issued(cast)
    shown = page(desk(cast.claims), "voucher-print", voucher.claim.number)
    for words in ("理赔款领取凭证", "¥4,000.00", "肆仟元整", voucher.number, "盖章处", "<svg", "第 1 页 / 共 1 页"):
        assert words in shown
    page(desk(cast.driver), "voucher-print", voucher.claim.number, status=404)
    page(desk(cast.claims), "voucher-print", makers.reported(cast, waybill="884027150009").number, status=404)


def test_a_department_answers_what_it_is_asked(cast, at):
    claim = makers.investigated(cast)
    asked = actions.request_evidence(
        claim,
        by=cast.claims,
        department=cast.operations.department,
        requirement="请交上车记录单",
        due_at=clock.now() + dt.timedelta(hours=8),
    )
    client = desk(cast.operations)
    titles = [item.title for item in worklist.of(cast.operations)]
    assert "答复取证：请交上车记录单" in titles
    assert "请交上车记录单" in page(client, "evidence-request", asked.pk)
    page(desk(cast.settlement), "evidence-request", asked.pk, status=404)
    answer = client.post(
        reverse("evidence-request", args=[asked.pk]), {"answer": "见附件", "uploads": [makers.paper()]}
    )
    assert answer.status_code == 302
    assert fresh(claim).state == "investigating"


def test_the_list_is_filtered_by_its_address(cast, at):
    first = makers.liable(cast)
    second = makers.reported(cast, waybill="884027150008")
    client = desk(cast.claims)
    every = page(client, "claims")
    assert first.number in every
    assert second.number in every
    assert first.number not in page(client, "claims", state="reported")
    assert second.number not in page(client, "claims", mine="on")
    assert second.number in page(client, "claims", q="884027150008")
    assert first.number not in page(client, "claims", q="884027150008")
    page(desk(cast.administrator), "claims", status=403)


def test_the_case_page_says_how_its_claim_stands(cast, at):
    claim = makers.agreed(cast)
    shown = page(desk(cast.clerk), "claims-of-case", claim.case.number)
    assert claim.number in shown
    assert "谈定 ¥4,000.00" in shown
    assert "立理赔" not in shown
    assert reverse("claims-of-case", args=[claim.case.number]) in page(desk(cast.clerk), "case", claim.case.number)


def test_a_claim_is_opened_by_hand_for_another_complaint(cast, at):
    case = complaint(cast, waybill="884027150006")
    client = desk(cast.clerk)
    assert "立理赔" in page(client, "claims-of-case", case.number)
    assert client.post(reverse("claim-for-case", args=[case.number])).status_code == 302
    assert Claim.objects.get(case=case).reported_by == cast.clerk.key


def test_what_is_next_stands_on_the_plate(cast, at):
    claim = makers.reported(cast)
    assert any(item.number == claim.number for item in worklist.of(cast.claims))
    voucher = makers.issued(cast, waybill="884027150010")
    assert any(item.number == voucher.number for item in worklist.of(cast.settlement))
    assert not any(item.number == voucher.number for item in worklist.of(cast.driver))


def test_an_analogy_is_confirmed_on_its_page_by_the_supervision_head(cast, at):
    claim = makers.investigated(cast)
    run = actions.run_liability(claim, by=cast.claims, given=makers.ANALOGY)
    address = reverse("claim-confirmation", args=[claim.number, run.decision_id])
    assert desk(cast.claims).get(reverse("claim", args=[claim.number])).content.decode().count(address) == 0
    client = desk(cast.supervision)
    assert address in page(client, "claim", claim.number)
    answer = client.post(address, {"why": "录像一致", "share_driver": "3/4", "share_loader": "25%"})
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    assert [each.in_words for each in actions.set_responsibility(claim, by=cast.claims)] == ["25%", "75%"]


def test_a_page_of_a_claim_asks_no_more_when_it_has_more(cast, at, query_budget):
    claim = makers.drafted(cast)
    client = desk(cast.claims)
    page(client, "claim", claim.number)
    for _time in range(5):
        actions.add_evidence(claim, by=cast.claims, kind="written", words="说明")
    with query_budget(75):
        page(client, "claim", claim.number)


def test_an_approver_reads_what_he_is_asked(cast, at):
    claim = makers.drafted(cast)
    approval = claim.opinions.get().approval
    shown = page(desk(cast.supervisor), "approval", approval.number)
    assert claim.number in shown
    assert "¥4,000.00" in shown
    people.approve(approval, by=cast.supervisor)
    assert "意见已批" in page(desk(cast.supervisor), "claim", claim.number)
