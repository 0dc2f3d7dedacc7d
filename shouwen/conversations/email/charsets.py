"""Bytes of a mail as text: labels are often wrong or missing, so what comes out is judged by how it reads.

Pure. A declared label is tried first and counts a little; text that reads as Chinese (or as what it claims to be)
counts more. Bytes that no one character set explains are read line by line, then with marks for what is lost.
"""

from __future__ import annotations

import codecs
import re
from functools import cache

ALIASES = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "xgbk": "gb18030",
    "cp936": "gb18030",
    "ms936": "gb18030",
    "936": "gb18030",
    "windows936": "gb18030",
    "gb231280": "gb18030",
    "csgb2312": "gb18030",
    "cngb": "gb18030",
    "euccn": "gb18030",
    "xeuccn": "gb18030",
    "xmacchinesesimp": "gb18030",
    "chinese": "gb18030",
    "big5": "big5hkscs",
    "big5hkscs": "big5hkscs",
    "xbig5": "big5hkscs",
    "cnbig5": "big5hkscs",
    "cp950": "cp950",
    "windows950": "cp950",
    "xxbig5": "big5hkscs",
    "utf8": "utf-8",
    "utf8mb4": "utf-8",
    "unicode11utf8": "utf-8",
    "xutf8": "utf-8",
    "hzgb2312": "hz",
    "iso88591": "cp1252",
    "latin1": "cp1252",
    "usascii": "ascii",
    "ascii": "ascii",
    "shiftjis": "cp932",
    "xsjis": "cp932",
    "sjis": "cp932",
    "euckr": "cp949",
    "ksc56011987": "cp949",
    "ksc5601": "cp949",
    "iso2022jp": "iso2022_jp_2",
    "unicode": "utf-16",
}
#: Tried when the label does not explain the bytes.
USUAL = ("utf-8", "gb18030", "big5hkscs", "cp950")
RARE = ("cp932", "cp949", "cp1251", "koi8_r", "cp1252")
#: Labels that programs put on anything; others are mostly meant.
OFTEN_WRONG = {"utf-8", "gb18030", "big5hkscs", "cp950", "cp1252", "ascii"}
#: What common words of both writings are made of: garbage hardly ever hits them.
COMMON = frozenset(
    "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多"
    "天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知样现分将外但身"
    "些与高意进把法此实回二理美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第"
    "门相次东政海口使教西再平真听世气信北少关并内加化由却代军产入先山五太水万市眼体别处总才场师书比住员九笑性通目"
    "华报立马命张活难神数件安表原车白应路期叫死常提感金何更反合放做系计或司利受光王果亲界及今京务制解各任至清物台"
    "象记边共风战干接它许八特觉望直服毛林题建南度统色字请交爱让认算论百吃义科怎元社术结六功指思非流每青管夫连远资"
    "队跟带花快条院变联言权往展该领传近留红治决周保达办运武半候七必城父强步完革深区即求品士转量空甚众技轻程告江语"
    "英基派满式李息写呢识极令黄德收脸钱党倒未持取设始版双历越史商千片容研像找友孩站广改议形委早房音火际则首单据"
    "导影失拿网香似斯专石若兵弟谁校读志飞观争究包组造落视济喜离虽坏谢您货寄退款费客服投诉邮箱附件订单号码查询快递"
    "收发地址联系电话尊敬感谢麻烦尽快处理回复公司先生女士您好发票合同报价运输仓库签收破损延误赔偿退货问题情况说明"
    "這個來們為時會說國對學後過還發麼無開當經頭從動兩長現將與進實點種聲話兒情問機給幾業間電門東氣關員書體別處總場師"
    "報馬張難數應車覺題統請愛讓認論義術結連遠資隊帶條變聯權導領傳紅決達辦運區轉眾輕語滿寫識極黃錢黨設雙歷專讀飛觀"
    "爭組視濟離雖謝貨費訴郵訂單號碼詢遞聯繫盡處複生約裡買賣親務製邊風戰許於"
)
CYRILLIC = {"cp1251", "koi8_r"}
_CYRILLIC = re.compile("[А-яЁёІіЇїЄєҐґ]")
_HALF = re.compile("[A-Za-z][А-яЁёІіЇїЄє]|[А-яЁёІіЇїЄє][A-Za-z]")
_LATIN = re.compile(r"[^\W\d_]")


def codec(label: str) -> str:
    """Python's name for a label as mails write it; "" for one that means nothing."""
    plain = re.sub(r"[^a-z0-9]", "", label.lower().split("*")[0])
    if plain in ALIASES:
        return ALIASES[plain]
    try:
        found = codecs.lookup(label.strip().strip("'\"").split("*")[0])
    except (LookupError, ValueError):
        return ""
    return found.name if found._is_text_encoding else ""


