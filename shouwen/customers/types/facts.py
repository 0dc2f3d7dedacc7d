"""Facts about marks: that there was one, never which type: the fact stays when the mark is gone."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.facts import declare

MARKED = declare("customer_type.marked", _("{actor} 标记了客户类型"), icon="tag")
DELETED = declare("customer_type.deleted", _("{actor} 删去了客户类型标记"), icon="trash")
EXPIRED = declare("customer_type.expired", _("客户类型标记到期删去"), icon="hourglass")
