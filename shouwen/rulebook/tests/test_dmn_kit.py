"""The public conformance kit of DMN: every model, every test case, every expected result."""

import xml.etree.ElementTree as ET
from decimal import Decimal
from pathlib import Path

import pytest

from shouwen.rulebook import dmn
from shouwen.rulebook.feel import kind_of

T = "{http://www.omg.org/spec/DMN/20160719/testcase}"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
MODELS = 28


def plain(node):
    """What a node of a test file holds, as JSON would: components, a list, or a value by its type."""
    if (listed := node.find(f"{T}list")) is not None:
        return None if listed.get(f"{XSI}nil") == "true" else [plain(item) for item in listed.findall(f"{T}item")]
    if parts := node.findall(f"{T}component"):
        return {part.get("name"): plain(part) for part in parts}
    value = node.find(f"{T}value")
    if value is None or value.get(f"{XSI}nil") == "true":
        return None
    text, type = value.text or "", (value.get(f"{XSI}type") or "").rpartition(":")[2]
    if type in ("decimal", "double", "integer", "int", "long"):
        return Decimal(text)
    return text == "true" if type == "boolean" else text


def agrees(expected, got):
    """Figures to eight places, as the kit's own runners compare them."""
    if isinstance(expected, Decimal):
        return isinstance(got, Decimal) and abs(expected - got) < Decimal("1e-8")
    if isinstance(expected, list):
        same = kind_of(got) == "list" and len(got) == len(expected)
        return same and all(map(agrees, expected, got))
    if isinstance(expected, dict):
        same = isinstance(got, dict) and got.keys() == expected.keys()
        return same and all(agrees(each, got[key]) for key, each in expected.items())
    return type(got) is type(expected) and got == expected


def results(tests: Path):
    """Every (model, case, decision, inputs, expected) of a test file."""
    root = ET.parse(tests).getroot()
    model = dmn.read_model((tests.parent / root.findtext(f"{T}modelName")).read_bytes())
    for case in root.findall(f"{T}testCase"):
        given = {node.get("name"): plain(node) for node in case.findall(f"{T}inputNode")}
        for result in case.findall(f"{T}resultNode"):
            yield model, case.get("id"), result.get("name"), given, plain(result.find(f"{T}expected"))


def test_every_result_of_the_kit_is_as_expected(shared_data, capsys):
    folder = shared_data / "dmn-tck"
    if not folder.is_dir():
        pytest.skip("no DMN conformance kit beside the checkout")
    files = sorted(folder.glob("*/*-test-*.xml"))
    wrong, asked = [], 0
    for tests in files:
        for model, case, name, given, expected in results(tests):
            asked += 1
            answer = dmn.evaluate(model, name, given)
            if not agrees(expected, answer.value):
                wrong.append((tests.stem, case, name, expected, answer))
    with capsys.disabled():
        print(f"\nDMN kit: {len({tests.parent for tests in files})} models, {asked} results")  # noqa: T201
    held = sum(tests.read_text(encoding="utf-8").count("<resultNode") for tests in files)
    assert wrong == []
    assert asked == held > 0
    assert len({tests.parent for tests in files}) == len(list(folder.glob("*/*.dmn"))) == MODELS
