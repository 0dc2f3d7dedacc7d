"""A draft's life: begun, changed, checked, replayed, submitted, approved by a post, an edition."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from shouwen.kernel import jobs
from shouwen.kernel.policy import SYSTEM
from shouwen.kernel.refusals import MoveRefused, Refused, Stale, Unacceptable
from shouwen.people import actions as people
from shouwen.people.models import Approval, Notice
from shouwen.rulebook import actions, queries
from shouwen.rulebook.models import Difference, Edition, Replay, RuleDraft
from shouwen.rulebook.tests import fines


@pytest.fixture
def draft(cast: Any, at: Any) -> RuleDraft:
    """A draft of the fines, by the administrator."""
    fines.publish()
    return actions.begin_draft(by=cast.administrator, pack="fines", title="提高赔付")


def dearer(draft: RuleDraft, by: Any, amount: str = "65.50") -> None:
    actions.change_answer(draft, by=by, table="fine", row="F-2", column="amount", text=amount, seen="50.00")


def described(draft: RuleDraft, by: Any, day: str = "2026-08-01") -> None:
    actions.describe_draft(
        draft, by=by, title="提高赔付", in_force_from=dt.date.fromisoformat(day), reason="油价涨了", seen=draft.version
    )


def replayed(draft: RuleDraft, by: Any) -> Replay:
    asked = actions.ask_replay(draft, by=by)
    jobs.run_due(names=["rulebook.run_replay"])
    asked.refresh_from_db()
    return asked


def ready(draft: RuleDraft, by: Any) -> RuleDraft:
    """Changed, replayed and described."""
    dearer(draft, by)
    replayed(draft, by)
    described(draft, by)
    return draft


# ---- changing


def test_a_draft_begins_as_the_whole_pack_under_the_next_number(draft: RuleDraft) -> None:
    """Nothing but the number differs, and there is nothing to submit."""
    assert (draft.number, draft.state) == ("2026.2", "draft")
    assert not actions.drafting.draft_changes(draft)
    assert queries.pack_of_draft(draft).tables == queries.pack_of(draft.base).tables


def test_a_cell_takes_labels_and_chinese_signs_and_keeps_s_feel(draft: RuleDraft, cast: Any) -> None:
    """What is typed is read kindly, what is kept is the pack's word."""
    for typed, kept in (("是", "true"), ("不是（是）", "not(true)"), ("—", "-"), ("否，未填", "false, null")):
        seen = queries.pack_of_draft(draft).tables["fine"].row[0].when.get("fragile", "-")
        actions.change_cell(
            draft, by=cast.administrator, table="fine", row="F-1", column="fragile", text=typed, seen=seen
        )
        assert queries.pack_of_draft(draft).tables["fine"].row[0].when.get("fragile", "-") == kept


@pytest.mark.parametrize(("typed", "said"), [(">> 3", ""), ("abc", "不认识"), ("[3..", "")])
def test_a_cell_that_cannot_be_read_is_refused_with_a_sentence(
    draft: RuleDraft, cast: Any, typed: str, said: str
) -> None:
    """And the draft stays as it was."""
    before = draft.digest
    with pytest.raises(Unacceptable) as refused:
        actions.change_cell(draft, by=cast.administrator, table="fine", row="F-1", column="days", text=typed, seen=None)
    assert said in str(refused.value.sentence) and refused.value.details["text"]
    draft.refresh_from_db()
    assert draft.digest == before


def test_a_stale_cell_is_refused_with_both_texts(draft: RuleDraft, cast: Any) -> None:
    """Another cell of the same row is no reason to refuse; the same cell is."""
    dearer(draft, cast.administrator)
    mine = RuleDraft.objects.get(pk=draft.pk)
    actions.change_cell(
        mine, by=cast.administrator, table="fine", row="F-2", column="days", text="[3..6]", seen="[3..7]"
    )
    with pytest.raises(Stale) as stale:
        actions.change_answer(
            mine, by=cast.administrator, table="fine", row="F-2", column="amount", text="70.00", seen="50.00"
        )
    assert stale.value.details == {"yours": {"text": "70.00"}, "theirs": {"text": "65.50"}}


