"""What is new in a mail: history that the writer's program put below is folded away, and so is its own advertisement.

Pure. Knows how QQ, 163, Foxmail, Outlook, Gmail, Apple and telephones quote, in Chinese and English.
"""

from __future__ import annotations

import re

_DASHES = r"[-—–_=*─\s]{2,}"
_TITLES = (
    r"原始邮件|邮件原文|原文|原邮件|邮件原件|原始信件|原始郵件|原郵件|原始訊息|原始消息|回复的原邮件|回覆的原郵件|转发的原邮件|"
    r"转发的邮件|转发邮件信息|转发邮件|轉寄郵件|Original(?: Message| Mail| Email)?|Forwarded (?:message|mail|by)[^-]{0,80}|"
    r"Reply Message|回复邮件|Origin(?:al)? ?message"
)
_SEPARATOR = re.compile(rf"^{_DASHES}\s*(?:{_TITLES})\s*[:：]?\s*{_DASHES}$", re.I)
_FORWARD = re.compile(
    rf"^{_DASHES}\s*(?:转发|轉寄|Forwarded)[^-]{{0,80}}{_DASHES}$"
    r"|^(?:开始转发的邮件|以下是转发的邮件|以下为转发邮件|開始轉寄郵件|Begin forwarded message)\s*[:：]$",
    re.I,
)
_TITLE = re.compile(rf"^(?:{_TITLES})\s*[:：]?$", re.I)
#: Notes draws its block: a rule, the name of the field, a rule, what it says.
_DRAWN = re.compile(r"^\|-{6,}>$")
#: `月, 2 нояб. 2026 г. в 09:12, 客服 <kf@…>:` in whatever language: an address and a colon, above quoted lines.
_ATTRIBUTED = re.compile(r"\d.{0,300}[<(]\S{1,64}@\S{1,190}[>)].{0,40}[:：]$")
_WROTE = re.compile(
    r"(?:写道|写了|寫道|写到|寫到|說|wrote|writes|schrieb|a écrit)\s*[:：]?\s*$"
    r"|^(?:在|于|On|At|Am|Le)\s.{0,200}(?:写道|寫道|wrote)\s*[:：]",
    re.I,
)
_BEGINS_WROTE = re.compile(r"^(?:在|于|On|At)\s?.{0,40}\d|<?[\w.+-]+@[\w.-]+>?|\d{4}\s?[年/-]\s?\d{1,2}", re.I)
_FROM = re.compile(
    r"^[*|\s]*(?:发件人|發件人|寄件者|寄件人|发送人|From|Von|De|差出人|送信元|보낸 ?사람|От)[*\s]*[:：|]", re.I
)
_FIELD = re.compile(
    r"^[*|\s]*(?:发送时间|发件时间|已发送|發送時間|发送日期|日期|时间|時間|寄件日期|传送时间|收件人|收件者|抄送|抄送人|副本|主题|主題|主旨|附件|"
    r"Sent|Date|To|Cc|Subject|Reply-To|Attachments?|Gesendet|An|Betreff|Datum|Envoyé|À|Objet|Enviado(?: el)?|Para|Asunto|"
    r"送信日時|日時|宛先|件名|보낸 ?날짜|날짜|받는 ?사람|제목|Отправлено|Дата|Кому|Тема)[*\s]*[:：|]",
    re.I,
)
_TELEPHONE = re.compile(
    r"^[\s*_>-]*(?:(?:发自|發自|来自|來自|发送自|傳送自|從我的|从我的|通过我的)\s?.{0,30}"
    r"|Sent from .{2,40}|Sent (?:with|via|by) .{2,40}|Get Outlook for .{2,30}|(?:获取|下载)\s?(?:适用于)?.{0,20}Outlook.{0,30}"
    r"|使用.{2,20}(?:邮箱|邮件)(?:客户端)?发送)[\s*_.。]*$",
    re.I,
)
#: Foxmail puts the writer's own address below a rule.
_SIGNED = re.compile(r"^<?[\w.+-]{1,64}@[\w.-]{1,250}>?$")
_RULE = re.compile(r"^[-—–_=*─\s]{6,}$")
_QUOTED = re.compile(r"^>(?!\s?[\d=])")
#: `From:` blocks are looked for within so many lines.
NEAR = 9
#: No program's line about the history is longer, and the patterns need not search such lines.
LONGEST = 500


def fold(text: str, *, is_forward: bool = False, is_reply: bool = False) -> str:
    """The part that was written now. A forwarded mail is kept whole: what it carries is what it says."""
    lines = [line.replace("\xa0", " ").replace("\u3000", "　").rstrip() for line in text.split("\n")]
    if is_forward:
        return _tidy(lines)
    kept = _without_history(lines, is_reply=is_reply)
    new = _tidy(_without_advertisement(kept))
    if new:
        return new
    whole = _tidy(lines)
    carried = any(_FORWARD.match(line.strip()) for line in lines if len(line) <= LONGEST)
    return "" if is_reply and not carried else whole


