"""The customer's own page of his case: by number and one-time code, on a telephone."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.rooms import Room

ROOM = Room(
    title=_("客户查进度"),
    floor="cases",
    prefix="",
    slots={"case.aside": "portal/case_aside.html", "case.print": "portal/case_print.html"},
    timetable={"cases.portal.sweep": "20 3 * * *"},
)
