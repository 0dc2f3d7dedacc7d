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
from shouwen.claims import actions as claims
from shouwen.claims.returns import actions as returns
from shouwen.claims.seizure import actions as seizures
from shouwen.claims.tests import makers as claim_makers
from shouwen.claims.tests import makers_papers as papers
from shouwen.conversations import actions as conversations
from shouwen.conversations import queries as talks
from shouwen.conversations.phone import actions as phone
from shouwen.conversations.tests.makers import conversation
from shouwen.conversations.texts import actions as texts
from shouwen.conversations.texts.tests.makers import line as text_line
from shouwen.conversations.webchat.tests.makers import web_channel
from shouwen.conversations.wording import actions as wording
from shouwen.customers import actions as customers
from shouwen.kernel import clock, files, jobs
from shouwen.kernel.models import Attachment
from shouwen.kernel.policy import SYSTEM
from shouwen.knowledge import actions as knowledge
from shouwen.knowledge import queries as knowledge_queries
from shouwen.knowledge.tests.makers import published
from shouwen.people import actions as people
from shouwen.people.models import Notice
from shouwen.quality import actions as quality
from shouwen.rulebook import actions as rulebook
from shouwen.rulebook import queries as rules

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
    "claims_clerk",
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
    sure = conversations.send(
        talk, by=cast.clerk, text="我不知道", seen=talks.last_of(talk), why={"F-DUNNO": "客户的原话"}
    )
    laid = rules.edition_in_force("logistics")
    alarm = wording.report(by=cast.clerk, brand=cast.brand, edition=laid, phrase="dunno-know", conversation=talk)
    skill = people.keep_skill(None, by=cast.supervisor, name="外语")
    skill_rule = conversations.add_skill_rule(talk.channel, by=cast.administrator, words="order", skill=skill)
    to_review = _to_review(cast, talk)
    call = phone.ring(by=cast.clerk, brand=cast.brand, number="0571-86530417")
    phone.answer(call, by=cast.clerk)
    phone.transfer(call, by=cast.clerk, taker=cast.colleague, why="客户点名")
    exchange, _secret = phone.keep_exchange(
        None, by=cast.administrator, title="总机", brand=cast.brand, department=None, is_active=True
    )
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
    violations = _register(cast)
    draft = rulebook.begin_draft(by=cast.administrator, pack="logistics", title="改转办")
    words = {"table": "routing", "row": "R-03", "column": "department"}
    rulebook.change_answer(draft, by=cast.administrator, **words, text="运营部", seen=None)
    replay = rulebook.ask_replay(draft, by=cast.administrator)
    key, _text = people.issue_key(by=cast.supervisor, name="对接", verbs=["cases.note"])
    goods = _goods(cast)
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
            "claims_clerk": cast.claims,
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
            **violations,
            "key": key,
            "draft": draft,
            "replay": replay,
            "conversation": talk,
            "message": written,
            "to_review": to_review,
            "skill": skill,
            "skill_rule": skill_rule,
            "talk_channel": talk.channel,
            "original": talks.first_of(talk).source,
            "mailbox": talk.channel.mailbox,
            "text_line": text_line(cast),
            "text_template": texts.keep_template(
                None, by=cast.administrator, brand=cast.brand, code="notice", title="通知", text="{number} 到了"
            ),
            "word_finding": sure.word_findings.get(),
            "word_alarm": alarm,
            "word_guard": rules.export_name(laid),
            "web_channel": web_channel(cast),
            "call": call,
            "exchange": exchange,
            "department": cast.operations.department,
            "person": cast.colleague,
            "dead_job": jobs.bury("conversations.deliver", {"message": written.pk}, "why"),
            **goods,
            **_knowledge(cast),
            **_claim(cast, case),
        },
    )


def _register(cast: Any) -> dict[str, Any]:
    """A violation of the sorter whose fine he was told of, proposed by the supervisor, decided by supervision."""
    (violation,) = quality.propose(
        by=cast.supervisor,
        brand=cast.brand,
        person=cast.sorter,
        conduct=["private_vehicle"],
        source="inspection",
        facts_stated="早班骑车进分拣口。",
    )
    quality.check(violation, by=cast.company["5101"], finding="看了监控，属实。")
    penalty = quality.decide(
        violation, by=cast.company["5101"], measure="fine", amount=5000, reason="按条文每次 50 元。"
    )
    quality.object_to(penalty, by=cast.sorter, words="车不是我的，请再查。")
    month = quality.open_month(brand=cast.brand, month=f"{clock.today():%Y-%m}", by=SYSTEM)
    return {"violation": violation, "month": month}


