"""The intake desk: who may sit there, what it shows before saving, and its three endings."""

from __future__ import annotations

import json

import pytest

from shouwen.cases import actions
from shouwen.cases.models import Case
from shouwen.cases.tests.makers import complaint, customer
from shouwen.customers.models import Customer
from shouwen.kernel.drafts import draft_of
from shouwen.kernel.models import Draft

pytestmark = pytest.mark.django_db
CLASS = "complaint/wrong_dispatch/cause=sorting"


@pytest.fixture
def clerk(client, cast):
    client.force_login(cast.clerk)
    return client


def typed(**more):
    """What a clerk has filled in for a usual complaint."""
    return {
        "ending": "transfer",
        "brand": "LD",
        "customer": "new",
        "name": "欧阳雪萍",
        "phone": "138 0013 8206",
        "title": "女士",
        "matter": "8840 2715 6632",
        "category": CLASS,
        "gist": "十二件面料应到苏州，司机说在杭州。",
        "complexity": "complex",
        "once": "a-token",
        **more,
    }


def page(response):
    return response.content.decode()


def test_the_desk_opens_for_a_clerk_and_for_no_one_without_the_verb(client, cast, at):
    for person, status in ((cast.clerk, 200), (cast.supervisor, 200), (cast.administrator, 403), (cast.sorter, 403)):
        client.force_login(person)
        assert client.get("/intake/").status_code == status, person
        assert client.post("/intake/preview/", {"category": CLASS}).status_code == status


def test_opening_and_transferring_in_one_keeps_who_was_asked_first(clerk, cast, at):
    answer = clerk.post("/intake/", typed())
    case = Case.objects.get()
    assert answer.status_code == 302 and answer.url == f"/cases/{case.number}/"
    assert case.owner == case.first_asked == cast.clerk
    assert case.circumstances == {"cause": "sorting"} and case.complexity == "complex"
    assert case.customer.name == "欧阳雪萍" and case.matter.number == "884027156632"
    sent = case.transfers.get()
    assert sent.department.name == "运营部" and "错收错发" in sent.requirement
    assert case.reason == "错收错发：分拣或装车走错方向"


def test_sent_twice_it_is_one_case_one_transfer_one_customer(clerk, cast, at):
    first, second = clerk.post("/intake/", typed()), clerk.post("/intake/", typed())
    assert first.url == second.url
    assert (Case.objects.count(), Customer.objects.count(), Case.objects.get().transfers.count()) == (1, 1, 1)


def test_settled_on_the_line_it_is_told_and_closed_at_once(clerk, cast, at):
    given = typed(ending="settle", solution="已道歉并改派今晚送到", cause="路由贴错", satisfaction="satisfied")
    clerk.post("/intake/", given)
    case = Case.objects.get()
    assert case.settled_at_once and case.state == "closed" and case.root_cause == "路由贴错"
    assert case.tellings.get().words == "已道歉并改派今晚送到"
    clerk.post("/intake/", given)
    assert Case.objects.get().tellings.count() == 1


def test_settled_but_dissatisfied_it_stays_open_for_another_round(clerk, cast, at):
    clerk.post("/intake/", typed(ending="settle", solution="已道歉", cause="贴错", satisfaction="dissatisfied"))
    case = Case.objects.get()
    assert case.state == "open" and case.round == 2


def test_settling_without_solution_or_satisfaction_says_what_is_missing_and_keeps_the_words(clerk, cast, at):
    answer = clerk.post("/intake/", typed(ending="settle"))
    assert answer.status_code == 422 and not Case.objects.exists()
    for sentence in ("请写下告诉客户的办法", "请写明原因", "请记下客户是否满意", "十二件面料应到苏州"):
        assert sentence in page(answer)


def test_only_opened_it_waits_for_its_owner(clerk, cast, at):
    clerk.post("/intake/", typed(ending="open", category="enquiry/rates", customer="", name="", phone=""))
    case = Case.objects.get()
    assert case.kind == "enquiry" and case.customer is None and not case.transfers.exists()


def test_a_complaint_without_customer_or_class_is_refused_in_words(clerk, cast, at):
    answer = clerk.post("/intake/", typed(customer="", name="", phone="", gist=""))
    assert answer.status_code == 422
    assert "投诉要有客户姓名和电话" in page(answer) and "请填写来电要点" in page(answer)
    assert "请选择类别" in page(clerk.post("/intake/", typed(category="")))
    assert "转办前要先定类别" in page(clerk.post("/intake/", typed(category="complaint")))


def test_what_was_typed_to_find_him_names_a_new_customer(clerk, cast, at):
    clerk.post("/intake/", typed(q="139 0013 9001", name="王五", phone=""))
    assert Customer.objects.get().contacts.get().value == "+8613900139001"


