"""Is the house ready to open? What an administrator still has to arrange, each with its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shouwen.conversations import queries as conversations
from shouwen.conversations.texts import queries as texts
from shouwen.kernel import calendars, clock
from shouwen.people import queries as people


@dataclass(frozen=True)
class Step:
    """One thing to arrange: whether it is done, what is there or what is missing, and where it is done.

    `is_needed`: without it the day does not go; the others can wait.
    """

    title: str
    is_done: bool
    words: str
    url: str
    is_needed: bool = True


def steps(person: Any) -> list[Step]:
    """In the order in which one would do them. Channels are those of his brands; nothing of any case or customer."""
    return [_departments(), _clerks(), _supervisors(), _second(), _channels(person), _duty(), *_later()]


def _departments() -> Step:
    """A department nobody works in cannot answer what the rules send there."""
    units = [unit for unit in people.departments() if unit.is_active and not unit.is_outside]
    parents = {unit.parent_id for unit in units}
    roofs = {unit.pk for unit in units if unit.parent_id is None and unit.pk in parents}
    empty = [unit.name for unit in units if unit.pk not in roofs and not people.members(unit).exists()]
    listed = "、".join(empty[:6]) + (_(" 等") if len(empty) > 6 else "")
    words = _("还没有人的部门：%(which)s。按规则转到那里的工单没有人收；用不上的部门请停用。") % {"which": listed}
    return Step(_("部门里有人"), not empty, words if empty else _("每个部门都有人。"), reverse("departments"))


def _named(verb: str) -> tuple[bool, str]:
    found = {each.pk: str(each) for brand in people.brands() for each in people.granted(verb, brand=brand)}
    return bool(found), _("%(n)s 位：%(who)s") % {"n": len(found), "who": "、".join(list(found.values())[:5])}


def _clerks() -> Step:
    there, who = _named("conversations.send")
    words = who if there else _("还没有人能回复客户。请建立人员，岗位选客服员。")
    return Step(_("接待客户的人"), there, words, reverse("people"))


def _supervisors() -> Step:
    there, who = _named("conversations.supervise")
    words = who if there else _("还没有客服主管：超时没有人知道，转办没有人定。")
    return Step(_("主管"), there, words, reverse("people"))


def _second() -> Step:
    """Nobody changes his own post, department or brands (the last administrator would be locked in)."""
    brands = list(people.brands())
    admins = {each.pk for brand in brands for each in people.granted("people.move", brand=brand)}
    words = _("有两位以上。") if len(admins) > 1 else _("只有一位：自己的部门、岗位和密码重置要由另一位管理员来办。")
    return Step(_("第二位管理员"), len(admins) > 1, words, reverse("people"), is_needed=False)


def _channels(person: Any) -> Step:
    found = [each for each in conversations.channels(person) if each.is_active]
    named = "、".join(_line(each) for each in found[:6])
    words = named or _("还没有渠道：电话可以用电话条手工登记，网页聊天、邮箱和消息要先接上。")
    well = any(not each.trouble for each in found)
    return Step(_("客户进得来"), well, words, reverse("web-channels"))


def _line(channel: Any) -> str:
    kind = channel.get_kind_display()
    return f"{channel.title}（{kind}，{_('不通')}）" if channel.trouble else f"{channel.title}（{kind}）"


def _duty() -> Step:
    here = {each.person_id for brand in people.brands() for each in people.present(brand)}
    words = (
        _("现在 %(n)s 人在岗。") % {"n": len(here)}
        if here
        else _("现在没有人在岗。接待的人打开“会话”点“在岗”，会话才会派给他。")
    )
    return Step(_("有人在岗"), bool(here), words, reverse("skills"))


def _later() -> list[Step]:
    year = clock.today().year + 1
    known = year in calendars.current().years
    sms = texts.any_sms()
    return [
        Step(
            _("短信"),
            sms,
            _("查进度的验证码从短信发出。") if sms else _("没有短信渠道：客户查进度的验证码只能由客服核对身份后告知。"),
            reverse("text-lines"),
            is_needed=False,
        ),
        Step(
            _("明年的工作日历"),
            known,
            _("%(year)s 年有数据。") % {"year": year}
            if known
            else _("%(year)s 年还没有数据，落到明年的工作时间承诺会被拒绝。") % {"year": year},
            f"{reverse('calendar')}?year={year}",
            is_needed=clock.today().month == 12,
        ),
    ]
