"""Questions about message channels, templates and what was sent."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from shouwen.conversations.texts.models import Line, Template, Text

KINDS = ("sms", "wecom", "wechat", "dingtalk", "feishu")


def lines() -> QuerySet[Line]:
    return Line.objects.select_related("channel__brand", "channel__department").order_by("channel__title")


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


def template(brand: Any, code: str) -> Template | None:
    """The brand's own template of this code, when it is in use."""
    return Template.objects.filter(brand=brand, code=code, is_active=True).first()


def templates() -> QuerySet[Template]:
    return Template.objects.select_related("brand").order_by("brand", "code")


def text(pk: int) -> Text | None:
    return Text.objects.select_related("channel__brand").filter(pk=pk).first()


def texts_of(person: Any) -> QuerySet[Text]:
    """Text messages of the person's brands, newest first."""
    found = Text.objects.filter(channel__brand__in=person.reach.brands)
    return found.select_related("channel", "by").order_by("-id")
