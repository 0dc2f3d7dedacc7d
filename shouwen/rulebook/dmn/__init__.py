"""DMN models (1.1 to 1.5): read, asked, and exchanged with the tables of packs."""

from typing import TYPE_CHECKING

from shouwen.rulebook.dmn.documents import ModelError
from shouwen.rulebook.dmn.evaluating import Answer, evaluate
from shouwen.rulebook.dmn.models import Model, read_model
from shouwen.rulebook.dmn.plain import read_json, to_json

if TYPE_CHECKING:
    from shouwen.rulebook.sheets import TableSheet

__all__ = [
    "Answer",
    "Model",
    "ModelError",
    "evaluate",
    "export_table",
    "import_table",
    "read_json",
    "read_model",
    "sheet_text",
    "to_json",
]


def export_table(sheet: "TableSheet", name: str) -> str:
    """A table of a pack as DMN 1.5 XML; see `exporting`."""
    from shouwen.rulebook.dmn import exporting  # reason: slow

    return exporting.export_table(sheet, name)


def import_table(text: str | bytes, name: str = "") -> "TableSheet":
    """A decision table of a DMN file as a sheet; see `importing`. Raises ModelError."""
    from shouwen.rulebook.dmn import importing  # reason: slow

    return importing.import_table(text, name)


def sheet_text(sheet: "TableSheet") -> str:
    """A sheet as the text of a file in `tables/`."""
    from shouwen.rulebook.dmn import drafts  # reason: slow

    return drafts.sheet_text(sheet)
