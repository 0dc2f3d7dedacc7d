"""Who may mark, delete, and see how far clerks agree."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.policy import allow, predicate


@predicate
def of_his_brand(by: Any, customer: Any) -> bool:
    return customer is None or customer.brand_id in by.reach.brands


allow("customer_types.mark", _("标记客户类型"), of_his_brand)
allow("customer_types.delete", _("删去客户类型标记"), of_his_brand)
allow("customer_types.read_agreement", _("看类型标记是否一致"))
