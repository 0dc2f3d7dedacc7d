"""Keyset paging, for the doors; rooms take it from the kernel, which lies beneath them."""

from shouwen.kernel.pages import SIZE, Leaf, leaf

__all__ = ["SIZE", "Leaf", "leaf"]
