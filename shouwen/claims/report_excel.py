"""理赔报表 as a workbook in the layout people hand in: detail, cause analysis, statistics, self-settled; A4 across."""

from __future__ import annotations

import datetime as dt
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouwen.claims import report_words as words
from shouwen.claims.models import ClaimReport
from shouwen.claims.report_figures import Data
from shouwen.claims.report_paper import Column, Paper
from shouwen.claims.report_recovery import RECOVERY
from shouwen.kernel import exports

DETAIL = (
    Column(gettext_lazy("理赔编号"), 14),
    Column(gettext_lazy("报案日期"), 11, "date"),
    Column(gettext_lazy("运单号"), 15),
    Column(gettext_lazy("货物"), 18),
    Column(gettext_lazy("种类"), 9),
    Column(gettext_lazy("原因"), 18),
    Column(gettext_lazy("发生部门"), 12),
    Column(gettext_lazy("客户要求"), 12, "fen"),
    Column(gettext_lazy("限额"), 12, "fen"),
    Column(gettext_lazy("本期已付"), 12, "fen"),
    Column(gettext_lazy("赔付方式"), 11),
    Column(gettext_lazy("赔付天数"), 9, "days"),
    Column(gettext_lazy("保险收回"), 12, "fen"),
    Column(gettext_lazy("各方份额"), 34),
)
CAUSES = (
    Column(gettext_lazy("原因"), 34),
    Column(gettext_lazy("件数"), 9, "count"),
    Column(gettext_lazy("累计占比"), 10, "share"),
    Column(gettext_lazy("上期件数"), 10, "count"),
    Column(gettext_lazy("趋势"), 10),
    Column(gettext_lazy("金额"), 14, "fen"),
    Column(gettext_lazy("部门"), 28),
    Column(gettext_lazy("线路"), 24),
)
STATISTICS = tuple(Column("", width) for width in (26, 15, 15, 15, 15, 60))
SETTLED = tuple(Column("", width) for width in (20, 16, 16, 16, 20, 40))