def _knowledge(cast: Any) -> dict[str, Any]:
    """A published article with a file, a draft of its next version, and a question without an answer."""
    article = published(cast, file=SimpleUploadedFile("b.txt", "样张".encode(), "text/plain"))
    kept = knowledge_queries.files_of(article.current)[0]
    knowledge.revise(article, by=cast.clerk)
    missed = knowledge.miss(by=cast.clerk, brand=cast.brand, text="活鱼可以发物流吗")
    return {"article": article, "article_file": kept, "miss": missed}


def _goods(cast: Any) -> dict[str, Any]:
    """Papers of a waybill, a return and a seizure of brand LD; none of the relations above handles goods."""
    hands = papers.hands(cast)
    waybill = papers.waybill(hands, number="900100")
    record = papers.record(hands, "driver", {"900100": 6})
    notice = claims.write_notice(waybill, by=hands.keeper, giver=hands.driver, taker=hands.branch_clerk)
    where = {"brand": hands.brand, "branch": hands.branch}
    request = returns.ask(by=hands.branch_clerk, number="900200", reason="拒收", arrived_on=clock.today(), **where)
    seizure = seizures.enter(
        by=hands.branch_clerk,
        number="900300",
        goods="货",
        authority="police",
        cause="branch",
        reason="查",
        seized_on=clock.today(),
        **where,
    )
    upload = SimpleUploadedFile("a.txt", "证明".encode(), "text/plain")
    return {
        "waybill": waybill,
        "loading_record": record,
        "loading_line": record.lines.get(),
        "delivery_notice": notice,
        "return": request,
        "return_file": files.keep(upload, about_thing=request, by=hands.branch_clerk),
        "seizure": seizure,
        "seizure_file": files.keep(upload, about_thing=seizure, by=hands.branch_clerk),
        "liability_reason": seizure.liability_reasons.get(),
    }


def _claim(cast: Any, case: Any) -> dict[str, Any]:
    """The claim of the case, its voucher waiting at the counter, evidence asked of 运营部, its loss on the driver."""
    claim = claim_makers.liable(cast, case=case)
    asked = claims.request_evidence(
        claim, by=cast.claims, department=cast.operations.department, requirement="记录单", due_at=_soon()
    )
    claims.reckon(claim, by=cast.claims, given=claim_makers.CAP_4200)
    claims.negotiate(claim, by=cast.claims)
    claims.agree(claim, by=cast.claims, amount_fen=100000, words="谈定")
    claims.draft_opinion(claim, by=cast.claims, cause="丢失")
    claim = claim_makers.approve(cast, claim)
    insurance = claims.report_to_insurer(claim, by=cast.claims, insurer="太平洋财险", report_number="TP1")
    voucher = claims.issue_voucher(claim, by=cast.claims, payee="欧阳雪萍")
    claims.notify_shares(claim, by=cast.claims)
    kept = Attachment.objects.filter(about_kind="evidenceitem").latest("pk")
    return {
        "claim": claim,
        "accident": claim.reports.get(),
        "evidence_request": asked,
        "share": claim.shares.get(),
        "liability": claim.liability_runs.get().decision,
        "voucher": voucher,
        "insurance": insurance,
        "claim_file": kept,
        "claim_report": claims.open_report(brand=cast.brand, kind="month", year=2026, part=6, by=cast.claims),
    }


def _to_review(cast: Any, talk: Any) -> Any:
    """What the owner wrote while others had to read it first."""
    people.equip(cast.clerk, by=cast.supervisor, skills=[], at_once=None, reviewed_until=clock.today())
    written = conversations.send(talk, by=cast.clerk, text="在查", seen=talks.last_of(talk))
    people.equip(cast.clerk, by=cast.supervisor, skills=[], at_once=None, reviewed_until=None)
    return written


def _soon() -> Any:
    return clock.now() + dt.timedelta(hours=3)
