"""A small world in which every address has something to point at, and a person of every relation to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile

from shouwen.cases import actions
from shouwen.cases.models import Import
from shouwen.cases.tests.makers import complaint
from shouwen.conversations import actions as conversations
from shouwen.conversations import queries as talks
from shouwen.conversations.tests.makers import conversation
from shouwen.customers import actions as customers
from shouwen.kernel import clock
from shouwen.people import actions as people
from shouwen.people.models import Notice

#: Who asks: by his relation to the case, its department, and the brand.
RELATIONS = (
    "owner",
    "colleague",
    "supervisor",
    "transferred",
    "untouched",
    "enterprise",
    "leader",
    "administrator",
    "auditor",
    "named",
    "stranger",
    "strange_supervisor",
    "visitor",
)


@dataclass
class World:
    """The things addresses point at, and people by relation."""

    people: dict[str, Any]
    things: dict[str, Any]


def make(cast: Any) -> World:
    """One complaint of brand LD, owned by the clerk, transferred to 运营部, complaining of its sorter, said twice."""
    first = complaint(cast, waybill="100200")
    case = complaint(cast, who=first.customer, waybill="100200")
    actions.take_step(case, by=cast.clerk, step="apologise", words="致歉")
    actions.judge(case, by=cast.clerk, substantiated="yes", words="属实")
    proposal = actions.propose(case, by=cast.supervisor, text="送货上门")
    sent = actions.transfer(case, by=cast.clerk, requirement="查")
    report = actions.require_report(case, by=cast.clerk, person=cast.sorter)
    promise = actions.promise(case, by=cast.clerk, what="回电", due_at=_soon())
    question = actions.consult(case, by=cast.clerk, asked=cast.colleague, words="上次怎么办的？")
    kept = actions.attach(case, by=cast.clerk, upload=SimpleUploadedFile("a.txt", "交接单".encode(), "text/plain"))
    offer = actions.offer(case, by=cast.clerk, taker=cast.colleague, reason="休假")
    approval = actions.ask_exception(case, by=cast.clerk, reason="客户不接电话")
    people.notify(cast.clerk, text="请看", wants_acknowledgement=True)
    other = customers.register(by=cast.clerk, brand=cast.brand, name="诸葛明", phone="13588019276")
    talk = conversation(cast)
    conversations.claim(talk, by=cast.clerk)
    conversations.hand_over(talk, by=cast.clerk, taker=cast.colleague, why="休假")
    written = conversations.send(talk, by=cast.clerk, text="您好", seen=talks.last_of(talk))
    decision = sent.decision
    company = cast.company
    sheet = actions.open_sheet(brand=cast.brand, year=2026, week=28, by=cast.clerk)
    brought = Import.objects.create(
        brand=cast.brand,
        name="a.csv",
        digest="0" * 64,
        path="none",
        rows=0,
        made_by=cast.supervisor,
        made_at=clock.now(),
    )
    key, _text = people.issue_key(by=cast.supervisor, name="对接", verbs=["cases.note"])
    return World(
        people={
            "owner": cast.clerk,
            "colleague": cast.colleague,
            "supervisor": cast.supervisor,
            "transferred": cast.operations,
            "untouched": cast.settlement,
            "enterprise": cast.enterprise,
            "leader": cast.leader,
            "administrator": cast.administrator,
            "auditor": cast.auditor,
            "named": cast.sorter,
            "stranger": cast.stranger,
            "strange_supervisor": company["2302"],
            "visitor": AnonymousUser(),
        },
        things={
            "case": case,
            "customer": first.customer,
            "other_customer": other,
            "transfer": sent,
            "report": report,
            "promise": promise,
            "proposal": proposal,
            "question": question,
            "attachment": kept,
            "offer": offer,
            "approval": approval,
            "notice": Notice.objects.filter(person=cast.clerk).latest("pk"),
            "decision": decision,
            "clock": case.clocks.first(),
            "repeat": case.repeat_record,
            "edition": decision.edition,
            "sheet": sheet,
            "import": brought,
            "key": key,
            "conversation": talk,
            "message": written,
            "original": talks.first_of(talk).source,
            "mailbox": talk.channel.mailbox,
            "department": cast.operations.department,
            "person": cast.colleague,
        },
    )


def _soon() -> Any:
    return clock.now() + dt.timedelta(hours=3)
