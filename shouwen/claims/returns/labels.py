"""What the labels of returned goods mean (S2-1.D.4.9.2b, c; row L3-01). Pure."""

from __future__ import annotations


def branch_is_liable(*, is_covered: bool, goods_match: bool, is_abnormal: bool) -> bool:
    """The branch answers when the forward label was covered and the goods do not match or show another abnormality."""
    return is_covered and (not goods_match or is_abnormal)
