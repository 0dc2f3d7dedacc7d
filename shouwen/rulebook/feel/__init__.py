"""FEEL, the language of decision models (DMN 1.3 to 1.5): text in, plain Python functions out.

Cells and expressions of packs are read by the same grammar, held to S-FEEL (`compile_test`, `compile_expression`);
models are read whole (`compile_feel`, `compile_feel_tests`) with the names that stand around a text.
"""

from shouwen.rulebook.feel.cells import parse_expression, parse_tests
from shouwen.rulebook.feel.closures import compile_expression, compile_node
from shouwen.rulebook.feel.evaluating import compile_feel, compile_feel_tests, evaluate
from shouwen.rulebook.feel.notes import running
from shouwen.rulebook.feel.scanning import FeelError
from shouwen.rulebook.feel.scopes import Expression, Scope
from shouwen.rulebook.feel.temporal import Months, read_duration
from shouwen.rulebook.feel.testing import Test, compile_test
from shouwen.rulebook.feel.values import Function, Range, Value, kind_of
from shouwen.rulebook.feel.vocabulary import Vocabulary

__all__ = [
    "Expression",
    "FeelError",
    "Function",
    "Months",
    "Range",
    "Scope",
    "Test",
    "Value",
    "Vocabulary",
    "compile_expression",
    "compile_feel",
    "compile_feel_tests",
    "compile_node",
    "compile_test",
    "evaluate",
    "kind_of",
    "parse_expression",
    "parse_tests",
    "read_duration",
    "running",
]
