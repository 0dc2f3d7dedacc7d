"""The search on top: straight to a case by its number; customers by number or name; never what one may not see."""

from __future__ import annotations

import pytest

from shouwen.cases.tests.makers import complaint, customer

pytestmark = pytest.mark.django_db


def sign_in(client, person):
    client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_a_case_number_leads_straight_to_the_case(client, cast, at):
    case = complaint(cast)
    client = sign_in(client, cast.clerk)
    for typed in (case.number, case.number.lower(), case.number.replace("-", ""), "ＬＤ26-00001", f" {case.number} "):
        assert client.get("/search/", {"q": typed})["Location"] == f"/cases/{case.number}/"


def test_the_list_under_the_search_finds_customer_case_and_matter(client, cast, at):
    case = complaint(cast, waybill="8800123")
    client = sign_in(client, cast.clerk)
    for typed in ("138 0013 8206", "8206", "欧阳", "oyxp"):
        seen = client.get("/search/quick/", {"q": typed}).content.decode()
        assert f"/customers/{case.customer.pk}/" in seen, typed
        assert "13800138206" not in seen
    assert "/cases/?q=8800123" in client.get("/search/quick/", {"q": "8800123"}).content.decode()
    assert case.number in client.get("/search/quick/", {"q": "司机说在杭州"}).content.decode()
    assert case.number in client.get("/search/quick/", {"q": "00001"}).content.decode()
    assert client.get("/search/quick/", {"q": ""}).content.decode().strip() == ""


def test_a_telephone_number_does_not_stay_in_the_address(client, cast, at):
    who = customer(cast.clerk, cast.brand)
    answer = sign_in(client, cast.clerk).get("/search/", {"q": "13800138206"})
    assert answer["Location"] == f"/customers/{who.pk}/"


def test_the_whole_page_lists_everything_found(client, cast, at):
    case = complaint(cast, waybill="8800123")
    seen = sign_in(client, cast.clerk).get("/search/", {"q": "欧阳雪萍"}).content.decode()
    assert case.number in seen
    assert "禾润家纺" in seen
    nothing = client.get("/search/", {"q": "没有这几个字"}).content.decode()
    assert "没有找到“没有这几个字”" in nothing
    assert "要找什么" in client.get("/search/").content.decode()


def test_strangers_and_the_person_complained_of_find_nothing(client, cast, at):
    case = complaint(cast, named=(cast.colleague,), waybill="8800123")
    for person in (cast.stranger, cast.colleague, cast.administrator):
        client = sign_in(client, person)
        for typed in (case.number, "司机说在杭州", "00001"):
            assert case.number not in client.get("/search/quick/", {"q": typed}).content.decode(), person
            answer = client.get("/search/", {"q": typed})
            assert answer.status_code == 200
    assert "欧阳雪萍" not in sign_in(client, cast.administrator).get("/search/quick/", {"q": "欧阳"}).content.decode()


def test_few_questions_are_asked(client, cast, at, query_budget):
    complaint(cast)
    client = sign_in(client, cast.clerk)
    client.get("/search/quick/", {"q": "欧阳"})
    for typed in ("欧阳雪萍", "LD26-00001", "13800138206"):
        with query_budget(16):
            client.get("/search/quick/", {"q": typed})
