"""Scripted attacks on pages and interface (promises.md 5.2): assignment, redirects, scripts, formulas, forgery, sessions, injection."""

from __future__ import annotations

import json
import re
import zipfile
from collections import Counter
from io import BytesIO
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from shouwen.cases import actions
from shouwen.cases.filters import CaseFilter
from shouwen.cases.models import Case
from shouwen.cases.tests.makers import complaint, customer
from shouwen.conversations.webchat.tests.makers import Widget, web_channel
from shouwen.customers import actions as customers
from shouwen.customers.models import Customer
from shouwen.kernel import clock
from shouwen.people import actions as people
from shouwen.people.models import Notice, Person
from tests.access.addresses import arguments, walk
from tests.access.world import World, make
from tests.proof import marks

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PASSWORD = "a-quiet-morning-train"


def signed_in(person: Any, **how: Any) -> Client:
    client = Client(**how)
    client.force_login(person, backend=BACKEND)
    return client


def key_of(person: Person) -> dict[str, str]:
    """Headers of a key with all verbs of the person."""
    post = person.appointments.first().post
    post.verbs = [*post.verbs, "api.keys"]
    post.save()
    holder = Person.objects.get(pk=person.pk)
    text = people.issue_key(by=holder, name="对接", verbs=sorted(holder.reach.verbs))[1]
    return {"Authorization": f"Bearer {text}"}


class _Back(Exception):
    """Takes back what a request did."""


def tried(client: Client, method: str, address: str, *given: Any, **more: Any) -> Any:
    """The answer; what the request wrote is taken back."""
    kept: list[Any] = []
    try:
        with transaction.atomic():
            kept.append(getattr(client, method)(address, *given, **more))
            raise _Back
    except _Back:
        return kept[0]


def content(answer: Any) -> str:
    whole = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return bytes(whole).decode(errors="replace")


def addresses(world: World) -> list[tuple[str, str]]:
    """Every address of ours by name, filled from the world."""
    found = []
    for name, pattern in walk():
        if name and not name.startswith("api-v1:"):
            found.append((name, reverse(name, kwargs=arguments(name, pattern, world.things))))
    assert len(found) > 60
    return found


# ---- mass assignment


def evil(model: type[models.Model]) -> dict[str, Any]:
    """A value for every column of a model, none of which a form may take over unasked."""
    values: dict[str, Any] = {}
    for field in model._meta.fields:
        value: Any = "9" if isinstance(field, models.IntegerField | models.ForeignKey) else "evil"
        if isinstance(field, models.BooleanField):
            value = "on"
        if isinstance(field, models.DateTimeField):
            value = "2001-01-01T00:00:00Z"
        values[field.name] = values[field.attname] = value
    return values


PROTECTED = (
    "id", "number", "brand_id", "first_asked_id", "owner_id", "opened_by", "is_historic", "opened_at", "received_at", "customer_id",
    "repeat_of_id", "customer_class", "settled_at_once",
)  # fmt: skip


def test_columns_nobody_asked_for_are_not_taken_over_by_any_form(cast: Any, at: Any) -> None:
    world = make(cast)
    case = Case.objects.get(pk=world.things["case"].pk)
    before = {name: getattr(case, name) for name in PROTECTED}
    given = evil(Case) | {
        "words": "照常",
        "reason": "照常",
        "requirement": "查",
        "answer": "查到了",
        "text": "十个字以上的一段话在这里",
    }
    sent = 0
    for client in (signed_in(cast.clerk), signed_in(cast.supervisor)):
        for name, address in addresses(world):
            if f"/{case.number}/" not in address and "inbox" not in address:
                continue
            with transaction.atomic():
                answer = client.post(address, given)
                assert answer.status_code < 500, (name, answer.status_code)
                sent += answer.status_code in (200, 201, 204, 302)
                now = Case.objects.get(pk=case.pk)
                assert {each: getattr(now, each) for each in PROTECTED} == before, name
                assert now.version < 100, name
                transaction.set_rollback(True)
    assert sent > 10, "hardly a form was taken: this proves nothing"


