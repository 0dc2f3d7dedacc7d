"""Lines, templates and sent texts as their administrator keeps them, and the simulated telephone of a demo."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from shouwen.conversations import actions as conversations
from shouwen.conversations import queries as talks
from shouwen.conversations.models import Conversation, Message
from shouwen.conversations.texts import actions
from shouwen.conversations.texts.models import Line, Simulated, Template
from shouwen.conversations.texts.simulators import calls
from shouwen.conversations.texts.tests.makers import AES, line
from shouwen.customers import queries as customers
from shouwen.kernel import jobs, vault
from shouwen.kernel.refusals import Refused, Unacceptable

pytestmark = pytest.mark.django_db


def as_(person: Any) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def given(cast: Any, **more: Any) -> dict[str, Any]:
    values = {"title": "公众号", "brand": cast.brand.pk, "department": "", "is_active": "on", "account": "wx1"}
    return {**values, "secret": "app-secret-1", "token": "token-1", "aes": AES, **more}


def test_a_line_is_made_and_its_secrets_are_never_shown_again(cast: Any) -> None:
    client = as_(cast.administrator)
    answer = client.post("/texts/new/wechat/", given(cast))
    mine = Line.objects.get()
    assert answer["Location"] == f"/texts/{mine.pk}/"
    page = client.get(f"/texts/{mine.pk}/").content.decode()
    assert f"/texts/in/wechat/{mine.key}/" in page
    for secret in ("app-secret-1", "token-1", AES):
        assert secret not in page
        assert secret not in str(mine.locked)
    before = mine.locked["secret"]
    assert client.post(f"/texts/{mine.pk}/", given(cast, title="改名", secret="", token="", aes="")).status_code == 302
    mine.refresh_from_db()
    assert (vault.unlock(mine.locked["secret"]), mine.channel.title) == ("app-secret-1", "改名")
    assert mine.locked["secret"] == before
    refused = client.post("/texts/new/wechat/", given(cast, secret=""))
    assert refused.status_code == 422
    assert Line.objects.count() == 1


def test_what_a_gateway_needs_is_said_where_it_is_missing(cast: Any) -> None:
    values = {"title": "短信", "brand": cast.brand, "agent": "路达", "secret": "a", "token": "b"}
    with pytest.raises(Unacceptable) as refused:
        actions.keep_line(None, by=cast.administrator, kind="sms", vendor="signed", gateway="http://x", **values)
    assert set(refused.value.details) == {"gateway"}
    with pytest.raises(Unacceptable) as refused:
        actions.keep_line(None, by=cast.administrator, kind="sms", vendor="aliyun", **values)
    assert set(refused.value.details) == {"account"}
    with pytest.raises(Unacceptable) as refused:  # outside a demo nothing is simulated
        actions.keep_line(
            None, by=cast.administrator, kind="sms", vendor="aliyun", account="a", is_simulated=True, **values
        )
    assert set(refused.value.details) == {"is_simulated"}


def test_who_keeps_no_channels_keeps_no_lines_and_no_templates(cast: Any) -> None:
    mine = line(cast)
    for person in (cast.clerk, cast.supervisor, cast.stranger, cast.auditor):
        with pytest.raises(Refused):
            actions.keep_line(mine, by=person, kind="sms", title="x")
        with pytest.raises(Refused):
            actions.try_line(mine, by=person)
        with pytest.raises(Refused):
            actions.keep_template(None, by=person, brand=cast.brand, code="x", title="x", text="x")


def test_a_template_is_checked_and_shown_as_the_customer_reads_it(cast: Any) -> None:
    line(cast)
    client = as_(cast.administrator)
    values = {
        "brand": cast.brand.pk,
        "code": "arrival",
        "title": "到货",
        "text": "货物 {number} 到了",
        "is_active": "on",
    }
    assert client.post("/texts/templates/", {**values, "text": "货物 {Number 到了"}).status_code == 422
    wrong = client.post("/texts/templates/", {**values, "code": "verification", "text": "码 {number}"})
    assert "{code}、{minutes}" in wrong.content.decode()
    assert client.post("/texts/templates/", values).status_code == 302
    assert client.post("/texts/templates/", values).status_code == 422  # the code is taken
    page = client.get(f"/texts/templates/{Template.objects.get().pk}/").content.decode()
    assert "【路达】货物 LD26-00011 到了" in page


def test_the_list_of_sent_texts_shows_neither_number_nor_code_nor_another_brands(cast: Any) -> None:
    line(cast)
    words = {"code": "481920", "minutes": 5}
    actions.text(brand=cast.brand, to="13800138206", template="verification", words=words, once="1")
    page = as_(cast.administrator).get("/texts/sent/").content.decode()
    assert "138****8206" in page
    assert "481920" not in page
    assert "13800138206" not in page
    assert as_(cast.clerk).get("/texts/sent/").status_code == 403


def test_the_owner_of_a_thread_sees_the_number_behind_it_without_a_reason(cast: Any) -> None:
    mine = line(cast)
    calls.put(Client(), mine, calls.make(mine, "13800138206", "在吗"))
    jobs.run_due()
    found = Conversation.objects.get()
    assert not customers.sees_number(cast.clerk, found.customer)
    conversations.claim(found, by=cast.clerk)
    assert customers.sees_number(cast.clerk, found.customer)
    assert not customers.sees_number(cast.colleague, found.customer)
    page = as_(cast.clerk).get(f"/conversations/{found.number}/").content.decode()
    assert "138****8206" in page
    assert "13800138206" not in page
    found.refresh_from_db()
    conversations.wrap_up(found, by=cast.clerk)
    assert not customers.sees_number(cast.clerk, found.customer)


def test_there_is_no_simulated_telephone_outside_a_demo(cast: Any) -> None:
    line(cast, is_simulated=True)
    client = as_(cast.administrator)
    assert client.get("/texts/simulator/").status_code == 404
    assert client.post("/texts/simulator/words/", {}).status_code == 404


@pytest.mark.parametrize("kind", ["sms", "wecom", "kf", "wechat", "dingtalk", "feishu"])
def test_in_a_demo_a_customer_writes_and_reads_the_answer_on_the_telephone(cast: Any, kind: str, settings: Any) -> None:
    settings.DEMO = True
    more = {"agent": "wk-service"} if kind == "kf" else {}
    mine = line(cast, "wecom" if kind == "kf" else kind, is_simulated=True, **more)
    client = as_(cast.supervisor)
    who = "+8613705711026" if kind == "sms" else "o-gong-7f21"
    said = {"line": mine.pk, "who": who, "text": "到哪里了？", "how": "say"}
    assert client.post("/texts/simulator/words/", said).status_code == 302
    jobs.run_due()
    assert client.post("/texts/simulator/words/", {**said, "how": "again"}).status_code == 302
    assert client.post("/texts/simulator/words/", {**said, "how": "forged"}).status_code == 302
    if kind != "sms":
        assert client.post("/texts/simulator/words/", {**said, "how": "picture"}).status_code == 302
    jobs.run_due()
    assert Message.objects.count() == (1 if kind == "sms" else 2)
    mine.refresh_from_db()
    assert mine.forged == 1
    found = Conversation.objects.get()
    conversations.claim(found, by=cast.clerk)
    found.refresh_from_db()
    sent = conversations.send(found, by=cast.clerk, text="在昆山，明天到", seen=talks.last_of(found))
    jobs.run_due()
    sent.refresh_from_db()
    assert sent.state == "sent", sent.trouble
    assert (
        "在昆山，明天到"
        in client.get(f"/texts/simulator/?line={mine.pk}&who={who.replace('+', '%2B')}").content.decode()
    )
    if kind != "sms":
        pictures = [each for message in Message.objects.all() for each in talks.files_of([message]).get(message.pk, [])]
        assert [each.media_type for each in pictures] == ["image/png"]
    assert actions.try_line(mine, by=cast.administrator).is_well


def test_the_telephone_of_a_demo_is_not_for_another_brand_nor_for_everybody(cast: Any, settings: Any) -> None:
    settings.DEMO = True
    mine = line(cast, is_simulated=True)
    Simulated.objects.create(line=mine, who="+8613705711026", text="机密", at="2026-07-15T02:24:00Z")
    assert "机密" in as_(cast.supervisor).get("/texts/simulator/").content.decode()
    assert "机密" not in as_(cast.stranger).get("/texts/simulator/").content.decode()
    assert as_(cast.sorter).get("/texts/simulator/").status_code == 403
    said = {"line": mine.pk, "who": "+8613705711026", "text": "x", "how": "say"}
    assert as_(cast.stranger).post("/texts/simulator/words/", said).status_code == 404
