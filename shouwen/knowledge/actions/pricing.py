"""The lines of a price sheet, taken whole from a file: what stood in the draft is replaced, or nothing is."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.kernel import facts
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import MoveRefused, Unacceptable
from shouwen.kernel.states import amend
from shouwen.knowledge import facts as told
from shouwen.knowledge import price_sheets
from shouwen.knowledge.models import ArticleVersion, PriceLine


@transaction.atomic
def price(version: ArticleVersion, *, by: Any, upload: Any) -> int:
    """Takes all rows of the file or none. `details["rows"]` of the refusal: [(row number, reason)]."""
    require(by, "knowledge.write", version.article)
    if version.article.kind != "prices" or version.state != "draft":
        raise MoveRefused(_("只有价格表的草稿可以导入价格。"))
    lines, wrong = price_sheets.read(upload)
    if wrong:
        sentence = _("%(count)s 行不能导入，一行也没有导入。") % {"count": len(wrong)}
        raise Unacceptable(sentence, details={"rows": wrong})
    if not lines:
        raise Unacceptable(_("文件里没有价格。"))
    amend(version)  # whoever read the draft before is refused
    version.lines.all().delete()
    made = [PriceLine(of=version, position=place, **asdict(line)) for place, line in enumerate(lines, 1)]
    PriceLine.objects.bulk_create(made)
    facts.record(told.PRICED, by=by, about_thing=version.article, refs={"lines": len(made)})
    return len(made)