def history(text: str, new: str) -> bool:
    """True when something of `text` was folded away."""
    return len(re.sub(r"\s", "", text)) > len(re.sub(r"\s", "", new)) + 2


def _without_history(lines: list[str], *, is_reply: bool) -> list[str]:
    """Lines behind `>` are history in an answer, below who wrote them, and where there are several; a single one, or
    one before a figure, somebody has written so: `> 100 元`."""
    kept: list[str] = []
    at = 0
    quotes = is_reply or sum(1 for line in lines if _QUOTED.match(line.strip()[:9])) > 1
    while at < len(lines):
        line = lines[at].strip()
        bare = re.sub(r"^(?:>\s?)+", "", line[:LONGEST]).replace("&nbsp;", " ")
        if len(line) > LONGEST:
            kept.append(lines[at])
            at += 1
            continue
        if _FORWARD.match(line):
            return kept + lines[at:]  # passed on, not answered: it is what the writer wants to be read
        if quotes and (line.startswith(">") or (not line and _only_quotes(lines, at))):
            at += 1
            continue
        if _SEPARATOR.match(bare) or _begins_block(lines, at):
            _drop_rule(kept)
            return kept
        taken = _wrote(lines, at)
        if taken:
            rest = [each for each in lines[at + taken :] if each.strip()]
            if not rest or not rest[0].lstrip().startswith((">", "|")):
                _drop_rule(kept)
                return kept
            at += taken
            quotes = True
            continue
        kept.append(lines[at])
        at += 1
    return kept


def _only_quotes(lines: list[str], at: int) -> bool:
    """True for an empty line between two quoted ones."""
    before = next((each for each in reversed(lines[:at]) if each.strip()), "")
    after = next((each for each in lines[at:] if each.strip()), "")
    return before.startswith(">") and after.startswith(">")


def _begins_block(lines: list[str], at: int) -> bool:
    """`发件人：… 发送时间：… 收件人：… 主题：…`, the order and blank lines between as programs like."""
    if _DRAWN.match(lines[at].strip()) and at + 1 < len(lines):
        return _FROM.match(lines[at + 1][:LONGEST]) is not None
    if not _FROM.match(lines[at][:LONGEST]):
        return False
    near = [line for line in lines[at + 1 : at + 1 + NEAR * 2] if line.strip()][:NEAR]
    return sum(1 for line in near[:6] if _FIELD.match(line[:LONGEST])) >= 2


def _wrote(lines: list[str], at: int) -> int:
    """How many lines from here are `在 …，… 写道：`; programs break it over up to four. 0 when they are none."""
    if not lines[at].strip() or len(lines[at]) > LONGEST:
        return 0
    if not _BEGINS_WROTE.search(lines[at]):
        return _attributed(lines, at)
    joined = ""
    for taken in range(1, 5):
        if at + taken > len(lines) or not lines[at + taken - 1].strip():
            return 0
        if len(lines[at + taken - 1]) > LONGEST:
            return 0
        joined = f"{joined} {lines[at + taken - 1].strip()}".strip()
        if len(joined) > 400:
            return 0
        if _WROTE.search(joined) and re.search(r"\d|@", joined):
            return taken
        if _ATTRIBUTED.search(joined) and _is_quoted_below(lines, at + taken):
            return taken
    return 0


def _attributed(lines: list[str], at: int) -> int:
    """How many lines name a writer by address in another language, above what he wrote: one or two, or 0."""
    for taken in (1, 2):
        joined = " ".join(line.strip() for line in lines[at : at + taken])[:LONGEST]
        if _ATTRIBUTED.search(joined) and _is_quoted_below(lines, at + taken):
            return taken
    return 0


def _is_quoted_below(lines: list[str], at: int) -> bool:
    return next((line for line in lines[at : at + 4] if line.strip()), "").lstrip().startswith(">")


def _drop_rule(kept: list[str]) -> None:
    """Takes away the line drawn above the history."""
    while kept and (not kept[-1].strip() or _RULE.match(kept[-1].strip()) or _TITLE.match(kept[-1].strip()[:80])):
        kept.pop()


def _without_advertisement(lines: list[str]) -> list[str]:
    """Without `发自我的iPhone` at the end, whatever rule or blank stands around it."""
    kept = list(lines)
    while kept:
        last = kept[-1].strip()
        if len(last) > LONGEST:
            break
        before = next((each.strip() for each in reversed(kept[:-1]) if each.strip()), "")
        last = re.sub(r"\s*<https?://[^\s<>]{1,300}>$", "", last)
        is_signature = _SIGNED.match(last) and len(before) <= LONGEST and _RULE.match(before)
        if not last or is_signature or _RULE.match(last) or last in ("--", "-- ", "---", "—") or _TELEPHONE.match(last):
            kept.pop()
        else:
            break
    return kept


def _tidy(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