def test_columns_of_people_and_customers_are_not_taken_over(cast: Any) -> None:
    who = customer(cast.clerk, cast.brand)
    client = signed_in(cast.supervisor)
    client.post(
        reverse("customer-details", args=[who.pk]),
        evil(Customer) | {"name": "欧阳", "customer_class": "key", "version": who.version},
    )
    now = Customer.objects.get(pk=who.pk)
    assert (now.brand_id, now.merged_into_id, now.registered_at) == (who.brand_id, None, who.registered_at)
    before = Person.objects.get(pk=cast.clerk.pk)
    given = evil(Person) | {"is_superuser": "on", "is_staff": "on", "department": before.department_id}
    administrator = signed_in(cast.administrator)
    for name in ("person-placement", "person-absence"):
        administrator.post(reverse(name, args=[cast.clerk.pk]), given)
    now = Person.objects.get(pk=cast.clerk.pk)
    assert (now.staff_number, now.password, now.is_active) == (before.staff_number, before.password, before.is_active)


def test_the_interface_refuses_every_column_it_does_not_name(cast: Any, client: Client) -> None:
    headers = key_of(cast.clerk)
    body = {
        "kind": "complaint", "category": "late_transfer", "reason": "转账晚了", "gist": "款还没到。",
        "customer": {"name": "马建国", "phone": "13951120347"},
    }  # fmt: skip
    case = complaint(cast)
    sent = actions.transfer(case, by=cast.clerk, requirement="查")
    addressed: dict[str, tuple[dict[str, Any], type[models.Model]]] = {
        "/api/v1/cases": (body, Case),
        f"/api/v1/cases/{case.number}/transfers": ({"requirement": "查"}, apps.get_model("cases", "Transfer")),
        f"/api/v1/cases/{case.number}/answers": ({"words": "好"}, apps.get_model("cases", "Telling")),
        f"/api/v1/transfers/{sent.pk}/feedback": ({"answer": "好"}, apps.get_model("cases", "Transfer")),
        "/api/v1/customers": ({"name": "吴晓东"}, Customer),
    }
    for address, (named, model) in addressed.items():
        for column, value in evil(model).items():
            if column in named or column in ALLOWED.get(address.rsplit("/", 1)[-1], ()):
                continue
            told = client.post(
                address, json.dumps({**named, column: value}), content_type="application/json", headers=headers
            )
            assert told.status_code == 422, (address, column, told.status_code)
    assert Case.objects.count() == 1


#: What the interface does take, by the last word of the address: named in its description.
ALLOWED = {
    "cases": ("brand", "kind", "category", "circumstances", "wish", "complexity", "channel", "matter", "customer", "customer_id", "owner",
              "received_at", "is_urgent"),
    "transfers": ("department", "due_at", "deviates_why"),
    "answers": ("method", "outcome", "customer_words", "satisfaction", "is_interim"),
    "feedback": ("conclusion", "cause"),
    "customers": ("phone", "title", "company"),
}  # fmt: skip


# ---- open redirect

ELSEWHERE = (
    "https://evil.example/", "//evil.example/", "///evil.example", "\\\\evil.example", "/\\evil.example", "/\t/evil.example",
    "https:evil.example", "http:///evil.example", "javascript:alert(1)", "data:text/html,x", " //evil.example", "%2f%2fevil.example",
    "/accounts/login/../..//evil.example", "https://testserver@evil.example/", "\u2028//evil.example", "//evil。example",
    "/%5cevil.example", "http://testserver.evil.example/",
)  # fmt: skip


def leads_away(location: str) -> bool:
    """Where a browser would go: it drops tabs and line ends, and takes a backslash for a slash."""
    cleaned = re.sub(r"[\t\r\n]", "", location.strip()).replace("\\", "/")
    goal = urlsplit(urljoin("http://testserver/accounts/login/", cleaned))
    return (goal.scheme, goal.netloc) != ("http", "testserver")


