"""Lifecycles: the claim (S2 8.2), its opinion and voucher, a share, an evidence request, an insurance case."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.states import Machine, Move

#: Nothing has been written out for the customer yet: the parties may still settle it among themselves.
BEFORE_VOUCHER = (
    "reported",
    "investigating",
    "wait_evidence",
    "wait_papers",
    "responsibility_set",
    "negotiating",
    "opinion_drafted",
    "confirmed",
    "disputed",
)
#: Settled, one way or another.
ENDED = ("closed", "self_settled", "withdrawn", "rejected")

claim_machine = Machine(
    "claim",
    {
        "reported": _("已报案"),
        "investigating": _("调查中"),
        "wait_evidence": _("等取证答复"),
        "wait_papers": _("等客户补单据"),
        "responsibility_set": _("责任已定"),
        "negotiating": _("协商中"),
        "opinion_drafted": _("意见待批"),
        "confirmed": _("意见已批"),
        "voucher_issued": _("待领款"),
        "paid": _("已赔付"),
        "closed": _("已结案"),
        "disputed": _("有争议"),
        "self_settled": _("自行解决"),
        "withdrawn": _("客户撤回"),
        "rejected": _("不予赔付"),
    },
    (
        Move("investigate", ("reported",), "investigating", "claim.investigated"),
        Move("wait_for_evidence", ("investigating",), "wait_evidence", "claim.evidence_awaited"),
        Move(
            "wait_for_papers",
            ("investigating", "responsibility_set", "negotiating"),
            "wait_papers",
            "claim.papers_awaited",
        ),
        Move("go_on", ("wait_evidence", "wait_papers"), "investigating", "claim.went_on"),
        Move("set_responsibility", ("investigating",), "responsibility_set", "claim.responsibility_set"),
        Move("negotiate", ("responsibility_set", "disputed"), "negotiating", "claim.negotiated"),
        Move("dispute", ("negotiating",), "disputed", "claim.disputed"),
        Move("draft_opinion", ("negotiating",), "opinion_drafted", "claim.opinion_drafted"),
        Move("take_back_opinion", ("opinion_drafted",), "negotiating", "claim.opinion_taken_back"),
        Move("confirm", ("opinion_drafted",), "confirmed", "claim.confirmed"),
        Move("issue_voucher", ("confirmed",), "voucher_issued", "claim.voucher_issued"),
        Move("void_voucher", ("voucher_issued",), "confirmed", "claim.voucher_voided"),
        Move("pay", ("voucher_issued",), "paid", "claim.paid"),
        Move("make_good", ("confirmed",), "paid", "claim.made_good"),
        Move("close", ("paid",), "closed", "claim.closed"),
        Move("settle_among_parties", BEFORE_VOUCHER, "self_settled", "claim.self_settled"),
        Move("withdraw", BEFORE_VOUCHER, "withdrawn", "claim.withdrawn"),
        Move("reject", BEFORE_VOUCHER, "rejected", "claim.rejected"),
    ),
)

opinion_machine = Machine(
    "opinion",
    {"drafted": _("待批"), "confirmed": _("已批"), "taken_back": _("已收回")},
    (
        Move("confirm", ("drafted",), "confirmed", "claim.opinion_confirmed"),
        Move("take_back", ("drafted",), "taken_back", "claim.opinion_undone"),
    ),
)

voucher_machine = Machine(
    "voucher",
    {"issued": _("待领"), "paid": _("已付"), "void": _("作废")},
    (
        Move("pay", ("issued",), "paid", "voucher.paid"),
        Move("void", ("issued",), "void", "voucher.voided"),
    ),
)

share_machine = Machine(
    "share",
    {
        "set": _("未通知"),
        "notified": _("已通知"),
        "acknowledged": _("已认可"),
        "objected": _("有异议"),
        "recovered": _("已收回"),
    },
    (
        Move("notify", ("set",), "notified", "share.notified"),
        Move("acknowledge", ("notified",), "acknowledged", "share.acknowledged"),
        Move("object", ("notified",), "objected", "share.objected"),
        Move("answer", ("objected",), "notified", "share.objection_answered"),
        Move("recover", ("notified", "acknowledged"), "recovered", "share.recovered"),
    ),
)

request_machine = Machine(
    "evidence_request",
    {"asked": _("待答复"), "answered": _("已答复"), "withdrawn": _("已撤回")},
    (
        Move("answer", ("asked",), "answered", "claim.evidence_given"),
        Move("withdraw", ("asked",), "withdrawn", "claim.evidence_request_withdrawn"),
    ),
)

insurance_machine = Machine(
    "insurance",
    {"reported": _("已报保险"), "papers_in": _("材料已交"), "recovered": _("已获赔"), "refused": _("保险未赔")},
    (
        Move("hand_in", ("reported",), "papers_in", "insurance.papers_in"),
        Move("recover", ("reported", "papers_in"), "recovered", "insurance.recovered"),
        Move("refuse", ("reported", "papers_in"), "refused", "insurance.refused"),
    ),
)


record_machine = Machine(
    "loading_record",
    {"draft": _("未签字"), "signed": _("已签字，锁定")},
    (Move("sign", ("draft",), "signed", "papers.record_signed"),),
)

two_signed_machine = Machine(
    "two_signed",
    {"draft": _("双方未签"), "half": _("一方已签"), "signed": _("双方已签，锁定")},
    (
        Move("begin", ("draft",), "half", "papers.half_signed"),
        Move("complete", ("half",), "signed", "papers.signed"),
        Move("attest", ("draft", "half"), "signed", "papers.attested"),
    ),
)