def test_another_department_needs_a_reason(clerk, cast, at):
    other = str(cast.company.departments["business"].pk)
    refused = clerk.post("/intake/", typed(department=other))
    assert refused.status_code == 422 and "请写明理由" in page(refused) and "十二件面料" in page(refused)
    assert not Case.objects.exists() and not Customer.objects.exists()
    clerk.post("/intake/", typed(department=other, deviates_why="客户说是标签贴错"))
    assert Case.objects.get().transfers.get().department.name == "业务部"


def test_the_person_named_is_kept_out_and_asked_for_his_report(clerk, cast, at, client):
    clerk.post("/intake/", typed(named="4427 热合曼·托合提"))
    case = Case.objects.get()
    assert case.named.get().person == cast.sorter and case.reports.get().state == "asked"
    answer = clerk.post("/intake/", typed(once="b", named="查无此人"))
    assert answer.status_code == 422 and "没有这位同事：查无此人" in page(answer)
    refused = clerk.post("/intake/", typed(once="c", named="2107"))
    assert refused.status_code == 403 and "被投诉人不能负责本单" in page(refused)


def test_a_change_request_asks_what_is_to_change(clerk, cast, at):
    answer = clerk.post("/intake/", typed(category="change/waybill_change"))
    assert answer.status_code == 422 and "请勾选要更改的内容" in page(answer) and "付款方式" in page(answer)
    clerk.post("/intake/", typed(category="change/waybill_change", items=["freight"]))
    case = Case.objects.get()
    assert case.circumstances == {"items": ["freight"]} and case.transfers.get().department.name == "结算部"


def test_the_preview_says_where_by_when_and_by_which_clause(clerk, cast, at):
    shown = page(
        clerk.post("/intake/preview/", {"brand": "LD", "category": CLASS, "complexity": "simple", "matter": "88"})
    )
    for words in (
        "转 运营部，责任仍在您（首问）",
        "D.4.8.6",
        "明文",
        "首次明确答复",
        "12:24 前",
        "3.4.20 借用",
        "单号 88",
    ):
        assert words in shown, words
    manual = page(clerk.post("/intake/preview/", {"brand": "LD", "category": "complaint/other"}))
    assert "客服中心" in manual and "人工" in manual
    none = page(clerk.post("/intake/preview/", {"brand": "LD", "category": "enquiry/rates"}))
    assert "规则没有规定这一类转给谁" in none
    change = page(
        clerk.post(
            "/intake/preview/", {"brand": "LD", "category": "change/waybill_change", "items": ["consignee", "freight"]}
        )
    )
    assert "结算部" in change and "D.4.9.1d" in change and "checked" in change


def test_the_preview_keeps_a_requirement_that_was_written_and_renews_one_that_was_offered(clerk, cast, at):
    mine = {"brand": "LD", "category": CLASS, "requirement": "先找货", "requirement_offered": "别的"}
    assert "先找货" in page(clerk.post("/intake/preview/", mine))
    offered = {**mine, "requirement": "别的"}
    assert "请查明“错收错发" in page(clerk.post("/intake/preview/", offered))


def test_the_second_complaint_is_seen_before_saving(clerk, cast, at):
    earlier = complaint(cast, waybill="884027156632")
    shown = page(
        clerk.post(
            "/intake/preview/",
            {"brand": "LD", "category": CLASS, "matter": "884027156632", "customer": str(earlier.customer_id)},
        )
    )
    assert "第二次投诉" in shown and earlier.number in shown and "企管部、领导" in shown
    clerk.post("/intake/", typed(customer=str(earlier.customer_id), another_matter_why="这次是态度"))
    again = Case.objects.order_by("-pk").first()
    assert again.repeat_of is None and again.repeat_record.denied_why == "这次是态度"


def test_a_customer_is_recognised_by_number_waybill_name_and_initials(clerk, cast, at):
    case = complaint(cast, waybill="884027156632")
    for words in ("13800138206", "8206", "884027156632", "欧阳", "oyxp", "禾润"):
        shown = page(clerk.post("/intake/customers/", {"q": words, "brand": "LD"}))
        assert "欧阳雪萍 女士" in shown and "13800138206" not in shown.replace(f"“{words}”", ""), words
    exact = clerk.post("/intake/customers/", {"q": "13800138206", "brand": "LD"})
    assert f'value="{case.customer_id}" checked' in page(exact) and exact["HX-Trigger-After-Settle"] == "recognised"


def test_the_card_shows_a_broken_promise_and_the_last_cases(clerk, cast, at):
    case = complaint(cast)
    made = actions.promise(case, by=cast.clerk, what="先打电话再送货", due_at=case.opened_at.replace(hour=9))
    at.forward(days=1)
    actions.break_promise(made.pk, by=cast.clerk)
    shown = page(clerk.get("/intake/card/", {"customer": case.customer_id, "brand": "LD"}))
    for words in ("承诺未兑现", "先打电话再送货", case.reason, "138****8206"):
        assert words in shown