@pytest.mark.parametrize("place", ELSEWHERE)
def test_signing_in_leads_to_no_other_site(place: str, cast: Any) -> None:
    client = Client()
    answer = client.post(f"{reverse('account_login')}", {"login": "2107", "password": PASSWORD, "next": place})
    assert answer.status_code == 302
    assert not leads_away(answer["Location"]), answer["Location"]
    for address in (reverse("account_login"), reverse("account_logout"), reverse("account_change_password")):
        again = client.get(address, {"next": place})
        assert again.status_code != 302 or not leads_away(again["Location"]), (address, again["Location"])
    out = client.post(reverse("account_logout"), {"next": place})
    assert out.status_code != 302 or not leads_away(out["Location"]), out["Location"]


# ---- scripts

MARK = "<xss-7f3 onload=1>\"'&{{7*7}}"
SHORT = "<xss-7f3>\"'"
ENOUGH_EYES = 2  # persons who have seen the marks of a page: it says the same to the next


def marked_world(cast: Any) -> World:
    """Every text a person or a customer can give holds the mark."""
    world = make(cast)
    case = Case.objects.get(pk=world.things["case"].pk)
    who = customers.register(
        by=cast.clerk, brand=cast.brand, name=f"甲{SHORT}", phone="13800138299", company=f"乙{MARK}"
    )
    made = complaint(cast, who=who, waybill=f"W{SHORT}", reason=f"事由{MARK}", gist=f"要点{MARK}", wish=f"要求{MARK}")
    for each in (case, made):
        each.refresh_from_db()
        actions.note(each, by=cast.clerk, words=f"备注{MARK}")
        actions.consult(each, by=cast.clerk, asked=cast.colleague, words=f"请教{MARK}")
        sent = actions.transfer(
            each,
            by=cast.clerk,
            requirement=f"要求{MARK}",
            department=cast.operations.department,
            deviates_why=f"理由{MARK}",
        )
        actions.report_back(
            sent, by=cast.operations, answer=f"答复{MARK}", cause=f"原因{MARK}", conclusion=f"结论{SHORT}"
        )
        each.refresh_from_db()
        actions.promise(
            each, by=cast.clerk, what=f"承诺{MARK}", due_at=clock.now() + __import__("datetime").timedelta(hours=2)
        )
        actions.record_findings(
            each,
            by=cast.clerk,
            solution=f"方案{MARK}",
            prevention=f"预防{MARK}",
            compensation_words=f"补偿{MARK}",
            compensation="none",
        )
        actions.answer(each, by=cast.clerk, words=f"告知{MARK}", customer_words=f"客户{MARK}")
    actions.offer(made, by=cast.clerk, taker=cast.colleague, reason=f"移交{MARK}")
    world.things["talks"] = marks.in_talks(cast, world.things, MARK, SHORT)
    people.notify(cast.clerk, text=f"通知{MARK}", wants_acknowledgement=True)
    people.notify(cast.supervisor, text=f"通知{MARK}", url="/cases/")
    Person.objects.filter(pk=cast.colleague.pk).update(name=f"名{SHORT}")
    cast.operations.department.__class__.objects.filter(pk=cast.operations.department_id).update(name=f"部门{SHORT}")
    cast.brand.__class__.objects.filter(pk=cast.brand.pk).update(name=f"品牌{SHORT}")
    world.things |= {
        "case": made,
        "customer": who,
        "transfer": made.transfers.get(),
        "offer": made.offers.get(),
        "promise": made.promises.get(),
    }
    world.things["question"] = made.notes.filter(kind="consult").get()
    world.things["notice"] = Notice.objects.filter(person=cast.clerk).latest("pk")
    return world


