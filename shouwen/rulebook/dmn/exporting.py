"""Tables of packs as DMN 1.5. What DMN has no place for goes along as annotations of rules and as the sheet itself.

The whole sheet stands in an extension element; a reader of ours takes each part of it whose look in the file has not
been changed since (see `importing`), so nothing is lost and every change made elsewhere counts.
"""

import json
import re
import xml.etree.ElementTree as ET  # writes only
from typing import Any

from shouwen.rulebook.dmn import showing
from shouwen.rulebook.dmn.documents import OURS
from shouwen.rulebook.sheets import RowSheet, TableSheet

MODEL = "https://www.omg.org/spec/DMN/20230324/MODEL/"
FEEL = "https://www.omg.org/spec/DMN/20230324/FEEL/"
POLICIES = {
    "U": "UNIQUE", "A": "ANY", "P": "PRIORITY", "F": "FIRST", "R": "RULE ORDER", "O": "OUTPUT ORDER", "C": "COLLECT",
}  # fmt: skip
AGGREGATIONS = {"+": "SUM", "<": "MIN", ">": "MAX", "#": "COUNT"}
ANNOTATIONS = ("id", "because", "certainty", "origin", "note")


def export_table(sheet: TableSheet, name: str) -> str:
    """The table as DMN 1.5 XML with one decision. `import_table` gives the same sheet back."""
    root = ET.Element("definitions", {
        "xmlns": MODEL, "xmlns:shouwen": OURS, "id": "definitions", "name": showing.clean(sheet.title) or "table",
        "namespace": "urn:shouwen:pack", "exporter": "Shouwen", "expressionLanguage": FEEL, "typeLanguage": FEEL,
    })  # fmt: skip
    decision = ET.SubElement(root, "decision", {"id": _id(name), "name": showing.clean(sheet.title) or "table"})
    kept = ET.SubElement(ET.SubElement(decision, "extensionElements"), "shouwen:sheet")
    kept.text = showing.escaped(json.dumps(sheet.model_dump(mode="json", by_alias=True), ensure_ascii=False))
    ET.SubElement(decision, "variable", {"name": showing.clean(sheet.title) or "table"})
    for number, column in enumerate(sheet.inputs, 1):
        requirement = ET.SubElement(decision, "informationRequirement", {"id": f"requires_{number}"})
        ET.SubElement(requirement, "requiredInput", {"href": f"#data_{number}"})
        data = ET.SubElement(root, "inputData", {"id": f"data_{number}", "name": column})
        ET.SubElement(
            data, "variable", {"name": column, "typeRef": showing.type_of(sheet, sheet.inputs[column], column)}
        )
    _table(decision, sheet)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _id(name: str) -> str:
    """An id XML takes, told apart from our own."""
    return name if re.fullmatch(r"[A-Za-z][A-Za-z0-9-]*", name) else "decision_" + name.encode().hex()


def _text(parent: ET.Element, tag: str, text: str, **attributes: str) -> None:
    ET.SubElement(ET.SubElement(parent, tag, attributes), "text").text = text


def _table(decision: ET.Element, sheet: TableSheet) -> None:
    attributes = {"id": "table", "hitPolicy": POLICIES[sheet.hit[0]]}
    if len(sheet.hit) > 1:
        attributes["aggregation"] = AGGREGATIONS[sheet.hit[1]]
    table = ET.SubElement(decision, "decisionTable", attributes)
    for number, (name, column) in enumerate(sheet.inputs.items(), 1):
        clause = ET.SubElement(table, "input", {"id": f"input_{number}", **_label(column.label)})
        _text(clause, "inputExpression", name, typeRef=showing.type_of(sheet, column, name))
        if allowed := showing.domain(column):
            _text(clause, "inputValues", allowed)
    for number, (name, out) in enumerate(sheet.outputs.items(), 1):
        attributes = {"id": f"output_{number}", **_label(out.label), "name": name}
        clause = ET.SubElement(table, "output", attributes | {"typeRef": showing.type_of(sheet, out, name)})
        if allowed := output_values(sheet, name):
            _text(clause, "outputValues", allowed)
    for word in ANNOTATIONS:
        ET.SubElement(table, "annotation", {"name": word})
    for number, row in enumerate(sheet.row, 1):
        _rule(ET.SubElement(table, "rule", {"id": f"rule_{number}"}), sheet, row)


def output_values(sheet: TableSheet, name: str) -> str:
    """The values an output allows: for P and O the first one's in their order."""
    if name == next(iter(sheet.outputs)) and sheet.order:
        return showing.order(sheet.order)
    return showing.domain(sheet.outputs[name])


def _label(label: str) -> dict[str, str]:
    return {"label": showing.clean(label)} if label else {}


def _rule(rule: ET.Element, sheet: TableSheet, row: RowSheet) -> None:
    for name in sheet.inputs:
        _text(rule, "inputEntry", showing.cell(row.when.get(name, "-")))
    for name, column in sheet.outputs.items():
        _text(rule, "outputEntry", showing.output(column, row.then.get(name)))
    for word in ANNOTATIONS:
        _text(rule, "annotationEntry", annotation(row, word))


def annotation(row: RowSheet, word: str) -> str:
    """What a rule's annotation of that name says."""
    said: Any = getattr(row, word)
    return showing.clean(", ".join(said) if isinstance(said, list) else str(said)).strip()
