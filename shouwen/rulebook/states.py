"""What may happen to a draft of rules."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.states import Machine, Move
from shouwen.rulebook import facts as told

draft_machine = Machine(
    "draft",
    {
        "draft": _("起草中"),
        "submitted": _("待批准"),
        "declined": _("退回修改"),
        "approved": _("已批准"),
        "published": _("已发布"),
        "withdrawn": _("已撤销"),
    },
    (
        Move("submit", ("draft", "declined"), "submitted", told.DRAFT_SUBMITTED),
        Move("decline", ("submitted",), "declined", told.DRAFT_DECLINED),
        Move("approve", ("submitted",), "approved", told.DRAFT_APPROVED),
        Move("publish", ("approved",), "published", told.DRAFT_PUBLISHED),
        Move("withdraw", ("draft", "declined", "submitted"), "withdrawn", told.DRAFT_WITHDRAWN),
    ),
)
#: Where its content may still be changed.
OPEN = ("draft", "declined")
