"""Who may read, write, approve and mend. Nobody approves what he wrote, and nothing crosses from brand to brand."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.policy import allow, predicate
from shouwen.knowledge import queries


@predicate
def sees(by: Any, article: Any) -> bool:
    return article is None or queries.visible_to(by).filter(pk=article.pk).exists()


@predicate
def of_his_brands(by: Any, article: Any) -> bool:
    """All brands of the article are his: what he writes is read in each of them."""
    return article is None or set(article.brands.values_list("pk", flat=True)) <= by.reach.brands


@predicate
def not_his_own(by: Any, article: Any) -> bool:
    """Neither written nor submitted by him: two people stand behind what is published."""
    waiting = queries.open_version(article) if article is not None else None
    return waiting is None or by.pk not in (waiting.written_by_id, waiting.submitted_by_id)


@predicate
def in_his_brand(by: Any, miss: Any) -> bool:
    return miss is None or miss.brand_id in by.reach.brands


allow("knowledge.read", _("查看知识库"), sees)
allow("knowledge.write", _("编写知识"), of_his_brands)
allow("knowledge.approve", _("审核发布知识"), of_his_brands & not_his_own)
allow("knowledge.withdraw", _("撤下知识"), of_his_brands)
allow("knowledge.mend", _("处理没找到的问题"), in_his_brand)