def test_two_saves_at_once_lose_nothing(draft: RuleDraft, cast: Any) -> None:
    """Both read the draft, one writes: the other is told, not overwritten."""
    one, two = RuleDraft.objects.get(pk=draft.pk), RuleDraft.objects.get(pk=draft.pk)
    dearer(one, cast.administrator)
    with pytest.raises(Stale) as stale:
        actions.change_cell(two, by=cast.administrator, table="fine", row="F-1", column="days", text="< 2", seen="< 3")
    assert stale.value.details["yours"] == {"text": "< 2"} and "9001" in stale.value.details["theirs"]["text"]


def test_a_row_without_a_clause_must_say_so(draft: RuleDraft, cast: Any) -> None:
    """No clause, no rule: it is a gap, decided by a person, and cannot be called stated."""
    words = {"by": cast.administrator, "table": "fine", "row": "F-1", "id": "F-1", "note": "", "seen": None}
    with pytest.raises(Unacceptable, match="未见条文"):
        actions.change_row(draft, **words, because=[], certainty="stated")
    with pytest.raises(Unacceptable, match="没有这一条"):
        actions.change_row(draft, **words, because=["T-9"], certainty="stated")
    with pytest.raises(Unacceptable, match="不能算条文写明"):
        actions.change_row(draft, **words, because=["gap"], certainty="stated")
    actions.change_row(draft, **words, because=["gap"], certainty="manual")
    row = queries.pack_of_draft(draft).tables["fine"].row[0]
    assert (row.because, row.origin, row.certainty) == (["gap"], "gap", "manual")
    actions.change_row(draft, **words, because=["T-2", "gap"], certainty="analogy")
    row = queries.pack_of_draft(draft).tables["fine"].row[0]
    assert (row.because, row.origin, row.certainty) == (["T-2"], "source", "analogy")


def test_rows_come_go_move_and_are_renamed(draft: RuleDraft, cast: Any) -> None:
    """Examples follow a renamed row, and go with a removed one."""
    by = cast.administrator
    new = actions.add_row(draft, by=by, table="fine", after="F-1", tests={"fragile": "true"}, seen=draft.version)
    assert [row.id for row in queries.pack_of_draft(draft).tables["fine"].row] == ["F-1", new, "F-2", "F-3"]
    actions.move_row(draft, by=by, table="fine", row=new, step=-1, seen=draft.version)
    assert [row.id for row in queries.pack_of_draft(draft).tables["fine"].row][:2] == [new, "F-1"]
    actions.change_row(
        draft, by=by, table="fine", row="F-1", id="F-1a", because=["T-1"], certainty="stated", note="", seen=None
    )
    assert ["F-1a"] in [example.rows for example in queries.pack_of_draft(draft).examples]
    actions.remove_row(draft, by=by, table="fine", row="F-1a", seen=draft.version)
    pack = queries.pack_of_draft(draft)
    assert [row.id for row in pack.tables["fine"].row] == [new, "F-2", "F-3"]
    assert [example.rows for example in pack.examples] == [["F-2"], ["F-3"]]
    with pytest.raises(Stale):
        actions.remove_row(draft, by=by, table="fine", row="F-2", seen=1)


