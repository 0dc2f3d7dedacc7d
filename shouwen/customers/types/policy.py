"""Who may mark, delete, and see how far clerks agree."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shouwen.customers.policy import shares_brand
from shouwen.kernel.policy import allow

allow("customer_types.mark", _("标记客户类型"), shares_brand)
allow("customer_types.delete", _("删去客户类型标记"), shares_brand)
allow("customer_types.read_agreement", _("看类型标记是否一致"))
