"""Articles: written by one, approved by another, found by those of the brand, cited by what was sent."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from shouwen.conversations import actions as conversations
from shouwen.conversations import queries as talks
from shouwen.conversations.tests.makers import conversation
from shouwen.kernel import clock
from shouwen.kernel.refusals import MoveRefused, Refused, Stale, Unacceptable
from shouwen.knowledge import actions, queries
from shouwen.knowledge.models import Article, Citation, Miss
from shouwen.knowledge.tests.makers import BODY, desk, draft, published
from shouwen.people.models import Person

pytestmark = pytest.mark.django_db


def titles(person: Person, text: str, **more: Any) -> list[str]:
    return [hit.version.title for hit in queries.found_for(person, text, **more)]


def test_a_draft_is_found_by_nobody_until_somebody_else_approved_it(cast: Any, at: Any, facts_of: Any) -> None:
    article = draft(cast, by=cast.supervisor)
    version = queries.open_version(article)
    assert version is not None
    actions.submit(version, by=cast.supervisor)
    assert titles(cast.clerk, "破损怎么赔") == []
    with pytest.raises(Refused):
        actions.publish(version, by=cast.supervisor)
    with pytest.raises(Refused):
        actions.publish(version, by=cast.clerk)
    actions.publish(version, by=cast.centre_head)
    assert titles(cast.clerk, "东西坏了，破损怎么赔") == ["货物破损怎么理赔"]
    assert facts_of(article) == ["article.written", "article.submitted", "article.published"]


def test_who_submits_anothers_draft_does_not_approve_it_either(cast: Any) -> None:
    article = draft(cast)
    version = queries.open_version(article)
    assert version is not None
    actions.submit(version, by=cast.supervisor)
    assert not cast.supervisor.may("knowledge.approve", article)


def test_what_is_published_is_never_changed_a_new_version_replaces_it(cast: Any) -> None:
    article = published(cast)
    first = article.current
    with pytest.raises(MoveRefused):
        actions.edit(first, by=cast.clerk, body="改了")
    second = actions.revise(article, by=cast.clerk)
    seen = second.version
    actions.edit(second, by=cast.clerk, body="请在十天内登记，带上交接单。", seen_version=seen)
    with pytest.raises(Stale):
        actions.edit(second, by=cast.colleague, body="另一种写法", seen_version=seen)
    assert titles(cast.clerk, "交接单上注明") == ["货物破损怎么理赔"]
    actions.submit(second, by=cast.clerk)
    actions.publish(second, by=cast.supervisor)
    first.refresh_from_db()
    assert (first.state, first.body) == ("replaced", BODY)
    article.refresh_from_db()
    assert (article.current.ordinal, article.current.body) == (2, "请在十天内登记，带上交接单。")
    assert queries.found_for(cast.clerk, "十天内登记")[0].version == second


def test_a_withdrawn_one_and_one_outside_its_days_are_offered_to_nobody(cast: Any, at: Any) -> None:
    until = clock.today() + dt.timedelta(days=3)
    sale = published(cast, title="夏季优惠", body="整车九折，限本月。", keywords=["优惠"], valid_until=until)
    gone = published(cast, title="旧的破损说法")
    actions.withdraw(gone, by=cast.supervisor, why="条款变了")
    assert titles(cast.clerk, "破损理赔") == []
    assert titles(cast.clerk, "有没有优惠") == ["夏季优惠"]
    at.forward(days=4)
    assert titles(cast.clerk, "有没有优惠") == []
    assert list(queries.listed(cast.supervisor, state="expired")) == [sale]


def test_an_empty_body_or_a_reason_left_out_is_refused_with_a_sentence(cast: Any) -> None:
    version = queries.open_version(draft(cast, body=" "))
    assert version is not None
    with pytest.raises(Unacceptable, match="正文还是空的"):
        actions.submit(version, by=cast.clerk)
    with pytest.raises(Unacceptable, match="失效日期早于"):
        day = clock.today()
        actions.edit(version, by=cast.clerk, valid_from=day, valid_until=day - dt.timedelta(days=1))


def test_nothing_crosses_to_another_brand(cast: Any) -> None:
    article = published(cast)
    address = reverse("article", args=[article.number])
    assert titles(cast.stranger, "破损理赔") == []
    assert desk(cast.stranger).get(address).status_code == 404
    assert desk(cast.clerk).get(address).status_code == 200
    assert desk(cast.sorter).get(reverse("knowledge")).status_code == 403
    with pytest.raises(Refused):
        draft(cast, by=cast.clerk, brands=[cast.other_brand])
    with pytest.raises(Refused):
        actions.withdraw(article, by=cast.company["2302"], why="不是我的")


def test_a_better_fit_comes_first_whatever_the_order_of_its_words(cast: Any) -> None:
    published(cast, title="派送时效", body="同城次日送达，省外三天。", keywords=["多久到", "几天到"])
    published(cast)
    said = "你好，我上周发的货几天到？客户一直在催，麻烦看一下"
    assert titles(cast.clerk, said)[0] == "派送时效"
    assert titles(cast.clerk, "理赔 破损")[0] == "货物破损怎么理赔"
    assert titles(cast.clerk, "飞机票改签") == []


def test_an_answer_that_was_sent_cites_the_version_it_rests_on(cast: Any) -> None:
    article, inner = published(cast), published(cast, title="内部口径", readers="internal")
    foreign = published(
        cast, by=cast.stranger, approver=cast.company["2302"], brands=[cast.other_brand], title="别的品牌"
    )
    talk = conversation(cast)
    conversations.claim(talk, by=cast.clerk)
    cites = [article.current.pk, inner.current.pk, foreign.current.pk]
    address = reverse("conversation-answer", args=[talk.number])
    desk(cast.clerk).post(address, {"text": BODY, "seen": talks.last_of(talk), "once": "a", "cites": cites})
    message = talk.messages.get(direction="out", author="person")
    kept = Citation.objects.get()
    assert (kept.of, kept.about_kind, kept.about_id, kept.by) == (article.current, "message", message.pk, cast.clerk)
    thread = desk(cast.clerk).get(reverse("conversation", args=[talk.number])).content.decode()
    assert f"依据《{article.current.title}》第 1 版" in thread and thread.count("依据《") == 1
    assert "在回复中引用第 1 版" in desk(cast.clerk).get(reverse("article", args=[article.number])).content.decode()


def test_the_panel_offers_what_fits_the_customers_words_and_puts_only_what_may_be_told(cast: Any) -> None:
    article, inner = published(cast), published(cast, title="破损内部口径", readers="internal")
    client, address = desk(cast.clerk), reverse("knowledge-suggestions")
    page = client.post(address, {"text": "箱子破损了，怎么赔？", "brand": cast.brand.code}).content.decode()
    assert f'data-cite="{article.current.pk}"' in page
    assert "破损内部口径" in page and f'data-cite="{inner.current.pk}"' not in page
    assert client.get(address).status_code == 405
    elsewhere = client.post(address, {"text": "箱子破损了", "brand": cast.other_brand.code}).content.decode()
    assert article.number not in elsewhere
    assert not Miss.objects.exists()


def test_what_a_writer_types_is_shown_without_script_or_pictures(cast: Any) -> None:
    body = "# 价格\n<script>alert(1)</script>\n[点这里](javascript:alert(2)) ![x](https://e.example/x.png)\n\n|甲|乙|\n|-|-|\n|1|2|"
    article = published(cast, body=body)
    page = desk(cast.clerk).get(reverse("article", args=[article.number])).content.decode()
    assert "<script>alert" not in page and 'href="javascript' not in page and "<img" not in page.split("prose")[1]
    assert "<h2>价格</h2>" in page and "<td>1</td>" in page


def test_a_page_writes_previews_keeps_and_submits(cast: Any, at: Any) -> None:
    client, new = desk(cast.clerk), reverse("new-article")
    assert client.get(new).status_code == 200
    owner, on = cast.clerk.staff_number, clock.today() + dt.timedelta(days=30)
    given = {
        "kind": "article",
        "brands": [cast.brand.pk],
        "title": "上楼费",
        "body": "**每层**十元",
        "readers": "internal",
    }
    given |= {"keywords": "上楼、搬运 电梯", "owner": owner, "review_on": on}
    looked = client.post(new, {**given, "do": "look"}).content.decode()
    assert "<strong>每层</strong>" in looked and not Article.objects.exists()
    assert client.post(new, {**given, "title": ""}).status_code == 422
    client.post(new, {**given, "do": "keep"})
    article = Article.objects.get()
    version = article.versions.get()
    assert (version.keywords, version.state, article.owner) == (["上楼", "搬运", "电梯"], "draft", cast.clerk)
    address = reverse("article-edit", args=[article.number])
    client.post(address, {**given, "body": "每层八元", "seen": version.version, "do": "submit"})
    version.refresh_from_db()
    assert (version.body, version.state) == ("每层八元", "in_review")
    page = desk(cast.supervisor).get(reverse("article-review", args=[article.number])).content.decode()
    assert "同意发布" in page
