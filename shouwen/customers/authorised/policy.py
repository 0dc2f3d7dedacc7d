"""Who may say that somebody is a firm's finance staff."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.policy import allow, predicate


@predicate
def of_his_brand(by: Any, customer: Any) -> bool:
    return customer is None or customer.brand_id in by.reach.brands


allow("authorised_contacts.keep", _("登记和停用授权联系人"), of_his_brand)
