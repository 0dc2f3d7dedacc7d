"""What the environment may say. `settings.py` is the only reader of this."""

from __future__ import annotations

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

CHECKOUT = Path(__file__).resolve().parents[2]


def pack_folder() -> Path:
    """Where the product's own packs are: in the checkout, or inside the installed package."""
    inside = Path(__file__).resolve().parents[1] / "packs"
    return inside if inside.exists() else CHECKOUT / "packs"


class Environment(BaseSettings):
    """Variables `SHOUWEN_…`; typed, so a wrong one fails at start."""

    model_config = SettingsConfigDict(env_prefix="SHOUWEN_", extra="ignore")

    data: Path = CHECKOUT / "var"
    packs: Path = pack_folder()
    database: str = ""  # postgres://user:password@host:port/name; empty: SQLite in the data folder
    hosts: str = "localhost,127.0.0.1,[::1]"
    origins: str = ""
    https: bool = False
    intranet: str = ""  # hosts, addresses or networks of the house that may be called: mail.corp, 10.1.0.0/16
    proxies: str = ""  # addresses or networks of reverse proxies whose word on the caller's address counts: 10.1.0.5
    authorities: str = ""  # PEM file: certificate authorities of the house that are trusted beside the machine's own
    most_visitors: int = 8000  # open sockets of web chat in each web process
    debug: bool = False
    demo: bool = False
    log_level: str = "INFO"
