"""The words: checked as they are typed and again before they go out, reviewed when sent all the same."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.rooms import Nav, Room

ROOM = Room(
    title=_("用语"),
    floor="conversations",
    prefix="wording/",
    nav=(
        Nav(_("用语复核"), "word-findings", "message-report", "manage", "wording.review", order=65),
        Nav(_("用语误报"), "word-alarms", "flag", "manage", "wording.settle", order=73),
    ),
    slots={"conversation.compose": "wording/guard.html", "case.answer": "wording/advice.html"},
    timetable={"conversations.wording.forget_sentences": "40 3 * * *"},
)
