"""Approvals and notices on their pages."""

from __future__ import annotations

from typing import Any

import pytest

from shouwen.cases import actions as cases
from shouwen.cases.models import Named
from shouwen.cases.tests import makers
from shouwen.kernel import clock
from shouwen.kernel.policy import SYSTEM
from shouwen.kernel.refusals import MoveRefused, Refused
from shouwen.people import actions, queries
from shouwen.people.models import Approval, Notice, Post
from shouwen.people.tests.test_administration import as_person


@pytest.fixture
def asked(cast: Any) -> Approval:
    case = makers.complaint(cast)
    return cases.ask_exception(case, by=cast.clerk, reason="客户联系不上已两周，三次拨打都在不同时段。")


def test_the_leader_sees_it_waiting_and_decides(cast: Any, asked: Approval) -> None:
    """List, one page with the chain and the reason, and a yes that closes the case."""
    leader = as_person(cast.leader)
    page = leader.get("/approvals/").content.decode()
    assert asked.number in page and "联系不上" in page
    page = leader.get(f"/approvals/{asked.number}/").content.decode()
    assert "等审批" in page and "您的意见" in page and "D.4.5c" in page
    case_number = page.split('href="/cases/')[1].split("/")[0]
    assert leader.post(f"/approvals/{asked.number}/opinion/", {"says": "yes", "words": ""}).status_code == 302
    asked.refresh_from_db()
    assert asked.state == "granted" and case_number
    assert "已批准" in as_person(cast.clerk).get("/notices/").content.decode()
    assert asked.number in leader.get("/approvals/", {"tab": "done"}).content.decode()
    assert asked.number in as_person(cast.clerk).get("/approvals/", {"tab": "asked"}).content.decode()


def test_a_no_needs_words(cast: Any, asked: Approval) -> None:
    """Said beside the field; nothing is decided."""
    leader = as_person(cast.leader)
    answer = leader.post(f"/approvals/{asked.number}/opinion/", {"says": "no", "words": " "})
    assert answer.status_code == 422 and "请写明不批准的理由" in answer.content.decode()
    leader.post(f"/approvals/{asked.number}/opinion/", {"says": "no", "words": "再打一次。"})
    asked.refresh_from_db()
    assert asked.state == "declined"
    assert "再打一次" in as_person(cast.clerk).get(f"/approvals/{asked.number}/").content.decode()


def test_nobody_approves_his_own_and_strangers_see_nothing(cast: Any, asked: Approval) -> None:
    """The asker sees it without the form; another brand, an administrator: 404."""
    page = as_person(cast.clerk).get(f"/approvals/{asked.number}/").content.decode()
    assert "您的意见" not in page and "撤回申请" in page
    assert as_person(cast.clerk).post(f"/approvals/{asked.number}/opinion/", {"says": "yes"}).status_code == 403
    for stranger in (cast.stranger, cast.administrator, cast.colleague):
        assert as_person(stranger).get(f"/approvals/{asked.number}/").status_code == 404


def test_the_person_complained_of_neither_sees_nor_decides(cast: Any, asked: Approval) -> None:
    """Even when he holds the post that is asked (decisions.md 7)."""
    Named.objects.create(case_id=asked.about_id, person=cast.leader, named_at=clock.now(), named_by="system")
    leader = as_person(cast.leader)
    assert asked.number not in leader.get("/approvals/").content.decode()
    assert leader.get(f"/approvals/{asked.number}/").status_code == 404
    with pytest.raises(Refused):
        actions.approve(asked, by=cast.leader)


def test_withdrawn_is_over(cast: Any, asked: Approval) -> None:
    """What was withdrawn cannot be granted, whoever looked at it before."""
    seen_before = Approval.objects.get(pk=asked.pk)
    assert as_person(cast.clerk).post(f"/approvals/{asked.number}/withdrawal/").status_code == 302
    assert "已撤回" in as_person(cast.clerk).get(f"/approvals/{asked.number}/").content.decode()
    with pytest.raises(MoveRefused):
        actions.approve(seen_before, by=cast.leader)
    assert queries.waiting_approvals(cast.leader) == []


