"""Coming in by a code: who guesses, asks around or comes late learns nothing and gets nowhere."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shouwen.cases.portal import actions, policy
from shouwen.cases.portal.models import Asking, Code, Sitting, Try
from shouwen.cases.portal.tests.makers import Telephone, ask, come_in, telephone
from shouwen.cases.tests.makers import complaint, customer
from shouwen.conversations.texts import actions as texts
from shouwen.customers import actions as customers

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(monkeypatch: pytest.MonkeyPatch) -> Telephone:
    return telephone(monkeypatch)


def test_a_customer_comes_in_by_number_and_code(cast: Any, at: Any, phone: Telephone, client: Client) -> None:
    case = complaint(cast)
    assert come_in(client, case, phone).status_code == 200
    assert phone.got[0]["to"] == "+8613800138206"
    assert phone.got[0]["brand"] == cast.brand
    assert case.number in client.get("/follow/case/").content.decode()
    cookie = client.cookies["follow"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/follow/", True, "Lax")
    assert "sessionid" not in client.cookies


def test_without_the_code_nobody_gets_in_and_no_page_holds_the_number_in_its_address(
    cast: Any, at: Any, phone: Telephone, client: Client
) -> None:
    case = complaint(cast)
    assert client.get("/follow/case/")["Location"] == "/follow/"
    reply = ask(client, case.number)
    assert reply["Location"] == "/follow/code/"
    assert client.get("/follow/case/")["Location"] == "/follow/"
    for forged in ("x", "follow:1", client.cookies["follow_step"].value):
        client.cookies["follow"] = forged
        assert client.get("/follow/case/")["Location"] == "/follow/"


def same_page(reply: Any) -> str:
    """A page without what is made anew for every render."""
    text = re.sub(r'(csrfmiddlewaretoken" value|name="csrf-token" content|name="now" content)="[^"]*"', "", reply.text)
    return re.sub(r"LD26-\d{5}", "NUMBER", text)


def test_known_and_unknown_numbers_are_answered_alike_by_the_same_questions(
    cast: Any, at: Any, phone: Telephone
) -> None:
    """Enumeration by text and by time: the same bytes, the same statements in the same order, code or no code."""
    case = complaint(cast)
    ask(Client(), case.number)  # a code is alive for one of them
    wrong = f"{(int(phone.code) + 1) % 10**6:06d}"
    seen = []
    for number in (case.number, "LD26-99999"):
        guest = Client()
        with CaptureQueriesContext(connection) as asked:
            replies = [guest.post("/follow/", {"number": number, "way": "text"}), guest.get("/follow/code/")]
            replies.append(guest.post("/follow/code/", {"code": wrong}))
        statements = [re.sub(r"'[^']*'|\d+", "?", query["sql"]) for query in asked]
        seen.append(([(reply.status_code, reply.get("Location"), same_page(reply)) for reply in replies], statements))
    assert seen[0][0] == seen[1][0]
    assert seen[0][1] == seen[1][1]


def test_five_wrong_codes_kill_the_code_and_make_everybody_wait(
    cast: Any, at: Any, phone: Telephone, client: Client
) -> None:
    case = complaint(cast)
    ask(client, case.number)
    right = phone.code
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    said = [client.post("/follow/code/", {"code": wrong}).text for _ in range(5)]
    assert all("不对" in text for text in said)
    assert "请 15 分钟后再试" in client.post("/follow/code/", {"code": right}).text
    at.forward(minutes=9, seconds=50)
    client.post("/follow/code/", {"code": right})
    assert not Sitting.objects.exists()


def test_a_code_is_good_for_ten_minutes_and_once(cast: Any, at: Any, phone: Telephone, client: Client) -> None:
    case = complaint(cast)
    ask(client, case.number)
    first = phone.code
    at.forward(minutes=10, seconds=1)
    assert client.post("/follow/code/", {"code": first}).status_code == 403
    ask(client, case.number)
    client.post("/follow/code/", {"code": phone.code})
    other = Client()
    ask(other, "LD26-99999")
    other.cookies["follow_step"] = ""
    other.post("/follow/", {"number": case.number, "way": "told"})
    assert other.post("/follow/code/", {"code": phone.code}).status_code == 403
    assert Sitting.objects.count() == 1


def test_a_code_opens_no_other_case(cast: Any, at: Any, phone: Telephone, client: Client) -> None:
    mine = complaint(cast)
    other = complaint(cast, who=customer(cast.clerk, cast.brand, name="诸葛明", phone="135 8801 9276"))
    ask(client, mine.number)
    code = phone.code
    client.post("/follow/", {"number": other.number, "way": "told"})
    assert client.post("/follow/code/", {"code": code}).status_code == 403


def test_asking_is_limited_by_number_and_by_address_alike_for_unknown_ones(
    cast: Any, at: Any, phone: Telephone
) -> None:
    case = complaint(cast)
    for number in (case.number, "LD26-99999"):
        replies = [ask(Client(REMOTE_ADDR="10.0.0.1"), number) for _ in range(4)]
        assert [reply.status_code for reply in replies] == [302, 302, 302, 429]
    for turn in range(policy.ASKS_OF_ADDRESS):
        actions.ask_code(number=f"CY26-{turn:05d}", last_four="", address="10.0.0.2")
    assert ask(Client(REMOTE_ADDR="10.0.0.2"), "LD26-77777").status_code == 429
    assert ask(Client(REMOTE_ADDR="10.0.0.3"), "LD26-77778").status_code == 302


def test_guessing_over_many_numbers_from_one_address_ends(cast: Any, at: Any, client: Client) -> None:
    for turn in range(policy.TRIES_OF_ADDRESS):
        client.post("/follow/", {"number": f"LD26-{turn:05d}", "way": "told"})
        client.post("/follow/code/", {"code": "123456"})
    assert "分钟后再试" in client.post("/follow/code/", {"code": "123456"}).text


def test_of_several_telephones_the_last_four_choose_and_none_is_named(
    cast: Any, at: Any, phone: Telephone, client: Client
) -> None:
    who = customer(cast.clerk, cast.brand)
    customers.change(who, by=cast.clerk, phone="135 8801 9276")
    case = complaint(cast, who=who)
    plain = ask(client, case.number)
    assert not phone.got
    told = ask(client, case.number, "9276")
    assert phone.got[-1]["to"] == "+8613588019276"
    wrong = ask(Client(), case.number, "0000")
    assert len(phone.got) == 1
    assert plain["Location"] == told["Location"] == wrong["Location"] == "/follow/code/"
    for reply in (client.get("/follow/code/"), client.get("/follow/")):
        assert "8206" not in reply.text
        assert "9276" not in reply.text


def test_half_an_hour_idle_ends_the_sitting_and_leaving_ends_it_at_once(
    cast: Any, at: Any, phone: Telephone, client: Client
) -> None:
    case = complaint(cast)
    come_in(client, case, phone)
    at.forward(minutes=29)
    assert client.get("/follow/case/").status_code == 200
    at.forward(minutes=29)
    assert client.get("/follow/case/").status_code == 200
    at.forward(minutes=31)
    assert client.get("/follow/case/")["Location"] == "/follow/?said=ended"
    again = come_in(client, case, phone)
    assert again.status_code == 200
    kept = client.cookies["follow"].value
    client.post("/follow/leaving/")
    client.cookies["follow"] = kept
    assert client.get("/follow/case/")["Location"].startswith("/follow/")


def test_no_code_and_no_address_is_kept_readable(cast: Any, at: Any, phone: Telephone, client: Client) -> None:
    case = complaint(cast)
    come_in(client, case, phone)
    kept = [str(list(rows.objects.values())) for rows in (Code, Try, Sitting, Asking)]
    assert not any(phone.code in text or "127.0.0.1" in text for text in kept)
    assert client.cookies["follow"].value.split(":")[0] not in kept[2]


def test_the_language_switch_goes_to_no_address_that_was_sent_along(client: Client, cast: Any) -> None:
    sent = {"language": "en", "place": "https://evil.example/", "next": "https://evil.example/"}
    reply = client.post("/follow/language/?next=//evil.example", sent)
    assert reply["Location"] == "/follow/"
    assert "Where is" in client.get("/follow/").text or client.get("/follow/")["Content-Language"] == "en"
    assert client.post("/follow/language/", {"language": "../x"}).cookies.get("django_language") is None


def test_pages_are_kept_nowhere_and_found_by_no_search(cast: Any, at: Any, phone: Telephone, client: Client) -> None:
    reply = come_in(client, complaint(cast), phone)
    assert "no-store" in reply["Cache-Control"]
    assert "noindex" in reply["X-Robots-Tag"]
    assert "script-src 'self'" in reply["Content-Security-Policy"]


@pytest.mark.parametrize("typed", ["ld26-00001", "ＬＤ２６－００００１", " LD26 00001", "LD2600001", "LD26—00001"])
def test_numbers_are_read_as_people_write_them(typed: str) -> None:
    assert policy.number_typed(typed) == "LD26-00001"


def test_a_house_without_text_messages_does_not_offer_a_code_by_text(cast: Any, client: Client) -> None:
    page = client.get("/follow/").content.decode()
    assert 'value="told"' in page
    assert 'value="text"' not in page
    assert f"{cast.brand.code}" in page  # the example is a number of this house
    kept = texts.keep_line(
        None, by=cast.administrator, kind="sms", title="短信", brand=cast.brand, vendor="signed", agent="路达",
        gateway="https://sms.example.com/send", secret="s" * 20, token="t" * 20,
    )  # fmt: skip
    assert kept.channel.is_active
    assert 'value="text"' in client.get("/follow/").content.decode()
