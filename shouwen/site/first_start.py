"""Making a data folder ready, and the one-time code that opens the wizard on a first start."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from pathlib import Path

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 O 1 I L: it is read from a terminal and typed


@dataclass(frozen=True)
class Ready:
    """How the folder was found: a copy made before migrating, and whether anybody has set it up."""

    copy: Path | None
    set_up: bool


def prepare(*, demo: bool) -> Ready:
    """Brings the tables up (copying an older installation first), makes the demo if asked, refuses newer data."""
    from django.core.management import call_command  # reason: slow

    from shouwen.kernel import backups, reactions  # reason: app-ready
    from shouwen.site import setting_up  # reason: app-ready
    from shouwen.site.installation import is_set_up  # reason: app-ready

    found = backups.schema()
    backups.refuse_newer(found)
    copy = backups.copy_before_migrating() if found.pending and not found.fresh else None
    if demo:
        from shouwen.site.demo import prepare as prepare_demo  # reason: slow

        prepare_demo()
    elif found.pending:
        setting_up.prepare_tables()
        if not found.fresh:
            setting_up.offer_new_verbs()
    else:  # a start is quicker without looking at every migration again; this one may have been cut off
        call_command("createcachetable", verbosity=0)
    reactions.cursors()  # before pages record anything: a listener of this release starts at the head
    return Ready(copy, is_set_up())


def _file(data: Path) -> Path:
    return data / "run" / "first-start"


def _hashed(salt: str, code: str) -> str:
    plain = "".join(letter for letter in code.upper() if letter in LETTERS)
    return hashlib.scrypt(plain.encode(), salt=salt.encode(), n=2**12, r=8, p=1).hex()


def first_start_code(data: Path) -> str:
    """Makes a new code, keeps only its hash, and gives the code to be shown. An earlier code no longer works."""
    code = "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))
    salt = secrets.token_hex(16)
    path = _file(data)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_text(f"{salt} {_hashed(salt, code)}\n")
    fresh.replace(path)
    return code


def check_first_start_code(data: Path, code: str) -> bool:
    """True for the code shown last; upper or lower case, with or without dashes."""
    try:
        salt, hashed = _file(data).read_text().split()
    except (OSError, ValueError):
        return False
    return hmac.compare_digest(_hashed(salt, code[:40]), hashed)


def forget_first_start_code(data: Path) -> None:
    """Takes the code away once the installation is set up."""
    _file(data).unlink(missing_ok=True)
