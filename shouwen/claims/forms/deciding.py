"""The liability and compensation forms: what the rules ask, filled from the papers, each input with its source."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shouwen.claims.forms.deeds import Deed
from shouwen.claims.forms.inputs import field_of, lines
from shouwen.claims.parties import PARTIES
from shouwen.kernel.money import Money
from shouwen.kernel.money_fields import Yuan

OTHERS = _("其他")
#: What is asked here by ticks; the sheet's own remark is for those who type.
OURS = {"notes": _("打勾的联上有备注")}
#: Given only by an approval.
NOT_TYPED = ("base_choice",)
LIABILITY_GROUPS = (
    (_("结果"), ("outcome", "stage", "cause", "refused")),
    (_("配送单"), ("waybill", "copies_1_to_3_lost", "loader_signature", "entered", "system_normal", "waybill_pieces")),
    (_("备注和打条"), ("notes", "note_needed", "slip", "noter")),
    (_("上车记录单"), ("driver_record", "driver_pieces", "loader_record", "loader_pieces", "copied_by")),
    (_("送货通知单"), ("delivery_notice", "notice_noted")),
    (_("在岗情况"), ("off_post", "cross_post")),
)
COMPENSATION_GROUPS = (
    (_("事故"), ("cause", "reported_to_insurer", "kind")),
    (_("货物"), ("fragile", "packing", "pieces", "lost_share", "piece_freight")),
    (_("价格"), ("declared_value", "insured", "list_value", "market_value", "invoice")),
    (_("易碎品"), ("consignment_value", "damaged_value")),
)


class Situation(Deed):
    """Fields as the decision asks them. What the papers say stands in them, and beside each where it is from."""

    groups: tuple[Any, ...] = ()
    words = lines(_("说明"), 2, required=False, help_text=_("与单据不一致的，写明为什么"))

    def prepare(self) -> None:
        sheet, known, papers, sources, before = self.part
        self.names = [name for name, asked in sheet.inputs.items() if not asked.setting and name not in NOT_TYPED]
        self.papers, self.sentences, self.before, self.known = papers, sources, before, known
        for name in self.names:
            self.fields[name] = field_of(name, sheet.inputs[name])
            value = known.get(name)
            if value is not None:
                self.initial[name] = _shown(self.fields[name], value)
            note = sheet.inputs[name].note
            self.fields[name].help_text = sources.get(name) or before.get(name) or OURS.get(name, note)
        self.order_fields([*self.names, "words"])

    def fieldsets(self) -> list[tuple[Any, list[Any]]]:
        """The fields by topic; what the pack asks beyond what we know stands under 其他."""
        placed = {name for _title, names in self.groups for name in names}
        rest = tuple(name for name in self.names if name not in placed)
        grouped = [(title, [self[name] for name in names if name in self.fields]) for title, names in self.groups]
        return [group for group in [*grouped, (OTHERS, [self[name] for name in rest])] if group[1]]

    def arguments(self) -> dict[str, Any]:
        given = {name: _kept(self.fields[name], self.cleaned_data.get(name)) for name in self.names}
        given = {name: value for name, value in given.items() if value not in (None, "", [])}
        sources = {
            name: self.sentences[name]
            if name in self.sentences and self.papers.get(name) == value
            else gettext("人工填写")
            for name, value in given.items()
        }
        return {"given": given, "sources": sources, "words": self.cleaned_data["words"]}


class Liability(Situation):
    groups = LIABILITY_GROUPS


class Compensation(Situation):
    groups = COMPENSATION_GROUPS


def _shown(field: forms.Field, value: Any) -> Any:
    """A value of the rules as the field shows it: money in fen, truth as a word."""
    if isinstance(field, Yuan):
        return Money.parse(str(value)).fen
    return str(value) if isinstance(value, bool) else value


def _kept(field: forms.Field, value: Any) -> Any:
    return str(Money(value)) if isinstance(field, Yuan) and value is not None else value


class Confirm(Deed):
    """Stands behind a proposal, or puts something else in its place."""

    why = lines(_("理由"), 3)

    def prepare(self) -> None:
        if self.part.name == "liability":
            for party, title in PARTIES.items():
                self.fields[f"share_{party}"] = forms.CharField(
                    label=title, required=False, max_length=10, widget=forms.TextInput({"placeholder": "1/3"})
                )
        else:
            self.fields["amount_fen"] = Yuan(label=_("改定限额"), required=False, help_text=_("同意测算的，不用填"))

    def arguments(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        shares = {
            name.removeprefix("share_"): _fraction(value)
            for name, value in said.items()
            if name.startswith("share_") and value
        }
        return {
            "decision": self.part,
            "why": said["why"],
            "shares": shares or None,
            "amount_fen": said.get("amount_fen"),
        }


def _fraction(text: str) -> str:
    """`50%` as `50/100`; fractions stay as they are written."""
    return f"{text.removesuffix('%').strip()}/100" if text.strip().endswith("%") else text.strip()
