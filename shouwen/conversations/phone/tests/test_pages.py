"""The call bar, the log, a call's page and exchanges as people see them."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from shouwen.cases import queries as cases
from shouwen.conversations.phone import actions
from shouwen.conversations.phone.models import Call, Exchange
from shouwen.customers import actions as customers
from shouwen.kernel.testing import query_budget

pytestmark = pytest.mark.django_db
NUMBER = "13800138206"
HTMX = {"HX-Request": "true"}


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text(answer: Any) -> str:
    return answer.content.decode()


def test_a_call_goes_from_ringing_to_its_record_in_the_bar_and_on_any_page(cast: Any) -> None:
    known = customers.register(by=cast.clerk, brand=cast.brand, name="温良玉", phone=NUMBER)
    clerk = signed_in(cast.clerk)
    bar = text(clerk.post("/phone/ringing/", {"number": "138 0013 8206"}, headers=HTMX))
    assert known.called in bar
    call = Call.objects.get()
    assert f"call:{call.pk}" in bar
    for _ring in range(4):
        clerk.post(f"/phone/{call.pk}/ring/", headers=HTMX)
    bar = text(clerk.post(f"/phone/{call.pk}/answer/", headers=HTMX))
    assert "响 4 声才接，标准 3 声" in bar
    assert "slow_answer" in bar and "久等" in bar  # its card comes up by itself
    assert 'id="callbar"' in text(clerk.get("/customers/"))
    refused = clerk.post(f"/phone/{call.pk}/hold/", headers=HTMX)
    assert (refused.status_code, "先问客户" in text(refused)) == (422, True)
    bar = text(clerk.post(f"/phone/{call.pk}/hold/", {"has_consent": "on"}, headers=HTMX))
    assert (
        f"now-{call.pk}-hold_asked" in bar and bar.count("script-say") == 2
    )  # the second for when he has waited too long
    assert f"now-{call.pk}-hold_over" in text(clerk.post(f"/phone/{call.pk}/resumption/", headers=HTMX))
    clerk.post(f"/phone/{call.pk}/end/", {"ended_by": "caller"}, headers=HTMX)
    refused = clerk.post(f"/phone/{call.pk}/", {"gist": "问到货", "ended_by": "caller"})
    assert refused.status_code == 422
    assert "问到货" in text(refused)  # nothing typed is lost
    given = {"gist": "问到货", "ended_by": "caller", "no_case_why": "当场答复"}
    assert clerk.post(f"/phone/{call.pk}/", given).status_code == 302
    call.refresh_from_db()
    assert call.recorded_at is not None


def test_one_click_opens_the_desk_and_the_case_has_the_call_tied(cast: Any) -> None:
    customer = customers.register(by=cast.clerk, brand=cast.brand, name="温良玉", phone=NUMBER)
    call = actions.ring(by=cast.clerk, brand=cast.brand, number=NUMBER)
    actions.answer(call, by=cast.clerk)
    clerk = signed_in(cast.clerk)
    number = call.conversation.number
    assert f"?talk={number}" in text(clerk.get("/phone/bar/", headers=HTMX))
    desk = text(clerk.get(f"/intake/?talk={number}"))
    assert f'name="talk" value="{number}"' in desk
    given = {"talk": number, "brand": "LD", "customer": str(customer.pk), "kind": "enquiry", "ending": "open"}
    category = {"category": "enquiry", "reason": "问到货时间", "gist": "问到货时间", "channel": "phone"}
    answer = clerk.post("/intake/", given | category)
    call.conversation.refresh_from_db()
    case = cases.case_of(call.conversation)
    assert case is not None, text(answer)[:2000]
    assert call.conversation.reference == case.number


def test_the_log_shows_what_its_reader_may_see_and_excel_the_same_with_masked_numbers(cast: Any) -> None:
    call = actions.ring(by=cast.clerk, brand=cast.brand, number=NUMBER, ticks=5)
    actions.answer(call, by=cast.clerk)
    actions.end(call, by=cast.clerk, ended_by="us")
    number = call.conversation.number
    supervisor = signed_in(cast.supervisor)
    page = text(supervisor.get("/phone/"))
    assert number in page
    assert "5 声，超过 3 声" in page
    assert "少于 5 位" in page  # fewer people than a mean may speak of
    assert NUMBER not in page
    assert number in text(supervisor.get("/phone/?todo=unfounded"))
    assert number not in text(supervisor.get("/phone/?standard=met"))
    assert number not in text(signed_in(cast.stranger).get("/phone/"))
    taken = supervisor.get("/phone/export/?standard=late")
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(taken.streaming_content)))
    cells = [str(cell) for row in book.get_sheet_by_index(0).to_python() for cell in row]
    assert "138****8206" in cells
    assert not any("13800138206" in cell for cell in cells)
    assert "S2-1.D.4.1a" in cells
    assert signed_in(cast.clerk).get("/phone/export/").status_code == 403


def test_what_a_customer_said_is_no_formula_in_excel(cast: Any) -> None:
    call = actions.ring(by=cast.clerk, brand=cast.brand, number=NUMBER)
    actions.answer(call, by=cast.clerk)
    actions.end(call, by=cast.clerk, ended_by="caller")
    actions.record(call, by=cast.clerk, gist='=HYPERLINK("http://x")', no_case_why="+1", ended_by="caller")
    taken = signed_in(cast.supervisor).get("/phone/export/")
    book = zipfile.ZipFile(io.BytesIO(b"".join(taken.streaming_content)))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    shared = [name for name in book.namelist() if name.endswith("sharedStrings.xml")]
    assert any("HYPERLINK" in words for words in [sheet, *(book.read(name).decode() for name in shared)])
    assert "<f>" not in sheet


def test_strangers_and_visitors_reach_neither_a_call_nor_its_verbs(cast: Any) -> None:
    call = actions.ring(by=cast.clerk, brand=cast.brand, number=NUMBER)
    actions.answer(call, by=cast.clerk)
    stranger, visitor, operations = signed_in(cast.stranger), Client(), signed_in(cast.operations)
    assert stranger.get(f"/phone/{call.pk}/").status_code == 404
    assert stranger.post(f"/phone/{call.pk}/end/", {"ended_by": "caller"}).status_code == 404
    assert visitor.get(f"/phone/{call.pk}/").status_code == 302
    assert operations.get("/phone/bar/").status_code == 403
    assert 'id="callbar"' not in text(operations.get("/workbench/", follow=True))
    assert signed_in(cast.colleague).post(f"/phone/{call.pk}/warning/").status_code == 403


def test_the_bar_asks_little_of_the_database(cast: Any) -> None:
    customers.register(by=cast.clerk, brand=cast.brand, name="温良玉", phone=NUMBER)
    call = actions.ring(by=cast.clerk, brand=cast.brand, number=NUMBER)
    actions.answer(call, by=cast.clerk)
    clerk = signed_in(cast.clerk)
    clerk.get("/phone/bar/")
    with query_budget(45):
        clerk.get("/phone/bar/")


def test_an_exchange_tells_its_secret_once(cast: Any) -> None:
    administrator = signed_in(cast.administrator)
    made = administrator.post("/phone/exchanges/", {"title": "总机", "brand": cast.brand.pk, "is_active": "on"})
    page = text(administrator.get(made.url))
    assert "密钥只显示这一次" in page
    assert "密钥只显示这一次" not in text(administrator.get(made.url))
    exchange = Exchange.objects.get()
    assert exchange.key in page
    administrator.post(f"{made.url}extensions/", {"number": "8001", "person": cast.clerk.pk})
    assert exchange.extensions.get().person == cast.clerk
    assert administrator.post(f"{made.url}extensions/", {"number": "x"}).status_code == 422


def test_a_calls_thread_says_that_nothing_is_written_there(cast: Any) -> None:
    """A page that promised an answer box and had none was fetched again and again, without end."""
    call = actions.ring(by=cast.clerk, brand=cast.brand, number=NUMBER)
    actions.answer(call, by=cast.clerk)
    page = text(signed_in(cast.clerk).get(f"/conversations/{call.conversation.number}/"))
    assert ('data-can="no"' in page, 'id="answer"' in page) == (True, False)
