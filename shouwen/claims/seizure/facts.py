"""Facts about seizures: references only."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.facts import declare

ENTERED = declare("seizure.entered", _("{actor} 登记查扣"), icon="shield-lock", tone="late")
CERTIFIED = declare("seizure.certificate_obtained", _("{actor} 取得查扣证明"), icon="certificate", tone="ok")
CERTIFIED_LATER = declare("seizure.certificate_came", _("{actor} 补到查扣证明"), icon="certificate", tone="ok")
NOTIFIED = declare("seizure.shipper_notified", _("{actor} 已告知发货人"), icon="phone", tone="ok", audience="customer")
NOTICE = declare("seizure.notice_registered", _("{actor} 登记一次告知"), icon="phone", audience="customer")
COPY_SENT = declare("seizure.copy_sent", _("{actor} 把证明发给发货人"), icon="file-export", audience="customer")
IN_CUSTODY = declare("seizure.taken_into_custody", _("{actor} 开始保管"), icon="building-warehouse")
CHECKED = declare("seizure.custody_checked", _("{actor} 查看保管情况"), icon="eye-check")
RELEASED = declare("seizure.released", _("{actor} 凭许可放行"), icon="lock-open", tone="ok", audience="customer")
ALLOWED = declare("seizure.write_off_allowed", _("满期，可以销账"), icon="calendar-check")
WRITTEN_OFF = declare("seizure.written_off", _("{actor} 销账"), icon="receipt", tone="ok")
BREACH = declare("seizure.breach_reported", _("{actor} 报告差错"), icon="alert-octagon", tone="late")
PROPOSED = declare("seizure.liability_proposed", _("提出分公司责任"), icon="scale", tone="late")
SET = declare("seizure.liability_set", _("{actor} 认定分公司责任"), icon="gavel", tone="late")
DROPPED = declare("seizure.liability_dropped", _("{actor} 不认定分公司责任"), icon="circle-x")