def test_the_similar_box_counts_what_one_may_not_read_and_never_says_which(client, cast, at):
    case = complaint(cast, by=cast.colleague, waybill="884027156632", named=(cast.clerk,))
    client.force_login(cast.clerk)
    query = {"customer": case.customer_id, "matter": "884027156632", "brand": "LD"}
    shown = page(client.get("/intake/similar/", query))
    assert "另有 1 单您无权查看" in shown and case.number not in shown
    client.force_login(cast.colleague)
    assert case.number in page(client.get("/intake/similar/", query))


def test_another_brands_customer_cannot_be_put_on_a_case(client, cast, at):
    there = customer(cast.clerk, cast.brand)
    client.force_login(cast.stranger)
    assert "欧阳" not in page(client.get("/intake/card/", {"customer": there.pk, "brand": "LD"}))
    answer = client.post("/intake/", typed(customer=str(there.pk)))
    assert not Case.objects.exists() and answer.status_code == 422


def test_a_caller_number_leaves_the_address_at_once(clerk, cast, at):
    customer(cast.clerk, cast.brand)
    answer = clerk.get("/intake/", {"phone": "13800138206"})
    assert answer.status_code == 302 and "138" not in answer.url
    assert "欧阳雪萍 女士" in page(clerk.get(answer.url))
    new = page(clerk.get("/intake/", {"phone": "13900139001"}, follow=True))
    assert 'value="new" checked' in new and "13900139001" in new


def test_it_is_prefilled_from_a_case_one_may_read(clerk, cast, at):
    case = complaint(cast, waybill="884027156632")
    assert "884027156632" in page(clerk.get("/intake/", {"case": case.number}))
    assert "884027156632" not in page(clerk.get("/intake/", {"case": "LD26-99999"}))


def test_looking_again_saves_nothing_and_keeps_everything(clerk, cast, at):
    answer = clerk.post("/intake/", typed(ending=""))
    assert answer.status_code == 200 and not Case.objects.exists()
    assert "十二件面料" in page(answer) and "运营部" in page(answer) and "请填写" not in page(answer)


def test_htmx_gets_the_desk_back_with_its_errors_and_a_redirect_when_done(clerk, cast, at):
    wrong = clerk.post("/intake/", typed(gist=""), headers={"HX-Request": "true"})
    assert wrong.status_code == 422 and page(wrong).lstrip().startswith('<div id="desk"')
    done = clerk.post("/intake/", typed(), headers={"HX-Request": "true"})
    assert done["HX-Redirect"] == f"/cases/{Case.objects.get().number}/"


def test_a_draft_is_kept_given_back_and_forgotten_after_success(clerk, cast, at):
    content = typed(items=["freight"])
    kept = clerk.post("/drafts/", json.dumps({"place": "intake", "content": content}), content_type="application/json")
    assert kept.status_code == 200 and kept.json()["saved_at"].startswith("2026-07-15T10:24")
    back = page(clerk.get("/intake/"))
    assert "十二件面料" in back and "已取回上次没交的草稿" in back and "运营部" in back
    clerk.post("/intake/", typed())
    assert draft_of(cast.clerk, "intake") == {}


def test_a_draft_belongs_to_its_writer_and_can_be_thrown_away(client, cast, at):
    assert client.post("/drafts/", "{}", content_type="application/json").status_code == 401
    client.force_login(cast.clerk)
    for body in ("{", "[]", '{"place": "intake"}', '{"place": "", "content": {}}', '{"place": "x", "content": []}'):
        assert client.post("/drafts/", body, content_type="application/json").status_code == 400
    assert client.post("/drafts/", {"place": "intake", "content": "{}"}).status_code == 400
    client.post(
        "/drafts/", json.dumps({"place": "intake", "content": {"gist": "我写的"}}), content_type="application/json"
    )
    client.force_login(cast.colleague)
    assert "我写的" not in page(client.get("/intake/"))
    client.post("/intake/draft/")
    assert Draft.objects.count() == 1
    client.force_login(cast.clerk)
    assert client.post("/intake/draft/").status_code == 302
    assert not Draft.objects.exists()


def test_colleagues_are_offered_by_number_and_name(clerk, cast, at):
    assert "4427 热合曼" in page(clerk.get("/intake/colleagues/", {"named": "44"}))
    assert "2108、4427 热合曼" in page(clerk.get("/intake/colleagues/", {"named": "2108、热合"}))


def test_the_history_of_a_customer_shows_what_one_may_read(client, cast, at):
    case = complaint(cast, by=cast.colleague, named=(cast.clerk,))
    url = f"/customers/{case.customer_id}/cases/"
    for person, status, seen in (
        (cast.colleague, 200, True),
        (cast.clerk, 200, False),
        (cast.stranger, 404, False),
        (cast.administrator, 404, False),
    ):
        client.force_login(person)
        answer = client.get(url)
        assert answer.status_code == status
        assert (case.number in page(answer)) is seen
