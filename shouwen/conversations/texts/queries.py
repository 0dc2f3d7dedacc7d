"""Questions about message channels, templates and what was sent."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from shouwen.conversations.models import KINDS as CHANNEL_KINDS
from shouwen.conversations.texts.models import Arrival, Handed, Line, Media, Template, Text, TextIdentity, Thread
from shouwen.kernel.deadlines import elapsed
from shouwen.kernel.refusals import Refusal
from shouwen.rulebook import queries as rulebook

KINDS = ("sms", "wecom", "wechat", "dingtalk", "feishu")


def kinds() -> list[tuple[str, Any]]:
    """The kinds of lines with their titles."""
    return [(kind, title) for kind, title in CHANNEL_KINDS if kind in KINDS]


def signature(brand: Any) -> str:
    """What stands in brackets before the brand's texts; "" when it has no SMS line."""
    line = sms_line(brand)
    return line.agent if line is not None else ""


def lines() -> QuerySet[Line]:
    return Line.objects.select_related("channel__brand", "channel__department").order_by("channel__title")


def kept_by(person: Any) -> QuerySet[Line]:
    """Lines of the person's brands, for whoever keeps channels."""
    return lines().filter(channel__brand__in=person.reach.brands)


def line(pk: int) -> Line | None:
    return lines().filter(pk=pk).first()


def line_with_key(kind: str, key: str) -> Line | None:
    """The line a vendor calls, when it is in use."""
    return lines().filter(key=key, channel__kind=kind, channel__is_active=True).first()


def line_of(channel: Any) -> Line | None:
    return lines().filter(channel=channel).first()


def sms_line(brand: Any) -> Line | None:
    """The brand's SMS line in use; the oldest when there are several."""
    return lines().filter(channel__brand=brand, channel__kind="sms", channel__is_active=True).order_by("pk").first()


def any_sms() -> bool:
    """True when some brand can send text messages at all."""
    return lines().filter(channel__kind="sms", channel__is_active=True).exists()


def template(brand: Any, code: str) -> Template | None:
    """The brand's own template of this code, when it is in use."""
    return Template.objects.filter(brand=brand, code=code, is_active=True).first()


def templates_kept_by(person: Any) -> QuerySet[Template]:
    """Templates of the person's brands."""
    found = Template.objects.filter(brand__in=person.reach.brands)
    return found.select_related("brand").order_by("brand", "code")


def text(pk: int) -> Text | None:
    return Text.objects.select_related("channel__brand").filter(pk=pk).first()


def texts_of(person: Any) -> QuerySet[Text]:
    """Text messages of the person's brands, newest first."""
    found = Text.objects.filter(channel__brand__in=person.reach.brands)
    return found.select_related("channel", "by").order_by("-id")


def media(pk: int) -> Media | None:
    return Media.objects.select_related("line__channel__brand", "message__conversation").filter(pk=pk).first()


def is_still_fetched(message: Any) -> bool:
    """True while something enclosed in a message is on its way."""
    return Media.objects.filter(message=message, done_at=None).exists()


def handed(message: Any) -> dict[int, str]:
    """Parts of an answer that the vendor has, and its number of each."""
    return dict(Handed.objects.filter(message=message).values_list("part", "reference"))


def next_arrival(line: Line, after: int, tries: int) -> Arrival | None:
    """The oldest that waits behind `after`."""
    return Arrival.objects.filter(line=line, done_at=None, pk__gt=after, tries__lt=tries).order_by("pk").first()


def lines_waiting(before: dt.datetime, tries: int) -> list[int]:
    """Lines with something older than that moment which nobody has taken in."""
    left = Arrival.objects.filter(done_at=None, at__lt=before, tries__lt=tries)
    return list(left.order_by().values_list("line", flat=True).distinct()[:100])


def given_up(line: Line) -> int:
    """How many arrivals could not be taken in."""
    return Arrival.objects.filter(line=line, outcome="failed").count()


def last_thread(identity: TextIdentity) -> Thread | None:
    return Thread.objects.select_related("conversation").filter(identity=identity).order_by("-pk").first()


def thread_of(conversation: Any) -> Thread | None:
    """With whom a conversation is."""
    found = Thread.objects.select_related("identity__line__channel__brand", "identity__customer")
    return found.filter(conversation=conversation).first()


def thread_within(brand: Any) -> dt.timedelta:
    """For how long after its end a thread goes on: the brand's setting, a day where its pack has none."""
    try:
        pack = rulebook.pack_of(rulebook.edition_in_force(brand.pack))
        return elapsed(str(rulebook.setting(pack, brand.code, "texts.thread_within")))
    except (KeyError, Refusal):
        return dt.timedelta(days=1)
