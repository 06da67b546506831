"""Whatever is asked in the forms of the OpenAPI document, and nearly so, gets an answer that the document names."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.conftest import case
from tests.api.processes import STORES, services

pytestmark = pytest.mark.slow
EXAMPLES = 60
Document = tuple[Any, dict[str, str]]  # the schema, and ids that are there
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture(scope="module", params=STORES)
def document(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[tuple[Any, dict[str, str]]]:
    generous = {"CLAUSEWISE_SERVICE__RATE": "100000", "CLAUSEWISE_SERVICE__BURST": "100000"}
    with services(request.param, tmp_path_factory.mktemp("fuzz"), settings=generous) as (service,):
        service.start()
        found = schemathesis.openapi.from_url(f"http://127.0.0.1:{service.port}/openapi.json")
        yield found, known(service.client)


def known(client: httpx.Client) -> dict[str, str]:
    """Ids that are there, for half of the questions."""
    decision = client.post("/v1/decisions", json=case()).json()["decision_id"]
    return {
        "decision_id": decision,
        "appeal_id": client.post(f"/v1/decisions/{decision}/appeals", json={"statement": "No."}).json()["appeal_id"],
        "batch_id": client.post("/v1/batches", json=[case()]).json()["batch_id"],
        "message_id": f"msg_{decision.removeprefix('dec_')}",
        "clause_id": "CLM-1",
    }


def test_every_answer_is_documented(document: Document) -> None:
    found, ids = document
    troubles = {}
    for operation in (one.ok() for one in found.get_all_operations()):
        try:
            ask(operation, ids)
        except Exception as trouble:  # all are looked at before the test ends
            troubles[operation.label] = str(trouble)
    assert troubles == {}


def ask(operation: Any, ids: dict[str, str]) -> None:
    modes = [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE]

    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), deadline=None, database=None)
    @given(st.one_of([operation.as_strategy(generation_mode=mode) for mode in modes]), st.booleans())
    def asked(case: Any, real: bool) -> None:
        if real:
            case.path_parameters |= {name: ids[name] for name in case.path_parameters or {}}
        case.call_and_validate(checks=CHECKS)

    asked()
