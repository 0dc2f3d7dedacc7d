"""Lifecycles: a version of an article, and a question nothing was found for."""

from django.utils.translation import gettext_lazy as _

from shouwen.kernel.states import Machine, Move

#: Versions that may still become what is published; an article has at most one.
OPEN = ("draft", "in_review")

version_machine = Machine(
    "articleversion",
    {
        "draft": _("草稿"),
        "in_review": _("待审"),
        "published": _("已发布"),
        "replaced": _("已被新版代替"),
        "withdrawn": _("已撤下"),
        "discarded": _("已放弃"),
    },
    (
        Move("submit", ("draft",), "in_review", "article.submitted"),
        Move("return", ("in_review",), "draft", "article.returned"),
        Move("publish", ("in_review",), "published", "article.published"),
        Move("replace", ("published",), "replaced", "article.replaced"),
        Move("withdraw", ("published",), "withdrawn", "article.withdrawn"),
        Move("discard", ("draft",), "discarded", "article.discarded"),
    ),
)

miss_machine = Machine(
    "miss",
    {"open": _("待处理"), "answered": _("已有答案"), "dropped": _("不需要答案")},
    (
        Move("answer", ("open",), "answered", "miss.answered"),
        Move("drop", ("open",), "dropped", "miss.dropped"),
    ),
)
