"""What the room asks of messages: deliver an answer, say how a line is; and what the vendors forbid, before it is sent."""

from __future__ import annotations

import datetime as dt
import json
import logging
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwen.conversations import actions as conversations
from shouwen.conversations import queries as talks
from shouwen.conversations.texts import queries
from shouwen.conversations.texts.actions.taking_in import FETCH, FETCHING
from shouwen.conversations.texts.models import Handed, Line, Media
from shouwen.conversations.texts.vendor import LARGEST_PICTURE, Picture, TooLarge, Trouble
from shouwen.conversations.texts.vendors import vendor_of
from shouwen.conversations.texts.windows import answers_within
from shouwen.kernel import clock, files, jobs, live, vault
from shouwen.kernel.policy import SYSTEM
from shouwen.kernel.refusals import Refusal, Unacceptable
from shouwen.kernel.states import amend

log = logging.getLogger("shouwen.texts")
TRIES = 5
MISSING = "media_missing"
LARGE = "media_large"
SENTENCES = {
    FETCHING: gettext_lazy("正在取附件…"),
    MISSING: gettext_lazy("有附件没能从平台取来，请客户再发一次。"),
    LARGE: gettext_lazy("有附件超过 20 MB，没有取来，请客户发小一些的。"),
}


class Texts:
    """The adapter of this chapter, for all its kinds."""

    def deliver(self, message: Any) -> str:
        """Sends a queued answer by its line to whoever the conversation is with."""
        thread = queries.thread_of(message.conversation)
        if thread is None:
            raise conversations.Undeliverable(_("没有客户的号码或账号，不能发送。"))
        line, kept = thread.identity.line, talks.files_of([message]).get(message.pk, [])
        sentence = _forbidden(thread, line, message.text) or next(
            filter(None, (_unfit(line, each) for each in kept)), ""
        )
        if sentence:
            raise conversations.Undeliverable(sentence)
        return _hand_over(message, line, vault.unlock(thread.identity.locked), kept)

    def health(self, channel: Any) -> conversations.Health:
        """Signs in to the vendor now."""
        line = queries.line_of(channel)
        if line is None:
            return conversations.Health(False, _("没有设置。"))
        try:
            vendor_of(line).hello(line)
        except (conversations.Undeliverable, Trouble, Refusal) as problem:
            return conversations.Health(False, _("平台没有接受：%(what)s") % {"what": str(problem) or _("没有说明")})
        except Exception as problem:  # noqa: BLE001  whatever it is, the page says it
            return conversations.Health(False, type(problem).__name__)
        return conversations.Health(True)

    def words(self, problem: str) -> str:
        """The sentence of a problem."""
        return str(SENTENCES.get(problem, ""))


def _hand_over(message: Any, line: Line, to: str, kept: Any) -> str:
    """Words first, then each picture, as messages of their own; what the vendor has already it does not get again."""
    vendor, handed = vendor_of(line), queries.handed(message)
    if 0 not in handed:
        handed[0] = vendor.send(line, to, message.text, f"m{message.pk}")
        _note(message, 0, handed[0])
    for each in kept:
        if each.pk in handed:
            continue
        with files.open_kept(each) as file:
            picture = Picture(each.media_type, file.read())
        try:
            _note(message, each.pk, vendor.send_picture(line, to, picture, f"m{message.pk}p{each.pk}"))
        except conversations.Undeliverable as problem:
            words = _("文字已发出，图片没有：%(what)s")
            raise conversations.Undeliverable(words % {"what": str(problem)}) from problem
    return handed[0]


def _note(message: Any, part: int, reference: str) -> None:
    Handed.objects.get_or_create(message=message, part=part, defaults={"reference": reference[:80], "at": clock.now()})


def _unfit(line: Line, kept: Any) -> str:
    """Why this file cannot go out by the line; "" when it can."""
    vendor = vendor_of(line)
    if not vendor.pictures:
        return _("这个渠道只能发文字，不能带附件。")
    if kept.media_type not in vendor.pictures:
        endings = "、".join(sorted(kind.rpartition("/")[2].upper() for kind in vendor.pictures))
        return _("这个渠道的附件只能是图片（%(kinds)s）。") % {"kinds": endings}
    if kept.size > LARGEST_PICTURE:
        return _("图片超过 10 MB，平台不收。")
    return ""


