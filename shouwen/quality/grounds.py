"""What a violation rests on, in words: band, clauses, the decision's page, and where our own rules begin."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shouwen.kernel.money import Money
from shouwen.people import queries as people
from shouwen.quality.bands import said
from shouwen.quality.rules import rules_at, rules_for


def ground_of(violation: Any) -> dict[str, Any]:
    """Band in words, the conduct in the words of the edition, and the address of the 据 drawer."""
    rules = rules_at(violation.decision, violation.brand) if violation.decision_id else rules_for(violation.brand)
    words = dict(rules.conducts()) if rules.has_penalties else {}
    now = rules_for(violation.brand)
    reference = ""
    if violation.source == "inspection" and not violation.has_figure:
        reference = str(now.setting("penalty.inspection_band"))
    return {
        "band": said(violation.low_fen, violation.high_fen),
        "conduct": [words.get(each, each) for each in violation.given.get("conduct", [])],
        "basis_url": reverse("decision-basis", args=[violation.decision_id]) if violation.decision_id else "",
        "objection_days": now.setting("penalty.objection_days"),
        "objection_origin": now.origin("penalty.objection_days"),
        "decider": rules.decider(violation.decider),
        "reference": reference,
        "reference_band": _band_of(reference, now) if reference else "",
    }


def _band_of(row: str, rules: Any) -> str:
    """The band of a row as the table has it, for orientation only."""
    for name in ("penalty", "penalty-each"):
        for each in rules.pack.tables[name].row:
            if each.id == row and each.then.get("low"):
                low, high = (Money.parse(str(each.then[end])).fen for end in ("low", "high"))
                return said(low, high)
    return ""


def next_of(violation: Any, penalty: Any, objection: Any) -> str:
    """Whose turn it is, by the posts that may, in one sentence; "" when nobody has to do anything."""
    if violation.state == "proposed":
        return _("%(posts)s核实；不能是提出的人、本人或他部门的人") % {"posts": _posts("quality.check")}
    if violation.state == "checked":
        verb = "quality.decide_grave" if violation.decider == "enterprise" else "quality.decide"
        return _("%(posts)s决定；不能是提出的人、本人或他部门的人") % {"posts": _posts(verb)}
    if penalty is None or violation.state == "dismissed":
        return ""
    if penalty.state == "waiting":
        return _("另一人批准：%(posts)s，不能是提出或决定的人") % {"posts": _posts("quality.second")}
    if objection is not None and objection.state == "open":
        return _("没有参与决定的%(posts)s答复异议") % {"posts": _posts("quality.answer_objection")}
    return {
        "notified": _("本人可以提出异议；月底列入监察奖罚明细"),
        "listed": _("已列入明细，由薪酬部门依法执行"),
    }.get(penalty.state, "")


def _posts(verb: str) -> str:
    """The posts that grant a verb now: an administrator may have changed them."""
    return "、".join(post.name for post in people.posts() if verb in post.verbs)