@pytest.mark.sqlite_only  # what pages show is the same on every database
def test_a_script_in_any_text_comes_out_as_text_on_every_page(cast: Any, at: Any) -> None:
    world = marked_world(cast)
    talks = marks.pages_of(world.things["talks"])
    shown: dict[str, int] = {}
    seen: Counter[str] = Counter()
    for person in (
        cast.clerk,
        cast.supervisor,
        cast.leader,
        cast.administrator,
        cast.auditor,
        cast.operations,
        cast.colleague,
    ):
        client = signed_in(Person.objects.get(pk=person.pk))
        pages = [
            *addresses(world),
            ("cases asked", "/cases/?q=事由"),
            ("search", "/search/?q=事由"),
            ("quick", "/search/quick/?q=事由"),
            *talks,
        ]
        for name, address in pages:
            if seen[name] >= ENOUGH_EYES:
                continue
            answer = tried(client, "get", address)
            assert answer.status_code < 500, (name, answer.status_code)
            if "html" not in answer.get("Content-Type", ""):
                continue
            page = content(answer)
            assert "<xss-7f3" not in page, (
                f"{name} ({address}) as {person}: {page[max(0, page.find('<xss-7f3') - 300) :][:500]}"
            )
            assert "xss-7f3 onload=1&gt;&quot;&#x27;&amp;49" not in page, f"{name} reckons what was typed"
            here = page.count("&lt;xss-7f3")
            shown[name] = shown.get(name, 0) + here
            seen[name] += bool(here)
    listed = ("cases", "case", "search", "case-print", "customer", "transfer", "workbench", "notices", "customers")
    of_talks = ("conversations", "conversation marked", "web-visit marked", "conversation-routing", "web-channels", "mailboxes",
                "text-lines", "text-templates", "word-findings", "word-finding", "word-alarms", "word-alarm", "skills")  # fmt: skip
    for name in (*listed, *of_talks):
        assert shown.get(name), f"{name} shows no text of the world: nothing was proved there"


@pytest.mark.sqlite_only  # what pages show is the same on every database
def test_what_stands_in_an_address_is_not_written_into_the_page(cast: Any) -> None:
    complaint(cast)
    client = signed_in(cast.supervisor)
    names = [
        "q",
        "after",
        "before",
        "sort",
        "order",
        "message",
        "next",
        "tab",
        "page",
        "class",
        "week",
        "year",
        *CaseFilter.base_fields,
    ]
    for address in ("/cases/", "/search/", "/search/quick/", "/workbench/", "/inbox/", "/customers/", "/approvals/", "/notices/", "/sheets/", "/rulebook/",
                    "/rulebook/settings/", "/people/", "/board/", "/intake/", "/intake/card/", "/intake/similar/"):  # fmt: skip
        # the list reads each of them; elsewhere the search word stops nothing by itself, and the rest go in together
        for given in names if address == "/cases/" else ["q", "tab", names]:
            asked = {given: MARK} if isinstance(given, str) else dict.fromkeys(given, MARK)
            answer = tried(client, "get", address, asked)
            assert answer.status_code < 500, (address, given, answer.status_code)
            if "html" in answer.get("Content-Type", ""):
                assert "<xss-7f3" not in content(answer), (address, given)
    for address in ("/%3Cxss-7f3%3E/", "/cases/%3Cxss-7f3%3E/", "/accounts/login/?next=%3Cxss-7f3%3E"):
        for visitor in (client, Client()):
            assert "<xss-7f3" not in content(visitor.get(address))


def test_the_page_tells_the_browser_to_run_nothing_foreign(cast: Any) -> None:
    for client, address in ((signed_in(cast.clerk), "/cases/"), (Client(), "/accounts/login/")):
        answer = client.get(address)
        policy = answer["Content-Security-Policy"]
        assert "unsafe" not in policy and "object-src 'none'" in policy and "frame-ancestors 'none'" in policy
        assert answer["X-Content-Type-Options"] == "nosniff" and answer["X-Frame-Options"] == "DENY"
        page = content(answer)
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>\s*\S", page), (
            "a script within the page"
        )
        assert not re.search(r"\son(click|load|error|submit|change)=", page)


# ---- formulas

FORMULAS = (
    '=HYPERLINK("http://evil.example","x")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "=cmd|' /C calc'!A0",
)


