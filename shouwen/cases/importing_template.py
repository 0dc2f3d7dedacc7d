"""An empty workbook to fill in for an import: the columns by name, with lists of classes to choose from."""

from __future__ import annotations

from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from shouwen.cases.importing import FIELDS

#: Field, width, and what to write there.
COLUMNS = (
    ("gist", 50, _l("必填。客户说了什么，原话为好")),
    ("reason", 24, _l("一句话。不填时取要点开头 30 个字")),
    ("kind", 10, _l("从列表选。不填时：有客户的算投诉，没有的算建议")),
    ("category", 18, _l("从列表选，也可以不填")),
    ("received_at", 18, _l("例如 2026-07-15 10:24。不填算导入的时间")),
    ("customer_name", 14, _l("投诉必填")),
    ("phone", 16, _l("任何写法都可以")),
    ("title", 8, _l("先生或女士，不详不填")),
    ("company", 24, _l("可以不填")),
    ("matter", 18, _l("可以不填")),
    ("wish", 24, _l("可以不填")),
    ("owner", 12, _l("工号。不填时由客服主管负责")),
)
ROWS = 5000


def write(target: IO[bytes], pack: Any, *, title: str) -> None:
    """Writes the workbook for a pack."""
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        page, lists, about = book.add_worksheet(_("工单")), book.add_worksheet(_("列表")), book.add_worksheet(_("说明"))
        head = book.add_format({"bold": True, "bg_color": "#EDF0F5", "bottom": 1})
        text = book.add_format({"num_format": "@"})
        known = {
            "kind": [kind.title for kind in pack.kinds.values()],
            "category": list(dict.fromkeys(category.label for category in pack.categories.values())),
            "title": ["先生", "女士"],
        }
        for place, (name, width, _about) in enumerate(COLUMNS):
            page.set_column(place, place, width, text)
            page.write_string(0, place, str(FIELDS[name]), head)
            if name in known:
                lists.write_column(0, place, known[name])
                letter = xlsxwriter.utility.xl_col_to_name(place)
                source = f"='{lists.get_name()}'!${letter}$1:${letter}${len(known[name])}"
                page.data_validation(
                    1, place, ROWS, place, {"validate": "list", "source": source, "error_type": "warning"}
                )
        page.freeze_panes(1, 1)
        lists.hide()
        about.set_column(0, 0, 16)
        about.set_column(1, 1, 60)
        about.write_string(0, 0, title, head)
        for row, (name, _width, words) in enumerate(COLUMNS, 1):
            about.write_string(row, 0, str(FIELDS[name]))
            about.write_string(row, 1, str(words))
        page.activate()
