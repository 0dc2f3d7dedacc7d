"""Who may register, change, merge customers and see their numbers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.policy import allow, predicate


@predicate
def shares_brand(by: Any, customer: Any) -> bool:
    return customer is None or customer.brand_id in by.reach.brands


@predicate
def not_barred(by: Any, customer: Any) -> bool:
    from shouwen.customers.queries import NEVER_SEES  # reason: app-ready

    return customer is None or not any(never(by, customer) for never in NEVER_SEES)


allow("customers.register", _("登记客户"), shares_brand)
allow("customers.change", _("修改客户"), shares_brand)
allow("customers.merge", _("合并客户"), shares_brand)
allow("customers.reveal_number", _("查看完整号码"), shares_brand & not_barred)
