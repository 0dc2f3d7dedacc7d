"""What may be done to a claim: one row a verb, with its address, permission, action, form, states and words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwen.claims import actions
from shouwen.claims.actions.deciding import BEFORE_OPINION
from shouwen.claims.actions.recovering import AFTER_OPINION
from shouwen.claims.forms import deciding, deeds
from shouwen.claims.states import BEFORE_VOUCHER

ANY = (*BEFORE_VOUCHER, "voucher_issued", "paid")


@dataclass(frozen=True)
class Verb:
    """One verb as a page: where it lives, who may, what it calls, what is asked, when, and what is said below."""

    name: str
    path: str
    right: str
    act: Callable[..., Any]
    title: Any
    button: Any
    states: tuple[str, ...]
    form: type[deeds.Deed] = deeds.Nothing
    says: Any = ""
    of: str = ""  # the part it is about: a related name of the claim, or `decision`
    aside: str = ""
    icon: str = "check"
    clause: str = ""


VERBS = (
    Verb("claim-description", "description/", "claims.handle", actions.describe, _("货损与客户要求"), _("保存"),
         ("reported", "investigating", "wait_evidence", "wait_papers"), deeds.Describe, icon="edit", clause="S2-1.C.2"),
    Verb("claim-handler", "handler/", "claims.handle", actions.take_over, _("接办"), _("由我经办"), BEFORE_VOUCHER,
         says=_("您成为经办理赔员；与事故有牵连的人不能经办。"), icon="user-check", clause="S2-1.A4.1"),
    Verb("claim-urging", "urging/", "claims.urge", actions.urge, _("催办"), _("催办"), ANY,
         says=_("通知经办理赔员，记下谁在什么时候催的。"), icon="hand-click", clause="S2-1.A2.4"),
    Verb("claim-investigation", "investigation/", "claims.handle", actions.investigate, _("开始调查"), _("开始调查"),
         ("reported",), says=_("事故报告单签字、配送单复印件齐了才能开始。"), aside="claims/verb_gate.html", icon="search",
         clause="S2-1.C.4.1"),
    Verb("claim-evidence", "evidence/", "claims.handle", actions.add_evidence, _("收证据"), _("存下"), BEFORE_VOUCHER,
         deeds.Evidence, icon="paperclip", clause="S2-1.C.4.2"),
    Verb("claim-requests", "requests/", "claims.handle", actions.request_evidence, _("向部门取证"), _("发出"),
         ("investigating", "wait_evidence", "wait_papers", "responsibility_set", "negotiating"), deeds.Request,
         _("部门答复之前，理赔停在“等取证答复”。"), icon="send", clause="S2-1.C.3.2"),
    Verb("claim-request-withdrawal", "requests/<int:part>/withdrawal/", "claims.handle", actions.withdraw_request,
         _("撤回取证"), _("撤回"), ANY, of="requests_sent", icon="arrow-back-up"),
    Verb("claim-chain", "chain/", "claims.handle", actions.register_handling, _("登记经手环节"), _("登记"), BEFORE_VOUCHER,
         deeds.Link, _("登记后他看不到本件，也不能经办、批准或付款。"), icon="route", clause="S2-1.C.4.2"),
    Verb("claim-liability", "liability/", "claims.find_liability", actions.run_liability, _("责任认定"), _("作出认定"),
         BEFORE_OPINION, deciding.Liability, _("规则、输入和来源都会留存；类推和人工的要另一人确认。"),
         aside="claims/verb_situation.html", icon="scale", clause="S2-1.F.3.1"),
    Verb("claim-confirmation", "confirmations/<int:part>/", "claims.confirm_decision", actions.confirm_decision,
         _("确认认定"), _("确认"), (*BEFORE_OPINION, "wait_papers", "wait_evidence"), deciding.Confirm,
         _("写下您的名字、时间和理由，以后不能改。"), of="decision", aside="claims/verb_decision.html", icon="circle-check"),
    Verb("claim-responsibility", "responsibility/", "claims.find_liability", actions.set_responsibility, _("定责"),
         _("定责"), BEFORE_OPINION, says=_("按最近一次认定写下各方份额。"), aside="claims/verb_shares.html", icon="gavel",
         clause="S2-1.C.4.2"),
    Verb("claim-share", "shares/<int:part>/", "claims.find_liability", actions.assign_share, _("写明责任人"), _("保存"),
         ANY, deeds.Assign, _("写明后他看不到本件；批准后会收到责任通知。"), of="shares", icon="user-pin",
         clause="S2-1.A4.3"),
    Verb("claim-compensation", "compensation/", "claims.find_liability", actions.reckon, _("定损测算"), _("测算"),
         (*BEFORE_OPINION, "wait_papers"), deciding.Compensation, _("重新测算后，以前谈定的金额作废。"),
         aside="claims/verb_situation.html", icon="calculator", clause="S2-1.G.3"),
    Verb("claim-base", "base/", "claims.find_liability", actions.ask_other_base, _("不按较低价计算"), _("提请批准"),
         ("responsibility_set", "negotiating"), deeds.Base, _("要写理由，由另一人批准后才改限额。"), icon="arrows-sort"),
    Verb("claim-negotiation", "negotiation/", "claims.handle", actions.negotiate, _("开始协商"), _("开始协商"),
         ("responsibility_set", "disputed"), aside="claims/verb_gate.html", icon="messages", clause="S2-1.C.4.3"),
    Verb("claim-talks", "talks/", "claims.handle", actions.talk, _("记协商"), _("记下"), ("negotiating",), deeds.Talk,
         aside="claims/verb_limit.html", icon="message", clause="S2-1.C.4.3"),
    Verb("claim-agreement", "agreement/", "claims.handle", actions.agree, _("谈定金额"), _("谈定"), ("negotiating",),
         deeds.Agree, _("任何情况下都不超过限额。"), aside="claims/verb_limit.html", icon="heart-handshake",
         clause="S2-1.C.4.3"),
    Verb("claim-dispute", "dispute/", "claims.handle", actions.dispute, _("谈不拢"), _("转投诉处理"), ("negotiating",),
         deeds.Words, _("通知客服主管和工单负责人。"), icon="alert-octagon"),
    Verb("claim-opinion", "opinion/", "claims.draft_opinion", actions.draft_opinion, _("拟处理意见"), _("提交审批"),
         ("negotiating",), deeds.Opinion, _("按金额逐级审批，您自己不能批准。"), aside="claims/verb_opinion.html",
         icon="writing", clause="S2-1.C.4.3"),
    Verb("claim-opinion-return", "opinion/return/", "claims.draft_opinion", actions.take_back_opinion, _("收回意见"),
         _("收回"), ("opinion_drafted",), deeds.Why, _("没有批完的审批一并撤回。"), icon="arrow-back-up"),
    Verb("claim-voucher", "voucher/", "claims.issue_voucher", actions.issue_voucher, _("开领取凭证"), _("开出"),
         ("confirmed",), deeds.Payee, _("金额就是批准的金额；客户凭它到结算部领款。"), aside="claims/verb_gate.html",
         icon="receipt", clause="S2-1.C.4.4"),
    Verb("claim-voucher-void", "vouchers/<int:part>/void/", "claims.issue_voucher", actions.void_voucher, _("作废凭证"),
         _("作废"), ("voucher_issued",), deeds.Reason, of="vouchers", icon="receipt"),
    Verb("claim-making-good", "making-good/", "claims.issue_voucher", actions.make_good, _("已按意见办完"), _("记下"),
         ("confirmed",), deeds.Words, _("修复、更换或其他方式赔付的，办完后记下。"), icon="tool"),
    Verb("claim-notices", "notices/", "claims.recover", actions.notify_shares, _("通知责任方"), _("通知"), AFTER_OPINION,
         says=_("每人只看到自己的份额和金额。"), aside="claims/verb_shares.html", icon="send", clause="S2-1.A4.3"),
    Verb("claim-objection-answer", "shares/<int:part>/answer/", "claims.recover", actions.answer_objection,
         _("答复异议"), _("答复"), ANY, deeds.Words, of="shares", aside="claims/verb_objection.html",
         icon="message-reply"),
    Verb("claim-recovery", "shares/<int:part>/recovery/", "claims.recover", actions.recover_share, _("份额已收回"),
         _("已收回"), AFTER_OPINION, of="shares", icon="cash"),
    Verb("claim-end", "end/", "claims.end", actions.ask_end, _("撤回或不予赔付"), _("提请批准"), BEFORE_VOUCHER,
         deeds.End, _("由客服主管批准后了结。"), icon="circle-x"),
    Verb("claim-self-settlement", "self-settlement/", "claims.self_settle", actions.settle_among_parties, _("自行解决"),
         _("记下"), BEFORE_VOUCHER, deeds.SelfSettle, _("按组计入每月统计；开出凭证后不能再记。"), icon="users",
         clause="S2-1.A2.5"),
    Verb("claim-insurance", "insurance/", "claims.insure", actions.report_to_insurer, _("向保险公司报案"), _("记下"), ANY,
         deeds.Insurer, _("保险赔款与客户的赔付是两笔钱。"), icon="shield", clause="S2-1.A4.4"),
    Verb("claim-insurance-papers", "insurances/<int:part>/papers/", "claims.insure", actions.hand_in_papers,
         _("交保险材料"), _("记下"), ANY, deeds.InsurerPapers, of="insurances", icon="file-check", clause="S2-1.A4.4"),
    Verb("claim-insurance-payment", "insurances/<int:part>/payment/", "claims.insure", actions.insurer_pays,
         _("保险赔款到账"), _("记下"), ANY, deeds.InsurerPays, of="insurances", icon="shield-dollar"),
    Verb("claim-insurance-refusal", "insurances/<int:part>/refusal/", "claims.insure", actions.insurer_refuses,
         _("保险公司不赔"), _("记下"), ANY, deeds.Words, of="insurances", icon="shield-x"),
)  # fmt: skip
BY_NAME = {verb.name: verb for verb in VERBS}