def test_an_example_is_renewed_or_added_by_a_person(draft: RuleDraft, cast: Any) -> None:
    """A changed answer breaks its example; a person agrees to the new one. A new row needs one of its own."""
    by = cast.administrator
    actions.change_answer(draft, by=by, table="fine", row="F-2", column="department", text="监察部", seen="客服中心")
    assert [problem.row for problem in queries.problems_of(draft) if problem.level == "error"] == ["fine(days=5)"]
    actions.renew_example(draft, by=by, file="fine", at=1, seen=draft.version)
    assert not [problem for problem in queries.problems_of(draft) if problem.level == "error"]
    actions.change_cell(draft, by=by, table="fine", row="F-2", column="days", text="[3..6]", seen="[3..7]")
    new = actions.add_row(draft, by=by, table="fine", tests={"days": "(6..7]"}, seen=draft.version)
    actions.change_answer(draft, by=by, table="fine", row=new, column="amount", text="55", seen="")
    assert any("没有例子" in problem.zh for problem in queries.problems_of(draft) if problem.row == new)
    actions.add_example(draft, by=by, table="fine", row=new, seen=draft.version)
    assert not [problem for problem in queries.problems_of(draft) if problem.level == "error"]


def test_a_parameter_changes_for_everybody_who_did_not_change_it(draft: RuleDraft, cast: Any) -> None:
    """The pack's own value; one that does not fit is refused."""
    with pytest.raises(Stale):
        actions.change_setting_default(draft, by=cast.administrator, key="fine.most", value="600.00", seen="400.00")
    actions.change_setting_default(draft, by=cast.administrator, key="fine.most", value="600.00", seen="500.00")
    assert queries.pack_of_draft(draft).settings["fine.most"].value == "600.00"


def test_who_may_not_draft_may_not(draft: RuleDraft, cast: Any) -> None:
    """The clerk reads rules and changes none; the leader reads drafts and changes none."""
    for person in (cast.clerk, cast.leader, cast.supervisor):
        for verb in (
            lambda by: actions.begin_draft(by=by, pack="fines", title="x"),
            lambda by: dearer(draft, by),
            lambda by: described(draft, by),
            lambda by: actions.add_row(draft, by=by, table="fine", seen=draft.version),
            lambda by: actions.remove_row(draft, by=by, table="fine", row="F-1", seen=draft.version),
            lambda by: actions.ask_replay(draft, by=by),
            lambda by: actions.submit_draft(draft, by=by),
            lambda by: actions.withdraw_draft(draft, by=by),
        ):
            with pytest.raises(Refused):
                verb(person)
    assert not queries.drafts_visible_to(cast.clerk).exists()
    assert queries.drafts_visible_to(cast.leader).exists()


# ---- replaying and submitting


def test_a_replay_job_keeps_every_difference(draft: RuleDraft, cast: Any) -> None:
    """Counts, money and the decisions themselves; nothing of what stays the same."""
    made = fines.decided(cast.clerk, 1, 4, 5, 20)
    dearer(draft, cast.administrator)
    asked = replayed(draft, cast.administrator)
    assert asked.counts["asked"] == 4 and asked.counts["changed"] == 2
    assert (asked.counts["fen_before"], asked.counts["fen_after"], asked.counts["fen"]) == (11_000, 14_100, 3_100)
    kept = Difference.objects.filter(replay=asked)
    assert {each.decision_id for each in kept} == {made[1].pk, made[2].pk}
    assert {tuple(map(tuple, each.changes)) for each in kept} == {(("amount", "50.00", "65.50"),)}


def test_a_cancelled_replay_counts_for_nothing(draft: RuleDraft, cast: Any) -> None:
    """And the draft still cannot be submitted."""
    fines.decided(cast.clerk, 5)
    dearer(draft, cast.administrator)
    asked = actions.ask_replay(draft, by=cast.administrator)
    actions.cancel_replay(asked, by=cast.administrator)
    jobs.run_due(names=["rulebook.run_replay"])
    asked.refresh_from_db()
    assert asked.finished_at is None and queries.replay_needed(draft) == 1