def test_a_formula_in_a_text_leaves_as_text(cast: Any, at: Any) -> None:
    python_calamine = pytest.importorskip("python_calamine")
    for number, formula in enumerate(FORMULAS):
        who = customers.register(
            by=cast.clerk, brand=cast.brand, name=formula[:40], phone=f"1380013{number:04d}", company=formula
        )
        complaint(cast, who=who, reason=formula, gist=f"{formula}\n{formula}", wish=formula, waybill=formula[:30])
    for formula in FORMULAS:  # and what a visitor says, who is a stranger
        widget = Widget(web_channel(cast))
        widget.start(name=formula, phone="13900139000", question=f"{formula}问")
        said = widget.web.visits.get().conversation
        actions.open_from_conversation(said, by=cast.clerk)
    answer = signed_in(cast.supervisor).post("/cases/export/", {"reason": "核对", "query": ""})
    assert answer.status_code == 200
    book = b"".join(answer.streaming_content)
    with zipfile.ZipFile(BytesIO(book)) as packed:
        for name in packed.namelist():
            if name.startswith("xl/worksheets/sheet"):
                sheet = packed.read(name).decode()
                assert not re.search(r"<f[ >]", sheet), "a cell is a formula"
                assert "<hyperlink" not in sheet
            assert not name.endswith("vbaProject.bin") and "externalLink" not in name
    rows = python_calamine.CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_index(0).to_python()
    texts = [cell for row in rows for cell in row if isinstance(cell, str)]
    for formula in FORMULAS:
        assert any(formula.strip() in text for text in texts), f"{formula!r} is missing: nothing was proved"
        assert any(f"{formula.strip()}问" in text for text in texts), f"{formula!r} of a visitor is missing"


# ---- forgery


@pytest.mark.sqlite_only  # what pages show is the same on every database
def test_no_form_is_taken_without_its_token(cast: Any, at: Any) -> None:
    world = make(cast)
    client = signed_in(cast.supervisor, enforce_csrf_checks=True)
    for name, address in [
        *addresses(world),
        ("login", reverse("account_login")),
        ("logout", reverse("account_logout")),
    ]:
        # The visitor's door takes no cookie: JSON with a token of its own, from the channel's sites only.
        refused = (401, 403, 404, 405, 422) if name.startswith("chat-") else (403, 404, 405)
        answer = tried(client, "post", address, {"words": "伪造", "reason": "伪造"})
        assert answer.status_code in refused, (name, answer.status_code)
        foreign = tried(
            client, "post", address, {"words": "伪造"}, headers={"Origin": "https://evil.example", "HX-Request": "true"}
        )
        assert foreign.status_code in refused, (name, foreign.status_code)


def test_a_session_is_no_key_of_the_interface(cast: Any) -> None:
    """Else a foreign page could post to it with the visitor's cookie, for there is no form token."""
    client = signed_in(cast.supervisor)
    assert client.post("/api/v1/cases", "{}", content_type="application/json").status_code == 401
    assert client.get("/api/v1/cases").status_code == 401
    answer = client.get("/api/v1/cases", headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in answer


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver.evil.example", "evil.example:80", "testserver@evil.example", "", "a b"]
)
def test_another_host_is_refused(host: str, cast: Any) -> None:
    assert Client().get("/accounts/login/", headers={"Host": host}).status_code == 400


def test_a_forwarded_host_is_not_believed(cast: Any) -> None:
    answer = signed_in(cast.clerk).get(
        "/cases/", headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    )
    assert answer.status_code == 200 and "evil.example" not in content(answer)
    assert not settings.USE_X_FORWARDED_HOST


# ---- sessions and guessing


def sign_in(client: Client, number: str = "2107", password: str = PASSWORD, **headers: Any) -> Any:
    return client.post(reverse("account_login"), {"login": number, "password": password}, **headers)


def test_the_session_gets_another_id_at_sign_in(cast: Any) -> None:
    client = Client()
    planted = client.session
    planted["planted"] = "by the attacker"
    planted.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = planted.session_key
    before = planted.session_key
    assert sign_in(client).status_code == 302
    after = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert after and after != before
    assert not Session.objects.filter(session_key=before).exists()
    assert client.cookies[settings.SESSION_COOKIE_NAME]["httponly"]
    assert client.cookies[settings.SESSION_COOKIE_NAME]["samesite"] == "Lax"


