"""Keeping web channels: whose they are, on which sites they stand, when somebody answers, what is asked first."""

from __future__ import annotations

import re
import secrets
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.conversations import actions as conversations
from shouwen.conversations.webchat import hours, preform, questions
from shouwen.conversations.webchat.models import WebChannel
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import Unacceptable
from shouwen.kernel.states import amend

_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|[0-9a-f:]+")
GREETINGS = ("greeting", "greeting_en")
CHANNEL = ("title", "brand", "department", "opens_cases", "is_active")


@transaction.atomic
def keep_channel(web: WebChannel | None, *, by: Any, **values: Any) -> WebChannel:
    """Makes a web channel or changes one. `sites` are origins, `hours` lines, `form` fields or lines."""
    require(by, "conversations.keep_channels", web.channel if web is not None else None)
    shared = {name: values.pop(name) for name in CHANNEL if name in values}
    if "sites" in values:
        values["sites"] = [origin_of(site) for site in values["sites"]]
    _check_hours(values.get("hours", ""))
    if "form" in values:
        values["form"] = _fields(values["form"])
    kept = conversations.keep_channel(web.channel if web is not None else None, by=by, kind="chat", **shared)
    conversations.mind_standing_words(kept, **{name: values[name] for name in GREETINGS if name in values})
    if web is None:
        key = values.pop("key", "") or secrets.token_hex(8)
        return WebChannel.objects.create(channel=kept, key=key, **values)
    amend(web, **values)
    return web


def origin_of(site: str) -> str:
    """`https://www.example.com[:port]` of what was typed; refused when it is no address of a site."""
    parts = urlsplit(site.strip() if "//" in site else f"https://{site.strip()}")
    try:
        port = parts.port
    except ValueError:
        port = -1
    named = _HOST.fullmatch(parts.hostname or "")
    if parts.scheme not in ("http", "https") or not named or port == -1 or parts.path.strip("/"):
        sentence = _("这不是网站地址：%(site)s。写成 https://www.example.com") % {"site": site[:60]}
        raise Unacceptable(sentence, details={"sites": sentence})
    return f"{parts.scheme}://{parts.netloc.rsplit('@', 1)[-1].lower()}"


def _check_hours(text: str) -> None:
    try:
        hours.hours_of(text)
    except ValueError as problem:
        sentence = _("看不懂这一行：%(line)s") % {"line": str(problem)[:60]}
        raise Unacceptable(sentence, details={"hours": sentence}) from problem


def _fields(given: str | list[preform.Field]) -> list[preform.Field]:
    """Fields, from lines or from the rows of the page; refused when one makes no sense."""
    if not isinstance(given, str):
        fields, wrong = questions.fields_of(questions.rows_of(given))
        if wrong:
            sentence = next(sentence for parts in wrong.values() for sentence in parts.values())
            raise Unacceptable(sentence, details={"form": sentence})
        return fields
    try:
        return preform.fields_of(given)
    except ValueError as problem:
        sentence = _("看不懂这一行：%(line)s") % {"line": str(problem)[:60]}
        raise Unacceptable(sentence, details={"form": sentence}) from problem
