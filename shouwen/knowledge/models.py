"""Articles with their versions, price lines, where they were cited, and what was not found."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shouwen.knowledge.states import OPEN, miss_machine, version_machine

PERSON = "people.Person"
KINDS = [
    ("article", _("文章")),
    ("answer", _("标准答案")),
    ("prices", _("价格表")),
    ("product", _("产品说明")),
]
READERS = [("internal", _("仅供内部")), ("customer", _("可以告诉客户"))]
CHANNELS = [
    ("", _("不限渠道")),
    ("phone", _("电话")),
    ("counter", _("柜台")),
    ("mail", _("邮件")),
    ("chat", _("网页聊天")),
]


class Article(models.Model):
    """One subject under one number. What it says stands in its versions; `current` is the published one, if any."""

    number = models.CharField(_("编号"), max_length=20, unique=True)
    brands = models.ManyToManyField("people.Brand", related_name="+")
    kind = models.CharField(_("种类"), max_length=8, choices=KINDS)
    owner = models.ForeignKey(PERSON, models.PROTECT, verbose_name=_("负责人"), related_name="+")
    review_on = models.DateField(_("复核日期"))
    current = models.OneToOneField("knowledge.ArticleVersion", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["owner", "review_on"], name="article_review")]

    def __str__(self) -> str:
        return self.number


class ArticleVersion(models.Model):
    """What an article says, from one edit to the next. Once published it is never changed.

    `valid_from` and `valid_until` are days, both included; outside them it is not offered.
    """

    article = models.ForeignKey(Article, models.PROTECT, related_name="versions")
    ordinal = models.PositiveIntegerField()
    title = models.CharField(_("标题"), max_length=120)
    body = models.TextField(_("正文"), blank=True)
    keywords = models.JSONField(_("关键词"), default=list)
    channel = models.CharField(_("渠道"), max_length=8, choices=CHANNELS, blank=True)
    category = models.CharField(_("分类"), max_length=40, blank=True)
    readers = models.CharField(_("给谁看"), max_length=8, choices=READERS, default="internal")
    valid_from = models.DateField(_("生效日期"), null=True, blank=True)
    valid_until = models.DateField(_("失效日期"), null=True, blank=True)
    written_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    submitted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    returned_why = models.CharField(max_length=300, blank=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, default="draft", choices=version_machine.choices())
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "ordinal"], name="ordinal_once"),
            models.UniqueConstraint(fields=["article"], condition=Q(state__in=OPEN), name="one_open_version"),
            models.UniqueConstraint(fields=["article"], condition=Q(state="published"), name="one_published_version"),
        ]
        indexes = [models.Index(fields=["state", "submitted_at"], name="version_waiting")]

    def __str__(self) -> str:
        return f"{self.article_id} v{self.ordinal}"


class PriceLine(models.Model):
    """One line of a price sheet: an item, what it is counted in, and its price in fen."""

    of = models.ForeignKey(ArticleVersion, models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    item = models.CharField(_("项目"), max_length=80)
    unit = models.CharField(_("单位"), max_length=20)
    price_fen = models.BigIntegerField(_("价格"))
    note = models.CharField(_("说明"), max_length=200, blank=True)
    valid_from = models.DateField(_("生效日期"), null=True)
    valid_until = models.DateField(_("失效日期"), null=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.CheckConstraint(condition=Q(price_fen__gte=0), name="price_not_negative")]


class Citation(models.Model):
    """An answer that was sent rests on this version. The answer is named by kind and id: it is of a room above."""

    of = models.ForeignKey(ArticleVersion, models.PROTECT, related_name="citations")
    about_kind = models.CharField(max_length=32)
    about_id = models.BigIntegerField()
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["about_kind", "about_id", "of"], name="cited_once")]


class Miss(models.Model):
    """A question nothing was found for, counted. `digest` tells it from others; the words only if a clerk agreed."""

    brand = models.ForeignKey("people.Brand", models.PROTECT)
    digest = models.CharField(max_length=64)
    text = models.CharField(max_length=200, blank=True)
    times = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    article = models.ForeignKey(Article, models.PROTECT, null=True, related_name="+")
    words = models.CharField(max_length=200, blank=True)
    settled_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, default="open", choices=miss_machine.choices())
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "digest"], condition=Q(state="open"), name="open_miss_once")
        ]
        indexes = [models.Index(fields=["state", "-times"], name="miss_often")]