def write(target: IO[bytes], report: ClaimReport, data: Data, ruled: Any, *, by: Any) -> None:
    """Writes the workbook. `data` is the report as this person may read it."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    title = _("理赔报表")
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"title": title, "author": str(getattr(by, "name", by)), "comments": exports.watermark(by)})
        paper = Paper(book, report, data, by)
        _detail(paper, data)
        _causes(paper, report, data)
        _statistics(paper, report, data, ruled)
        _settled(paper, data)


def _detail(paper: Paper, data: Data) -> None:
    paper.begin(_("理赔报表"), DETAIL)
    paper.heads([column.title for column in DETAIL])
    for row in data["lines"]:
        line = words.line(row)
        hidden = row.get("hidden")
        paper.row(
            [
                line["number"],
                line["reported_at"],
                _("（回避）") if hidden else line["waybill"],
                _("您与本件有牵连，内容不显示") if hidden else line["goods"],
                line["kind"],
                line["cause"],
                line["department"],
                line["requested_fen"],
                line["cap_fen"],
                line["paid_fen"],
                line["method"],
                line["days"],
                line["insured_fen"],
                line["parts"],
            ]
        )
    if not data["lines"]:
        paper.sentence(_("本期没有理赔"))
    sums = [sum(row[name] or 0 for row in data["lines"]) for name in ("requested_fen", "paid_fen", "insured_fen")]
    paper.row([_("合计"), "", "", "", "", "", "", sums[0], None, sums[1], "", None, sums[2], ""], strong=True)
    paper.sign()


def _causes(paper: Paper, report: ClaimReport, data: Data) -> None:
    paper.begin(_("原因分析"), CAUSES, _("事故原因分析报告"))
    paper.heads([column.title for column in CAUSES])
    for row in words.tables(data)["causes"]:
        places = ("、".join(row["departments"]), "、".join(row["routes"]))
        trend = row["turn"].get("words", "")
        paper.row([row["name"], row["count"], row["share"] / 100, row["before"], trend, row["fen"], *places])
    if not data["causes"]:
        paper.sentence(_("本期和上期都没有报案"))
    else:
        counts = [sum(row[name] for row in data["causes"]) for name in ("count", "before", "fen")]
        paper.row([_("合计"), counts[0], None, counts[1], "", counts[2], "", ""], strong=True)
    paper.space()
    paper.words(_("原因分析和建议"), report.remarks)
    paper.sign()


def _statistics(paper: Paper, report: ClaimReport, data: Data, ruled: Any) -> None:
    paper.begin(_("统计表"), STATISTICS, _("事故理赔统计表"))
    tables = words.tables(data)
    paper.heads([_("项目"), _("本期"), _("上期"), _("增减"), _("单位"), _("怎样算、范围、依据")])
    for figure in words.figures(data, ruled):
        change = figure["change"].get("words", "")
        said = f"{figure['counts']}{figure['population']}{_basis(figure)}"
        kind = {"": "fen"}.get(str(figure["unit"]), "days" if figure["id"] == "days" else "count")
        raw = data["figures"][figure["id"]]
        now, before = (kind, raw["value"]), (kind, raw["before"])
        paper.mixed([str(figure["title"]), now, before, change, figure["unit"] or _("元"), said])
    for name, rows in ((_("按种类"), tables["kinds"]), (_("按发生部门"), tables["departments"])):
        paper.section(name, [_("名称"), _("报案"), _("赔付"), _("赔款"), _("上期赔款"), ""])
        for row in rows:
            paper.mixed([row["name"], row["reported"], row["paid"], ("fen", row["fen"]), ("fen", row["before"]["fen"])])
    paper.section(_("按责任方"), [_("责任方"), _("件数"), "", _("应承担"), _("上期应承担"), ""])
    for row in tables["parties"]:
        paper.mixed([row["name"], row["count"], "", ("fen", row["fen"]), ("fen", row["before"]["fen"])])
    _waiting(paper, tables, data)
    if report.kind != "month":
        paper.section(_("按月"), [_("月份"), _("报案"), _("赔付"), _("赔款"), _("事故报告"), _("自行解决")])
        for row in data["months"]:
            month = _("%(n)s 月") % {"n": row["month"]}
            paper.mixed([month, row["reported"], row["paid"], ("fen", row["fen"]), row["accidents"], row["settled"]])
    paper.sign()


def _basis(figure: dict[str, Any]) -> str:
    """The clauses behind a figure, or that it is our own."""
    ours = "" if figure["origin"] == "source" else _("（算法是本系统设定，不是规范条文）")
    return f" {'、'.join(figure['clauses'])}{ours}"


def _waiting(paper: Paper, tables: dict[str, Any], data: Data) -> None:
    """Ageing, and what came back."""
    title = _("未了结的时间（分段是参数，不是规范条文）")
    paper.section(title, [_("时间"), _("件数"), "", _("客户要求"), "", ""])
    for row in tables["ageing"]:
        paper.mixed([row["name"], row["count"], "", ("fen", row["fen"])])
    heads = [_("责任方"), _("期初未收"), _("本期通知"), _("本期认可"), _("本期收回"), _("期末未收")]
    paper.section(_("向责任方收回"), heads)
    for row in tables["recovery"]:
        paper.mixed([row["name"], *[("fen", cell["fen"]) for cell in row["cells"]]])
    total = data["recovery"]["total"]
    paper.mixed([_("合计"), *[("fen", total[name]["fen"]) for name in RECOVERY]])
    paper.section(_("向保险公司收回"), [_("情况"), _("件数"), "", _("金额"), "", ""])
    for row in tables["insurers"]:
        paper.mixed([row["name"], row["count"], "", ("fen", row["fen"])])


def _settled(paper: Paper, data: Data) -> None:
    paper.begin(_("自行解决"), SETTLED, _("自行解决业务统计"))
    paper.heads([_("由谁解决"), _("件数"), _("金额"), _("上期件数"), _("上期金额"), ""])
    rows = words.tables(data)["settled"]
    for row in rows:
        before = row["before"]
        paper.mixed([row["name"], row["count"], ("fen", row["fen"]), before["count"], ("fen", before["fen"]), ""])
    counts = (sum(row["count"] for row in rows), ("fen", sum(row["fen"] for row in rows)))
    earlier = (sum(r["before"]["count"] for r in rows), ("fen", sum(r["before"]["fen"] for r in rows)))
    paper.mixed([_("合计"), *counts, *earlier, ""])
    paper.section(_("明细"), [_("理赔编号"), _("由谁解决"), _("金额"), _("解决日期"), _("运单号"), _("货物")])
    for row in data["settlements"]:
        goods = _("您与本件有牵连，内容不显示") if row.get("hidden") else row["goods"]
        day = ("date", dt.date.fromisoformat(row["on"]))
        paper.mixed([row["number"], words.group(row["group"]), ("fen", row["fen"]), day, row["waybill"], goods])
    if not data["settlements"]:
        paper.sentence(_("本期没有登记自行解决的"))
    paper.sign()
