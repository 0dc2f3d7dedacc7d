"""Templates with variables: `您的验证码是 {code}`. Checked before they are kept and before they are filled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwen.kernel.refusals import Unacceptable

VARIABLE = re.compile(r"\{([a-z][a-z0-9_]{0,19})\}")
LONGEST_VALUE = 60
MASK = "******"


@dataclass(frozen=True)
class Wording:
    """A template the product brings along; a brand's own of the same code goes before it."""

    code: str
    title: Any
    text: str
    is_secret: bool = False


STANDARD: dict[str, Wording] = {}


def standard(code: str, title: Any, text: str, *, is_secret: bool = False) -> Wording:
    """Declares a template a room needs, so that it works before anybody has written one of his own."""
    STANDARD[code] = Wording(code, title, text, is_secret)
    return STANDARD[code]


def variables(text: str) -> list[str]:
    """Names of the variables of a template, each once, in their order."""
    return list(dict.fromkeys(VARIABLE.findall(text)))


def check(text: str) -> str:
    """What is wrong with a template's text; "" when nothing is."""
    if not text.strip():
        return _("请写下模板内容。")
    if "{" in VARIABLE.sub("", text) or "}" in VARIABLE.sub("", text):
        return _("变量写成 {code} 这样：花括号里是小写字母、数字或下划线。")
    return ""


def fill(text: str, words: Mapping[str, Any]) -> str:
    """The text with its variables filled; refused when one is missing, unknown, empty or too long."""
    wanted = variables(text)
    missing = [name for name in wanted if not str(words.get(name, "")).strip()]
    unknown = [name for name in words if name not in wanted]
    if missing:
        raise Unacceptable(_("模板缺少变量：%(names)s") % {"names": "、".join(missing)})
    if unknown:
        raise Unacceptable(_("模板没有这些变量：%(names)s") % {"names": "、".join(unknown)})
    if any(len(str(value)) > LONGEST_VALUE for value in words.values()):
        raise Unacceptable(_("变量的内容太长，每个最多 %(most)s 字。") % {"most": LONGEST_VALUE})
    return VARIABLE.sub(lambda hit: str(words[hit[1]]), text)


def masked(text: str) -> str:
    """The text as staff read it when its values are secret."""
    return VARIABLE.sub(MASK, text)


@dataclass(frozen=True)
class Preview:
    """A template as it will be read, with how long it is and how many texts that makes."""

    text: str
    length: int
    parts: int


SAMPLES = {"code": "481920", "minutes": "5", "number": "LD26-00011", "name": "张女士", "date": "7月16日"}


def preview(text: str, signature: str = "") -> Preview:
    """The text with samples; 70 characters are one text, longer ones count in pieces of 67."""
    filled = VARIABLE.sub(lambda hit: SAMPLES.get(hit[1], f"〔{hit[1]}〕"), text)
    whole = f"【{signature}】{filled}" if signature else filled
    return Preview(whole, len(whole), 1 if len(whole) <= 70 else -(-len(whole) // 67))


standard(
    "verification", gettext_lazy("验证码"), "您的验证码是 {code}，{minutes} 分钟内有效。请勿告诉他人。", is_secret=True
)
