"""Who may say that somebody is a firm's finance staff."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shouwen.customers.policy import shares_brand
from shouwen.kernel.policy import allow

allow("authorised_contacts.keep", _("登记和停用授权联系人"), shares_brand)
