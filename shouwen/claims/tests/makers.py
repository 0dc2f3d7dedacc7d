"""Makers of claims for tests: each brings one as far as it says, through the verbs people use."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from shouwen.cases.tests.makers import complaint
from shouwen.claims import actions
from shouwen.claims.models import Claim, Voucher
from shouwen.kernel import clock
from shouwen.people import actions as people

#: All three papers carry the goods and the handover was noted: the driver bears it (F.4.2.1).
DRIVER_LIABLE = {
    "outcome": "lost",
    "stage": "arrived_branch",
    "notes": ["0", "0", "0", "0"],
    "waybill": True,
    "delivery_notice": True,
    "notice_noted": True,
    "driver_record": True,
    "loader_record": True,
    "entered": True,
    "system_normal": True,
    "copied_by": "none",
    "cause": "ordinary",
}
#: Copies 2 and 3 carry a note that copy 1 has not, found at the branch: thirds (F.4.1).
THIRDS = {**DRIVER_LIABLE, "notes": ["0", "1", "1", "0"]}
#: The same on the way: a proposal only.
ANALOGY = {**THIRDS, "stage": "in_transit"}
#: Whole packing, value declared, no guarantee, list supplied: up to 70 % of the lower price (G.4.2), 4,200.00.
CAP_4200 = {
    "cause": "ordinary",
    "kind": "loss",
    "fragile": False,
    "packing": "intact",
    "declared_value": "8000.00",
    "insured": False,
    "list_value": "8000.00",
    "market_value": "6000.00",
    "lost_share": "1",
}
#: With value-guaranteed transport: exactly the declared value (G.4.1), 8,000.00.
FIXED_8000 = {**CAP_4200, "insured": True, "market_value": "10000.00"}
#: Poor packing with a declared value: a proposal only.
UNSURE = {**CAP_4200, "packing": "poor"}


def paper(name: str = "单据.png") -> SimpleUploadedFile:
    """A picture of a paper."""
    picture = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
        "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
    )
    return SimpleUploadedFile(name, picture, "image/png")


def reported(cast: Any, waybill: str = "884027150001", **more: Any) -> Claim:
    """A complaint of damage has become a claim."""
    case = more.pop("case", None) or complaint(
        cast,
        who=more.pop("who", None),
        waybill=waybill,
        category="damage_or_shortage",
        circumstances={},
        reason="少一件",
        gist="十二件面料到了十一件，客户要求赔偿。",
    )
    claim = actions.claim_for_case(case, by=cast.claims)
    assert claim is not None
    if more:
        actions.describe(claim, by=cast.claims, **{"kind": "shortage", "cause": "ordinary", "goods": "面料", **more})
    return fresh(claim)


def fresh(claim: Claim) -> Claim:
    return Claim.objects.select_related("brand", "department", "case", "matter", "customer", "handler").get(pk=claim.pk)


def accident(cast: Any, claim: Claim, sign: bool = True) -> Any:
    """The branch's clerk writes (and signs) the accident report of the claim's waybill."""
    return actions.write_report(
        by=cast.branch,
        brand=cast.brand,
        waybill=claim.matter.number,
        happened_at=clock.now() - dt.timedelta(hours=3),
        place="苏州分公司卸货口",
        goods="涤纶面料一件",
        description="卸车点货时少一件，司机在送货通知单上注明。",
        sign=sign,
    )


def investigated(cast: Any, **more: Any) -> Claim:
    claim = reported(cast, **more)
    accident(cast, claim)
    claim = fresh(claim)
    actions.add_evidence(claim, by=cast.claims, kind="document", paper="waybill", holder="理赔部", uploads=[paper()])
    actions.investigate(claim, by=cast.claims)
    return fresh(claim)


def liable(cast: Any, given: dict[str, Any] = DRIVER_LIABLE, **more: Any) -> Claim:
    claim = investigated(cast, **more)
    actions.register_handling(claim, by=cast.claims, party="driver", person=cast.driver, words="干线运输")
    actions.run_liability(fresh(claim), by=cast.claims, given=given)
    actions.set_responsibility(fresh(claim), by=cast.claims)
    return fresh(claim)


def negotiating(
    cast: Any, given: dict[str, Any] = DRIVER_LIABLE, values: dict[str, Any] = CAP_4200, **more: Any
) -> Claim:
    claim = liable(cast, given, **more)
    actions.reckon(claim, by=cast.claims, given=values)
    actions.negotiate(fresh(claim), by=cast.claims)
    return fresh(claim)


def agreed(cast: Any, fen: int = 400000, **more: Any) -> Claim:
    claim = negotiating(cast, **more)
    actions.agree(claim, by=cast.claims, amount_fen=fen, words="客户同意这个数。")
    return fresh(claim)


def drafted(cast: Any, fen: int = 400000, **more: Any) -> Claim:
    claim = agreed(cast, fen, **more)
    actions.draft_opinion(claim, by=cast.claims, cause="卸车时丢失一件。")
    return fresh(claim)


def approve(cast: Any, claim: Claim) -> Claim:
    """Everyone the chain names says yes."""
    holders = {"客服主管": cast.supervisor, "客服中心负责人": cast.centre_head, "领导": cast.leader}
    approval = claim.opinions.get(state="drafted").approval
    for post in list(approval.posts):
        approval.refresh_from_db()
        people.approve(approval, by=holders[post])
    return fresh(claim)


def confirmed(cast: Any, fen: int = 400000, **more: Any) -> Claim:
    return approve(cast, drafted(cast, fen, **more))


def issued(cast: Any, fen: int = 400000, **more: Any) -> Voucher:
    claim = confirmed(cast, fen, **more)
    made = actions.issue_voucher(claim, by=cast.claims, payee="欧阳雪萍")
    return Voucher.objects.select_related("claim__brand", "claim__department", "opinion__approval").get(pk=made.pk)


def paid(cast: Any, fen: int = 400000, **more: Any) -> Claim:
    voucher = issued(cast, fen, **more)
    actions.pay(voucher, by=cast.settlement, identity="id_card", ending="271X")
    return fresh(voucher.claim)
