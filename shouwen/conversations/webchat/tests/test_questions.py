"""What is asked before a talk is set in rows of a form, without scripts, and nothing typed is lost."""

from __future__ import annotations

from typing import Any

from shouwen.conversations.webchat import queries
from shouwen.conversations.webchat.tests.makers import SITE, web_channel
from shouwen.people.tests.test_administration import as_person


def sent(web: Any, rows: list[dict[str, str]], **more: str) -> dict[str, str]:
    """What a browser sends of the page of a channel, with these rows."""
    told = {"title": web.channel.title, "brand": str(web.channel.brand_id), "sites": SITE, "languages": "zh", **more}
    told |= {f"ask-{at}-{part}": text for at, row in enumerate(rows) for part, text in row.items()}
    return {**told, "ask-rows": str(len(rows))}


def rows_of(fields: list[dict[str, Any]]) -> list[dict[str, str]]:
    """The rows as the page shows them: what is not ticked is not sent."""
    return [
        {"name": each["name"], "label": each["label"], "label_en": each["label_en"], "kind": each["kind"],
         "choices": "\n".join(each["choices"]), **({"required": "1"} if each["required"] else {})} for each in fields
    ]  # fmt: skip


def test_a_question_is_added_moved_and_kept_in_the_shape_there_was(cast: Any) -> None:
    """Buttons put the rows elsewhere and keep nothing; keeping keeps the names of old questions."""
    web, admin = web_channel(cast), as_person(cast.administrator)
    address, before = f"/chat/channels/{web.pk}/", web.form
    page = admin.get(address).content.decode()
    assert "想咨询什么" in page and "What would" not in page and "| text" not in page
    rows = rows_of(before)
    more = admin.post(address, sent(web, rows, do="add", title="还没写完的名称"))
    page = more.content.decode()
    assert more.status_code == 200 and "还没写完的名称" in page and "ask-4-label" in page
    moved = admin.post(address, sent(web, rows, do="up:3")).content.decode()
    assert moved.index('value="想咨询什么"') < moved.index('value="邮箱"')
    gone = admin.post(address, sent(web, rows, do="remove:0")).content.decode()
    assert 'value="称呼"' not in gone and queries.kept_by(cast.administrator).get().form == before
    topic = {
        "name": "",
        "label": "哪类货",
        "label_en": "Kind of goods",
        "kind": "choice",
        "choices": "零担\n整车",
        "required": "1",
    }
    assert admin.post(address, sent(web, [*rows, topic])).status_code == 302
    kept = queries.kept_by(cast.administrator).get().form
    assert kept[:4] == before
    assert kept[4] == {**topic, "name": "q1", "choices": ["零担", "整车"], "required": True}


def test_what_is_wrong_is_said_at_its_row_in_both_languages_and_nothing_is_lost(cast: Any) -> None:
    """A choice without options, a name missing, too many: the other fields and rows stay as typed."""
    web, admin = web_channel(cast), as_person(cast.administrator)
    address = f"/chat/channels/{web.pk}/"
    bad = [
        {"label": "", "label_en": "Only English", "kind": "text"},
        {"label": "类别", "kind": "choice", "choices": "一种"},
    ]
    answer = admin.post(address, sent(web, bad, greeting="您好呀"))
    page = answer.content.decode()
    assert answer.status_code == 422 and "请写中文名称" in page and "单选至少要有两个选项" in page
    assert "Only English" in page and "一种" in page and "您好呀" in page and "ask-1-choices-err" in page
    many = admin.post(address, sent(web, [{"label": f"第{n}问", "kind": "text"} for n in range(9)]))
    assert many.status_code == 422 and "最多先问 8 项" in many.content.decode()
    assert queries.kept_by(cast.administrator).get().form == web.form


def test_nobody_else_changes_what_is_asked(cast: Any, client: Any) -> None:
    """Not a clerk, not an administrator of another brand, not who is not signed in."""
    web = web_channel(cast)
    address, rows = f"/chat/channels/{web.pk}/", [{"label": "密码", "kind": "text"}]
    for do in ({}, {"do": "add"}):
        assert as_person(cast.clerk).post(address, sent(web, rows, **do)).status_code == 403
        assert as_person(cast.stranger).post(address, sent(web, rows, **do)).status_code in (403, 404)
        assert client.post(address, sent(web, rows, **do)).status_code == 302
    assert queries.kept_by(cast.administrator).get().form == web.form
