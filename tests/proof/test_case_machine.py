"""Any order of verbs by any person: what must hold of a case holds after every step (promises.md R11, R18).

A machine of hypothesis does verbs of cases by random persons of the cast, among them those who must not, and lets
time pass with its rings. A refusal must change nothing; whatever goes through must leave every invariant standing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from shouwen.cases import actions, queries
from shouwen.cases.gate import closing_gate
from shouwen.cases.models import Case, Clock, Offer, Promise, Ring, Transfer, WrittenReport
from shouwen.cases.states import case_machine
from shouwen.cases.tests.makers import complaint
from shouwen.kernel import clock, facts
from shouwen.kernel.models import Fact
from shouwen.kernel.policy import SYSTEM, VERBS
from shouwen.kernel.refusals import Refusal
from shouwen.kernel.testing import HeldClock
from shouwen.people import actions as people
from shouwen.people.models import Approval, Person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]

CAST = (
    "clerk", "colleague", "supervisor", "operations", "sorter", "supervision", "enterprise", "settlement", "leader",
    "administrator", "auditor", "stranger",
)  # fmt: skip
#: Half of the time whoever it lies with, else anybody: those who must not as well.
WHO = st.sampled_from((*CAST, *("owner",) * 8, *("supervisor",) * 4))
THEIRS = st.sampled_from(
    ("theirs", "theirs", "theirs", "theirs", "operations", "settlement", "clerk", "stranger", "sorter")
)
WORDS = st.sampled_from(("已查明，今晚送到", "客户说：<b>再说</b>", "一二三四五六七八九十，写得很清楚", "好", " "))
MOST = 3
#: Moves of the machine by the fact they leave: what may stand between two states.
MOVES = {(move.fact, start, move.end) for move in case_machine.moves.values() for start in move.start}
ON_A_CASE = [verb for verb in VERBS if verb.startswith("cases.")]
NOT_ON_A_CASE = {
    "cases.open_case", "cases.import_cases", "cases.export", "cases.submit_sheet", "cases.approve_sheet",
    "cases.accept_transfer", "cases.report_back", "cases.hand_in_report", "cases.answer_consultation",
    "cases.accept_offer", "cases.withdraw_offer", "cases.set_promise_aside",
}  # fmt: skip


def given(model: type[Any]) -> Any:
    """The rule makes sense only when there is such a row."""
    return precondition(lambda machine: machine.there.get(model, False))


class Machine(RuleBasedStateMachine):
    """Up to three cases at a time. Every rule goes through `tried`, which looks at what the step has changed."""

    cast: Any

    def __init__(self) -> None:
        super().__init__()
        self.held = HeldClock()
        self.whole = transaction.atomic()
        self.whole.__enter__()
        self.before: dict[int, Case] = {}
        self.first_asked: dict[int, int] = {}
        self.seen_facts = 0
        self.turn = 0
        self.there: dict[type[Any], bool] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.whole.__exit__(None, None, None)
        self.held.__exit__(None, None, None)

    # ---- what rules share

    def person(self, name: str, thing: Any = None) -> Person:
        """Fresh from the database: his reach is read anew. `owner` is the case's, `theirs` somebody of the department."""
        people_ = Person.objects.select_related("department")
        if name == "owner":
            return people_.get(pk=thing.owner_id if thing is not None else self.cast.clerk.pk)
        if name == "theirs":
            return people_.filter(department=thing.department_id, is_active=True).order_by("staff_number")[0]
        return people_.get(pk=getattr(self.cast, name).pk)

    def case(self, pick: int) -> Case:
        cases = list(Case.objects.select_related("brand", "owner", "department", "customer", "matter").order_by("pk"))
        return cases[pick % len(cases)]

    @staticmethod
    def one(found: Any, pick: int) -> Any:
        """Any of these rows, ended ones too: verbs must say no to them."""
        rows = list(found.order_by("pk"))
        return rows[pick % len(rows)] if rows else None

    def tried(self, verb: str, by: Any, thing: Any, do: Callable[[], Any]) -> None:
        """Does it. Refused: nothing has changed. Done: the person was allowed to."""
        assert thing is not None
        allowed = by is SYSTEM or by.may(verb, thing)
        before = self._everything()
        try:
            do()
        except Refusal as refusal:
            assert self._everything() == before, f"{verb} was refused and left something behind"
            assert allowed or isinstance(refusal, Refusal)
            return
        assert allowed, f"{by} was not allowed to do {verb} and did"

    @staticmethod
    def _everything() -> tuple[Any, ...]:
        """What a refusal must leave as it was."""
        return (
            tuple(Case.objects.order_by("pk").values_list("pk", "version", "state", "owner", "acted_at")),
            tuple(Clock.objects.order_by("pk").values_list("pk", "version", "state", "rung", "person")),
            Fact.objects.count(), Transfer.objects.count(), Offer.objects.count(), Promise.objects.count(),
        )  # fmt: skip

    # ---- opening and classifying

    @initialize(second=st.booleans(), waybill=st.booleans())
    def there_is_a_case(self, second: bool, waybill: bool) -> None:
        first = complaint(self.cast, waybill="880" if waybill else "")
        actions.transfer(first, by=self.cast.clerk, requirement="查明下落")
        if second:
            complaint(self.cast, by=self.cast.colleague, who=first.customer, waybill="880" if waybill else "")

    @rule(by=WHO, owner=st.sampled_from((None, *CAST)), category=st.sampled_from(("wrong_dispatch", "late_transfer", "late_delivery", "", "none")),
          named=st.sampled_from((None, "sorter", "colleague")), again=st.booleans())  # fmt: skip
    def open_case(self, by: str, owner: str | None, category: str, named: str | None, again: bool) -> None:
        if Case.objects.count() >= MOST:
            return
        person = self.person(by)
        who = Case.objects.exclude(customer=None).first() if again else None
        before = self._everything()
        try:
            with transaction.atomic():
                complaint(
                    self.cast, by=person, who=who.customer if who else None, category=category,
                    circumstances={"cause": "sorting"} if category == "wrong_dispatch" else {},
                    waybill=f"88{Case.objects.count()}", owner=self.person(owner) if owner else None,
                    named=(self.person(named),) if named else (),
                )  # fmt: skip
        except Refusal:
            assert self._everything() == before
            return
        assert person.may("cases.open_case", self.cast.brand)

    @rule(
        pick=st.integers(0, 2),
        by=WHO,
        category=st.sampled_from(("wrong_dispatch", "late_delivery", "none")),
        kind=st.sampled_from(("", "complaint", "tracing")),
    )
    def classify(self, pick: int, by: str, category: str, kind: str) -> None:
        case = self.case(pick)
        person = self.person(by, case)
        how = {"cause": "label"} if category == "wrong_dispatch" else {}
        self.tried(
            "cases.classify",
            person,
            case,
            lambda: actions.classify(case, by=person, category=category, circumstances=how, kind=kind),
        )

    # ---- the department's part

    @rule(pick=st.integers(0, 2), by=WHO, words=WORDS, hours=st.sampled_from((None, -1, 4, 40)), other=st.booleans())
    def transfer(self, pick: int, by: str, words: str, hours: int | None, other: bool) -> None:
        case = self.case(pick)
        person = self.person(by, case)
        due_at = clock.now() + dt.timedelta(hours=hours) if hours else None
        department = self.cast.settlement.department if other else None
        self.tried(
            "cases.transfer",
            person,
            case,
            lambda: actions.transfer(
                case,
                by=person,
                requirement=words,
                due_at=due_at,
                department=department,
                deviates_why="问过" if other else "",
            ),
        )

    @given(Transfer)
    @rule(pick=st.integers(0, 5), by=THEIRS)
    def accept_transfer(self, pick: int, by: str) -> None:
        sent = self.one(Transfer.objects, pick)
        person = self.person(by, sent)
        self.tried("cases.accept_transfer", person, sent, lambda: actions.accept_transfer(sent, by=person))

    @given(Transfer)
    @rule(pick=st.integers(0, 5), by=THEIRS, words=WORDS)
    def report_back(self, pick: int, by: str, words: str) -> None:
        sent = self.one(Transfer.objects, pick)
        person = self.person(by, sent)
        self.tried(
            "cases.report_back", person, sent, lambda: actions.report_back(sent, by=person, answer=words, cause="贴错")
        )

    @given(Transfer)
    @rule(pick=st.integers(0, 5), by=THEIRS, words=WORDS)
    def decline_transfer(self, pick: int, by: str, words: str) -> None:
        sent = self.one(Transfer.objects, pick)
        person = self.person(by, sent)
        self.tried("cases.report_back", person, sent, lambda: actions.decline_transfer(sent, by=person, why=words))

    @given(Transfer)
    @rule(pick=st.integers(0, 5), by=WHO)
    def withdraw_transfer(self, pick: int, by: str) -> None:
        sent = self.one(Transfer.objects.select_related("case"), pick)
        case = sent.case
        person = self.person(by, case)
        self.tried("cases.transfer", person, case, lambda: actions.withdraw_transfer(sent, by=person))

    @given(Transfer)
    @rule(pick=st.integers(0, 5), by=WHO)
    def chase(self, pick: int, by: str) -> None:
        sent = self.one(Transfer.objects.select_related("case"), pick)
        person = self.person(by, sent.case)
        self.tried("cases.chase", person, sent.case, lambda: actions.chase(sent, by=person))

    # ---- ownership

    @rule(pick=st.integers(0, 2), by=WHO, taker=st.sampled_from(CAST))
    def offer(self, pick: int, by: str, taker: str) -> None:
        case = self.case(pick)
        person = self.person(by, case)
        self.tried(
            "cases.offer", person, case, lambda: actions.offer(case, by=person, taker=self.person(taker), reason="休假")
        )

    @given(Offer)
    @rule(pick=st.integers(0, 5), by=st.sampled_from(CAST), yes=st.booleans())
    def answer_offer(self, pick: int, by: str, yes: bool) -> None:
        offered, person = self.one(Offer.objects, pick), self.person(by)
        if yes:
            self.tried("cases.accept_offer", person, offered, lambda: actions.accept_offer(offered, by=person))
        else:
            self.tried(
                "cases.accept_offer", person, offered, lambda: actions.return_offer(offered, by=person, why="手上太多")
            )

    @given(Offer)
    @rule(pick=st.integers(0, 5), yes=st.booleans())
    def the_taker_answers(self, pick: int, yes: bool) -> None:
        offered = self.one(Offer.objects.filter(state="offered"), pick) or self.one(Offer.objects, pick)
        person = Person.objects.get(pk=offered.taker_id)
        self.tried("cases.accept_offer", person, offered, lambda: actions.accept_offer(offered, by=person) if yes
                   else actions.return_offer(offered, by=person, why="手上太多"))  # fmt: skip

    @given(Offer)
    @rule(pick=st.integers(0, 5), by=WHO)
    def withdraw_offer(self, pick: int, by: str) -> None:
        offered = self.one(Offer.objects.select_related("case"), pick)
        person = self.person(by, offered.case)
        self.tried("cases.withdraw_offer", person, offered, lambda: actions.withdraw_offer(offered, by=person))

    @rule(pick=st.integers(0, 2), by=WHO, to=st.sampled_from(CAST))
    def reassign(self, pick: int, by: str, to: str) -> None:
        case = self.case(pick)
        person = self.person(by, case)
        self.tried(
            "cases.reassign", person, case, lambda: actions.reassign(case, by=person, to=self.person(to), reason="急")
        )

    # ---- the person complained of

    @rule(pick=st.integers(0, 2), by=WHO, named=st.sampled_from(CAST))
    def name_person(self, pick: int, by: str, named: str) -> None:
        case = self.case(pick)
        person = self.person(by, case)
        self.tried(
            "cases.require_report",
            person,
            case,
            lambda: actions.name_person(case, by=person, person=self.person(named)),
        )

    @rule(
        pick=st.integers(0, 2), by=WHO, named=st.sampled_from(("sorter", "sorter", "colleague", "clerk", "operations"))
    )
    def require_report(self, pick: int, by: str, named: str) -> None:
        case = self.case(pick)
        person = self.person(by, case)
        self.tried(
            "cases.require_report",
            person,
            case,
            lambda: actions.require_report(case, by=person, person=self.person(named)),
        )

    @given(WrittenReport)
    @rule(pick=st.integers(0, 5), by=st.sampled_from(CAST), himself=st.booleans(), words=WORDS)
    def hand_in_report(self, pick: int, by: str, himself: bool, words: str) -> None:
        report = self.one(WrittenReport.objects, pick)
        person = Person.objects.get(pk=report.person_id) if himself else self.person(by)
        self.tried(
            "cases.hand_in_report", person, report, lambda: actions.hand_in_report(report, by=person, text=words)
        )

    # ---- the customer

    @rule(pick=st.integers(0, 2), by=WHO, words=WORDS, outcome=st.sampled_from(("reached", "reached", "not_reached", "proxy", "lost")),
          satisfaction=st.sampled_from(("", "satisfied", "fair", "dissatisfied")), interim=st.booleans())  # fmt: skip
    def answer(self, pick: int, by: str, words: str, outcome: str, satisfaction: str, interim: bool) -> None:
        case = self.case(pick)
        person = self.person(by, case)
        self.tried(
            "cases.answer",
            person,
            case,
            lambda: actions.answer(
                case, by=person, words=words, outcome=outcome, satisfaction=satisfaction, is_interim=interim
            ),
        )

    @rule(pick=st.integers(0, 2), by=WHO, words=WORDS, outcome=st.sampled_from(("reached", "not_reached", "refused", "lost")),
          satisfaction=st.sampled_from(("", "satisfied", "fair", "dissatisfied")))  # fmt: skip
    def visit(self, pick: int, by: str, words: str, outcome: str, satisfaction: str) -> None:
        case = self.case(pick)
        person = self.person(by, case)
        self.tried(
            "cases.visit",
            person,
            case,
            lambda: actions.visit(case, by=person, outcome=outcome, satisfaction=satisfaction, words=words),
        )

    @rule(pick=st.integers(0, 2), by=WHO)
    def take_another_round(self, pick: int, by: str) -> None:
        case = self.case(pick)
        person = self.person(by, case)
        self.tried("cases.answer", person, case, lambda: actions.take_another_round(case, by=person))

    @rule(pick=st.integers(0, 2), by=WHO, hours=st.sampled_from((-1, 2, 30, 47, 49)))
    def promise(self, pick: int, by: str, hours: int) -> None:
        case = self.case(pick)
        person = self.person(by, case)
        due_at = clock.now() + dt.timedelta(hours=hours)
        self.tried(
            "cases.promise", person, case, lambda: actions.promise(case, by=person, what="给一个办法", due_at=due_at)
        )

    @given(Promise)
    @rule(pick=st.integers(0, 5), by=WHO, keep=st.booleans(), words=WORDS)
    def settle_promise(self, pick: int, by: str, keep: bool, words: str) -> None:
        made = self.one(Promise.objects.select_related("case"), pick)
        case = made.case
        person = self.person(by, case)
        due_at = clock.now() + dt.timedelta(hours=20)
        self.tried("cases.settle_promise", person, case, lambda: actions.keep_promise(made, by=person, words=words) if keep
                   else actions.extend_promise(made, by=person, words=words, due_at=due_at))  # fmt: skip

    # ---- pauses, steps, closing

    @rule(pick=st.integers(0, 2), by=WHO, words=WORDS)
    def pause(self, pick: int, by: str, words: str) -> None:
        case = self.case(pick)
        person = self.person(by, case)
        self.tried("cases.pause", person, case, lambda: actions.pause(case, by=person, reason=words))

    @rule(pick=st.integers(0, 2), by=WHO)
    def resume(self, pick: int, by: str) -> None:
        case = self.case(pick)
        person = self.person(by, case)
        self.tried("cases.pause", person, case, lambda: actions.resume(case, by=person))

    @rule(pick=st.integers(0, 2), by=WHO)
    def note(self, pick: int, by: str) -> None:
        case = self.case(pick)
        person = self.person(by, case)
        self.tried("cases.note", person, case, lambda: actions.note(case, by=person, words="记一笔"))

    @rule(pick=st.integers(0, 2))
    def everything_is_done_for_closing(self, pick: int) -> None:
        """What a diligent owner does in a row, as far as he is let: else random verbs never reach a gate that is met."""
        case = self.case(pick)
        owner = Person.objects.get(pk=case.owner_id)

        def each(*works: Callable[[], Any]) -> None:
            for work in works:
                case.refresh_from_db()
                try:
                    work()
                except Refusal:
                    continue

        for sent in case.transfers.filter(state__in=("sent", "accepted")):
            each(lambda sent=sent: actions.withdraw_transfer(sent, by=owner))  # type: ignore[misc]
        for made in case.promises.filter(state__in=("open", "broken")):
            each(lambda made=made: actions.keep_promise(made, by=owner))  # type: ignore[misc]
        for report in case.reports.filter(state="asked"):
            each(
                lambda report=report: actions.hand_in_report(report, by=report.person, text="当时是这样的，已经写清楚")
            )  # type: ignore[misc]
        each(
            lambda: actions.take_step(case, by=owner, step="apologise", words="已致歉"),
            lambda: actions.judge(case, by=owner, reason_sufficient="yes", demand_reasonable="yes", substantiated="no", words="查过"),
            lambda: actions.record_findings(case, by=owner, root_cause="贴错", prevention="复核", compensation="none", compensation_words="客户不要"),
            lambda: actions.answer(case, by=owner, words="今晚送到"),
            lambda: actions.visit(case, by=owner, outcome="reached", satisfaction="satisfied", words="满意"),
        )  # fmt: skip

    @rule(pick=st.integers(0, 2), by=WHO)
    def close(self, pick: int, by: str) -> None:
        case = self.case(pick)
        person = self.person(by, case)
        self.tried("cases.close", person, case, lambda: actions.close(case, by=person))

    @rule(pick=st.integers(0, 2), by=WHO)
    def close_exceptionally(self, pick: int, by: str) -> None:
        case = self.case(pick)
        person = self.person(by, case)
        self.tried(
            "cases.close_exceptionally",
            person,
            case,
            lambda: actions.close_exceptionally(case, by=person, reason="客户失联"),
        )

    @rule(pick=st.integers(0, 2), by=WHO)
    def ask_exception(self, pick: int, by: str) -> None:
        case = self.case(pick)
        person = self.person(by, case)
        self.tried("cases.close", person, case, lambda: actions.ask_exception(case, by=person, reason="客户失联"))

    @given(Approval)
    @rule(pick=st.integers(0, 5), by=st.sampled_from(("leader", "leader", *CAST)))
    def approve(self, pick: int, by: str) -> None:
        approval, person = self.one(Approval.objects, pick), self.person(by)
        self.tried("people.approve", person, approval, lambda: people.approve(approval, by=person))

    @rule(pick=st.integers(0, 2), by=WHO, words=WORDS)
    def reopen(self, pick: int, by: str, words: str) -> None:
        case = self.case(pick)
        person = self.person(by, case)
        self.tried("cases.reopen", person, case, lambda: actions.reopen(case, by=person, reason=words))

    # ---- time

    @rule(hours=st.sampled_from((0.5, 2, 8, 26, 80)))
    def time_passes(self, hours: float) -> None:
        """Rings by the minute, as the worker does, and a second look right after rings nothing twice."""
        self.held.forward(hours=hours)
        for _ in range(40):
            due = list(queries.clocks_due(at=clock.now()))
            if not due:
                break
            for running in due:
                assert actions.ring_clock(running, by=SYSTEM) in (True, False)
        assert not queries.clocks_due(at=clock.now()).exists(), "a clock is due and does not ring"
        for running in Clock.objects.filter(state="running").exclude(rung=0):
            rung = running.rung
            actions.ring_clock(running, by=SYSTEM)
            running.refresh_from_db()
            assert running.rung == rung, "a clock rang again at the same moment"

    # ---- what must hold

    @invariant()
    def every_case_is_in_order(self) -> None:
        new = list(Fact.objects.filter(pk__gt=self.seen_facts).order_by("pk"))
        self.seen_facts = new[-1].pk if new else self.seen_facts
        assert {fact.kind for fact in new} <= facts.KINDS.keys()
        self.there = {model: model.objects.exists() for model in (Transfer, Offer, WrittenReport, Promise, Approval)}
        for case in Case.objects.select_related("owner", "brand", "department").order_by("pk"):
            self._owned(case)
            self._moved(case, [fact for fact in new if fact.about_kind == "case" and fact.about_id == case.pk])
            self._clocked(case)
            self.before[case.pk] = case

    def _owned(self, case: Case) -> None:
        owner = Person.objects.get(pk=case.owner_id)
        assert owner.is_active
        assert case.brand_id in owner.reach.brands
        assert not case.named.filter(person=owner).exists(), "the person complained of owns the case"
        assert case.first_asked_id == self.first_asked.setdefault(case.pk, case.first_asked_id)
        assert case.offers.filter(state="offered").count() <= 1

    def _moved(self, case: Case, new: list[Fact]) -> None:
        earlier = self.before.get(case.pk)
        state = earlier.state if earlier else "open"
        for fact in new:
            if (fact.kind, fact.refs.get("from"), fact.refs.get("to")) in MOVES:
                assert fact.refs["from"] == state
                state = fact.refs["to"]
                self._shut_rightly(case, fact, earlier)
        assert case.state == state, "a state was reached without a declared move"
        if earlier is not None:
            assert case.version >= earlier.version
            other = {"acted_at", "version"}
            changed = {
                field.attname
                for field in Case._meta.fields
                if getattr(case, field.attname) != getattr(earlier, field.attname)
            }
            assert case.version > earlier.version or changed <= other, f"changed without a new version: {changed}"

    def _shut_rightly(self, case: Case, fact: Fact, earlier: Case | None) -> None:
        if fact.refs["to"] == "closed":
            assert all(line.met for line in closing_gate(case)), "closed although the gate was shut"
        if fact.refs["to"] == "closed_exceptionally":
            person = Person.objects.get(staff_number=fact.actor.removeprefix("person:"))
            assert person.granted("cases.close_exceptionally")
            assert person.pk != (earlier or case).owner_id
            assert not case.named.filter(person=person).exists()

    def _clocked(self, case: Case) -> None:
        running = case.clocks.filter(state="running")
        if not case.is_live:
            assert not case.clocks.filter(state__in=("running", "paused")).exists(), "a clock runs on a closed case"
            assert case.closed_at is not None
        if case.paused_at is not None:
            assert case.is_live
            assert not running.exists(), f"a clock runs on a paused case: {[each.deadline for each in running]}"
        elif case.is_live:
            assert not case.clocks.filter(state="paused").exists(), "a clock stands although nothing is paused"
        for each in case.clocks.all():
            rung = list(Ring.objects.filter(clock=each).values_list("entry", flat=True))
            assert sorted(rung) == list(range(each.rung)), "rings and the clock's count differ"

    @invariant()
    def who_sees_it_and_who_may_agree(self) -> None:
        """For two persons in turn: whoever does not see a case may do nothing to it."""
        for _ in range(2):
            self.turn += 1
            person = self.person(CAST[self.turn % len(CAST)])
            seen = set(queries.visible_to(person).values_list("pk", flat=True))
            for case in Case.objects.select_related("owner", "brand").order_by("pk"):
                sees = case.pk in seen
                may = (
                    [] if sees else [verb for verb in ON_A_CASE if verb not in NOT_ON_A_CASE and person.may(verb, case)]
                )
                assert not may, f"{person} does not see the case and may {may}"
                if case.named.filter(person=person).exists():
                    assert not sees
                if person.pk == self.cast.stranger.pk:
                    assert not sees
                if case.owner_id == person.pk and case.is_live and person.granted("cases.note"):
                    assert sees, "the owner does not see his own case"


def run(cast: Any, examples: int, steps: int, *, random: bool = False) -> None:
    machine = type("Cases", (Machine,), {"cast": cast})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, derandomize=not random, database=None,
            suppress_health_check=list(HealthCheck), report_multiple_bugs=False,
            phases=[Phase.generate, Phase.shrink] if random else [Phase.generate],
        ),
    )  # fmt: skip


def test_no_order_of_verbs_breaks_a_case(cast: Any) -> None:
    run(cast, 10, 30)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_no_long_order_of_verbs_breaks_a_case(cast: Any) -> None:
    run(cast, 150, 60, random=True)
