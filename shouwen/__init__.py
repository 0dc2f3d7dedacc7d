"""Shouwen 首问: a service centre that works by its written standard."""

__version__ = "0.1.0"
