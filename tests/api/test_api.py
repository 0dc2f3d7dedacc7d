"""The programming interface: same verbs, same permissions, same gate, no doubles."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from shouwen.cases.models import Case
from shouwen.conversations.tests.makers import conversation
from shouwen.people import actions as people

pytestmark = pytest.mark.django_db

COMPLAINT = {
    "kind": "complaint",
    "category": "late_transfer",
    "reason": "转账晚了",
    "gist": "对账单上的款还没到。",
    "customer": {"name": "马建国", "phone": "13951120347"},
    "matter": "884027151702",
}


class Api:
    """A client that holds a key."""

    def __init__(self, client: Any, person: Any, verbs: list[str] | None = None) -> None:
        person.appointments.first().post.verbs.append("api.keys")
        post = person.appointments.first().post
        post.verbs = [*post.verbs, "api.keys"]
        post.save()
        person = type(person).objects.get(pk=person.pk)
        _key, self.text = people.issue_key(by=person, name="对接", verbs=verbs or sorted(person.reach.verbs))
        self.client = client

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        call = getattr(self.client, method)
        extra = {"headers": {"Authorization": f"Bearer {self.text}", **headers}}
        if body is not None:
            extra |= {"data": json.dumps(body), "content_type": "application/json"}
        return call(f"/api/v1{path}", **extra)


@pytest.fixture
def api(client: Any, cast: Any) -> Api:
    return Api(client, cast.clerk)


def test_a_case_is_opened_read_transferred_answered_and_refused_by_the_gate(api: Api, cast: Any, client: Any) -> None:
    made = api("post", "/cases", COMPLAINT)
    assert made.status_code == 201, made.content
    number = made.json()["number"]
    assert made.json()["owner"] == made.json()["first_asked"] == "2107"
    sent = api("post", f"/cases/{number}/transfers", {"requirement": "查清何时转账"})
    assert sent.json()["department"] == "结算部" and sent.json()["clauses"] == ["S2-1.D.4.8.4"]
    settlement = Api(client, cast.settlement)
    answered = settlement("post", f"/transfers/{sent.json()['id']}/feedback", {"answer": "今日已转", "cause": "漏做"})
    assert answered.json()["state"] == "reported"
    assert api("post", f"/cases/{number}/answers", {"words": "今日到账"}).json()["state"] == "answered"
    shut = api("post", f"/cases/{number}/closure")
    assert shut.status_code == 409
    assert all({"requirement", "clause", "met", "how_to_meet"} <= set(line) for line in shut.json()["details"])
    assert number in [case["number"] for case in api("get", "/cases").json()["items"]]


def test_the_same_idempotency_key_opens_one_case(api: Api) -> None:
    first = api("post", "/cases", COMPLAINT, **{"Idempotency-Key": "a-1"})
    again = api("post", "/cases", COMPLAINT, **{"Idempotency-Key": "a-1"})
    assert first.json()["number"] == again.json()["number"]
    assert Case.objects.count() == 1
    other = api("post", "/cases", {**COMPLAINT, "reason": "别的"}, **{"Idempotency-Key": "a-1"})
    assert other.status_code == 422


def test_without_a_key_nothing_is_said(client: Any, cast: Any) -> None:
    assert client.get("/api/v1/cases").status_code == 401
    assert client.get("/api/v1/cases", headers={"Authorization": "Bearer sw_wrong"}).status_code == 401


def test_a_key_does_no_more_than_its_verbs(client: Any, cast: Any) -> None:
    narrow = Api(client, cast.clerk, ["cases.note"])
    assert narrow("post", "/cases", COMPLAINT).status_code == 403


def test_a_revoked_key_is_no_key(api: Api, cast: Any) -> None:
    person = type(cast.clerk).objects.get(pk=cast.clerk.pk)
    people.revoke_key(person.api_keys.get(), by=person)
    assert api("get", "/cases").status_code == 401


def test_another_brands_case_is_not_there(api: Api, cast: Any, client: Any) -> None:
    number = api("post", "/cases", COMPLAINT).json()["number"]
    stranger = Api(client, cast.stranger)
    for method, path, body in (
        ("get", f"/cases/{number}", None),
        ("post", f"/cases/{number}/transfers", {"requirement": "查"}),
        ("post", f"/cases/{number}/answers", {"words": "好"}),
        ("post", f"/cases/{number}/closure", None),
        ("get", f"/cases/{number}/decisions", None),
        ("get", f"/customers/{Case.objects.get().customer_id}", None),
    ):
        assert stranger(method, path, body).status_code == 404, path


def test_an_unknown_field_is_refused_and_not_assigned(api: Api) -> None:
    refused = api("post", "/cases", {**COMPLAINT, "state": "closed", "first_asked": "1001"})
    assert refused.status_code == 422
    assert not Case.objects.exists()


def test_numbers_come_back_masked(api: Api) -> None:
    made = api("post", "/customers", {"name": "吴晓东", "phone": "152 6177 0934"})
    assert made.json()["phones"] == ["152****0934"]
    assert "15261770934" not in made.content.decode()
    assert api("post", "/customers/search", {"q": "15261770934"}).json()[0]["name"] == "吴晓东"


def test_a_decision_can_be_asked_without_keeping_it(api: Api) -> None:
    said = api("post", "/decisions/logistics/routing", {"given": {"category": "late_delivery"}}).json()
    assert said["outcome"]["department"] == "监察部" and said["clauses"] == ["S2-1.D.4.8.3"]
    wrong = api("post", "/decisions/logistics/routing", {"given": {"category": "nothing"}})
    assert wrong.status_code == 422 and "category" in wrong.json()["details"]


def test_the_description_of_the_interface_can_be_read(client: Any, cast: Any) -> None:
    assert "/api/v1/cases" in client.get("/api/v1/openapi.json").json()["paths"]


# ---- conversations


@pytest.fixture
def talk(cast: Any) -> Any:
    return conversation(cast)


def test_a_conversation_is_listed_read_claimed_answered_and_noted(api: Api, talk: Any) -> None:
    assert [row["number"] for row in api("get", "/conversations?scope=queue").json()["items"]] == [talk.number]
    claimed = api("post", f"/conversations/{talk.number}/claim").json()
    assert (claimed["owner"], claimed["first_asked"], claimed["state"]) == ("2107", "2107", "open")
    answer = {"text": "马上查", "seen": claimed["last_message"]}
    sent = api("post", f"/conversations/{talk.number}/messages", answer, **{"Idempotency-Key": "k"})
    again = api("post", f"/conversations/{talk.number}/messages", answer, **{"Idempotency-Key": "k"})
    assert (sent.status_code, sent.json()["state"]) == (201, "queued")
    assert again.json()["id"] == sent.json()["id"]
    assert api("post", f"/conversations/{talk.number}/notes", {"text": "急"}).status_code == 201
    said = api("get", f"/conversations/{talk.number}/messages").json()
    assert [each["direction"] for each in said] == ["in", "out", "note"]
    assert api("post", f"/conversations/{talk.number}/end", {"seen": said[-1]["id"]}).status_code == 409  # not out yet


def test_a_conversation_is_not_ended_over_an_unread_word_by_the_interface_either(api: Api, talk: Any) -> None:
    seen = api("post", f"/conversations/{talk.number}/claim").json()["last_message"]
    end = f"/conversations/{talk.number}/end"
    assert api("post", end).status_code == 415, "a form instead of JSON"
    assert api("post", end, {}).status_code == 422
    assert api("post", end, {"seen": seen - 1}).status_code == 409
    assert api("post", end, {"seen": seen}).json()["state"] == "wrapped_up"


def test_an_answer_over_an_unread_word_is_refused_by_the_interface_too(api: Api, talk: Any) -> None:
    api("post", f"/conversations/{talk.number}/claim")
    refused = api("post", f"/conversations/{talk.number}/messages", {"text": "马上查", "seen": 0})
    assert (refused.status_code, refused.json()["error"]) == (409, "stale")
    assert refused.json()["details"]["yours"] == {"text": "马上查"}


def test_two_keys_never_own_one_conversation(api: Api, talk: Any, cast: Any, client: Any) -> None:
    other = Api(client, cast.colleague)
    assert api("post", f"/conversations/{talk.number}/claim").status_code == 200
    assert other("post", f"/conversations/{talk.number}/claim").status_code == 409
    answer = {"text": "我来", "seen": api("get", f"/conversations/{talk.number}").json()["last_message"]}
    assert other("post", f"/conversations/{talk.number}/messages", answer).status_code == 403


def test_a_beginners_answer_is_read_first_by_the_interface_too(api: Api, talk: Any, cast: Any, client: Any) -> None:
    until = dt.date(2099, 1, 1)
    people.equip(cast.clerk, by=cast.supervisor, skills=[], at_once=None, reviewed_until=until)
    seen = api("post", f"/conversations/{talk.number}/claim").json()["last_message"]
    said = api("post", f"/conversations/{talk.number}/messages", {"text": "马上查", "seen": seen}).json()
    assert said["state"] == "review"
    approval = f"/conversations/{talk.number}/messages/{said['id']}/approval"
    assert api("post", approval).status_code == 403
    approved = Api(client, cast.supervisor)("post", approval).json()
    assert (approved["state"], approved["read_by"]) == ("queued", "2001")


def test_another_brand_meets_no_conversation(talk: Any, cast: Any, client: Any) -> None:
    stranger = Api(client, cast.stranger)
    assert stranger("get", "/conversations").json()["items"] == []
    for path in ("", "/messages"):
        assert stranger("get", f"/conversations/{talk.number}{path}").status_code == 404
    assert stranger("post", f"/conversations/{talk.number}/claim").status_code == 404
