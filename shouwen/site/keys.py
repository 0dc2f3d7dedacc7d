"""Keys of an installation: made once, mode 0600, in `keys/` of the data folder, outside the database."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

NAMES = ("secret", "audit", "index", "vault")


def key(data: Path, name: str) -> str:
    """The key called `name`, made on first use. Two processes starting together agree on one."""
    folder = data / "keys"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / name
    if not path.exists():
        temporary = folder / f".{name}.{os.getpid()}"
        temporary.write_text(secrets.token_hex(32))
        temporary.chmod(0o600)
        try:
            os.link(temporary, path)
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
    return path.read_text().strip()
