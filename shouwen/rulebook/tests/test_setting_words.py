"""Parameters are shown in words and asked for with a control that fits, whatever pack they stand in."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings as site
from django.http import QueryDict
from django.utils.translation import override

from shouwen.people.tests.test_administration import as_person
from shouwen.rulebook import actions, packs, queries, setting_words
from shouwen.rulebook.forms import SettingForm
from shouwen.rulebook.models import SettingChange
from shouwen.rulebook.sheets import Setting

PACKS = sorted(each.name for each in site.PACKS.iterdir() if (each / "pack.toml").exists())
#: What no person should have to read: codes of durations, lists as programs write them, truths, words with underscores.
RAW = re.compile(
    r"^P?T?\d+(m|h|d|mo|H|M|D)$|[\[\]{}'\"_]|\b(true|false|True|False|None|null)\b|^[a-z]+$|、[a-z]+(、|$)|^\d+$"
)


def typed(form: SettingForm) -> QueryDict:
    """What a browser sends when the form is left as it came."""
    page = "".join(str(bound) for bound in form)
    data = QueryDict(mutable=True)
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if not re.search(r'type="(radio|checkbox)"', tag) or " checked" in tag:
            data.appendlist(name[1] if name else "", value[1] if value else "")
    for name, options in re.findall(r'<select[^>]*name="([^"]+)".*?>(.*?)</select>', page, re.DOTALL):
        chosen = re.findall(r'<option value="([^"]*)"[^>]*selected', options)
        data.appendlist(name, chosen[0] if chosen else "")
    data["reason"] = "试行"
    return data


@pytest.mark.parametrize("name", PACKS)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_setting_of_any_pack_is_raw_and_each_form_gives_back_what_it_shows(name: str, language: str) -> None:
    """Every setting: in words, and left as it is it stays what it was."""
    pack = packs.load(site.PACKS / name)
    with override(language):
        for key, setting in pack.settings.items():
            words = setting_words.said(pack, setting, setting.value)
            assert words and not RAW.search(words), (key, words)
            for code, label in setting_words.choices(pack, setting):
                assert label and (label != code or "row:" in setting.of) and not re.search("[a-z]_", label), (key, code)
            form = SettingForm(None, pack=pack, setting=setting, now=setting.value)
            again = SettingForm(typed(form), pack=pack, setting=setting, now=setting.value)
            assert again.is_valid(), (key, again.errors)
            assert again.value() == setting.value, key


@pytest.mark.parametrize(
    ("sheet", "value", "words"),
    [
        ({"type": "duration"}, "PT2H", "2 小时"),
        ({"type": "duration", "counts": "working"}, "2h", "2 个工作小时"),
        ({"type": "duration", "counts": "working"}, "1d12h", "1 个工作日 12 个工作小时"),
        ({"type": "duration"}, "1w", "7 天"),
        ({"type": "duration", "empty": "不设期限"}, "PT0M", "不设期限"),
        ({"type": "money"}, "1500.00", "1500.00 元"),
        ({"type": "bool"}, False, "否"),
        ({"type": "number", "unit": "percent"}, 50, "50%"),
        ({"type": "share"}, "0.3", "30%"),
        ({"type": "list", "of": "post"}, ["leader", "supervisor"], "领导、客服主管"),
        ({"type": "text", "of": "department"}, "centre", "客服中心"),
        ({"type": "text", "of": "row:penalty"}, "P-01", "P-01：10.00 至 50.00 元"),
    ],
)
def test_values_are_said_by_their_type(sheet: dict[str, Any], value: Any, words: str) -> None:
    """Old ways to write a duration are said in the same words: history holds them."""
    setting = Setting(id="x", title="x", value=value, because=["gap"], **sheet)
    assert setting_words.said(packs.load(site.PACKS / "logistics"), setting, value) == words


def test_lists_are_changed_in_rows_and_the_history_is_in_words(cast: Any) -> None:
    """Posts by name and in order; own words where the list is open; what was kept before is shown in words too."""
    admin = as_person(cast.administrator)
    posts = "/rulebook/settings/LD/edition.approver_posts/"
    assert admin.post(posts, {"value": ["supervisor", "", "leader"], "reason": "先过主管"}).status_code == 302
    assert "客服主管、领导" in admin.get(posts).content.decode()
    again = admin.post(posts, {"value": ["leader", "leader"], "reason": "两次"})
    assert again.status_code == 422 and "写了两次" in again.content.decode() and "两次" in again.content.decode()
    forged = admin.post(posts, {"value": ["king"], "reason": "试"})
    assert forged.status_code == 422 and "请从列出的里面选" in forged.content.decode()
    given = {"value": ["业务员（开单人员）", "市场员工"], "reason": "增补"}
    assert admin.post("/rulebook/settings/LD/liability.parties/", given).status_code == 302
    kept = {each.key: each.value for each in SettingChange.objects.all()}
    assert kept["edition.approver_posts"] == ["supervisor", "leader"]
    assert kept["liability.parties"] == ["salesman", "市场员工"]
    change = {"brand": "LD", "pack": queries.in_force("logistics"), "key": "visit.gap", "reason": "早先写的"}
    actions.change_setting(by=cast.administrator, value="PT2H", **change)
    page = admin.get("/rulebook/settings/LD/visit.gap/").content.decode()
    assert "2 小时" in page and "PT2H" not in page


def test_a_value_outside_its_range_or_codes_is_refused_by_the_verb(cast: Any) -> None:
    """Whichever page or interface it comes by; and a clerk changes nothing at all."""
    from shouwen.kernel.refusals import Refused, Unacceptable

    change = {"brand": "LD", "pack": queries.in_force("logistics"), "reason": "试"}
    for key, value in (
        ("customer_types.agreement_least", 2),
        ("edition.owner_post", "king"),
        ("call.record", ["gist", "weather"]),
    ):
        with pytest.raises(Unacceptable):
            actions.change_setting(by=cast.administrator, key=key, value=value, **change)
    with pytest.raises(Refused):
        actions.change_setting(by=cast.clerk, key="repeat.many", value=4, **change)
    assert not SettingChange.objects.exists()
