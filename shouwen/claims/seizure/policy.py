"""Who may do what to a seizure: the branch handles its own, claims judge, settlement writes off."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwen.claims import paper_queries
from shouwen.kernel.policy import allow, predicate
from shouwen.rulebook import queries as rulebook


@predicate
def sees(by: Any, seizure: Any) -> bool:
    from shouwen.claims.seizure import queries  # reason: app-ready

    return seizure is None or queries.visible_to(by).filter(pk=seizure.pk).exists()


@predicate
def at_the_branch(by: Any, branch: Any) -> bool:
    return branch is None or branch.pk in by.reach.departments | by.reach.member_of


@predicate
def did_not_enter_it(by: Any, seizure: Any) -> bool:
    """Who entered and kept it does not judge his own branch."""
    return seizure is None or seizure.entered_by_id != by.pk


allow("seizure.read", _("查看查扣台账"))
allow("seizure.enter", _("登记查扣"), at_the_branch)
allow("seizure.certify", _("登记查扣证明"), sees)
allow("seizure.notify", _("登记告知发货人"), sees)
allow("seizure.keep", _("保管被查扣货物"), sees)
allow("seizure.release", _("放行"), sees)
allow("seizure.report_breach", _("报告丢失或擅自出库"), sees)
allow("seizure.set_liability", _("认定分公司责任"), sees & did_not_enter_it)
allow("seizure.write_off", _("销账"), sees & did_not_enter_it)


def _sees_seizure(person: Any, seizure: int) -> bool:
    from shouwen.claims.seizure import queries  # reason: app-ready

    return queries.visible_to(person).filter(pk=seizure).exists()


def _is_sealed(matter: Any) -> bool:
    from shouwen.claims.seizure import queries  # reason: app-ready

    return queries.is_sealed(matter)


rulebook.SEEN["seizure"] = _sees_seizure
paper_queries.HOLDS.append(_is_sealed)
