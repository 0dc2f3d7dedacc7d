"""A form field for an amount: people write yuan in any writing, verbs get whole fen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language

from shouwen.kernel.money import Money, MoneyError

LARGEST = 10**13  # fen; a hundred thousand million yuan is no claim of anybody's


class Yuan(forms.CharField):
    """Cleans `1,860.00` to 186000 fen; nothing written is None."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("widget", forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}))
        more.setdefault("max_length", 40)
        super().__init__(**more)

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            fen = Money.parse(text).fen
        except MoneyError as wrong:
            raise ValidationError(wrong.zh if (get_language() or "zh").startswith("zh") else wrong.en) from wrong
        if not 0 <= fen <= LARGEST:
            raise ValidationError(MoneyError("金额太大或小于零", "the amount is too large or below zero").zh)
        return fen

    def prepare_value(self, value: Any) -> Any:
        """Fen as they are kept, shown in yuan."""
        return str(Money(value)) if type(value) is int else value
