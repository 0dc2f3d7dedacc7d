"""Which column of a brought-in file is which field: told by names, corrected by `--map`, refused where it cannot be."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from shouwen.kernel.refusals import Unacceptable


def guess(header: tuple[str, ...], words: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Which column is which field, as far as their names tell. A field goes to the first column that means it."""
    mapping: dict[str, str] = {}
    for name, meant in words.items():
        for word in meant:
            column = next((each for each in header if _bare(each) == word and each not in mapping), None)
            if column is not None:
                mapping[column] = name
                break
    return mapping


def _bare(column: str) -> str:
    """`*客户 姓名（必填）` → `客户姓名`."""
    return re.sub(r"[（(].*[)）]|[\s*：:]", "", column).casefold()


def corrected(mapping: dict[str, str], text: str, header: tuple[str, ...]) -> dict[str, str]:
    """`评论=gist,评分=label` laid over a mapping; `列=` leaves a column out. Refuses a column that is not there."""
    for pair in filter(None, (part.strip() for part in text.split(","))):
        column, equals, name = (part.strip() for part in pair.partition("="))
        if not equals or column not in header:
            raise Unacceptable(
                _("没有这一列：%(column)s。有：%(header)s") % {"column": column, "header": "、".join(header)}
            )
        mapping = {each: known for each, known in mapping.items() if each != column}
        if name:
            mapping = {each: known for each, known in mapping.items() if known != name} | {column: name}
    return mapping


def check(mapping: Mapping[str, str], header: tuple[str, ...], fields: Mapping[str, Any]) -> None:
    """Refuses unknown columns or fields, and one field twice. `fields`: name -> what people call it."""
    unknown = [name for name in mapping.values() if name not in fields] + [col for col in mapping if col not in header]
    if unknown:
        raise Unacceptable(
            _("不认识：%(names)s。可以对应的有：%(known)s") % {"names": "、".join(unknown), "known": "、".join(fields)}
        )
    twice = [name for name, times in Counter(mapping.values()).items() if times > 1]
    if twice:
        raise Unacceptable(_("两列对应了同一项：%(names)s") % {"names": "、".join(str(fields[name]) for name in twice)})
