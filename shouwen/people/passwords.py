"""What a password must be, said in our own words (Django's Chinese lacks the sentence about length), and first codes."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    """At least `min_length` characters."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) < self.min_length:
            raise ValidationError(self.get_help_text(), code="password_too_short")

    def get_help_text(self) -> str:
        return _("密码太短：至少 %(n)s 个字符。") % {"n": self.min_length}


#: No 0 o 1 i l: a code is read out on the telephone and typed by hand.
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"


def one_time_code() -> str:
    """A password for one sign-in, such as `k7fm-2qxd-w9hp`: 59 bits, small letters, dashes to keep one's place."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))
