"""Passwords of other systems, locked with a key outside the database: a copy of the tables alone opens nothing."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.translation import gettext as _

from shouwen.kernel.refusals import Refusal


class Locked(Refusal):
    """The key of this installation does not open it: the keys were not restored with the tables."""

    code = "locked"


def _fernet() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(bytes.fromhex(settings.VAULT_KEY)))


def lock(text: str) -> str:
    """`text` as it may lie in a table; "" stays ""."""
    return _fernet().encrypt(text.encode()).decode() if text else ""


def unlock(locked: str) -> str:
    """What was locked; raises `Locked` with a sentence when the key is another."""
    try:
        return _fernet().decrypt(locked.encode()).decode() if locked else ""
    except InvalidToken as problem:
        raise Locked(_("密码打不开：密钥不是保存时的那一把，请重新填写密码。")) from problem
