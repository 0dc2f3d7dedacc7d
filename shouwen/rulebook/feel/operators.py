"""The signs of FEEL applied to values."""

from shouwen.rulebook.feel.values import Value, both, calculate, either, opposite_number, relate


def apply(sign: str, values: list[Value]) -> Value:
    """One operation on values, three-valued. `values` are as many as the sign joins."""
    if sign == "negative":
        return opposite_number(values[0])
    if sign == "and":
        return both(*values)
    if sign == "or":
        return either(*values)
    if sign == "between":
        return both(relate(">=", values[0], values[1]), relate("<=", values[0], values[2]))
    return relate(sign, *values) if sign[0] in "=!<>" else calculate(sign, *values)
