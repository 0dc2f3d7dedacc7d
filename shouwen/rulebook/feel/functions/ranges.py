"""How points and ranges lie to each other (DMN 1.3, after Allen). An end that is None is open for ever."""

from collections.abc import Callable

from shouwen.rulebook.feel.functions.registry import built_in
from shouwen.rulebook.feel.values import Range, Value, both, either, equal, negate, relate, within

Truth = bool | None


def _span(value: Value) -> Range:
    """A point as the range that holds it alone."""
    return value if isinstance(value, Range) else Range(value, True, value, True)


def _starts_before(one: Range, other: Range) -> Truth:
    if one.low is None or other.low is None:
        return one.low is None and other.low is not None
    same = both(equal(one.low, other.low), one.low_in and not other.low_in)
    return either(relate("<", one.low, other.low), same)


def _ends_before(one: Range, other: Range) -> Truth:
    if one.high is None or other.high is None:
        return other.high is None and one.high is not None
    same = both(equal(one.high, other.high), other.high_in and not one.high_in)
    return either(relate("<", one.high, other.high), same)


def _before(one: Range, other: Range) -> Truth:
    """Whether one ends before the other begins."""
    if one.high is None or other.low is None:
        return False
    same = both(equal(one.high, other.low), not (one.high_in and other.low_in))
    return either(relate("<", one.high, other.low), same)


def _start_together(one: Range, other: Range) -> Truth:
    return both(equal(one.low, other.low), one.low_in == other.low_in)


def _end_together(one: Range, other: Range) -> Truth:
    return both(equal(one.high, other.high), one.high_in == other.high_in)


def _meets(one: Range, other: Range) -> Truth:
    touching = one.high is not None and one.high_in and other.low_in
    return both(touching, equal(one.high, other.low))


def _overlaps(one: Range, other: Range) -> Truth:
    return both(negate(_before(one, other)), negate(_before(other, one)))


def _overlaps_before(one: Range, other: Range) -> Truth:
    return both(both(_starts_before(one, other), _overlaps(one, other)), negate(_ends_before(other, one)))


def _overlaps_after(one: Range, other: Range) -> Truth:
    return both(both(_starts_before(other, one), _overlaps(one, other)), negate(_ends_before(one, other)))


def _finishes(one: Range, other: Range) -> Truth:
    return both(_end_together(one, other), negate(_starts_before(one, other)))


def _starts(one: Range, other: Range) -> Truth:
    return both(_start_together(one, other), negate(_ends_before(other, one)))


def _includes(one: Range, other: Range) -> Truth:
    return both(negate(_starts_before(other, one)), negate(_ends_before(one, other)))


def _coincides(one: Range, other: Range) -> Truth:
    return both(_start_together(one, other), _end_together(one, other))


def _enter(name: str, test: Callable[[Range, Range], Truth], kinds: tuple[tuple[str, str], ...]) -> None:
    """Enters a function for these pairs of point and range; points are spans of one value."""
    words = {"p": "point", "r": "range"}
    number = {
        "pp": ("point1", "point2"),
        "rr": ("range1", "range2"),
        "pr": ("point", "range"),
        "rp": ("range", "point"),
    }
    for one, other in kinds:
        first, second = number[one + other]
        built_in(name, f"{first}: {words[one]}, {second}: {words[other]}")(
            lambda left, right: test(_span(left), _span(right))
        )


_POINTS, _RANGES, _INTO, _OUT = ("p", "p"), ("r", "r"), ("p", "r"), ("r", "p")
_enter("before", _before, (_POINTS, _INTO, _OUT, _RANGES))
_enter("after", lambda one, other: _before(other, one), (_POINTS, _INTO, _OUT, _RANGES))
_enter("meets", _meets, (_RANGES,))
_enter("met by", lambda one, other: _meets(other, one), (_RANGES,))
_enter("overlaps", _overlaps, (_RANGES,))
_enter("overlaps before", _overlaps_before, (_RANGES,))
_enter("overlaps after", _overlaps_after, (_RANGES,))
_enter("finishes", _finishes, (_INTO, _RANGES))
_enter("finished by", lambda one, other: _finishes(other, one), (_OUT, _RANGES))
_enter("starts", _starts, (_INTO, _RANGES))
_enter("started by", lambda one, other: _starts(other, one), (_OUT, _RANGES))
_enter("includes", _includes, (_RANGES,))
_enter("during", lambda one, other: _includes(other, one), (_RANGES,))
_enter("coincides", _coincides, (_POINTS, _RANGES))


@built_in("includes", "range: range, point: point")
def includes_point(range: Range, point: Value) -> Truth:
    return within(point, range)


@built_in("during", "point: point, range: range")
def point_during(point: Value, range: Range) -> Truth:
    return within(point, range)