def test_old_sessions_end_with_a_new_password_a_code_or_a_farewell(cast: Any) -> None:
    def alive(client: Client) -> bool:
        return bool(client.get("/workbench/").status_code == 200)

    here, elsewhere = Client(), Client()
    assert sign_in(here).status_code == sign_in(elsewhere).status_code == 302
    assert alive(here) and alive(elsewhere)
    fresh = "another-quiet-train-9"
    done = here.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh}
    )
    assert done.status_code == 302
    assert not alive(elsewhere)
    again = Client()
    assert sign_in(again, password=PASSWORD).status_code == 200, "the old password still opens"
    assert sign_in(again, password=fresh).status_code == 302 and alive(again)
    people.give_code(Person.objects.get(pk=cast.clerk.pk), by=cast.administrator)
    assert not alive(again)
    other = Client()
    assert sign_in(other, "2108").status_code == 302 and alive(other)
    people.farewell(Person.objects.get(pk=cast.colleague.pk), by=cast.administrator)
    assert not alive(other)


def test_signing_out_ends_the_session_on_the_server(cast: Any) -> None:
    client = Client()
    sign_in(client)
    stolen = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post(reverse("account_logout"))
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = stolen
    assert thief.get("/workbench/").status_code == 302


def test_guessing_locks_the_pair_of_number_and_address_and_nobody_else(cast: Any) -> None:
    client = Client()
    here, there = {"REMOTE_ADDR": "10.0.0.7"}, {"REMOTE_ADDR": "10.0.0.8"}
    statuses = [
        sign_in(client, password=f"wrong-{n}", **here).status_code for n in range(settings.AXES_FAILURE_LIMIT + 1)
    ]
    assert statuses[0] == 200 and statuses[-1] in (403, 429)
    assert sign_in(Client(), **here).status_code in (403, 429), "the right password opens a locked door"
    assert sign_in(Client(), **there).status_code == 302, "a guesser elsewhere locks the person out"
    assert sign_in(Client(), "2108", **here).status_code == 302, "a whole address is locked for one number"


def test_a_number_that_is_unknown_is_told_in_the_same_words(cast: Any) -> None:
    def told(number: str) -> str:
        page = content(sign_in(Client(), number, "wrong-password-1"))
        changing = r'name="csrf[^"]*" (value|content)="[^"]+"|name="now" content="[^"]+"'
        return re.sub(changing, "", page).replace(number, "N")

    assert told("2107") == told("8888")


# ---- injection

NASTY = (
    "' OR 1=1 --", '" OR ""="', "'); DROP TABLE cases_case; --", "%", "_", "\\", "%' ESCAPE '", "1 UNION SELECT 1", "\x00", "a\x00b", "💥" * 30,
    "-1", "99999999999999999999999", "1e309", "NaN", "0x10", "٣", "2026-13-45", "0001-01-01", "9999-12-31", "10000-01-01", "*", '"', "NOT", "a AND b", "NEAR(a b)",
    "(", "^", "{a}", "a" * 5000, "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"), "\r\nX: y", "%n%s", "${7*7}", "../../etc/passwd",
)  # fmt: skip