TEXTS = Texts()
for _kind in queries.KINDS:
    conversations.register(_kind, TEXTS)


@conversations.before_sending
def what_vendors_forbid(answer: Any) -> Any:
    """Refuses what the vendor would: too late after the customer's last word, too long, a file that it does not take.
    The vendor's rule, no standard's."""
    if answer.conversation.kind not in queries.KINDS:
        return None
    thread = queries.thread_of(answer.conversation)
    if thread is None:
        raise Unacceptable(_("没有客户的号码或账号，不能发送。"))
    sentence = _forbidden(thread, thread.identity.line, answer.text)
    if sentence:
        raise Unacceptable(sentence, details={"text": sentence})
    return lambda message: _check_files(message, thread.identity.line)


@conversations.before_leaving
def still_in_time(message: Any) -> None:
    """The same of a message that leaves later than it was written."""
    thread = queries.thread_of(message.conversation) if message.conversation.kind in queries.KINDS else None
    sentence = _forbidden(thread, thread.identity.line, message.text) if thread is not None else ""
    if sentence:
        raise Unacceptable(sentence)


def _check_files(message: Any, line: Line) -> None:
    for kept in talks.files_of([message]).get(message.pk, []):
        if sentence := _unfit(line, kept):
            raise Unacceptable(sentence, details={"files": sentence})


def _forbidden(thread: Any, line: Line, text: str) -> str:
    until, vendor = thread.answers_until, vendor_of(line)
    if until is not None and clock.now() > until:
        words = _(
            "客户上次来消息已超过 %(hours)s 小时，平台不再接受回复（微信的规定，不是服务标准的）。请改用电话或短信。"
        )
        return words % {"hours": answers_within(line)}
    if len(text.encode()) > vendor.longest:
        words = _("这个渠道一条最多约 %(most)s 个汉字，请分成几条发。")
        return words % {"most": vendor.longest // 3}
    return ""


# ---- what lies at the vendor


def fetch_media(media: Media) -> None:
    """Fetches something enclosed and keeps it with its message; tried again, then shown as missing."""
    mine = Media.objects.filter(pk=media.pk, done_at=None, tries=media.tries)
    if not mine.update(tries=media.tries + 1):
        return
    media.refresh_from_db()
    try:
        name, data = vendor_of(media.line).fetch(media.line, json.loads(vault.unlock(media.locked)))
        if len(data) > files.LARGEST:
            raise TooLarge(_("文件超过大小限制。"))
        _keep(media, name, data)
    except conversations.Undeliverable as problem:
        _miss(media, str(problem), LARGE if isinstance(problem, TooLarge) else MISSING)
    except Exception as problem:  # noqa: BLE001  tried again; nothing of the message goes to the log
        words = str(problem) if isinstance(problem, Trouble) else type(problem).__name__
        log.warning("media %s was not fetched, try %s: %s", media.pk, media.tries, words)
        if media.tries >= TRIES:
            _miss(media, words)
        else:
            wait = dt.timedelta(seconds=20 * 2**media.tries)
            jobs.JOBS[FETCH].enqueue(key=f"media:{media.pk}:{media.tries}", run_at=clock.now() + wait, media=media.pk)


@transaction.atomic
def _keep(media: Media, name: str, data: bytes) -> None:
    Line.objects.select_for_update().get(pk=media.line_id)  # the last of several must know that it is
    if not Media.objects.filter(pk=media.pk, done_at=None).update(done_at=clock.now(), locked="", trouble=""):
        return
    given = name if "." in name else media.name
    files.keep_whole([data], name=given, about_thing=media.message, by=SYSTEM)
    _say(media.message_id, "")
    live.publish(media.message.conversation)


@transaction.atomic
def _miss(media: Media, why: str, problem: str = MISSING) -> None:
    Line.objects.select_for_update().get(pk=media.line_id)
    Media.objects.filter(pk=media.pk).update(done_at=clock.now(), locked="", trouble=why[:200])
    _say(media.message_id, problem)
    live.publish(media.message.conversation)


def _say(ident: int, problem: str) -> None:
    """What the message shows of what was enclosed: what failed stays, that it is on its way goes with the last."""
    message: Any = talks.message(ident)
    if problem or (message.problem == FETCHING and not queries.is_still_fetched(message)):
        amend(message, problem=problem)
