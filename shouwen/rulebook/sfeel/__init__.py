"""S-FEEL, the small language of decision tables (DMN 1.3 and later): text in, plain Python functions out."""

from shouwen.rulebook.sfeel.closures import Expression, Test, compile_expression, compile_test
from shouwen.rulebook.sfeel.parsing import FeelError, parse_expression, parse_tests
from shouwen.rulebook.sfeel.values import Months, Scope, Value, kind_of, read_duration

__all__ = [
    "Expression",
    "FeelError",
    "Months",
    "Scope",
    "Test",
    "Value",
    "compile_expression",
    "compile_test",
    "kind_of",
    "parse_expression",
    "parse_tests",
    "read_duration",
]
