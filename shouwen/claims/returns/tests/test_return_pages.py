"""Pages of returns: what the rules say now, deeds in their order, photos, and who must not."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from shouwen.claims.returns import actions
from shouwen.claims.returns.models import ReturnRequest
from shouwen.claims.returns.tests.test_returns import asked
from shouwen.claims.tests.makers_papers import hands, waybill
from shouwen.kernel.models import Attachment

pytestmark = pytest.mark.django_db


@pytest.fixture
def who(cast: Any, at: Any) -> Any:
    return hands(cast)


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def scan(name: str = "a.txt") -> Any:
    return SimpleUploadedFile(name, "证明".encode(), "text/plain")


def test_a_branch_asks_and_the_day_of_arrival_comes_from_the_waybill(who: Any) -> None:
    made = waybill(who)
    from shouwen.claims import actions as papers

    papers.record_arrival(made, by=who.branch_clerk, on=made.entered_at.date())
    client = signed_in(who.branch_clerk)
    given = {"number": made.number, "branch": who.branch.pk, "reason": "拒收", "is_original": "on"}
    answer = client.post(reverse("return-new"), given)
    request = ReturnRequest.objects.get()
    assert answer["Location"] == reverse("return", args=[request.pk])
    assert request.arrived_on == made.arrived_on
    missing = client.post(reverse("return-new"), {**given, "number": "1"})
    assert missing.status_code == 422
    assert "arrived_on" in missing.context["form"].errors


def test_the_page_says_what_the_rules_say_now(who: Any, cast: Any) -> None:
    request = asked(who)
    client = signed_in(cast.clerk)
    url = reverse("return", args=[request.pk])
    text = client.get(url).content.decode()
    assert "现在还不能返回" in text
    assert "请发货人出具货物返回证明" in text
    refused = client.post(reverse("return-permission", args=[request.pk]))
    assert refused.status_code == 409
    client.post(reverse("return-certificate", args=[request.pk]), {"upload": scan()})
    client.post(reverse("return-fax", args=[request.pk]), {"to": "苏晚晴"})
    assert "按规则可以返回" in client.get(url).content.decode()
    assert client.post(reverse("return-permission", args=[request.pk])).status_code == 302
    branch = signed_in(who.branch_clerk)
    assert branch.post(reverse("return-departure", args=[request.pk])).status_code == 302
    request.refresh_from_db()
    assert request.state == "returned"


def test_what_the_standard_does_not_say_is_shown_as_such(who: Any, cast: Any) -> None:
    request = asked(who, days=12)
    text = signed_in(cast.supervisor).get(reverse("return", args=[request.pk])).content.decode()
    assert "类推" in text
    assert "满 10 天的规范没有写" in text


def test_the_check_keeps_several_photos_and_names_the_branch(who: Any, cast: Any) -> None:
    request = asked(who)
    actions.certify(request, by=cast.clerk, upload=scan())
    actions.fax(request, by=cast.clerk, to="分公司")
    actions.allow(request, by=cast.clerk)
    keeper = signed_in(cast.company["4451"])
    assert keeper.get(reverse("return", args=[request.pk])).status_code == 200
    actions.bring_back(request, by=who.branch_clerk)
    url = reverse("return-check", args=[request.pk])
    data = {"is_label_whole": "False", "is_label_covered": "True", "goods_match": "False", "abnormality": ""}
    assert keeper.post(url, data).status_code == 422
    assert keeper.post(url, {**data, "photos": [scan("一.txt"), scan("二.txt")]}).status_code == 302
    request.refresh_from_db()
    assert request.is_branch_liable
    assert Attachment.objects.filter(about_kind="returnrequest", about_id=request.pk).count() == 3
    assert "分公司负责" in keeper.get(reverse("return", args=[request.pk])).content.decode()


def test_who_must_not(who: Any, cast: Any) -> None:
    request = asked(who)
    actions.certify(request, by=cast.clerk, upload=scan())
    kept = Attachment.objects.get(about_kind="returnrequest")
    for person in (who.driver, cast.stranger, cast.auditor, cast.operations, cast.company["4451"]):
        client = signed_in(person)
        assert client.get(reverse("return", args=[request.pk])).status_code == 404
        assert client.get(reverse("return-file", args=[request.pk, kept.pk])).status_code == 404
        assert client.post(reverse("return-fax", args=[request.pk]), {"to": "甲"}).status_code == 404
    assert signed_in(who.branch_clerk).post(reverse("return-fax", args=[request.pk]), {"to": "甲"}).status_code == 403
