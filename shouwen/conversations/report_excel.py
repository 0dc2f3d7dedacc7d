"""The conversation report as a workbook: every figure with its definition, and its tables, each row with its brand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwen.conversations.report import Report, Table
from shouwen.conversations.reporting import Basis, Figure
from shouwen.kernel.exports import Column, Sheet

FIGURES = (
    Column(gettext_lazy("品牌"), 16),
    Column(gettext_lazy("部分"), 18),
    Column(gettext_lazy("数"), 24),
    Column(gettext_lazy("件数或秒数"), 12, "number"),
    Column(gettext_lazy("占比"), 9, "share"),
    Column(gettext_lazy("分子"), 9, "number"),
    Column(gettext_lazy("n"), 9, "number"),
    Column(gettext_lazy("补充"), 26),
    Column(gettext_lazy("怎么数"), 48),
    Column(gettext_lazy("在谁之中"), 40),
    Column(gettext_lazy("时限"), 14),
    Column(gettext_lazy("条款"), 24),
    Column(gettext_lazy("来源"), 12),
)
ROWS = (
    Column(gettext_lazy("品牌"), 16),
    Column(gettext_lazy("时段"), 24),
    Column(gettext_lazy("名称"), 20),
    Column(gettext_lazy("来会话"), 10, "number"),
    Column(gettext_lazy("有人答复"), 10, "number"),
    Column(gettext_lazy("没有答复就结束"), 14, "number"),
    Column(gettext_lazy("还没有答复"), 12, "number"),
    Column(gettext_lazy("首次答复中位（秒）"), 16, "number"),
    Column(gettext_lazy("首次答复 n"), 12, "number"),
    Column(gettext_lazy("限时内"), 10, "number"),
    Column(gettext_lazy("时限已见分晓"), 14, "number"),
    Column(gettext_lazy("限时内占比"), 12, "share"),
    Column(gettext_lazy("排队中位（秒）"), 14, "number"),
    Column(gettext_lazy("排队 n"), 10, "number"),
    Column(gettext_lazy("立成工单"), 10, "number"),
)
ORIGINS = {
    "source": gettext_lazy("原文"),
    "borrowed": gettext_lazy("借用"),
    "default": gettext_lazy("本单位设定"),
    "gap": gettext_lazy("未见条文"),
}


def sheets(report: Report) -> list[Sheet]:
    """One of figures, one for each table."""
    return [
        Sheet(_("数字和定义"), FIGURES, _figures(report)),
        *(Sheet(table.title, ROWS, _rows(report, table)) for table in report.tables),
    ]


def _figures(report: Report) -> Iterator[list[Any]]:
    for section in report.sections:
        for figure in section.figures:
            yield [report.brand_names, str(section.title), str(figure.title), *_value(figure), *_definition(figure)]


def _value(figure: Figure) -> list[Any]:
    plain = _seconds(figure.value) if figure.kind == "span" else figure.value
    return [
        None if figure.kind == "share" else plain,
        figure.value if figure.kind == "share" else None,
        figure.part,
        figure.n,
    ]


def _definition(figure: Figure) -> list[Any]:
    beside = figure.under or (figure.why_none if figure.value is None else "")
    return [
        str(beside),
        str(figure.formula),
        str(figure.population),
        _each(figure.bases, lambda basis: str(basis.limit)),
        _each(figure.bases, lambda basis: "、".join(basis.clauses)),
        _each(figure.bases, lambda basis: str(ORIGINS.get(basis.origin, basis.origin))),
    ]


def _each(found: tuple[Basis, ...], told: Any) -> str:
    """One line for each brand where they differ."""
    said = [f"{basis.whose}：{told(basis)}" if basis.whose else told(basis) for basis in found if told(basis)]
    return "；".join(dict.fromkeys(said))


def _rows(report: Report, table: Table) -> Iterator[list[Any]]:
    for row in table.rows:
        line = row.line
        yield [
            row.title if table.name == "brand" else report.brand_names,
            report.period_words,
            row.title,
            *(line.came, line.answered, line.lost, line.open),
            *(_seconds(line.reply), line.replies.n, line.in_time, line.owed, line.share_in_time),
            *(_seconds(line.wait), line.queued.n, line.cases),
        ]


def _seconds(span: Any) -> int | None:
    return int(span.total_seconds()) if span is not None else None
