"""Web sync: the visitor starts and ends it; a colleague sees the page without what is private; pages go on record."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from shouwen.conversations import actions as conversations
from shouwen.conversations import queries as talks
from shouwen.conversations.webchat import actions
from shouwen.conversations.webchat.models import Sync, SyncPage, Visit
from shouwen.conversations.webchat.tests.makers import Widget, web_channel
from shouwen.kernel.models import Fact
from shouwen.kernel.policy import SYSTEM
from shouwen.kernel.testing import facts_of

pytestmark = pytest.mark.django_db
PAGE = '<body><h1>我的订单</h1><p data-private>张三 138</p><input value="4711"><script>alert(1)</script></body>'


def as_(person: Any) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def talking(cast: Any) -> tuple[Widget, Visit]:
    widget = Widget(web_channel(cast))
    widget.start()
    visit = Visit.objects.get()
    conversations.claim(visit.conversation, by=cast.clerk)
    return widget, visit


def show(widget: Widget, page: str = "/orders/?id=7", **more: Any) -> Any:
    return widget.ask("post", "visit/sync/page/", {"page": page, "html": PAGE, "x": 0, "y": 40, "width": 1200, **more})


def test_nothing_is_shown_before_the_visitor_starts_it_or_after_he_ends_it(cast: Any, at: Any) -> None:
    widget, visit = talking(cast)
    frame = reverse("web-visit-page", args=[visit.conversation.number])
    assert show(widget).status_code == 409
    assert widget.ask("post", "visit/sync/").status_code == 201
    assert widget.state()["sync"] == {"is_on": True}
    assert show(widget, mark=[1, 2, 3, 4]).status_code == 200
    shown = as_(cast.clerk).get(frame)
    page = shown.content.decode()
    assert "我的订单" in page
    assert "translate(0px,-40px)" in page
    assert "left:1px;top:2px;width:3px;height:4px" in page
    for private in ("张三", "4711", "alert"):
        assert private not in page
        assert private not in str(list(Sync.objects.values()))
    policy = shown["Content-Security-Policy"]
    assert policy.startswith("sandbox;")
    assert "default-src 'none'" in policy
    assert "allow" not in policy
    assert widget.ask("post", "visit/sync/end/").status_code == 200
    assert as_(cast.clerk).get(frame).status_code == 404
    assert (show(widget).json()["error"], Sync.objects.get().html) == ("no_sync", "")


def test_each_page_is_on_record_once_without_what_follows_its_path(cast: Any, at: Any) -> None:
    widget, visit = talking(cast)
    widget.ask("post", "visit/sync/")
    for page in ("/orders/?id=7", "/orders/?id=8", "/help/#x", "/orders/"):
        show(widget, page)
    widget.ask("post", "visit/sync/view/", {"x": 1, "y": 500})
    widget.ask("post", "visit/sync/end/")
    pages = list(SyncPage.objects.order_by("pk").values_list("page", flat=True))
    assert pages == ["www.luda.example/orders/", "www.luda.example/help/", "www.luda.example/orders/"]
    kinds = [kind for kind in facts_of(visit.conversation) if kind.startswith("sync.")]
    assert kinds == ["sync.started", *["sync.page_shown"] * 3, "sync.ended"]
    assert "orders" not in str(list(Fact.objects.values_list("refs", flat=True)))
    card = as_(cast.clerk).get(reverse("web-visit", args=[visit.conversation.number])).content.decode()
    assert "www.luda.example/help/" in card


def test_it_ends_with_the_talk_and_others_see_nothing(cast: Any, at: Any) -> None:
    widget, visit = talking(cast)
    widget.ask("post", "visit/sync/")
    show(widget)
    for address in ("web-visit", "web-visit-page"):
        assert as_(cast.stranger).get(reverse(address, args=[visit.conversation.number])).status_code == 404
    conversations.give_back(talks.with_number(visit.conversation.number), by=cast.clerk)
    assert as_(cast.clerk).get(reverse("web-visit-page", args=[visit.conversation.number])).status_code == 404
    assert show(widget).status_code == 409
    assert actions.end_stale_syncs(by=SYSTEM) == 1
    conversations.claim(talks.with_number(visit.conversation.number), by=cast.clerk)
    widget.ask("post", "visit/sync/")
    widget.ask("post", "visit/end/")
    assert not Sync.objects.filter(ended_at=None).exists()


def test_without_anybody_answering_there_is_no_sync(cast: Any, at: Any) -> None:
    widget = Widget(web_channel(cast))
    widget.start()
    assert widget.ask("post", "visit/sync/").status_code == 409


@pytest.mark.parametrize("html", [None, 3, "x" * 500_001])
def test_what_is_no_page_is_refused(cast: Any, at: Any, html: Any) -> None:
    widget, _visit = talking(cast)
    widget.ask("post", "visit/sync/")
    assert show(widget, html=html).status_code == 422
