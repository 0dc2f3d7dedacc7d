"""Reads a promise with its time from what a colleague wrote: 明天下午三点前给您回电 (decisions.md 5).

Pure and linear: the moment of writing and the work calendar are passed in. It only suggests; questions, conditions,
what is already done, what cannot be done and what the customer is to do are no promises.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from shouwen.cases import promised_english
from shouwen.cases.promised_when import Reader, When
from shouwen.kernel.worktime import WorkCalendar

#: So much of a message is read.
READ = 4000
SENTENCE = re.compile(r"[^。！!？?；;\n]+[。！!？?；;]*")
CLAUSE = re.compile(r"[，,]|[：:](?!\d)")
QUOTED = re.compile(r"“[^”]*”|‘[^’]*’|「[^」]*」|『[^』]*』|\"[^\"\n]*\"|(?m:^\s*>.*$)")
ASKS = re.compile(r"[？?]|(?:吗|么|好不好|行不行|可不可以|可以不|呢|吧)[。！!～~\s]*$")
RESULT = r"(?:回电|回话|回音|回信|回复|答复|回访|结果|消息|说法|交代|反馈|答案|解决|方案|处理|办|落实|退|补|寄|发|送|换|安排|查|核|打电话|打过去|回个?电话|回个?消息|去电|致电|来电话|电话|打[过来回]|时间|准信|信息)"
ACT = re.compile(
    rf"给[您你](?![的带造])[^，,。给]{{0,10}}?{RESULT}"
    r"|(?:回复|答复|联系|通知|告知|告诉|回访|回电|致电|转告|反馈|答覆)给?(?:到)?[您你]"
    r"|(?:与|和|跟|同|向|为|帮|替)[您你](?!的)[^，,。]{0,8}?(?:联系|沟通|说明|反馈|答复|回复|解释|处理|解决|办|落实|协调|查|核)"
    r"|(?:处理|解决|办理|落实|核实|查|办|安排|协调|弄|搞)(?:好|完|妥|清楚|到位|完毕|明白)"
    r"|(?:会|就|再|必|定)?(?:回电|回复|答复|回访)(?!话|号|率|中|的|是|里|说|内容)"
)
#: Done by goods as well as by people: a promise only where somebody stands for it.
FIRM = re.compile(r"(?:送到|送达|到账|上门|退款|补发|寄出|发出|改派|派送)")
STANDS = re.compile(r"我|咱|保证|一定|承诺|答应|[给为帮替][您你]")
IF = re.compile(
    r"如果|若(?!干)|假如|假使|要是|倘|万一|的话|一旦|除非|只要|只有|有了?(?:结果|消息|进展|空|回音)(?:就|再|后|了|我|会)|(?:到|查到|有)了(?:就|再|通知|给|告)|视情况|看情况|等[^，,]{1,10}[后再]"
)
UNSURE = re.compile(r"可能|也许|或许|说不定|一般|通常|平时|正常情况|原则上|按规定|规定是|不一定|未必|没准|曾")
CANNOT = re.compile(
    r"不能|无法|没法|没办法|不会|不再|未能|未曾|没有|难以|不给|不便|办不|没能|来不及|不用|不必|不需|无需|暂不|还没"
)
NOT_LATER = re.compile(r"不晚于|不迟于|不超过|不[管论]|无论|不过|有没有")
WAS = re.compile(r"过(?![来去])|[打回答处]了")
DONE = re.compile(r"已经?|刚才|刚刚|方才|说好")
#: Who is to do it: the last one named before the act, unless something is done to or for him.
ACTOR = re.compile(
    r"(?<![给为向跟和与帮替对把让复系知告诉访于被将])(?:(?P<theirs>您|你|客户|顾客|对方|他们?|她们?|寄件人|收件人|收货人|发货人|厂家)"
    r"|(?P<asked>(?<![我们已])请(?!您?放心|您?稍|您?等|您?耐心|您?相信|教|示|求|您?理解|您?见谅|您?谅解)|麻烦|烦请|劳烦|劳驾|需要|辛苦|记得|建议|希望|方便时)"
    r"|(?P<ours>我|咱|本人|客服|同事|专员|主管|经理|师傅|司机|网点|部门|公司|工作人员))"
)
OURS = re.compile(r"我|咱|同事|专员|主管|经理|师傅|公司")
#: A clause that says nothing but the time of what follows.
BARE = re.compile(r"(?:那|就|好的?|最[晚迟多]|在|于|请?您?放心|之?前|内|（[^）]*）|\s)*")
OF_HIS = re.compile(r"^(?:[^，,。]{0,14}?的|(?:放心|好|稍等))")
TO_US = re.compile(
    r"(?:给|向|为|跟|与|和|帮|替|对)(?:我|咱|本店)|(?:回复|答复|联系|通知|告知|告诉|回访|回电给|反馈给?)(?:我|咱)"
)
LEADING = re.compile(
    r"^(?:那么?|好的?|所以|另外|因此|并|请您?放心|我们?(?:这边|同事|公司)?|咱们?|一定|会|将|在|于|争取|尽量|保证|最晚|最迟|就|再|可以|来|由|内|前|之间?|一早|的|、|，|,|\s)+"
)
TRAILING = re.compile(r"(?:最晚|最迟|最多|[，,、。！!；;\s])+$")


@dataclass(frozen=True)
class Promised:
    """Until when (aware), where it stands in the text, what was promised without its time, and how the time was read.

    `read_as` is "" for what was said exactly; the other words are those of `promised_when`.
    """

    due_at: dt.datetime
    span: tuple[int, int]
    what: str
    read_as: str = ""


def read_promise(text: str, now: dt.datetime, calendar: WorkCalendar | None = None) -> Promised | None:
    """The first promise in `text` written at `now`, or None. What leaves room is read as the latest moment."""
    plain = QUOTED.sub(lambda hit: "\n" * len(hit[0]), text[:READ])
    reader = Reader(now, calendar)
    for hit in SENTENCE.finditer(plain):
        found = _in_sentence(hit[0], reader) or promised_english.in_sentence(hit[0], reader)
        if found is not None:
            when, start, end = found
            span = (hit.start() + start, hit.start() + end)
            return Promised(when.at, span, _what(plain, span, hit.start(), when), when.read_as)
    return None


def _in_sentence(sentence: str, reader: Reader) -> tuple[When, int, int] | None:
    """The time with start and end of the words of a promise in one sentence."""
    acts = [*ACT.finditer(sentence), *FIRM.finditer(sentence)]
    if not acts or ASKS.search(sentence):
        return None
    times: list[When] | None = None
    for act in sorted(acts, key=lambda each: each.start()):
        if not _is_ours(sentence, act):
            continue
        times = reader.all_in(sentence) if times is None else times
        when = _time_of(sentence, act, times)
        if when is not None:
            begin, end = _bounds(sentence, act)
            return when, min(begin, when.start), max(end, when.end)
    return None


def _is_ours(sentence: str, act: re.Match[str]) -> bool:
    """Somebody of ours will do it: no condition before it, not done yet, not refused, and nothing asked of the customer."""
    begin, end = _bounds(sentence, act)
    before, clause = sentence[begin : act.start()], sentence[begin:end]
    after = sentence[act.end() : act.end() + 2]
    if IF.search(sentence[: act.end()]) or "的话" in clause or UNSURE.search(clause):
        return False
    if (
        CANNOT.search(NOT_LATER.sub("", before))
        or DONE.search(before)
        or WAS.search(act[0])
        or after[:1] in ("过", "了")
    ):
        return False
    if FIRM.fullmatch(act[0]) and not STANDS.search(clause):
        return False
    return not TO_US.search(clause) and _actor(before + act[0]) != "theirs"


def _actor(words: str) -> str:
    """ours or theirs, by the last one named; ours when nobody is."""
    last = "ours"
    for hit in ACTOR.finditer(words):
        if hit["asked"]:
            last = "theirs"
        elif hit["ours"]:
            last = "ours"
        elif not OF_HIS.match(words[hit.end() :]):
            last = "theirs"
    return last


def _bounds(sentence: str, act: re.Match[str]) -> tuple[int, int]:
    """Start and end of the part between commas in which the act stands."""
    begin = max((hit.end() for hit in CLAUSE.finditer(sentence, 0, act.start())), default=0)
    end = next((hit.start() for hit in CLAUSE.finditer(sentence, act.end())), len(sentence))
    return begin, len(sentence[:end].rstrip("。！!；; "))


def _time_of(sentence: str, act: re.Match[str], times: list[When]) -> When | None:
    """The last time said before the act ends, if it is its own and not that of something else; else the first after it."""
    for when in reversed([each for each in times if each.start < act.end()]):
        cut = max((hit.end() for hit in CLAUSE.finditer(sentence, 0, when.start)), default=0)
        until = next((hit.start() for hit in CLAUSE.finditer(sentence, when.end)), len(sentence))
        rest = sentence[cut : when.start] + sentence[when.end : until]
        if until >= act.start() or BARE.fullmatch(rest) or (OURS.search(rest) and _actor(rest) == "ours"):
            return when
    return next((each for each in times if each.start >= act.end()), None)


def _what(text: str, span: tuple[int, int], base: int, when: When) -> str:
    """What was promised in its own words, without the time and who does it: 给您回电."""
    after, before = text[base + when.end : span[1]], text[span[0] : base + when.start]
    words = after if ACT.search(after) or FIRM.search(after) or not before.strip() else before
    left = TRAILING.sub("", LEADING.sub("", words.strip()))
    return left or words.strip() or text[span[0] : span[1]].strip()