def decode(raw: bytes, declared: str = "") -> tuple[str, int]:
    """The text of `raw`, and how many characters of it are lost."""
    special = _special(raw, codec(declared))
    if special is not None:
        return special, special.count("\ufffd")
    found = _best(raw, codec(declared))
    if found is not None:
        return found, 0
    cut, lined = _cut(raw, codec(declared)), _by_line(raw, codec(declared))
    if cut is not None and score(cut) + 0.1 >= score(lined):
        return cut, 1
    return lined, lined.count("\ufffd")


def _unwrapped(text: str) -> str:
    """Chinese that a gateway took for Latin and put into UTF-8 once more."""
    if not any("\x80" <= char <= "\xff" for char in text[:6000]):
        return text
    for name in ("cp1252", "latin-1"):
        try:
            inner = text.encode(name).decode()
        except UnicodeError:
            continue
        if len(inner) < len(text) and score(inner) > 0.6:
            return inner
    return text


def _by_line(raw: bytes, name: str) -> str:
    """Each line for itself: what several programs wrote into one text may be in several character sets."""
    read = []
    for line in raw.splitlines(keepends=True):
        text = _best(line, name)
        read.append(_lossy(line, name) if text is None else text)
    return "".join(read)


def _special(raw: bytes, name: str) -> str | None:
    """Plain ASCII, byte order marks, and character sets that hide in seven bits."""
    for mark, marked in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if raw.startswith(mark) and (text := _strict(raw, marked)) is not None:
            return text.lstrip("\ufeff")
    if not raw.isascii():
        return None
    if b"\x1b$)" in raw or (b"\x0e" in raw and b"\x0f" in raw and b"\x1b$" in raw):
        return _iso_2022_cn(raw) if b"\x1b$)C" not in raw else raw.decode("iso2022_kr", "replace")
    if b"\x1b$" in raw or b"\x1b(" in raw:
        return _strict(raw, "iso2022_jp_2") or _iso_2022_jp(raw)
    if b"~{" in raw and b"~}" in raw and (text := _strict(raw, "hz")) and not text.isascii() and score(text) > 0.6:
        return text
    if name in ("utf-7", "utf-16", "utf-16-le", "utf-16-be") and (text := _strict(raw, name)) is not None:
        return text
    return raw.decode("ascii")


def _iso_2022_cn(raw: bytes) -> str:
    """RFC 1922 as far as its Chinese (GB2312) goes: between SO and SI two seven-bit bytes are one character."""
    out = bytearray()
    is_shifted = False
    for line in re.sub(rb"\x1b\$[)*+][A-Z]", b"", raw).splitlines(keepends=True):
        is_shifted = False  # a line begins in ASCII
        for byte in line:
            if byte in (0x0E, 0x0F):
                is_shifted = byte == 0x0E
            else:
                out.append(byte | 0x80 if is_shifted and byte > 0x20 else byte)
    return out.decode("gb18030", "replace")


def _iso_2022_jp(raw: bytes) -> str:
    """With what programs in Japan put in beside the standard: narrow kana, circled figures. Shift-JIS knows them."""
    out = []
    for escape, said in re.findall(rb"(\x1b[$(]\(?[@A-Z]|\A)([^\x1b]*)", raw):
        if escape in (b"\x1b$B", b"\x1b$@"):
            first = re.split(rb"(?=[\r\n])", said, maxsplit=1)
            out.append(b"".join(map(_shifted, zip(first[0][::2], first[0][1::2], strict=False))) + b"".join(first[1:]))
        elif escape == b"\x1b(I":
            out.append(bytes(byte | 0x80 if 0x21 <= byte <= 0x5F else byte for byte in said))
        else:
            out.append(said)
    return b"".join(out).decode("cp932", "replace")


def _shifted(pair: tuple[int, int]) -> bytes:
    """Row and cell of JIS X 0208 as Shift-JIS writes them."""
    row, cell = pair
    lead = (row + 1) // 2 + (0x70 if row < 0x5F else 0xB0)
    return bytes([lead & 0xFF, (cell + (0x1F if cell < 0x60 else 0x20) if row % 2 else cell + 0x7E) & 0xFF])


def _strict(raw: bytes, name: str) -> str | None:
    try:
        return raw.decode(name)
    except (UnicodeError, LookupError):
        return None


