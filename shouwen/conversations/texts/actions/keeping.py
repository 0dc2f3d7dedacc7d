"""Keeping lines and templates: secrets go in and never come out, what is missing is said field by field."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shouwen.conversations import actions as conversations
from shouwen.conversations.texts import facts as told
from shouwen.conversations.texts import wording
from shouwen.conversations.texts.actions.answering import TEXTS
from shouwen.conversations.texts.models import Line, Template
from shouwen.conversations.texts.vendors import VENDORS
from shouwen.kernel import facts, vault
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import Unacceptable
from shouwen.kernel.states import amend

CHANNEL = ("title", "brand", "department", "opens_cases", "acknowledgement", "is_active")
COLUMNS = ("vendor", "account", "agent", "gateway", "is_simulated")
#: The room's own sentence speaks of letters.
ACKNOWLEDGEMENT = "您好，您的消息已收到，编号 {number}。我们会尽快回复。"


@transaction.atomic
def keep_line(line: Line | None, *, by: Any, kind: str, **values: Any) -> Line:
    """Makes a line of a kind or changes one. A secret left empty stays as it is; none is ever shown."""
    require(by, "conversations.keep_channels", line.channel if line is not None else None)
    channel = {name: values[name] for name in CHANNEL if name in values}
    columns = {name: values[name] for name in COLUMNS if name in values}
    locked = dict(line.locked) if line is not None else {}
    wanted = VENDORS[kind].fields
    locked |= {each.name: vault.lock(values[each.name]) for each in wanted if each.is_secret and values.get(each.name)}
    _check(line, kind, columns, locked)
    if not str(channel.get("acknowledgement", "")).strip() and (line is None or "acknowledgement" in channel):
        channel["acknowledgement"] = ACKNOWLEDGEMENT
    kept = conversations.keep_channel(line.channel if line is not None else None, by=by, kind=kind, **channel)
    if line is None:
        line = Line.objects.create(channel=kept, key=secrets.token_hex(16), locked=locked, **columns)
    else:
        amend(line, locked=locked, pass_locked="", pass_until=None, **columns)
    facts.record(told.LINE_KEPT, by=by, about_thing=line, refs={"fields": sorted([*columns, *locked])})
    return line


def _check(line: Line | None, kind: str, columns: dict[str, Any], locked: dict[str, str]) -> None:
    def given(name: str, is_secret: bool) -> str:
        return locked.get(name, "") if is_secret else str(columns.get(name, getattr(line, name, "") if line else ""))

    missing = [each for each in VENDORS[kind].fields if each.is_needed and not given(each.name, each.is_secret)]
    details = {each.name: _("请填写 %(what)s。") % {"what": each.label} for each in missing}
    if kind == "sms" and given("vendor", False) == "signed":
        if not given("gateway", False).startswith("https://"):
            details["gateway"] = _("自有网关要填 https:// 开头的地址。")
    elif kind == "sms" and not given("account", False):
        details["account"] = _("请填写 %(what)s。") % {"what": "AccessKeyId"}
    if columns.get("is_simulated") and not settings.DEMO:
        details["is_simulated"] = _("模拟渠道只在演示里能用。")
    if details:
        raise Unacceptable(next(iter(details.values())), details=details)


def try_line(line: Line, *, by: Any) -> conversations.Health:
    """Signs in to the vendor and writes down how it went."""
    require(by, "conversations.keep_channels", line.channel)
    health = TEXTS.health(line.channel)
    conversations.note_health(line.channel, health)
    return health


@transaction.atomic
def keep_template(template: Template | None, *, by: Any, **values: Any) -> Template:
    """Makes a template of a brand or changes one: code, title, text, vendor_code, is_secret, is_active."""
    require(by, "conversations.keep_channels", template if template is not None else values.get("brand"))
    text = values.get("text", template.text if template is not None else "")
    code = values.get("code", template.code if template is not None else "")
    sentence = wording.check(text) or _differs(code, text)
    if sentence:
        raise Unacceptable(sentence, details={"text": sentence})
    try:
        with transaction.atomic():
            if template is None:
                template = Template.objects.create(**values)
            else:
                amend(template, **values)
    except IntegrityError as there:
        sentence = _("这个品牌已有代号相同的模板。")
        raise Unacceptable(sentence, details={"code": sentence}) from there
    conversations.mind_standing_words(template, text=template.text)
    facts.record(told.TEMPLATE_KEPT, by=by, about_thing=template, refs={"code": template.code})
    return template


def _differs(code: str, text: str) -> str:
    """A template the product fills itself has just the variables it fills."""
    standard = wording.STANDARD.get(code)
    if standard is None:
        return ""
    ours, theirs = set(wording.variables(standard.text)), set(wording.variables(text))
    if ours == theirs:
        return ""
    names = "、".join(f"{{{name}}}" for name in wording.variables(standard.text))
    return _("系统填这个模板时用这些变量，一个不能多也不能少：%(names)s") % {"names": names}
