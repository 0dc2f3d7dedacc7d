"""Customer-type cards: how a kind of customer is best served, and the few marks clerks leave for one another."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.rooms import Nav, Room

ROOM = Room(
    title=_("客户类型"),
    floor="customers",
    prefix="customer-types/",
    nav=(
        Nav(_("客户类型"), "customer-type-cards", "users", "work", "customer_types.mark", order=47),
        Nav(_("类型标记一致"), "type-agreement", "users-group", "manage", "customer_types.read_agreement", order=66),
    ),
    slots={
        "customer.aside": "customer_types/on_customer.html",
        "conversation.aside": "customer_types/on_conversation.html",
        "case.aside": "customer_types/on_case.html",
    },
    timetable={"customers.types.expire_marks": "20 3 * * *"},
)