def _cut(raw: bytes, name: str) -> str | None:
    """Text whose last character was cut off, which is all that is wrong with it."""
    found = []
    for tried in dict.fromkeys([name, *USUAL] if name else USUAL):
        try:
            text = codecs.getincrementaldecoder(tried)().decode(raw, final=False)
        except (UnicodeError, LookupError):
            continue
        found.append((text, tried))
    best = _pick(found, name)
    return f"{best[1]}\ufffd" if best is not None and best[0] > 0.6 else None


def _best(raw: bytes, name: str) -> str | None:
    """The reading without loss that reads best; None when there is none."""
    if raw.isascii():
        return raw.decode("ascii")
    names = list(dict.fromkeys([name, *USUAL] if name else USUAL))
    found = [(text, tried) for tried in names if tried and (text := _strict(raw, tried)) is not None]
    found = [(_unwrapped(text) if tried == "utf-8" else text, tried) for text, tried in found]
    best = _pick(found, name)
    if best is None or best[0] < 0.5:  # rather another language than rubbish
        more = [(text, tried) for tried in RARE if tried != name and (text := _strict(raw, tried)) is not None]
        more = [(text, tried) for text, tried in more if tried not in CYRILLIC or _is_cyrillic(text)]
        best = max(filter(None, (best, _pick(more, name))), default=None)
        is_other = best is not None and len(best[1]) > 20 and _is_cyrillic(best[1])
        if not found and best is not None and not is_other and score(_lossy(raw, name)) > best[0]:
            return None  # Chinese with a few bytes destroyed, which any one-byte set would explain
    return None if best is None or best[0] < 0.2 else best[1]


def _pick(found: list[tuple[str, str]], name: str) -> tuple[float, str] | None:
    bonus = {"utf-8": 0.5, "gb18030": 0.03}
    label = 0.12 if name in OFTEN_WRONG else 0.35
    ranked = []
    for text, tried in found:
        rank = score(text) + bonus.get(tried, 0) + (label if tried == name else 0)
        ranked.append((rank - 0.3 if tried == "cp1252" != name and _is_all_accents(text) else rank, text))
    return max(ranked, key=lambda each: each[0], default=None)


def _is_all_accents(text: str) -> bool:
    """True for words of accented letters only, as no Latin writing has them: it is another alphabet."""
    letters = [char for char in text[:6000] if char.isalpha()]
    return sum(char > "\x7f" for char in letters) * 2 > len(letters)


def _is_cyrillic(text: str) -> bool:
    """True for words of that alphabet alone: its sets explain any bytes, half a word or signs amid words too."""
    strange = re.sub(r"[\x00-\x7f«»“”„–—№…]", "", text)
    return bool(strange) and len(_CYRILLIC.findall(strange)) == len(strange) and not _HALF.search(text)


def _lossy(raw: bytes, name: str) -> str:
    names = dict.fromkeys([name, "utf-8", "gb18030", "big5hkscs"])
    read = [raw.decode(each, "replace") for each in names if each]
    return max(read, key=score)


def score(text: str) -> float:
    """How well this reads, from -1 (rubbish) to 1 (common Chinese), over what is not ASCII."""
    sample = [char for char in text[:6000] if char > "\x7f"]
    return sum(map(_weight, sample)) / len(sample) if sample else 1.0


@cache
def _weight(char: str) -> float:
    code = ord(char)
    if char in COMMON:
        return 1.0
    if 0x3000 <= code <= 0x303F or 0xFF01 <= code <= 0xFF5E:
        return 0.9
    if 0x4E00 <= code <= 0x9FFF:
        return _ideograph(char)
    if 0x2010 <= code <= 0x2027 or code in (0xA0, 0xB7, 0xD7, 0x2103, 0x2460) or code >= 0x1F000:
        return 0.7
    if code < 0xA0 or 0xE000 <= code <= 0xF8FF or code in (0xFFFD, 0xFFFF):
        return -1.0
    if 0x3040 <= code <= 0x30FF or 0xAC00 <= code <= 0xD7AF:
        return 0.55
    if 0xFF61 <= code <= 0xFF9F or 0x3400 <= code <= 0x4DBF or code >= 0x20000:
        return 0.0
    if 0x0410 <= code <= 0x042F:  # capitals are rare; the wrong one of two character sets shows them everywhere
        return 0.3
    return 0.45 if code < 0x0500 and _LATIN.match(char) else 0.3


def _ideograph(char: str) -> float:
    """By how common a character is in the two national sets, which are ordered by that."""
    simplified = char.encode("gb2312", "ignore")
    if simplified and simplified[0] < 0xD8:
        return 0.75
    traditional = char.encode("big5", "ignore")
    if traditional and traditional[0] < 0xC7:
        return 0.65
    return 0.4 if simplified else 0.25
