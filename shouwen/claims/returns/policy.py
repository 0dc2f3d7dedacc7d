"""Who may do what to a return: the branch asks, brings back and checks; the centre certifies, faxes and allows."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.policy import allow, predicate
from shouwen.rulebook import queries as rulebook


@predicate
def sees(by: Any, request: Any) -> bool:
    from shouwen.claims.returns import queries  # reason: app-ready

    return request is None or queries.visible_to(by).filter(pk=request.pk).exists()


@predicate
def of_his_brands(by: Any, brand: Any) -> bool:
    return brand is None or brand.pk in by.reach.brands


@predicate
def did_not_ask(by: Any, request: Any) -> bool:
    """Nobody allows his own request."""
    return request is None or request.asked_by_id != by.pk


allow("returns.read", _("查看货物返回"))
allow("returns.ask", _("提出货物返回"), of_his_brands)
allow("returns.tell", _("告知发货人"), sees)
allow("returns.certify", _("登记返回证明"), sees)
allow("returns.fax", _("传真返回证明"), sees)
allow("returns.allow", _("准予返回"), sees & did_not_ask)
allow("returns.bring_back", _("发回货物"), sees)
allow("returns.check", _("返回验收"), sees)
allow("returns.withdraw", _("撤回货物返回"), sees)


def _sees_return(person: Any, request: int) -> bool:
    from shouwen.claims.returns import queries  # reason: app-ready

    return queries.visible_to(person).filter(pk=request).exists()


rulebook.SEEN["returnrequest"] = _sees_return
