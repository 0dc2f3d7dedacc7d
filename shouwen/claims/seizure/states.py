"""The lifecycle of a seizure (S2 8.3). What the branch owes is no state but a list of reasons beside it."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.states import Machine, Move

#: The goods are sealed: nothing leaves the store without the authority's word.
SEALED = ("seized", "cert_obtained", "shipper_notified", "in_custody", "write_off_allowed")

seizure_machine = Machine(
    "seizure",
    {
        "seized": _("已查扣"),
        "cert_obtained": _("已取得证明"),
        "shipper_notified": _("已告知发货人"),
        "in_custody": _("保管中"),
        "released": _("已放行"),
        "write_off_allowed": _("可以销账"),
        "written_off": _("已销账"),
    },
    (
        Move("obtain_certificate", ("seized",), "cert_obtained", "seizure.certificate_obtained"),
        Move("notify", ("seized", "cert_obtained"), "shipper_notified", "seizure.shipper_notified"),
        Move("take_into_custody", ("shipper_notified",), "in_custody", "seizure.taken_into_custody"),
        Move("release", ("in_custody", "write_off_allowed"), "released", "seizure.released"),
        Move("allow_write_off", ("in_custody",), "write_off_allowed", "seizure.write_off_allowed"),
        Move("write_off", ("write_off_allowed",), "written_off", "seizure.written_off"),
    ),
)

reason_machine = Machine(
    "branch_liability",
    {"proposed": _("待认定"), "set": _("已认定"), "dropped": _("不认定")},
    (
        Move("set", ("proposed",), "set", "seizure.liability_set"),
        Move("drop", ("proposed",), "dropped", "seizure.liability_dropped"),
    ),
)
