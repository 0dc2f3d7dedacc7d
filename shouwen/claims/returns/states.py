"""The lifecycle of a return (S2 8.4). Certificate and fax are for goods unclaimed for less than the set days."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.states import Machine, Move

BEFORE_PERMISSION = ("requested", "certified", "faxed")

return_machine = Machine(
    "return",
    {
        "requested": _("已提出"),
        "certified": _("已有证明"),
        "faxed": _("已传真"),
        "allowed": _("准予返回"),
        "returned": _("已发回"),
        "checked": _("已验收"),
        "withdrawn": _("已撤回"),
    },
    (
        Move("certify", ("requested",), "certified", "return.certified"),
        Move("fax", ("certified",), "faxed", "return.faxed"),
        Move("allow", ("requested", "faxed"), "allowed", "return.allowed"),
        Move("bring_back", ("allowed",), "returned", "return.returned"),
        Move("check", ("returned",), "checked", "return.checked"),
        Move("withdraw", BEFORE_PERMISSION, "withdrawn", "return.withdrawn"),
    ),
)
