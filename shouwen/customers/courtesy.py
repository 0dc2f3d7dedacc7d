"""How a customer is addressed once his name is known: 张女士, 欧阳先生, a neutral form while the title is unknown.

Pure. The title is what the customer or a clerk gave; a name never tells whether somebody is a man or a woman
(S2-3.1.3, S2-5.1.2).
"""

from __future__ import annotations

import re
import unicodedata

DOUBLE = frozenset(
    [
        "欧阳",
        "司马",
        "上官",
        "诸葛",
        "东方",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "司徒",
        "司空",
        "夏侯",
        "长孙",
        "宇文",
        "轩辕",
        "端木",
        "南宫",
        "独孤",
        "闻人",
        "钟离",
        "东郭",
        "西门",
        "呼延",
        "百里",
        "申屠",
        "澹台",
        "公冶",
        "宗政",
        "濮阳",
        "淳于",
        "单于",
        "太叔",
        "仲孙",
        "鲜于",
        "闾丘",
        "亓官",
        "赫连",
        "拓跋",
        "完颜",
        "耶律",
        "万俟",
        "歐陽",
        "諸葛",
        "東方",
        "尉遲",
        "公孫",
        "司馬",
        "上官",
        "長孫",
        "夏侯",
        "軒轅",
        "獨孤",
        "聞人",
        "鍾離",
        "東郭",
        "西門",
        "申屠",
        "濮陽",
        "鮮于",
        "赫連",
        "拓跋",
    ]
)
#: What people write behind a name; a title given with the name counts as given.
TITLES = ("先生", "女士", "小姐", "太太", "老师", "经理", "师傅", "主任", "总", "医生", "大夫")
COMPANY = re.compile(
    r"(公司|集团|厂|店|商行|中心|工作室|合作社|事务所|医院|学校|大学|银行|超市|酒店|委员会|管理处|工程队|部)$|有限|股份"
    r"|\b(ltd|llc|inc|corp|gmbh|co)\b\.?$",
    re.IGNORECASE,
)
NOBODY = frozenset(
    {"匿名", "未知", "不详", "无名", "客户", "顾客", "用户", "游客", "访客", "某某", "anonymous", "guest"}
)
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff·•]+")


def clean(name: str) -> str:
    """The name in one writing: full width folded, no outer or doubled spaces, none inside a Chinese name."""
    folded = " ".join(unicodedata.normalize("NFKC", name).split())
    joined = folded.replace(" ", "")
    return joined if HAN.fullmatch(joined) else folded


def is_company(name: str) -> bool:
    """True for a firm, which has no surname."""
    return COMPANY.search(clean(name)) is not None


def split_title(name: str) -> tuple[str, str]:
    """A name and the title written behind it: 张女士 is 张 and 女士; the title is empty when there is none."""
    whole = clean(name)
    for title in TITLES:
        if whole.endswith(title) and len(whole) > len(title):
            return whole.removesuffix(title).strip(), title
    return whole, ""


def surname(name: str) -> str:
    """张 of 张晓明, 欧阳 of 欧阳雪萍; empty for firms, Latin names and whatever is no name."""
    bare, _ = split_title(name)
    if not HAN.fullmatch(bare) or bare in NOBODY or is_company(bare) or is_company(name):
        return ""
    if "·" in bare or "•" in bare:
        return ""  # 阿依古丽·买买提: what stands first is not a surname
    if bare[:2] in DOUBLE:
        return bare[:2]
    return bare[0] if len(bare) <= 4 else ""


def form(name: str, title: str = "") -> str:
    """The courtesy form: surname and title when both are known, else the whole name alone; "" when there is no name.

    A firm is named as it is; a Latin or dotted name stays whole before the title. Never longer than name and title.
    """
    bare, written = split_title(name)
    title = title.strip() or written
    if not bare or bare in TITLES or bare.lower() in NOBODY or not any(char.isalpha() for char in bare) or "@" in bare:
        return ""
    if is_company(name):
        return clean(name)
    family = surname(name)
    if family and title:
        return f"{family}{title}"
    if not title or title == bare:
        return bare if not family or len(bare) > len(family) else ""
    return f"{bare}{'' if HAN.fullmatch(bare) else ' '}{title}"


_NAME_PLACE = re.compile(r"\{(?:name|surname)\}(?:先生|女士)?")
_ASKED = re.compile(r"请问是\{(?:name|surname)\}(?:先生|女士)?吗")
_OPENING = re.compile(r"(^|(?<=[。！？]))\{(?:name|surname)\}(?:先生|女士)?[，、]")


def fill(
    text: str, *, called: str = "", number: str = "", brand: str = "", hotline: str = "", keep_unknown: bool = False
) -> str:
    """A line with its places filled: {surname} or {name} with a title, {staff_number}, {brand}, {hotline}.

    Whoever's name is unknown is addressed neutrally: an opening name falls away, elsewhere 您 stands for it.
    """
    if keep_unknown and not called:
        called = "〔称呼〕"
    if called:
        text = _NAME_PLACE.sub(lambda _: called, text)
    else:
        text = _ASKED.sub("请问是您本人吗", text)
        text = _NAME_PLACE.sub("您", _OPENING.sub("", text))
    places = {"number": number, "staff_number": number, "company": brand, "brand": brand, "hotline": hotline}
    for name, value in places.items():
        text = text.replace(f"{{{name}}}", value) if value or name != "number" else text
    return text
