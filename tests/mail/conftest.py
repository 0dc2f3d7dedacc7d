"""Real mail servers for tests: started once for a session, emptied for each test, ended by their ids."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.mail import servers as house


@pytest.fixture(scope="session")
def running_servers() -> Iterator[house.Servers]:
    if reason := house.why_not():
        pytest.skip(reason)
    with house.running() as servers:
        yield servers


@pytest.fixture
def servers(running_servers: house.Servers, settings: Any) -> Iterator[house.Servers]:
    """Dovecot and postfix with empty mailboxes; the installation trusts their authority and may call them."""
    settings.INTRANET = ["localhost"]
    settings.AUTHORITIES = str(running_servers.authority)
    yield running_servers
    if running_servers.dovecot is None:
        running_servers.start_dovecot()
    running_servers.empty()
