"""Text messages by themselves: a template filled, a row written, handed to the vendor by the worker.

The number lies locked and is nowhere else: not in facts, logs, lists or jobs. Values of a secret template (a code) are
masked in what staff read from the start, and gone once the message is with the vendor or given up.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from shouwen.conversations import actions as conversations
from shouwen.conversations.texts import facts as told
from shouwen.conversations.texts import queries, wording
from shouwen.conversations.texts.identity import digest
from shouwen.conversations.texts.models import Text
from shouwen.conversations.texts.states import text_machine
from shouwen.conversations.texts.vendor import Trouble
from shouwen.conversations.texts.vendors.sms import Sms
from shouwen.kernel import clock, facts, jobs, vault
from shouwen.kernel.phone_numbers import last_four, mask, normalise
from shouwen.kernel.policy import SYSTEM, require
from shouwen.kernel.refusals import Refusal, Unacceptable

log = logging.getLogger("shouwen.texts")
TRIES = 6
LONGEST_ONCE = 100
CLAIM = dt.timedelta(minutes=3)
DELIVER = "conversations.texts.deliver_text"
#: For secret templates, one number: not twice in a minute, not more than ten in a day (origin default).
PAUSE = dt.timedelta(seconds=60)
A_DAY = 10
_MOBILE = re.compile(r"\+(?:861[3-9]\d{9}|(?!86)[1-9]\d{6,14})")


class TooOften(Refusal):
    """This number has had its share for now."""

    status = 429
    code = "too_often"


def text(
    *,
    brand: Any,
    to: str,
    template: str,
    words: Mapping[str, Any],
    once: str,
    by: Any = SYSTEM,
    until: dt.datetime | None = None,
) -> Text:
    """Queues one text message to a number in any writing, by a template's code. The same `once` is the same message.

    `until`: not sent after this. Raises `Unacceptable` with a sentence (no SMS channel, unknown template, missing or
    unknown variable, no mobile number) and `TooOften` (429) for secret templates.
    """
    require(by, "texts.text", brand)
    key = f"{brand.pk}:{once if len(once) <= LONGEST_ONCE else digest('once', once)}"
    there = Text.objects.filter(once=key).first()
    if there is not None:
        return there
    try:
        with transaction.atomic():
            return _queue(brand, to, template, words, key=key, by=by, until=until)
    except IntegrityError:
        return Text.objects.get(once=key)


def _queue(brand: Any, to: str, code: str, words: Mapping[str, Any], *, key: str, by: Any, until: Any) -> Text:
    line = queries.sms_line(brand)
    if line is None:
        raise Unacceptable(_("这个品牌还没有设置短信渠道，不能发短信。"))
    own = queries.template(brand, code)
    used: Any = own or wording.STANDARD.get(code)
    if used is None:
        raise Unacceptable(_("没有这个短信模板：%(code)s") % {"code": code})
    number = normalise(to)
    if number is None or not _MOBILE.fullmatch(number):
        sentence = _("这不是能收短信的手机号码。")
        raise Unacceptable(sentence, details={"phone": sentence})
    wording.fill(used.text, words)
    index = digest("sms", number)
    if used.is_secret:
        _check_share(index, key)
    made = Text.objects.create(
        channel=line.channel,
        template=code,
        number_locked=vault.lock(number),
        number_index=index,
        number_shown=mask(number),
        last_four=last_four(number),
        words_locked=vault.lock(json.dumps({"text": used.text, "words": dict(words)}, ensure_ascii=False)),
        body=wording.masked(used.text) if used.is_secret else wording.fill(used.text, words),
        is_secret=used.is_secret,
        once=key,
        by=by if by is not SYSTEM else None,
        at=clock.now(),
        until=until,
    )
    facts.record(told.QUEUED, by=by, about_thing=made, refs={"template": code})
    jobs.JOBS[DELIVER].enqueue(key=f"text:{made.pk}:0", text=made.pk)
    return made


def _check_share(index: str, key: str) -> None:
    now = clock.now()
    today = Text.objects.filter(number_index=index, is_secret=True, at__gt=now - dt.timedelta(days=1)).exclude(once=key)
    if today.filter(at__gt=now - PAUSE).exists():
        raise TooOften(_("刚给这个号码发过，请过一分钟再试。"))
    if today.count() >= A_DAY:
        raise TooOften(_("这个号码今天收到的验证码太多，请明天再试。"))


# ---- delivery


def deliver(message: Text) -> None:
    """Hands a queued text to the vendor. One worker at a time: whoever has it claimed it, for longer than it can take."""
    now = clock.now()
    mine = Text.objects.filter(pk=message.pk, state="queued", version=message.version)
    claimed = {"claimed_until": now + CLAIM, "tries": message.tries + 1, "version": message.version + 1}
    if not mine.filter(Q(claimed_until=None) | Q(claimed_until__lt=now)).update(**claimed):
        return
    message.refresh_from_db()
    if message.until is not None and clock.now() > message.until:
        _fail(message, _("过了有效时间，没有再发。"))
        return
    try:
        reference = _hand_over(message)
    except conversations.Undeliverable as problem:
        _fail(message, str(problem))
    except Exception as problem:  # noqa: BLE001  tried again; nothing of the message goes to the log
        words = str(problem) if isinstance(problem, Trouble) else type(problem).__name__
        log.warning("text %s was not delivered, try %s: %s", message.pk, message.tries, words)
        if message.tries >= TRIES:
            _fail(message, _("多次发送都没有成功：%(what)s") % {"what": words})
        else:
            _later(message, words)
    else:
        changes = {"sent_at": clock.now(), "vendor_ref": reference, "trouble": "", **_forgotten(message)}
        with transaction.atomic():
            text_machine.move(message, "hand_over", by=SYSTEM, changes=changes, refs={"template": message.template})


def _hand_over(message: Text) -> str:
    line = queries.line_of(message.channel)
    if line is None or not line.channel.is_active:
        raise conversations.Undeliverable(_("短信渠道没有设置或已停用。"))
    given = json.loads(vault.unlock(message.words_locked))
    own = queries.template(message.channel.brand, message.template)
    whole = wording.fill(given["text"], given["words"])
    code = own.vendor_code if own is not None else ""
    number, once = vault.unlock(message.number_locked), f"text-{message.pk}"
    return Sms().send_template(line, number, whole, once, vendor_code=code, words=given["words"])


def _forgotten(message: Text) -> dict[str, str]:
    """What is not kept once it has served: secret values, and the number (its last four stay)."""
    return {"words_locked": "", "number_locked": ""}


def _later(message: Text, words: str) -> None:
    wait = dt.timedelta(seconds=5 * 2 ** min(message.tries, 8))
    Text.objects.filter(pk=message.pk, version=message.version).update(trouble=words[:300], claimed_until=None)
    jobs.JOBS[DELIVER].enqueue(key=f"text:{message.pk}:{message.tries}", run_at=clock.now() + wait, text=message.pk)


@transaction.atomic
def _fail(message: Text, why: str) -> None:
    changes = {"trouble": why[:300], **_forgotten(message)}
    text_machine.move(message, "fail", by=SYSTEM, changes=changes, refs={"template": message.template})


def deliver_waiting() -> int:
    """Queues again what a dead worker left: a queued text without a job in the queue."""
    long_ago = clock.now() - dt.timedelta(minutes=10)
    cared_for = {args["text"] for args in jobs.under_way(DELIVER)}  # has its job, maybe for a later try
    queued = Text.objects.filter(state="queued", at__lt=long_ago).exclude(pk__in=cared_for).order_by("pk")
    left = list(queued.values_list("pk", "tries")[:200])
    for pk, tries in left:
        jobs.JOBS[DELIVER].enqueue(key=f"text:{pk}:{tries}:left", text=pk)
    return len(left)


def was_in_hand(channel: Any, at: dt.datetime) -> bool:
    """True while a text of this line is being handed over since before `at`: a quick vendor reports before we know its
    number for the text.
    """
    in_hand = Text.objects.filter(channel=channel, state="queued", claimed_until__gt=clock.now())
    return in_hand.filter(claimed_until__lte=at + CLAIM).exists()


@transaction.atomic
def note_report(channel: Any, reference: str, *, reached: bool, code: str) -> bool:
    """What a line's vendor says became of a text it was handed; False when it is none of that line's."""
    message = Text.objects.filter(channel=channel, vendor_ref=reference).exclude(vendor_ref="").first()
    if message is None or message.state != "sent":
        return False
    if reached:
        changes: dict[str, Any] = {"reached_at": clock.now()}
    else:
        changes = {"trouble": _("运营商没有送达（%(code)s）。") % {"code": code}}
    verb = "reach" if reached else "fail"
    text_machine.move(message, verb, by=SYSTEM, changes=changes, refs={"template": message.template})
    return True
