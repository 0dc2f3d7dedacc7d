"""A clerk tells a code only after the pack's questions; who is not known hears no facts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from shouwen.cases.portal import actions
from shouwen.cases.portal.models import CallerCheck, Code
from shouwen.cases.tests.makers import complaint
from shouwen.customers import actions as customers
from shouwen.customers.authorised import actions as authorised
from shouwen.kernel.refusals import Refused, Unacceptable

pytestmark = pytest.mark.django_db


def test_two_answers_met_give_a_code_that_opens_the_case(
    cast: Any, at: Any, client: Client, facts_of: Callable[[Any], list[str]]
) -> None:
    case = complaint(cast)
    given = actions.give_code(case, by=cast.clerk, asked=["name", "telephone", "goods"], met=["name", "telephone"])
    client.post("/follow/", {"number": case.number, "way": "told"})
    client.post("/follow/code/", {"code": f"{given.code[:3]} {given.code[3:]}"})
    assert client.get("/follow/case/").status_code == 200
    check = CallerCheck.objects.get()
    assert (check.asked, check.met, check.is_enough, check.by) == (
        ["goods", "name", "telephone"],
        ["name", "telephone"],
        True,
        cast.clerk,
    )
    assert facts_of(case)[-2:] == ["portal.code_given", "portal.seen"]
    assert given.code not in str(list(Code.objects.values()))


def test_a_caller_who_is_not_known_gets_a_sentence_and_no_code_and_that_is_kept(
    cast: Any, at: Any, facts_of: Callable[[Any], list[str]]
) -> None:
    case = complaint(cast)
    given = actions.give_code(case, by=cast.clerk, asked=["name", "telephone"], met=["name"])
    assert (given.code, given.clause) == ("", "S3-5.2.2.2a")
    assert not CallerCheck.objects.get().is_enough
    assert not Code.objects.exists()
    assert facts_of(case)[-1] == "portal.caller_refused"


def test_about_money_only_finance_staff_of_the_payee_are_told(cast: Any, at: Any) -> None:
    case = complaint(cast, category="late_transfer", circumstances={})
    three = ["name", "telephone", "matter"]
    four = [*three, "finance"]

    def told(met: list[str], contact: int | None) -> tuple[bool, str]:
        given = actions.give_code(case, by=cast.clerk, asked=four, met=met, contact=contact)
        return bool(given.code), given.clause

    refused = (False, "S2-1.B.6.2.3-P.b")
    assert told(three, None) == refused
    assert told(four, None) == refused, "the clerk's own word is no register"
    elsewhere = customers.register(by=cast.clerk, brand=cast.brand, name="另一家")
    strange = authorised.enter(elsewhere, by=cast.supervisor, name="钱多", role="cashier", basis="授权书")
    assert told(four, strange.pk) == refused, "the cashier of another firm"
    known = authorised.enter(case.customer, by=cast.supervisor, name="何账房", role="finance", basis="授权书")
    assert told(four, known.pk) == (True, "")
    assert CallerCheck.objects.latest("pk").contact == known
    authorised.end(known, by=cast.supervisor)
    assert told(four, known.pk) == refused, "no longer their cashier"


def test_the_clerk_picks_whom_of_the_register_the_caller_is(cast: Any, at: Any, client: Client) -> None:
    case = complaint(cast, category="late_transfer", circumstances={})
    client.force_login(cast.clerk, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = f"/cases/{case.number}/code/"
    assert "由主管凭授权书登记" in client.get(address).text
    known = authorised.enter(case.customer, by=cast.supervisor, name="何账房", role="finance", basis="授权书")
    assert "是 何账房（财务）" in client.get(address).text
    said = {"name": "met", "telephone": "met", "finance": "met"}
    assert "portal-code" not in client.post(address, said).text, "met without saying who is no choice of the page"
    assert "portal-code" in client.post(address, said | {"finance": f"contact-{known.pk}"}).text


def test_nothing_asked_is_no_check_and_what_was_met_must_have_been_asked(cast: Any, at: Any) -> None:
    case = complaint(cast)
    with pytest.raises(Unacceptable):
        actions.give_code(case, by=cast.clerk, asked=[], met=["name", "telephone"])
    assert not actions.give_code(case, by=cast.clerk, asked=["name"], met=["name", "telephone"]).code


def test_only_who_takes_calls_for_the_brand_and_is_not_complained_of_tells_codes(cast: Any, at: Any) -> None:
    case = complaint(cast)
    asked = ["name", "telephone"]
    for person in (cast.stranger, cast.operations, cast.administrator, cast.sorter):
        with pytest.raises(Refused):
            actions.give_code(case, by=person, asked=asked, met=asked)


def test_the_clerk_does_it_on_a_page_and_the_case_page_shows_it(cast: Any, at: Any, client: Client) -> None:
    case = complaint(cast)
    client.force_login(cast.clerk, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(f"/cases/{case.number}/code/").text
    assert "请问您登记的姓名或单位" in page
    assert "财务" not in page  # only where it is about money
    reply = client.post(f"/cases/{case.number}/code/", {"name": "met", "telephone": "met", "matter": "not_met"})
    assert "portal-code" in reply.text
    assert "no-store" in reply["Cache-Control"]
    assert "portal-code" not in client.get(f"/cases/{case.number}/code/").text
    assert "身份对上" in client.get(f"/cases/{case.number}/code/card/").text
    assert "告知查询码" in client.get(f"/cases/{case.number}/").text
    assert "/follow/" in client.get(f"/cases/{case.number}/code/card/").text
    printed = client.get(f"/cases/{case.number}/print/").text
    assert "客户扫码查进度" in printed
