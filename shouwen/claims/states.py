"""Lifecycles of goods papers."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.states import Machine, Move

record_machine = Machine(
    "loading_record",
    {"draft": _("未签字"), "signed": _("已签字，锁定")},
    (Move("sign", ("draft",), "signed", "papers.record_signed"),),
)

two_signed_machine = Machine(
    "two_signed",
    {"draft": _("双方未签"), "half": _("一方已签"), "signed": _("双方已签，锁定")},
    (
        Move("begin", ("draft",), "half", "papers.half_signed"),
        Move("complete", ("half",), "signed", "papers.signed"),
        Move("attest", ("draft", "half"), "signed", "papers.attested"),
    ),
)
