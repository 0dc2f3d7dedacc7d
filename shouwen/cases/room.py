"""The work: cases with an owner, steps, clocks, routing, return visit, closing gate and the weekly sheet."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.rooms import Nav, Room

ROOM = Room(
    title=_("工单"),
    floor="cases",
    prefix="",
    nav=(
        Nav(_("我的工作台"), "workbench", "layout-dashboard", "mine", order=1),
        Nav(_("来电登记"), "intake", "phone-incoming", "mine", "cases.open_case", order=2),
        Nav(_("全部工单"), "cases", "clipboard-list", "work", order=10),
        Nav(_("部门协办"), "inbox", "inbox", "work", "cases.report_back", order=20),
        Nav(_("值班看板"), "board", "device-desktop-analytics", "manage", "cases.supervise", order=60),
        Nav(_("投诉周汇总"), "sheets", "chart-bar", "manage", "cases.submit_sheet cases.approve_sheet", order=61),
        Nav(_("批量导入"), "imports", "file-import", "manage", "cases.import_cases", order=62),
    ),
    slots={
        "customer.aside": "cases/intake_customer_aside.html",
        "conversation.aside": "cases/talk_aside.html",
        "message.meta": "cases/promise_mark.html",
        "message.below": "cases/promise_line.html",
        "phone.card": "cases/phone_card.html",
    },
    timetable={
        "cases.ring_due_clocks": "every 15s",
        "cases.find_patterns": "every 10m",
        "cases.open_weekly_sheets": "5 0 * * *",
        "cases.sweep_imports": "35 3 * * *",
    },
)
