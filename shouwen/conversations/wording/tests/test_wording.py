"""The words before an answer goes out, what is sent all the same, and false alarms."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from shouwen.conversations import actions as talks
from shouwen.conversations import queries as threads
from shouwen.conversations.models import Message
from shouwen.conversations.tests.makers import conversation
from shouwen.conversations.wording import actions, queries
from shouwen.conversations.wording.models import FalseAlarm, WordFinding
from shouwen.kernel import clock, memory, worklist
from shouwen.kernel.models import Fact
from shouwen.kernel.refusals import MoveRefused, Refused, Unacceptable
from shouwen.people.tests.test_administration import as_person
from shouwen.rulebook import queries as rulebook
from shouwen.rulebook.models import SettingChange

pytestmark = pytest.mark.django_db
BAD = "这件事我不知道。"
WHY = "客户自己问的就是这三个字"


@pytest.fixture
def thread(cast: Any) -> Any:
    """A conversation the clerk has taken up."""
    found = conversation(cast)
    talks.claim(found, by=cast.clerk)
    return found


def send(thread: Any, by: Any, text: str = BAD, **more: Any) -> Any:
    return talks.send(thread, by=by, text=text, seen=threads.last_of(thread), **more)


def overridden(thread: Any, by: Any) -> WordFinding:
    send(thread, by, why={"dunno-know": WHY})
    return WordFinding.objects.get()


def parameter(key: str, value: Any) -> None:
    SettingChange.objects.create(
        brand="LD", pack="logistics", key=key, value=value, reason="试", by="system", at=clock.now()
    )
    memory.changed()  # as the verb says


def alarm_on(thread: Any, by: Any, **more: Any) -> FalseAlarm:
    edition = rulebook.edition_in_force("logistics")
    given = {"brand": thread.brand, "edition": edition, "phrase": "dunno-know", "conversation": thread, **more}
    return actions.report(by=by, **given)


# ---- before it goes out


def test_what_may_not_be_said_does_not_go_out_whoever_calls_the_verb(cast: Any, thread: Any) -> None:
    with pytest.raises(Unacceptable) as refused:
        send(thread, cast.clerk)
    assert refused.value.clause == "S2-1.D.4.1d"
    assert "不知道" in refused.value.details["why-dunno-know"]
    assert not Message.objects.filter(direction="out").exists()


def test_the_page_gives_the_text_back_with_the_clause_and_a_place_for_a_reason(cast: Any, thread: Any) -> None:
    client, address = as_person(cast.clerk), reverse("conversation-answer", args=[thread.number])
    given = {"text": BAD, "seen": threads.last_of(thread), "once": "k"}
    refused = client.post(address, given)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert BAD in page.split("<textarea", 1)[1].split("</textarea>")[0]
    assert "D.4.1d" in page
    assert 'name="why-dunno-know"' in page
    assert client.post(address, {**given, "why-dunno-know": WHY}).status_code == 302
    assert WordFinding.objects.get().reason == WHY


def test_words_of_the_customer_and_what_is_denied_do_not_stop_an_answer(cast: Any, thread: Any) -> None:
    for text in ("您说“不知道”的那一票，我查到了。", "客户反映不知道怎么查，我来说明。", "单号 3.5 已核对。"):
        send(thread, cast.clerk, text)
    assert not WordFinding.objects.exists()


def test_an_override_is_one_finding_and_the_same_answer_again_makes_no_second(cast: Any, thread: Any) -> None:
    sent = [send(thread, cast.clerk, once="k", why={"F-DUNNO": WHY}) for _ in range(2)]
    finding = WordFinding.objects.get()
    assert sent[0] == sent[1] == finding.message
    assert (finding.phrase, finding.clause, finding.severity, finding.by) == (
        "dunno-know", "S2-1.D.4.1d", "block", cast.clerk,
    )  # fmt: skip
    assert finding.message.text[finding.start : finding.end] == "不知道"
    assert Fact.objects.filter(kind="wording.overridden").count() == 1


def test_a_reason_for_one_phrase_does_not_open_another(cast: Any, thread: Any) -> None:
    with pytest.raises(Unacceptable) as refused:
        send(thread, cast.clerk, "我不知道，也不归我管。", why={"dunno-know": WHY})
    assert list(refused.value.details) == ["why-notmine-core"]
    assert not WordFinding.objects.exists()


def test_a_warning_goes_out_unless_the_pack_asks_for_a_reason(cast: Any, thread: Any) -> None:
    send(thread, cast.clerk, "您找别人去。")
    assert not WordFinding.objects.exists()
    parameter("words.reason_for_warnings", True)
    with pytest.raises(Unacceptable):
        send(thread, cast.clerk, "您找别人去。")
    send(thread, cast.clerk, "您找别人去。", why={"push-other": WHY})
    assert WordFinding.objects.get().severity == "warn"


def test_no_reason_opens_what_the_pack_never_lets_out(cast: Any, thread: Any) -> None:
    parameter("words.never", ["F-DUNNO"])
    with pytest.raises(Unacceptable):
        send(thread, cast.clerk, why={"dunno-know": WHY})
    assert not Message.objects.filter(direction="out").exists()


def test_no_fact_holds_what_was_said_or_why(cast: Any, thread: Any) -> None:
    finding = overridden(thread, cast.clerk)
    actions.clear(finding, by=cast.supervisor, words="确实是客户的话")
    alarm_on(thread, cast.clerk, sentence=BAD, said="不知道")
    told = json.dumps(list(Fact.objects.values_list("refs", flat=True)), ensure_ascii=False)
    for words in ("不知道", WHY, "确实是客户的话"):
        assert words not in told


# ---- review


def test_nobody_reviews_his_own_and_no_other_brand_sees_it(cast: Any, thread: Any) -> None:
    finding = overridden(thread, cast.supervisor)
    address = reverse("word-finding", args=[finding.pk])
    with pytest.raises(Refused):
        actions.agree(finding, by=cast.supervisor)
    assert as_person(cast.supervisor).post(address, {"do": "agree"}).status_code == 403
    assert not queries.to_review(cast.supervisor).exists()
    for person in (cast.stranger, cast.company["2302"], cast.auditor):
        assert as_person(person).get(address).status_code == 404
    assert as_person(cast.colleague).get(address).status_code == 404  # not his own, and no reviewer
    assert as_person(cast.clerk).get("/wording/findings/").status_code == 403
    assert Client().get(address).status_code == 302
    finding.refresh_from_db()
    assert finding.state == "open"


def test_the_supervisor_finds_it_on_the_plate_and_the_writer_reads_the_advice(cast: Any, thread: Any) -> None:
    finding = overridden(thread, cast.clerk)
    address, client = reverse("word-finding", args=[finding.pk]), as_person(cast.supervisor)
    assert address in [item.url for item in worklist.of(cast.supervisor)]
    assert WHY in client.get("/wording/findings/?state=open&severity=block&family=f-dunno&by=2107").content.decode()
    assert WHY not in client.get("/wording/findings/?family=F-NO").content.decode()
    assert "我的货还没有到" in client.get(address).content.decode()  # what the customer had said
    assert client.post(address, {"do": "coach", "words": ""}).status_code == 422
    assert client.post(address, {"do": "coach", "words": "先说您马上去查"}).status_code == 302
    assert cast.clerk.notices.filter(url=address).exists()
    assert "先说您马上去查" in as_person(cast.clerk).get(address).content.decode()
    assert address not in [item.url for item in worklist.of(cast.supervisor)]
    finding.refresh_from_db()
    with pytest.raises(MoveRefused):
        actions.agree(finding, by=cast.supervisor)


def test_a_finding_that_was_wrong_goes_to_whoever_keeps_the_rules(cast: Any, thread: Any) -> None:
    actions.clear(overridden(thread, cast.clerk), by=cast.supervisor)
    alarm = FalseAlarm.objects.get()
    assert (alarm.message, alarm.sentence, alarm.state) == (Message.objects.get(direction="out"), "", "open")
    assert queries.told_by(alarm) == ("这件事我", "不知道", "。")


# ---- false alarms


def test_one_press_reports_a_false_alarm_without_sending_anything(cast: Any, thread: Any) -> None:
    name = rulebook.export_name(rulebook.edition_in_force("logistics"))
    given = {"guard": name, "phrase": "dunno-know", "conversation": thread.number, "sentence": BAD, "said": "不知道"}
    client = as_person(cast.clerk)
    assert [client.post("/wording/alarms/new/", given).status_code for _ in range(2)] == [201, 201]
    alarm = FalseAlarm.objects.get()
    assert (alarm.brand, alarm.by, queries.told_by(alarm)) == (cast.brand, cast.clerk, ("这件事我", "不知道", "。"))
    assert not Message.objects.filter(direction="out").exists()
    assert client.post("/wording/alarms/new/", {**given, "sentence": "", "said": ""}).status_code == 201
    assert FalseAlarm.objects.filter(sentence="").count() == 1
    for wrong in ({"guard": "none"}, {"phrase": "none"}, {"conversation": "none"}):
        assert client.post("/wording/alarms/new/", {**given, **wrong}).status_code in (404, 422)
    assert as_person(cast.stranger).post("/wording/alarms/new/", given).status_code == 404
    assert as_person(cast.operations).post("/wording/alarms/new/", given).status_code == 403


def test_whoever_keeps_the_rules_settles_it_and_the_unsent_sentence_goes(cast: Any, thread: Any) -> None:
    alarm = alarm_on(thread, cast.clerk, sentence=BAD, said="不知道")
    address, keeper = reverse("word-alarm", args=[alarm.pk]), as_person(cast.administrator)
    page = keeper.get(address).content.decode()
    assert "不知道" in page
    assert BAD[:4] in page
    assert "/wording/alarms/?state=open" in [item.url for item in worklist.of(cast.administrator)]
    assert as_person(cast.colleague).get(address).status_code == 404
    assert as_person(cast.clerk).post(address, {"do": "mend"}).status_code == 403
    assert keeper.post(address, {"do": "keep", "words": ""}).status_code == 422
    assert keeper.post(address, {"do": "keep", "words": "这三个字任何场合不说"}).status_code == 302
    alarm.refresh_from_db()
    assert (alarm.state, alarm.sentence) == ("kept", "")
    assert "这三个字任何场合不说" in as_person(cast.clerk).get(address).content.decode()
    assert cast.clerk.notices.filter(url=address).exists()


def test_an_unsent_sentence_is_kept_no_longer_than_the_pack_says(cast: Any, thread: Any, at: Any) -> None:
    alarm = alarm_on(thread, cast.clerk, sentence=BAD)
    assert actions.forget_sentences() == 0
    at.forward(days=91)
    assert actions.forget_sentences() == 1
    alarm.refresh_from_db()
    assert (alarm.state, alarm.sentence) == ("open", "")
    assert clock.now() - alarm.at > dt.timedelta(days=90)


# ---- the rules for the page


def test_the_rules_are_fetched_once_and_only_those_of_his_brands(cast: Any, thread: Any) -> None:
    page = as_person(cast.clerk).get(reverse("conversation", args=[thread.number])).content.decode()
    address = page.split('data-src="')[1].split('"')[0]
    answer = as_person(cast.clerk).get(address)
    assert json.loads(gzip.decompress(answer.content))["phrases"]["dunno-know"]["severity"] == "block"
    assert "immutable" in answer["Cache-Control"]
    again = as_person(cast.clerk).get(address, headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert as_person(cast.clerk).get(address.replace("-", "-9")).status_code == 404
    assert Client().get(address).status_code == 302
    weights = page.split('data-weights="')[1].split('"')[0]
    answer = as_person(cast.clerk).get(weights)
    assert gzip.decompress(answer.content).startswith(b"shouwen weights") and "immutable" in answer["Cache-Control"]
    assert as_person(cast.clerk).get(weights.replace(".tsv", "0.tsv")).status_code == 404
    assert Client().get(weights).status_code == 302
