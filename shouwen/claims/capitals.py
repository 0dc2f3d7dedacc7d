"""Amounts in Chinese capitals 大写: written from money, and read back from what stands on a paper.

Pure. Reading is strict where a slip changes the sum: 壹仟陆佰捌 may mean 1608 or 1680 and is refused.
"""

from __future__ import annotations

import unicodedata

from shouwen.kernel.money import Money, MoneyError

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
LARGEST = 10**16  # yuan; more is no freight of ours
LONGEST = 60

_PLAIN = str.maketrans(
    "〇○Ｏ一二三四五六七八九两十百千萬億圆圓块圎正弍參叄陸貳壱弎肆伍",
    "零零零壹贰叁肆伍陆柒捌玖贰拾佰仟万亿元元元元整贰叁叁陆贰壹叁肆伍",
)
_VALUES = {sign: value for value, sign in enumerate(DIGITS)}
_UNITS = {"拾": 10, "佰": 100, "仟": 1000}


def to_capitals(amount: Money) -> str:
    """`Money(186050)` → 壹仟捌佰陆拾元伍角整. A negative amount begins with 负; MoneyError beyond 10^16 yuan."""
    if abs(amount.fen) >= LARGEST * 100:
        raise MoneyError("金额太大，写不成大写", "the amount is too large for capitals")
    yuan, rest = divmod(abs(amount.fen), 100)
    jiao, fen = divmod(rest, 10)
    text = _whole(yuan) + "元" if yuan else ""
    if not rest:
        text = (text or "零元") + "整"
    else:
        if jiao:
            text += DIGITS[jiao] + "角"
        elif yuan:
            text += "零"
        text += DIGITS[fen] + "分" if fen else "整"
    return ("负" if amount.fen < 0 else "") + text


def _whole(number: int) -> str:
    """Yuan in capitals: what stands before 亿 and after it, 零 where the next place is empty."""
    high, low = divmod(number, 10**8)
    text = _below(high) + "亿" if high else ""
    return text + ("零" if high and 0 < low < 10**7 else "") + _below(low)


def _below(number: int) -> str:
    """A number below 10^8, nothing for 0."""
    high, low = divmod(number, 10_000)
    text = _group(high) + "万" if high else ""
    return text + ("零" if high and 0 < low < 1_000 else "") + _group(low)


def _group(number: int) -> str:
    text, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            text += ("零" if gap and text else "") + DIGITS[digit] + PLACES[place]
            gap = False
        else:
            gap = True
    return text


def from_capitals(text: str) -> Money:
    """What the words say. Reads everyday numerals (一二三, 块, 正) and a leading 人民币 too.

    Raises MoneyError for anything that is no amount, or that can be read two ways.
    """
    plain = unicodedata.normalize("NFKC", text[: LONGEST + 1]).translate(_PLAIN)
    plain = "".join(plain.split()).removeprefix("人民币").strip(":：")
    negative = plain.startswith("负")
    plain = plain.removeprefix("负")
    try:
        fen = _fen(plain) if len(text) <= LONGEST else None
    except ValueError:
        fen = None
    if fen is None:
        sentence = f"看不懂大写金额“{text[:40]}”，例如 壹仟捌佰陆拾元整"
        raise MoneyError(sentence, f"{text[:40]!r} is no amount in capitals")
    return Money(-fen if negative else fen)


def _fen(text: str) -> int:
    """Fen of plain capitals. ValueError when they are none."""
    whole = text.removesuffix("整")
    ended = whole != text
    yuan_words, yuan_sign, rest = whole.rpartition("元")
    if not yuan_sign:
        small = any(sign in whole for sign in "角分")
        yuan_words, rest = ("", whole) if small else (whole, "")
    if not yuan_words and not rest:
        raise ValueError(text)
    yuan = _read_whole(yuan_words) if yuan_words else 0
    if not yuan_words and yuan_sign:
        raise ValueError(text)
    fen = _read_small(rest, after_yuan=bool(yuan_sign))
    if ended and fen % 10:
        raise ValueError(text)  # 整 ends at 元 or 角
    return yuan * 100 + fen


def _read_small(text: str, *, after_yuan: bool) -> int:
    """角 and 分: 伍角, 零伍分, 叁角贰分."""
    if not text:
        return 0
    text = text.removeprefix("零") if after_yuan and text[:1] == "零" and text[1:2] in DIGITS else text
    jiao_word, sign, fen_word = text.rpartition("角")
    jiao = _digit(jiao_word) if sign else 0
    if fen_word:
        if not fen_word.endswith("分"):
            raise ValueError(text)
        word = fen_word.removesuffix("分")
        return jiao * 10 + _digit(word.removeprefix("零") if len(word) > 1 else word)
    return jiao * 10


def _digit(word: str) -> int:
    if len(word) != 1 or word not in _VALUES:
        raise ValueError(word)
    return _VALUES[word]


def _read_whole(text: str) -> int:
    """A whole number: at most one 亿, and a 万 on each side of it."""
    if text == "零":
        return 0
    high, hundred_million, low = text.rpartition("亿")
    if not hundred_million:
        return _read_below(low, follows=False)
    if "亿" in high or not high:
        raise ValueError(text)
    return _read_below(high, follows=False) * 10**8 + (_read_below(low, follows=True) if low else 0)


def _read_below(text: str, *, follows: bool) -> int:
    """A number below 10^8. `follows`: something larger stands before it."""
    high, ten_thousand, low = text.rpartition("万")
    if not ten_thousand:
        return _read_group(low, follows=follows)
    if "万" in high or not high:
        raise ValueError(text)
    return _read_group(high, follows=follows) * 10000 + (_read_group(low, follows=True) if low else 0)


def _read_group(text: str, *, follows: bool) -> int:
    """One to four digits with their places. A last digit without its 零 before it could be of any place: refused."""
    value, last, zero = 0, 10_000 if follows else 0, False
    digit: int | None = None
    for sign in text:
        if sign in _UNITS:
            unit = _UNITS[sign]
            if last and unit >= last:
                raise ValueError(text)
            if digit is None and (unit != 10 or (value and not zero)):
                raise ValueError(text)
            value += (1 if digit is None else digit) * unit
            digit, last, zero = None, unit, False
        elif _VALUES.get(sign) == 0 and digit is None and not zero:
            zero = True
        elif _VALUES.get(sign) and digit is None:
            digit = _VALUES[sign]
        else:
            raise ValueError(text)
    if digit is not None:
        if last > 10 and not zero:
            raise ValueError(text)
        return value + digit
    if zero or not value:
        raise ValueError(text)
    return value