def test_handing_it_to_a_colleague(cast: Any, asked: Approval) -> None:
    """Not to the asker, not to another brand; the colleague then decides."""
    leader = as_person(cast.leader)
    address = f"/approvals/{asked.number}/delegation/"
    assert "没有这个工号" in leader.post(address, {"to": "2301"}).content.decode()
    own = leader.post(address, {"to": "2107"})
    assert own.status_code == 403 and "申请人自己" in own.content.decode()
    assert leader.post(address, {"to": "2001 沈若兰"}).status_code == 302
    page = as_person(cast.supervisor).get(f"/approvals/{asked.number}/").content.decode()
    assert "您的意见" in page and "已转" in page


def test_two_steps_go_one_after_the_other(cast: Any) -> None:
    """The second post is told when it is its turn, and not before; two at once cannot skip a step."""
    case = makers.complaint(cast)
    asked = actions.ask_approval(
        by=cast.clerk,
        purpose="test",
        about_thing=case,
        brand=cast.brand,
        title="两级审批",
        reason="试一试",
        posts=["supervisor", "领导"],
    )
    assert queries.waiting_approvals(cast.leader) == []
    same = Approval.objects.get(pk=asked.pk)
    actions.approve(asked, by=cast.supervisor)
    with pytest.raises(Refused):
        actions.approve(Approval.objects.get(pk=asked.pk), by=cast.supervisor)
    with pytest.raises(Exception, match=r"改过|别人"):
        actions.approve(same, by=cast.supervisor)
    assert [each.pk for each in queries.waiting_approvals(cast.leader)] == [asked.pk]
    assert Notice.objects.filter(person=cast.leader, text__contains=asked.number).exists()
    actions.approve(Approval.objects.get(pk=asked.pk), by=cast.leader)
    asked.refresh_from_db()
    assert asked.state == "granted"
    page = as_person(cast.clerk).get(f"/approvals/{asked.number}/").content.decode()
    assert "客服主管" in page and "领导" in page


def test_notices_are_read_by_looking_and_acknowledged_by_a_button(cast: Any, facts_of: Any) -> None:
    """New says so once; acknowledging keeps its time."""
    actions.notify(
        cast.clerk, text="二次投诉请知悉", wants_acknowledgement=True, clauses=["S2-1.D.4.10.2"], tone="late"
    )
    actions.notify(cast.colleague, text="别人的通知")
    clerk = as_person(cast.clerk)
    assert "1 条未读" in clerk.get("/notices/bell/").content.decode()
    page = clerk.get("/notices/").content.decode()
    assert "二次投诉请知悉" in page and "fresh" in page and "别人的通知" not in page and "D.4.10.2" in page
    assert "没有未读" in clerk.get("/notices/bell/").content.decode()
    assert "fresh" not in clerk.get("/notices/").content.decode()
    assert facts_of(cast.clerk)[-1] == "notice.read"
    notice = Notice.objects.get(person=cast.clerk)
    assert as_person(cast.colleague).post(f"/notices/{notice.pk}/acknowledgement/").status_code == 404
    answer = clerk.post(f"/notices/{notice.pk}/acknowledgement/", headers={"HX-Request": "true"})
    assert "已知悉" in answer.content.decode() and "<html" not in answer.content.decode()
    assert "没有要您知悉的" in clerk.get("/notices/", {"tab": "waiting"}).content.decode()


def test_the_workbench_is_told(cast: Any, asked: Approval) -> None:
    """What waits for me stands on my plate."""
    from shouwen.kernel import worklist

    actions.notify(cast.leader, text="请知悉", wants_acknowledgement=True)
    titles = [str(item.title) for item in worklist.of(cast.leader)]
    assert asked.title in titles and "请知悉" in titles


def test_pages_ask_the_database_little(cast: Any, query_budget: Any) -> None:
    """Fifty people, fifty notices: no question for each row."""
    for number in range(60):
        actions.welcome(
            by=SYSTEM,
            staff_number=f"7{number:03d}",
            name=f"某人{number}",
            department=cast.clerk.department,
            posts=[(Post.objects.get(code="clerk"), cast.clerk.department)],
            brands=[cast.brand],
        )
        actions.notify(cast.clerk, text=f"通知 {number}", clauses=["S2-1.D.4.8"])
    admin, clerk = as_person(cast.administrator), as_person(cast.clerk)
    admin.get("/people/"), clerk.get("/notices/")
    with query_budget(22):
        assert "下一页" in admin.get("/people/").content.decode()
    with query_budget(22):
        clerk.get("/notices/")