def test_no_filter_breaks_or_opens_by_what_is_put_into_it(cast: Any, at: Any) -> None:
    mine = complaint(cast)
    complaint(cast, by=cast.stranger, brand=cast.other_brand)
    client = signed_in(cast.clerk)
    # what is typed goes in alone; what is chosen from lists and calendars is looked at field by field anyway, and goes in together
    typed = ["q", "owner", "first_asked", "customer", "received_from", "after", "before"]
    chosen = [name for name in CaseFilter.base_fields if name not in typed]
    lists: dict[str, list[Any]] = {
        "/cases/": [*typed, chosen], "/search/": ["q"], "/search/quick/": ["q"],
        "/customers/": ["class", "after"], "/notices/": ["tab", "after", "before"], "/approvals/": ["tab", "after"],
        "/inbox/": ["tab", "state", "q", "after"], "/workbench/": ["tab"], "/sheets/": ["brand", "year", "week", "after"],
        "/intake/customers/": ["q", "brand"], "/intake/similar/": ["customer", "matter", "brand"], "/intake/card/": ["customer", "brand"],
        "/intake/colleagues/": ["q", "named"], "/cases/export/": ["q", "customer", "received_from"],  # the same form as the list
    }  # fmt: skip
    for address, names in lists.items():
        for name in names:
            for nasty in NASTY:
                given = dict.fromkeys(name if isinstance(name, list) else [name], nasty)
                answer = tried(client, "get", address, given)
                assert answer.status_code < 500, (address, name, nasty, answer.status_code)
                assert "CY26-" not in content(answer), (address, name, nasty)
    for nasty in NASTY:
        for address, given in (("/customers/", {"q": nasty}), ("/intake/customers/", {"q": nasty, "phone": nasty})):
            assert tried(client, "post", address, given).status_code < 500, (address, nasty)
    assert Case.objects.filter(pk=mine.pk).exists()


def test_no_list_of_the_administrator_breaks_by_what_is_put_into_it(cast: Any, at: Any) -> None:
    lists: dict[str, tuple[Any, list[Any]]] = {
        "/people/": (cast.administrator, ["q", ["department", "active", "after"]]),
        "/audit/": (cast.auditor, ["q", "about", "actor", "number", ["kind", "from", "to", "after", "before"]]),
    }
    for address, (person, names) in lists.items():
        client = signed_in(person)
        assert client.get(address).status_code == 200
        for name in names:
            for nasty in NASTY:
                given = dict.fromkeys(name if isinstance(name, list) else [name], nasty)
                assert tried(client, "get", address, given).status_code < 500, (address, name, nasty)


def test_no_filter_of_the_interface_breaks(cast: Any, client: Client, at: Any) -> None:
    case, headers = complaint(cast), key_of(cast.clerk)
    for nasty in NASTY:
        for name in ("state", "kind", "category", "owner", "after", "limit"):
            answer = tried(client, "get", "/api/v1/cases", {name: nasty}, headers=headers)
            assert answer.status_code in (200, 400, 422), (name, nasty, answer.status_code)
        search = tried(
            client,
            "post",
            "/api/v1/customers/search",
            json.dumps({"q": nasty[:60]}),
            content_type="application/json",
            headers=headers,
        )
        assert search.status_code in (200, 400, 422), nasty
        words = json.dumps({"words": nasty, "method": nasty[:10], "customer_words": nasty})
        answered = tried(
            client,
            "post",
            f"/api/v1/cases/{case.number}/answers",
            words,
            content_type="application/json",
            headers=headers,
        )
        assert answered.status_code in (200, 400, 409, 422), (nasty, answered.status_code)
        body = {"kind": "complaint", "category": nasty[:40], "reason": nasty[:120], "gist": nasty, "matter": nasty[:40],
                "customer": {"name": nasty[:60] or "x", "phone": nasty[:40], "company": nasty[:120]}}  # fmt: skip
        opened = tried(
            client, "post", "/api/v1/cases", json.dumps(body), content_type="application/json", headers=headers
        )
        assert opened.status_code in (201, 400, 422), (nasty, opened.status_code)
        assert "\0" not in nasty or opened.status_code in (400, 422), "a NUL was kept"


def test_a_header_cannot_be_smuggled_in(cast: Any) -> None:
    client = signed_in(cast.supervisor)
    for address in (
        "/cases/?q=a%0d%0aX-Evil:%201",
        "/search/?q=LD26-1%0d%0aX-Evil:%201",
        "/accounts/login/?next=/%0d%0aX-Evil:1",
    ):
        assert "X-Evil" not in client.get(address).headers


def test_escaping_is_what_this_file_takes_it_for() -> None:
    assert "<xss-7f3" not in escape(MARK)
