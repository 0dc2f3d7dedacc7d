"""Facts about returns: references only."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.facts import declare

ASKED = declare("return.asked", _("{actor} 提出返回"), icon="arrow-back-up")
TOLD = declare("return.shipper_told", _("{actor} 已告知发货人"), icon="phone", audience="customer")
CERTIFIED = declare("return.certified", _("{actor} 取得发货人的返回证明"), icon="certificate", tone="ok")
FAXED = declare("return.faxed", _("{actor} 已把证明传真给分公司"), icon="file-export")
ALLOWED = declare("return.allowed", _("{actor} 准予返回"), icon="circle-check", tone="ok")
RETURNED = declare("return.returned", _("{actor} 已发回"), icon="truck")
CHECKED = declare("return.checked", _("{actor} 验收"), icon="clipboard-check")
WITHDRAWN = declare("return.withdrawn", _("{actor} 撤回返回"), icon="arrow-back-up")
BRANCH_LIABLE = declare("return.branch_liable", _("去程标签被盖住且货物不符，分公司负责"), icon="gavel", tone="late")
