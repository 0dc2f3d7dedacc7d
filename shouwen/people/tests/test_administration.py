"""People, departments, posts and brands as an administrator works with them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from shouwen.cases.tests import makers
from shouwen.kernel.policy import SYSTEM
from shouwen.kernel.refusals import Refused
from shouwen.people import actions, queries
from shouwen.people.models import Appointment, Brand, Department, Person, Post
from shouwen.people.views.organisation import by_grant

GARBAGE = "一个没有人用的工号"


def as_person(person: Any) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def admin(cast: Any) -> Client:
    return as_person(cast.administrator)


PAGES = (
    "/people/",
    "/people/new/",
    "/departments/",
    "/departments/new/",
    "/posts/",
    "/posts/clerk/",
    "/brands/",
    "/brands/LD/",
)


@pytest.mark.parametrize("address", PAGES)
def test_only_those_who_administer_see_the_pages(cast: Any, address: str) -> None:
    """A clerk has no business here; the refusal says so in Chinese."""
    assert as_person(cast.administrator).get(address).status_code == 200
    refused = as_person(cast.clerk).get(address)
    assert refused.status_code == 403
    assert "您没有这项权限" in refused.content.decode()
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize("typed", ["2107", "陈佳慧", "cjh", "chenjiahui", "佳慧", "jiahui"])
def test_people_are_found_by_number_name_and_pinyin(cast: Any, admin: Client, typed: str) -> None:
    """Whoever types, types what comes to mind."""
    page = admin.get("/people/", {"q": typed}).content.decode()
    assert "陈佳慧" in page
    assert "林秋生" not in page


def test_a_department_is_found_with_what_lies_below(cast: Any, admin: Client) -> None:
    """The tree counts, and an empty search says what to do next."""
    centre = cast.company.departments["centre"]
    page = admin.get("/people/", {"department": centre.pk}).content.decode()
    assert "陈佳慧" in page and "蔡明轩" in page and "贾世豪" not in page
    assert "没有这样的人" in admin.get("/people/", {"q": GARBAGE}).content.decode()


def test_a_new_person_signs_in_with_the_code_shown_once(cast: Any, admin: Client) -> None:
    """The code is on the answer only, and leads to choosing a password."""
    given = {
        "staff_number": "2120",
        "name": "阿依古丽·买买提",
        "department": cast.company.departments["centre"].pk,
        "post": Post.objects.get(code="clerk").pk,
        "brands": [cast.brand.pk],
    }
    answer = admin.post("/people/new/", given)
    made = Person.objects.get(staff_number="2120")
    code = answer.context["code"]
    assert code and code in answer.content.decode()
    assert answer["Cache-Control"].count("no-store")
    assert made.must_change_password and made.holds("clerk")
    assert code not in admin.get(f"/people/{made.pk}/").content.decode()
    visitor = Client()
    visitor.post("/accounts/login/", {"login": "2120", "password": code})
    assert visitor.get("/notices/").headers["Location"] == "/accounts/password/change/"
    bell = visitor.get("/notices/bell/", headers={"HX-Request": "true"})
    assert (bell.status_code, bell.content) == (204, b"")  # not the page to choose a password on, inside the bell
    changed = {"oldpassword": code, "password1": "a-quiet-evening-bus", "password2": "a-quiet-evening-bus"}
    visitor.post("/accounts/password/change/", changed)
    made.refresh_from_db()
    assert not made.must_change_password
    assert visitor.get("/notices/").status_code == 200


def test_a_sign_in_that_ended_leaves_the_page_alone(cast: Any) -> None:
    """The bell gets nothing; a verb is refused, so that what was typed stays on the page."""
    asked = {"HX-Request": "true"}
    assert Client().get("/notices/bell/", headers=asked).status_code == 204
    assert Client().post("/people/new/", {"name": "某人"}, headers=asked).status_code == 401
    assert Client().get("/notices/bell/").status_code == 302


def test_bad_input_is_said_in_place_and_kept(cast: Any, admin: Client) -> None:
    """A number in use, nothing chosen: sentences beside the fields, and what was typed stays."""
    answer = admin.post(
        "/people/new/",
        {"staff_number": "2107", "name": "重复的人", "department": cast.clerk.department_id, "brands": [cast.brand.pk]},
    )
    page = answer.content.decode()
    assert answer.status_code == 422 and "工号已被使用" in page and 'value="重复的人"' in page
    page = admin.post("/people/new/", {"staff_number": "a b", "name": "某人"}).content.decode()
    assert "只用字母、数字" in page and 'value="某人"' in page


def test_posts_and_brands_of_a_person_are_changed_together(cast: Any, admin: Client, facts_of: Any) -> None:
    """One form, one verb, one fact; an empty post takes a line away."""
    clerk, branch = cast.clerk, Department.objects.get(kind="branch")
    leader = Post.objects.get(code="leader")
    given = {
        "department": branch.pk,
        "brands": [cast.brand.pk, cast.other_brand.pk],
        "post-TOTAL_FORMS": "3",
        "post-INITIAL_FORMS": "1",
        "post-MIN_NUM_FORMS": "0",
        "post-MAX_NUM_FORMS": "20",
        "post-0-post": "",
        "post-0-department": clerk.department_id,
        "post-1-post": leader.pk,
        "post-1-department": "",
    }
    assert admin.post(f"/people/{clerk.pk}/placement/", given).status_code == 302
    held = Appointment.objects.get(person=clerk)
    assert (held.post, held.department) == (leader, branch)
    assert set(Person.objects.get(pk=clerk.pk).reach.brands) == {cast.brand.pk, cast.other_brand.pk}
    assert facts_of(clerk).count("person.moved") == 1
    again = admin.post(f"/people/{clerk.pk}/placement/", {**given, "department": ""})
    assert again.status_code == 422 and "这个字段是必填项" in again.content.decode()


def test_nobody_changes_his_own_posts(cast: Any, admin: Client) -> None:
    """The page offers no form, and the verb refuses."""
    me = cast.administrator
    page = admin.get(f"/people/{me.pk}/").content.decode()
    assert "这是您自己" in page and "placement" not in page
    given = {"department": me.department_id, "post-TOTAL_FORMS": "0", "post-INITIAL_FORMS": "0"}
    assert admin.post(f"/people/{me.pk}/placement/", given).status_code == 403


def test_resetting_a_sign_in_is_logged_and_voids_the_password(cast: Any, admin: Client, facts_of: Any) -> None:
    """Even the second step can go, for a lost telephone."""
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(user=cast.clerk, type="totp", data={"secret": "x"})
    assert "已开" in admin.get(f"/people/{cast.clerk.pk}/").content.decode()
    before = cast.clerk.password
    answer = admin.post(f"/people/{cast.clerk.pk}/sign-in/", {"drop_second_step": "on"})
    cast.clerk.refresh_from_db()
    assert cast.clerk.check_password(answer.context["code"]) and cast.clerk.password != before
    assert queries.second_steps(cast.clerk) == []
    assert facts_of(cast.clerk)[-1] == "person.code_given"
    assert "重置了登录" in admin.get(f"/people/{cast.clerk.pk}/").content.decode()


def test_whoever_holds_work_cannot_leave(cast: Any, admin: Client) -> None:
    """The page says what he holds and where to hand it over; the verb refuses the same."""
    makers.complaint(cast)
    page = admin.get(f"/people/{cast.clerk.pk}/").content.decode()
    assert "还不能停用，先移交" in page and "owner=2107" in page
    refused = admin.post(f"/people/{cast.clerk.pk}/farewell/")
    assert refused.status_code == 403 and "请先移交" in refused.content.decode()
    assert admin.post(f"/people/{cast.colleague.pk}/farewell/").status_code == 302
    cast.colleague.refresh_from_db()
    assert not cast.colleague.is_active
    assert "已停用" in admin.get("/people/", {"active": "no"}).content.decode()


def test_somebody_comes_back(cast: Any, admin: Client, facts_of: Any) -> None:
    """His posts are as they were, his old password is void."""
    actions.farewell(cast.colleague, by=cast.administrator)
    answer = admin.post(f"/people/{cast.colleague.pk}/return/")
    cast.colleague.refresh_from_db()
    assert cast.colleague.is_active and cast.colleague.check_password(answer.context["code"])
    assert facts_of(cast.colleague)[-1] == "person.returned"
    assert admin.post(f"/people/{cast.colleague.pk}/return/").status_code == 409


def test_long_away_needs_handing_over(cast: Any, admin: Client, at: Any) -> None:
    """A week is short; longer asks for re-homing; yesterday is no answer."""
    makers.complaint(cast)
    address = f"/people/{cast.clerk.pk}/absence/"
    assert admin.post(address, {"until": "2026-07-20"}).status_code == 302
    assert "离岗至 07-20" in admin.get(f"/people/{cast.clerk.pk}/").content.decode()
    assert "要先移交" in admin.post(address, {"until": "2026-09-01"}).content.decode()
    past = admin.post(address, {"until": "2026-07-01"})
    assert past.status_code == 422 and "已经过去" in past.content.decode()
    assert admin.post(address, {"until": ""}).status_code == 302
    cast.clerk.refresh_from_db()
    assert cast.clerk.away_until is None


def test_the_last_administrator_stays(cast: Any) -> None:
    """Without anybody who may set people up the door would be locked from inside."""
    second, _code = actions.welcome(
        by=cast.administrator,
        staff_number="9003",
        name="替班",
        department=cast.clerk.department,
        posts=[(Post.objects.get(code="administrator"), cast.clerk.department)],
        brands=[cast.brand],
    )
    actions.farewell(cast.administrator, by=second)
    third = Person.objects.get(pk=second.pk)
    with pytest.raises(Refused, match="至少要留一位"):
        actions.move(third, by=_powerful(), department=third.department, posts=[], brands=[])
    with pytest.raises(Refused, match="没有人能修改岗位权限"):
        actions.grant(Post.objects.get(code="administrator"), by=third, verbs=["people.welcome"], scope="self")


def _powerful() -> Any:
    from shouwen.kernel.policy import SYSTEM

    return SYSTEM


def test_departments_are_added_and_changed(cast: Any, admin: Client) -> None:
    """With head, days, partner flag; the tree allows no circle, no twins."""
    parent = Department.objects.get(kind="branch_management")
    given = {"name": "苏州分公司", "parent": parent.pk, "kind": "branch", "head": "4710 章以诚", "is_outside": "on",
             "free_storage_days": "5", "pack": "", "is_active": "on"}  # fmt: skip
    assert admin.post("/departments/new/", given).status_code == 302
    made = Department.objects.get(name="苏州分公司")
    assert (made.head.staff_number, made.free_storage_days, made.is_outside) == ("4710", 5, True)
    page = admin.get("/departments/").content.decode()
    assert "苏州分公司" in page and "5 天" in page and "分公司设定" in page and "外部单位" in page
    twin = admin.post("/departments/new/", given)
    assert twin.status_code == 422 and "已有同名的部门" in twin.content.decode()
    circle = {**given, "name": parent.name, "parent": made.pk}
    assert "不能放在自己或下级之下" in admin.post(f"/departments/{parent.pk}/", circle).content.decode()
    unknown = admin.post(f"/departments/{made.pk}/", {**given, "head": "0000"})
    assert "没有这个工号的在岗同事" in unknown.content.decode()
    closed = admin.post(f"/departments/{cast.clerk.department_id}/", {**given, "name": "客服中心", "is_active": ""})
    assert "还有人在这个部门" in closed.content.decode()


def test_rights_of_a_post_are_ticks(cast: Any, admin: Client, facts_of: Any) -> None:
    """Changed posts say so, show the difference, and go back to the pack by one button."""
    clerk = Post.objects.get(code="clerk")
    page = admin.get("/posts/clerk/").content.decode()
    assert "规则包" in page and "陈佳慧" in page and 'value="cases.close" checked' in page
    kept = [verb for verb in clerk.verbs if verb != "cases.close" and by_grant(verb)]
    assert admin.post("/posts/clerk/", {"verbs": [*kept, "cases.export"], "scope": "all"}).status_code == 302
    clerk.refresh_from_db()
    assert "cases.export" in clerk.verbs and "cases.close" not in clerk.verbs and clerk.scope == "all"
    page = admin.get("/posts/clerk/").content.decode()
    assert "自行修改" in page and "与规则包不同" in page and "导出" in page
    assert facts_of(clerk)[-1] == "post.changed"
    assert admin.post("/posts/clerk/", {"as_in_pack": "yes"}).status_code == 302
    clerk.refresh_from_db()
    assert clerk.scope == "department" and "cases.close" in clerk.verbs
    assert "自行修改" not in admin.get("/posts/clerk/").content.decode()
    assert admin.post("/posts/clerk/", {"verbs": ["no.such"], "scope": "all"}).status_code == 422
    assert admin.get("/posts/no-such-post/").status_code == 404


def test_a_post_of_our_own(cast: Any, admin: Client) -> None:
    """It begins without rights."""
    given = {"name": "夜班组长", "code": "night_leader", "scope": "department"}
    assert admin.post("/posts/", given).headers["Location"] == "/posts/night_leader/"
    assert Post.objects.get(code="night_leader").verbs == []
    assert "这个代号已被使用" in admin.post("/posts/", given).content.decode()
    assert "自行设立" in admin.get("/posts/").content.decode()


def test_brands(cast: Any, admin: Client) -> None:
    """A new one with its pack; codes are Latin letters and stay unique."""
    assert admin.post("/brands/", {"name": "顺泰冷链", "code": "stl", "pack": "logistics"}).status_code == 302
    assert Brand.objects.get(code="STL").name == "顺泰冷链"
    assert (
        "这个代号已被使用"
        in admin.post("/brands/", {"name": "又一个", "code": "STL", "pack": "logistics"}).content.decode()
    )
    bad = admin.post("/brands/", {"name": "第三个", "code": "顺", "pack": "logistics"}).content.decode()
    assert "1 到 6 个拉丁字母" in bad and 'value="第三个"' in bad
    assert admin.post("/brands/STL/", {"name": "顺泰冷链物流", "pack": "logistics"}).status_code == 302
    assert Brand.objects.get(code="STL").name == "顺泰冷链物流"


def test_a_new_release_gives_posts_what_no_pack_offered_them_before(cast: Any, facts_of: Any) -> None:
    """What an administrator took away stays away; what a new room brings comes."""
    post = queries.post("clerk")
    assert post is not None
    kept = [verb for verb in post.verbs if verb != "cases.note"]
    actions.grant(post, by=cast.administrator, verbs=kept, scope=post.scope)
    given = {"code": "clerk", "name": post.name, "scope": post.scope, "clauses": [], "origin": "source"}
    again = actions.lay_post(by=SYSTEM, verbs=[*kept, "cases.note", "news.read"], **given)
    assert "cases.note" not in again.verbs
    assert "news.read" in again.verbs
    count = len(facts_of(again))
    assert actions.lay_post(by=SYSTEM, verbs=[*kept, "cases.note", "news.read"], **given).verbs == again.verbs
    assert len(facts_of(again)) == count


def test_a_first_code_can_be_read_out_and_the_page_says_what_it_is_for(cast: Any) -> None:
    code = actions.give_code(cast.clerk, by=cast.administrator)
    assert re.fullmatch(r"([2-9a-hjkmnp-z]{4}-){2}[2-9a-hjkmnp-z]{4}", code)
    client = Client()
    signed_in = client.post("/accounts/login/", {"login": cast.clerk.staff_number, "password": code}, follow=True)
    page = signed_in.content.decode()
    assert "“当前密码”就是刚才用来登录的一次性代码" in page
    assert "密码太短" not in page
