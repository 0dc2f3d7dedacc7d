"""What was not found is counted, in words only with consent, and settled by an article or a reason."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from shouwen.kernel import worklist
from shouwen.kernel.refusals import Refused, Unacceptable
from shouwen.knowledge import actions, queries
from shouwen.knowledge.models import Miss
from shouwen.knowledge.tests.makers import desk, published

pytestmark = pytest.mark.django_db
ASKED = "活鱼可以发物流吗"


def test_a_search_without_a_good_hit_is_counted_and_its_words_are_not_kept(cast: Any) -> None:
    published(cast)
    client = desk(cast.clerk)
    assert "没有找到" in client.post(reverse("knowledge"), {"q": ASKED}).content.decode()
    client.post(reverse("knowledge"), {"q": ASKED})
    client.post(reverse("knowledge"), {"q": "货物破损怎么理赔"})
    kept = Miss.objects.get()
    assert (kept.times, kept.text, kept.brand) == (2, "", cast.brand)
    again = {"text": ASKED, "brand": cast.brand.code, "counted": "1", "keep": "1"}
    client.post(reverse("knowledge-misses"), again)
    kept.refresh_from_db()
    assert (kept.times, kept.text) == (2, ASKED)
    assert not any(pair in kept.digest for pair in ("活鱼", "物流"))


def test_words_are_kept_with_consent_and_without_numbers(cast: Any) -> None:
    text = f"{ASKED}？我电话 138 0019 2765，单号 LD884027150466，邮箱 gong@hengfu.example"
    given = {"text": text, "brand": cast.brand.code, "keep": "1"}
    desk(cast.clerk).post(reverse("knowledge-misses"), given, headers={"HX-Request": "true"})
    kept = Miss.objects.get().text
    assert ASKED in kept
    assert not any(part in kept for part in ("2765", "8840", "gong"))


def test_editors_see_the_most_frequent_first_and_settle_each(cast: Any) -> None:
    rare = actions.miss(by=cast.clerk, brand=cast.brand, text="大件家具上楼吗")
    for _ in range(3):
        often = actions.miss(by=cast.clerk, brand=cast.brand, text=ASKED, keeps_words=True)
    assert [each.times for each in queries.misses(cast.supervisor)] == [3, 1]
    assert "2 个问题没有找到答案" in [str(each.title) for each in worklist.of(cast.supervisor)]
    assert ASKED in desk(cast.supervisor).get(reverse("knowledge-misses")).content.decode()
    article = published(cast, title="活鲜怎么发", body="活鲜走冷链专线。")
    client = desk(cast.supervisor)
    client.post(reverse("miss-answer", args=[often.pk]), {"article": article.number})
    client.post(reverse("miss-drop", args=[rare.pk]), {"words": "另有部门负责"})
    assert sorted(Miss.objects.values_list("state", flat=True)) == ["answered", "dropped"]
    assert not queries.misses(cast.supervisor).exists()


def test_another_brands_editor_and_a_clerk_do_not_touch_them(cast: Any) -> None:
    kept = actions.miss(by=cast.clerk, brand=cast.brand, text=ASKED, keeps_words=True)
    stranger = cast.company["2302"]
    assert not queries.misses(stranger).exists()
    assert desk(stranger).post(reverse("miss-drop", args=[kept.pk]), {"words": "x"}).status_code == 404
    assert desk(cast.clerk).get(reverse("knowledge-misses")).status_code == 403
    with pytest.raises(Refused):
        actions.miss(by=cast.clerk, brand=cast.other_brand, text=ASKED)
    foreign = published(cast, by=cast.stranger, approver=stranger, brands=[cast.other_brand])
    with pytest.raises(Unacceptable):
        actions.answer_miss(kept, by=cast.supervisor, article=foreign)


def test_review_and_approval_stand_on_the_workbench_of_whoever_is_asked(cast: Any, at: Any) -> None:
    article = published(cast)
    assert not any("复核知识" in str(each.title) for each in worklist.of(cast.colleague))
    at.forward(days=91)
    cast.colleague.refresh_from_db()
    assert "复核知识：货物破损怎么理赔" in [str(each.title) for each in worklist.of(cast.colleague)]
    client = desk(cast.colleague)
    assert "该复核了" in client.get(reverse("article", args=[article.number])).content.decode()
    client.post(reverse("article-confirmation", args=[article.number]), {"review_on": "2027-01-10"})
    article.refresh_from_db()
    assert str(article.review_on) == "2027-01-10"
    version = actions.revise(article, by=cast.colleague)
    actions.submit(version, by=cast.colleague)
    assert "审核知识：货物破损怎么理赔" in [str(each.title) for each in worklist.of(cast.supervisor)]