def test_a_replay_of_older_content_counts_for_nothing(draft: RuleDraft, cast: Any) -> None:
    """Changed while it waited, or afterwards: replay again."""
    fines.decided(cast.clerk, 5)
    dearer(draft, cast.administrator)
    asked = actions.ask_replay(draft, by=cast.administrator)
    actions.change_answer(
        draft, by=cast.administrator, table="fine", row="F-2", column="amount", text="66", seen="65.50"
    )
    jobs.run_due(names=["rulebook.run_replay"])
    asked.refresh_from_db()
    assert asked.counts == {"stale": True} and queries.valid_replay(draft) is None
    replayed(draft, cast.administrator)
    assert queries.valid_replay(draft) is not None
    actions.change_answer(draft, by=cast.administrator, table="fine", row="F-2", column="amount", text="67", seen="66")
    assert queries.valid_replay(draft) is None


def test_a_draft_is_submitted_only_when_checked_and_replayed(draft: RuleDraft, cast: Any) -> None:
    """Each hindrance is said by itself: no change, errors, no replay, no day, no reason."""
    by = cast.administrator
    fines.decided(cast.clerk, 5)
    with pytest.raises(Unacceptable, match="没有可批准的"):
        actions.submit_draft(draft, by=by)
    actions.change_cell(draft, by=by, table="fine", row="F-2", column="days", text="[3..6]", seen="[3..7]")
    with pytest.raises(Unacceptable, match="处错误"):
        actions.submit_draft(draft, by=by)
    actions.change_cell(draft, by=by, table="fine", row="F-2", column="days", text="[3..7]", seen="[3..6]")
    dearer(draft, by)
    with pytest.raises(Unacceptable, match="回放过"):
        actions.submit_draft(draft, by=by)
    replayed(draft, by)
    with pytest.raises(Unacceptable, match="施行日期"):
        actions.submit_draft(draft, by=by)
    described(draft, by)
    actions.submit_draft(draft, by=by)
    assert draft.state == "submitted" and draft.submitted == draft.digest
    with pytest.raises(MoveRefused):
        dearer(draft, by)


def test_a_draft_of_an_edition_that_is_not_the_newest_any_more_is_refused(draft: RuleDraft, cast: Any) -> None:
    """It would take back what the other edition changed."""
    content = fines.raw()
    content["pack"]["version"] = "2026.9"
    content["tables"]["fine"]["note"] = "另一次修订"
    ready(draft, cast.administrator)
    fines.publish("2026-09-01", content)
    with pytest.raises(Unacceptable, match="新版次"):
        actions.submit_draft(draft, by=cast.administrator)


# ---- approval


def submitted(draft: RuleDraft, by: Any, sealed: Callable[[], None]) -> Approval:
    actions.submit_draft(ready(draft, by), by=by)
    sealed()
    draft.refresh_from_db()
    return Approval.objects.get(purpose="rulebook.edition")


def test_the_leader_approves_and_the_draft_is_an_edition(draft: RuleDraft, cast: Any, sealed: Any) -> None:
    """From the wanted day on; the old edition stays what it was."""
    fines.decided(cast.clerk, 5)
    asked = submitted(draft, cast.administrator, sealed)
    assert asked.posts == ["leader"] and asked.asked_by == cast.administrator and draft.approval == asked.number
    people.approve(asked, by=cast.leader)
    draft.refresh_from_db()
    edition = draft.edition
    assert draft.state == "published" and edition is not None
    assert (edition.in_force_from, edition.digest, edition.number) == (dt.date(2026, 8, 1), draft.digest, "2026.2")
    assert edition.published_by == cast.leader.key
    assert queries.edition_in_force("fines").number == "2026.1"


