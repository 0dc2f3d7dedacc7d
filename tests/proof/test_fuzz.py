"""The interface against what its own description allows and forbids: never a 5xx, never an answer of another shape (S1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core import signals
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from shouwen.cases import actions
from shouwen.cases.tests.makers import complaint
from tests.proof.test_attacks import key_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.timeout(900)]
OPERATIONS = 12  # no fewer: a description that lost an operation would not be tested any more


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """A request must not close the connection that holds the test's transaction; Django's own client sees to that too."""
    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (signals.request_started, signals.request_finished):
        signal.connect(close_old_connections)


def fuzzed(person: Any, things: dict[str, Any], examples: int) -> dict[str, set[int]]:
    """Statuses by operation. `things` puts a number that is there into half of the addresses."""
    headers = key_of(person)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    schema.config.generation.update(modes=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
    quiet = settings(
        max_examples=examples, deadline=None, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    statuses: dict[str, set[int]] = {}
    for result in schema.get_all_operations():
        operation = result.ok()
        said = statuses.setdefault(operation.label, set())
        asking = asker(operation, said, things, headers)
        quiet(given(case=operation.as_strategy())(asking))()
    return statuses


def asker(operation: Any, said: set[int], things: dict[str, Any], headers: dict[str, str]) -> Any:
    def ask(case: Any) -> None:
        for name, value in things.items():
            if name in (case.path_parameters or {}) and len(said) % 2 == 0:
                case.path_parameters[name] = value
        answer = case.call(headers=headers)
        said.add(answer.status_code)
        assert answer.status_code < 500, f"{operation.label}: {answer.status_code} for {case.as_curl_command()}"
        if answer.status_code < 300:
            operation.validate_response(answer)

    return ask


def things_of(cast: Any) -> dict[str, Any]:
    case = complaint(cast)
    sent = actions.transfer(case, by=cast.clerk, requirement="查")
    return {
        "number": case.number,
        "transfer_id": sent.pk,
        "customer_id": case.customer_id,
        "pack": "logistics",
        "name": "routing",
    }


def test_no_operation_of_the_interface_breaks(cast: Any, at: Any) -> None:
    statuses = fuzzed(cast.supervisor, things_of(cast), 6)
    assert len(statuses) >= OPERATIONS
    everything = set().union(*statuses.values())
    assert 422 in everything and everything & {200, 201}, "all was refused, or nothing: this proves little"


@pytest.mark.slow
@pytest.mark.parametrize("who", ["clerk", "supervisor", "operations", "leader", "administrator", "auditor", "stranger"])
def test_no_operation_breaks_for_any_role(who: str, cast: Any, at: Any) -> None:
    fuzzed(getattr(cast, who), things_of(cast), 60)
