"""Guards at entry: what keeps a waybill from being taken, each with its field, sentence and clause.

Pure. A row from an old file that breaks a guard is kept and marked with these same problems.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from shouwen.claims.capitals import from_capitals
from shouwen.kernel.money import Money, MoneyError


@dataclass(frozen=True)
class Problem:
    """What is wrong with a paper: the field, a code kept with the row, and the clause; without one the standard is silent."""

    field: str
    code: str
    clause: str = ""

    @property
    def sentence(self) -> Any:
        return SENTENCES[self.code]


@dataclass(frozen=True)
class Draft:
    """A waybill as it was written, before it is taken. Money in fen; words as they stand on the paper."""

    number: str = ""
    label_number: str = ""
    shipper_name: str = ""
    consignee_name: str = ""
    goods: str = ""
    pieces: int | None = None
    packing: str = ""
    is_fragile: bool | None = None
    is_insured: bool | None = None
    declared_value: int | None = None
    freight: int | None = None
    freight_words: str = ""
    piece_freight: int | None = None
    cod: int | None = None
    cod_words: str = ""


SENTENCES = {
    "number_missing": _("请填写配送单号。"),
    "shipper_name_missing": _("请填写发货人。"),
    "consignee_name_missing": _("请填写收货人。"),
    "goods_missing": _("请填写货物名称。"),
    "pieces_missing": _("请填写件数，至少 1 件。"),
    "packing_missing": _("请选择发货时的包装情况，理赔时要按它算。"),
    "label_number_missing": _("请填写标签号，要与配送单号一致。"),
    "label_differs": _("标签号与配送单号不一致。"),
    "fragile_insured": _("易碎物品不办理保值运输。"),
    "declared_value_missing": _("保值运输要有声明价格。"),
    "cod_words_missing": _("代收款要有大写金额。"),
    "cod_figures_missing": _("代收款只有大写，没有小写。"),
    "cod_words_unreadable": _("代收款的大写看不懂，或有两种读法。"),
    "cod_differs": _("代收款的大写与小写不一致。"),
    "freight_words_missing": _("运费要有大写金额。"),
    "freight_figures_missing": _("运费只有大写，没有小写。"),
    "freight_words_unreadable": _("运费的大写看不懂，或有两种读法。"),
    "freight_differs": _("运费的大写与小写不一致。"),
    "negative": _("金额不能是负数。"),
    "unreadable": _("原来的内容看不懂，原样保留。"),
}
#: The clause behind each guarded field, shown beside it.
CLAUSES = {
    "packing": "S2-1.G.4.3",
    "is_insured": "S2-1.G.4.n1",
    "declared_value": "S2-1.G.4.1",
    "cod_words": "S2-1.D.4.8.8",
    "freight_words": "S2-1.D.4.8.8",
    "label_number": "S2-1.D.4.8.8",
}
MANDATORY = ("number", "shipper_name", "consignee_name", "goods", "pieces", "packing", "label_number")


def problems(draft: Draft) -> list[Problem]:
    """Everything that keeps the waybill from being taken as it is; empty when it may be taken."""
    found = [
        Problem(name, f"{name}_missing", CLAUSES.get(name, ""))
        for name in MANDATORY
        if not getattr(draft, name) or (name == "pieces" and (draft.pieces or 0) < 1)
    ]
    if draft.label_number and draft.number and draft.label_number != draft.number:
        found.append(Problem("label_number", "label_differs", CLAUSES["label_number"]))
    if draft.is_fragile and draft.is_insured:
        found.append(Problem("is_insured", "fragile_insured", CLAUSES["is_insured"]))
    if draft.is_insured and not draft.declared_value:
        found.append(Problem("declared_value", "declared_value_missing", CLAUSES["declared_value"]))
    for name in ("declared_value", "freight", "piece_freight", "cod"):
        if (getattr(draft, name) or 0) < 0:
            found.append(Problem(name, "negative"))
    return found + _words("cod", draft.cod, draft.cod_words) + _words("freight", draft.freight, draft.freight_words)


def _words(name: str, fen: int | None, words: str) -> list[Problem]:
    """Figures and words must say the same (S2-1.D.4.8.8)."""
    clause = "S2-1.D.4.8.8"
    if not words.strip():
        return [Problem(f"{name}_words", f"{name}_words_missing", clause)] if fen else []
    try:
        said = from_capitals(words)
    except MoneyError:
        return [Problem(f"{name}_words", f"{name}_words_unreadable", clause)]
    if fen is None:
        return [Problem(name, f"{name}_figures_missing", clause)] if said else []
    return [] if said == Money(fen) else [Problem(f"{name}_words", f"{name}_differs", clause)]
