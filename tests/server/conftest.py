"""One small installation, made once; tests that run the product get a copy of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import laid


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("installation") / "data"
    laid.installation(data)
    (data / "files").mkdir(exist_ok=True)
    (data / "files" / "recording").write_bytes(b"sound" * 1000)
    return data


@pytest.fixture(scope="session")
def installed(installation: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Makes a copy of the installation that nobody else uses."""

    def copy() -> Path:
        return Path(shutil.copytree(installation, tmp_path_factory.mktemp("product") / "data"))

    return copy
