"""DMN models (1.1 to 1.5): read, asked, and exchanged with the tables of packs."""

from shouwen.rulebook.dmn.documents import ModelError
from shouwen.rulebook.dmn.evaluating import Answer, evaluate
from shouwen.rulebook.dmn.exporting import export_table
from shouwen.rulebook.dmn.importing import import_table
from shouwen.rulebook.dmn.models import Model, read_model
from shouwen.rulebook.dmn.plain import read_json, to_json
from shouwen.rulebook.dmn.sheet_text import sheet_text

__all__ = ["Answer", "Model", "ModelError", "evaluate", "export_table", "import_table", "read_json", "read_model", "sheet_text", "to_json"]
