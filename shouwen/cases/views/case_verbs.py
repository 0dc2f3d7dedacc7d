"""What may be done to a case: one row a verb, with its address, permission, action, form and words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwen.cases import actions
from shouwen.cases.forms import case as forms


@dataclass(frozen=True)
class Verb:
    """One verb as a page: where it lives, who may, what it calls, what is asked, and what is said under the button."""

    name: str
    path: str
    right: str
    act: Callable[..., Any]
    title: Any
    button: Any
    form: type[forms.Deed] = forms.Nothing
    says: Any = ""
    of: str = ""  # the part it is about: a related name of the case
    right_on_part: bool = False
    aside: str = ""  # a template above the fields
    icon: str = "check"


VERBS = (
    Verb("case-answer", "answer/", "cases.answer", actions.answer, _("告知客户"), _("记下"), forms.Answer,
         _("联系上本人并且不只是进展，才算已告知；代办的时限随之停止。"), aside="cases/case_aside_answer.html", icon="phone"),
    Verb("case-transfer", "transfer/", "cases.transfer", actions.transfer, _("转办"), _("转办"), forms.Transfer,
         _("部门照时限办理并反馈；负责人不变。"), aside="cases/case_aside_transfer.html", icon="arrow-right"),
    Verb("case-transfer-chase", "transfers/<int:part>/chase/", "cases.chase", actions.chase, _("催办"), _("催办"),
         says=_("通知部门并计一次催办；明天还没有反馈再催。"), of="transfers", aside="cases/case_aside_part.html", icon="hand-click"),
    Verb("case-transfer-withdrawal", "transfers/<int:part>/withdrawal/", "cases.transfer", actions.withdraw_transfer,
         _("撤回转办"), _("撤回"), says=_("部门的时限作废。"), of="transfers", aside="cases/case_aside_part.html",
         icon="arrow-back-up"),
    Verb("case-offer", "offer/", "cases.offer", actions.offer, _("移交"), _("提出移交"), forms.Offer,
         _("对方接受之前，仍由现在的负责人负责。"), icon="arrows-exchange"),
    Verb("case-offer-acceptance", "offers/<int:part>/acceptance/", "cases.accept_offer", actions.accept_offer,
         _("接受移交"), _("接受"), says=_("您成为负责人，时限一并过来；首问人不变。"), of="offers", right_on_part=True,
         aside="cases/case_aside_part.html", icon="circle-check"),
    Verb("case-offer-return", "offers/<int:part>/return/", "cases.accept_offer", actions.return_offer, _("退回移交"),
         _("退回"), forms.Why, _("仍由提出的一方负责。"), of="offers", right_on_part=True, icon="arrow-back-up"),
    Verb("case-offer-withdrawal", "offers/<int:part>/withdrawal/", "cases.withdraw_offer", actions.withdraw_offer,
         _("撤回移交"), _("撤回"), of="offers", right_on_part=True, icon="arrow-back-up"),
    Verb("case-owner", "owner/", "cases.reassign", actions.reassign, _("改派"), _("改派"), forms.Reassign,
         _("立即换负责人，不等对方接受。"), icon="user-share"),
    Verb("case-promises", "promises/", "cases.promise", actions.promise, _("向客户承诺"), _("记下承诺"), forms.Promise,
         _("到期前要兑现，或告知进展重新约定。"), icon="heart-handshake"),
    Verb("case-promise-keeping", "promises/<int:part>/keeping/", "cases.settle_promise", actions.keep_promise,
         _("承诺已兑现"), _("已兑现"), forms.Keep, of="promises", aside="cases/case_aside_part.html", icon="checks"),
    Verb("case-promise-extension", "promises/<int:part>/extension/", "cases.settle_promise", actions.extend_promise,
         _("告知进展，重新约定"), _("记下"), forms.Extend, _("算作一次告知；第三次由主管接手。"), of="promises",
         aside="cases/case_aside_part.html", icon="calendar-event"),
    Verb("case-judgement", "judgement/", "cases.judge", actions.judge, _("判断"), _("作出判断"), forms.Judge,
         _("致歉之后才能判断；谁、何时、依据什么都会记下。"), icon="scale"),
    Verb("case-findings", "findings/", "cases.take_step", actions.record_findings, _("查明的情况"), _("保存"),
         forms.Findings, _("别人先存了会两份都给您看，不会丢。"), icon="search"),
    Verb("case-proposals", "proposals/", "cases.propose", actions.propose, _("提出方案"), _("提出"), forms.Propose,
         icon="bulb"),
    Verb("case-proposal-choice", "proposals/<int:part>/choice/", "cases.choose_proposal", actions.choose_proposal,
         _("选定方案"), _("选定"), forms.Choose, _("不能选定自己提出的方案。"), of="proposals",
         aside="cases/case_aside_part.html", icon="circle-check"),
    Verb("case-named", "named/", "cases.require_report", actions.name_person, _("登记被投诉人"), _("登记"), forms.Name,
         _("登记后他看不到本单，也不能负责、裁定或关闭。"), icon="user-exclamation"),
    Verb("case-reports", "reports/", "cases.require_report", actions.require_report, _("要求书面报告"), _("要求"),
         forms.RequireReport, _("当日下班前交；他只看到要点，看不到客户姓名和电话。"), icon="file-text"),
    Verb("case-visit", "visit/", "cases.visit", actions.visit, _("回访"), _("记下回访"), forms.Visit,
         _("联系不上的，在不同时段试三次；不满意就进入下一轮。"), icon="phone-outgoing"),
    Verb("case-pause", "pause/", "cases.pause", actions.pause, _("暂停计时"), _("暂停"), forms.Reason,
         _("本单所有时限一起停；恢复时按停了多久顺延。"), icon="player-pause"),
    Verb("case-resumption", "resumption/", "cases.pause", actions.resume, _("恢复计时"), _("恢复"), icon="player-play"),
    Verb("case-supervision", "supervision/", "cases.supervise", actions.supervise, _("督办"), _("督办"),
         says=_("标明督办并通知负责人。"), icon="flag"),
    Verb("case-apology-refusal", "apology-refusal/", "cases.answer", actions.refuse_apology, _("客户不接受致歉"),
         _("请主管回电"), says=_("主管回电的时限马上开始。"), icon="alert-octagon"),
    Verb("case-round", "round/", "cases.answer", actions.take_another_round, _("客户不满意，再办一轮"), _("再办一轮"),
         says=_("轮数不限，每轮另计时限。"), icon="repeat"),
    Verb("case-reopening", "reopening/", "cases.reopen", actions.reopen, _("重开"), _("重开"), forms.Reason,
         icon="lock-open"),
    Verb("case-closure", "closure/", "cases.close", actions.close, _("关闭"), _("关闭"),
         says=_("关闭条件逐条再核对一次。"), aside="cases/case_aside_gate.html", icon="lock"),
    Verb("case-exception", "exception/", "cases.close", actions.ask_exception, _("申请例外关闭"), _("提交申请"),
         forms.Reason, _("由领导审批；批准前照常办理。"), aside="cases/case_aside_gate.html", icon="lock-exclamation"),
    Verb("case-exceptional-closure", "exceptional-closure/", "cases.close_exceptionally", actions.close_exceptionally,
         _("例外关闭"), _("例外关闭"), forms.Reason, _("没有满足的条件会一并记下，并计入统计。"),
         aside="cases/case_aside_gate.html", icon="lock-exclamation"),
    Verb("case-repeat-acknowledgement", "repeat/acknowledgement/", "cases.acknowledge_repeat",
         actions.acknowledge_repeat, _("知悉二次投诉"), _("已知悉"), of="repeat_record", icon="eye-check"),
    Verb("case-repeat-analysis", "repeat/analysis/", "cases.take_step", actions.analyse_repeat,
         _("二次投诉的原因和预防"), _("保存"), forms.Analyse, of="repeat_record", icon="bulb"),
    Verb("case-repeat-denial", "repeat/denial/", "cases.classify", actions.deny_repeat, _("不是同一事"), _("认定"),
         forms.Why, _("记录保留，理由可查。"), of="repeat_record", icon="repeat-off"),
    Verb("case-class", "class/", "cases.classify", actions.classify, _("定类别"), _("定下"), forms.Classify,
         _("按规则给出该转的部门。"), icon="tag"),
    Verb("case-wording", "wording/", "cases.classify", actions.amend, _("修改来电记录"), _("保存"), forms.Wording,
         _("改动会记下；别人先存了会两份都给您看。"), icon="edit"),
    Verb("case-consultations", "consultations/", "cases.note", actions.consult, _("请教同事"), _("发出"),
         forms.Consult, _("他答复之前本单不能关闭。"), icon="help"),
    Verb("case-consultation-answer", "consultations/<int:part>/answer/", "cases.answer_consultation",
         actions.answer_consultation, _("答复请教"), _("答复"), forms.ConsultationAnswer, of="notes", right_on_part=True,
         aside="cases/case_aside_part.html", icon="message-reply"),
    Verb("case-step", "steps/<slug:step>/", "cases.take_step", actions.take_step, _("办理步骤"), _("完成这一步"),
         forms.Step, aside="cases/case_aside_step.html", icon="circle-check"),
)
BY_NAME = {verb.name: verb for verb in VERBS}
