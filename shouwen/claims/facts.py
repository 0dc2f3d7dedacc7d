"""Facts about goods papers: references only."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.facts import declare

WAYBILL_ENTERED = declare("papers.waybill_entered", _("{actor} 录入配送单"), icon="file-plus")
WAYBILL_CHANGED = declare("papers.waybill_changed", _("{actor} 修改配送单"), icon="edit")
WAYBILL_IMPORTED = declare("papers.waybill_imported", _("导入配送单"), icon="file-import")
WAYBILL_ARRIVED = declare("papers.waybill_arrived", _("{actor} 记下到货"), icon="truck-delivery")
COPY_RECORDED = declare("papers.copy_recorded", _("{actor} 登记第 {copy} 联"), icon="file-check")
FOUND = declare("papers.found", _("{actor} 记下查明的情况"), icon="search")
SEARCHED = declare("papers.searched", _("{actor} 确认单据已查全"), icon="checklist", tone="ok")
RECORD_OPENED = declare("papers.record_opened", _("{actor} 开始上车记录"), icon="truck")
LINE_WRITTEN = declare("papers.line_written", _("{actor} 记下一票上车"), icon="row-insert-bottom")
LINE_TAKEN_OUT = declare("papers.line_taken_out", _("{actor} 划去一票"), icon="minus")
RECORD_SIGNED = declare("papers.record_signed", _("{actor} 签字，上车记录锁定"), icon="lock", tone="ok")
RECORD_CORRECTED = declare("papers.record_corrected", _("{actor} 另立更正记录"), icon="replace", tone="late")
COPYING_JUDGED = declare("papers.copying_judged", _("{actor} 判断记录是不是抄的"), icon="scale")
NOTICE_WRITTEN = declare("papers.notice_written", _("{actor} 填送货通知单"), icon="file-text")
SLIP_WRITTEN = declare("papers.slip_written", _("{actor} 打条"), icon="clipboard-text")
HALF_SIGNED = declare("papers.half_signed", _("{actor} 签字，等另一方"), icon="signature")
SIGNED = declare("papers.signed", _("{actor} 签字，双方已签，锁定"), icon="lock", tone="ok")
ATTESTED = declare("papers.attested", _("{actor} 见到双方签字的原件，锁定"), icon="rubber-stamp", tone="ok")