def test_who_wrote_it_may_not_approve_it(draft: RuleDraft, cast: Any, sealed: Any) -> None:
    """Not even with the post, and not even if another submitted it."""
    leader_post = cast.leader.appointments.get()
    cast.administrator.appointments.create(post=leader_post.post, department=leader_post.department)
    dearer(draft, cast.administrator)
    described(draft, cast.administrator)
    actions.submit_draft(draft, by=cast.supervision)
    sealed()
    asked = Approval.objects.get(purpose="rulebook.edition")
    administrator = type(cast.administrator).objects.get(pk=cast.administrator.pk)
    assert administrator.holds("leader")
    with pytest.raises(Refused, match="不能由他批准"):
        people.approve(asked, by=administrator)
    asked.refresh_from_db()
    assert asked.state == "asked" and Edition.objects.filter(pack="fines").count() == 1
    with pytest.raises(Refused):
        people.approve(asked, by=cast.supervision)


def test_a_declined_draft_comes_back_with_words(draft: RuleDraft, cast: Any, sealed: Any) -> None:
    """It can be changed and submitted again, by another request."""
    asked = submitted(draft, cast.administrator, sealed)
    people.decline(asked, by=cast.leader, words="先问财务")
    sealed()
    draft.refresh_from_db()
    assert (draft.state, draft.declined_words, draft.approval) == ("declined", "先问财务", "")
    actions.change_answer(
        draft, by=cast.administrator, table="fine", row="F-2", column="amount", text="60", seen="65.50"
    )
    actions.submit_draft(draft, by=cast.administrator)
    sealed()
    assert Approval.objects.filter(purpose="rulebook.edition").count() == 2


def test_a_request_taken_back_gives_the_draft_back(draft: RuleDraft, cast: Any, sealed: Any) -> None:
    """And a draft given up takes its request with it."""
    asked = submitted(draft, cast.administrator, sealed)
    people.withdraw(asked, by=cast.administrator)
    sealed()
    draft.refresh_from_db()
    assert draft.state == "declined"
    actions.submit_draft(draft, by=cast.administrator)
    sealed()
    draft.refresh_from_db()
    actions.withdraw_draft(draft, by=cast.administrator)
    sealed()
    assert {each.state for each in Approval.objects.filter(purpose="rulebook.edition")} == {"withdrawn"}


def test_nothing_but_its_own_approval_publishes(draft: RuleDraft, cast: Any, sealed: Any) -> None:
    """No number, another number, or content that differs from what was submitted."""
    asked = submitted(draft, cast.administrator, sealed)
    for number in ("", "A-no-such"):
        with pytest.raises(Refused):
            actions.publish_draft(draft, by=cast.leader, approval=number)
    RuleDraft.objects.filter(pk=draft.pk).update(submitted="0" * 64)
    draft.refresh_from_db()
    with pytest.raises(Unacceptable, match="不一样"):
        actions.publish_draft(draft, by=cast.leader, approval=asked.number)


def test_the_draft_does_not_choose_who_approves_it(cast: Any, at: Any, sealed: Any) -> None:
    """The posts are those of the edition in force, for its brand."""
    draft = actions.begin_draft(by=cast.administrator, pack="logistics", title="换批准人")
    actions.change_setting_default(
        draft, by=cast.administrator, key="edition.approver_posts", value=["administrator"], seen=["leader"]
    )
    described(draft, cast.administrator)
    actions.submit_draft(draft, by=cast.administrator)
    sealed()
    asked = Approval.objects.get(purpose="rulebook.edition")
    assert asked.posts == ["leader"] and asked.clauses == ["S0-2.1.4"]


# ---- the yearly revision


def test_the_yearly_revision_is_noticed_once(cast: Any, at: Any, sealed: Any) -> None:
    """On the day, not before; holders of the owner's post are told, once an edition."""
    edition = queries.edition_in_force("logistics")
    at("2026-12-31 08:20")
    assert actions.note_revisions_due(by=SYSTEM) == []
    at("2027-01-01 08:20")
    assert actions.note_revisions_due(by=SYSTEM) == [edition]
    assert actions.note_revisions_due(by=SYSTEM) == []
    sealed()
    told = Notice.objects.filter(text__contains="该组织修订了")
    assert [each.person for each in told] == [cast.supervisor] and told[0].clauses == ["S0-2.1.4"]
