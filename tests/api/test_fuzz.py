"""Generated requests, valid and invalid by the OpenAPI document, get only responses that the document names."""

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

from tests.api.conftest import make_case
from tests.api.processes import service_processes
from tests.store.databases import STORES

pytestmark = pytest.mark.slow
EXAMPLES = 60
Document = tuple[Any, dict[str, str]]  # the schema and existing ids
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture(scope="module", params=STORES)
def document(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[tuple[Any, dict[str, str]]]:
    generous = {"CLAUSEWISE_SERVICE__REQUESTS_PER_SECOND": "100000", "CLAUSEWISE_SERVICE__MAX_BURST_REQUESTS": "100000"}
    with service_processes(request.param, tmp_path_factory.mktemp("fuzz"), settings=generous) as (service,):
        service.start()
        schema = schemathesis.openapi.from_url(f"http://127.0.0.1:{service.port}/openapi.json")
        yield schema, create_ids(service.client)


def create_ids(client: httpx.Client) -> dict[str, str]:
    """Ids that exist, for half of the requests."""
    decision, copy = (client.post("/v1/decisions", json=make_case()).json()["decision_id"] for _ in range(2))
    (job,) = client.get("/v1/jobs", params={"decision_id": copy}).json()["items"]
    body = {"action": "uphold", "reason": "It promises a cure."}
    made = client.post(f"/v1/groups/{job['group_id']}/reviews", json=body).json()
    return {
        "creator_id": "cr_1",
        "decision_id": decision,
        "appeal_id": client.post(f"/v1/decisions/{decision}/appeals", json={"statement": "No."}).json()["appeal_id"],
        "job_id": job["job_id"],
        "group_id": job["group_id"],
        "bulk_id": made["bulk_id"],
        "review_id": made["reviews"][0]["review_id"],
        "batch_id": client.post("/v1/batches", json=[make_case()]).json()["batch_id"],
        "message_id": f"msg_{decision.removeprefix('dec_')}",
        "clause_id": "CLM-1",
        "merchant_id": "m_1",
        "metric_id": "refund_rate",
        "experiment_id": "none",
        "proposal_id": "none",
        "entry_id": "none",
        "puid": "none",
        "quiz_id": client.post("/v1/creators/cr_1/quizzes", json={"clause_id": "CLM-1"}).json()["quiz_id"],
    }


def test_every_response_is_documented(document: Document) -> None:
    schema, ids = document
    failures = {}
    for operation in (result.ok() for result in schema.get_all_operations()):
        try:
            call(operation, ids)
        except Exception as failure:  # the test reports all failures at its end
            failures[operation.label] = str(failure)
    assert failures == {}


def call(operation: Any, ids: dict[str, str]) -> None:
    modes = [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE]

    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), deadline=None, database=None)
    @given(st.one_of([operation.as_strategy(generation_mode=mode) for mode in modes]), st.booleans())
    def check(case: Any, existing: bool) -> None:
        if existing:
            case.path_parameters |= {name: ids[name] for name in case.path_parameters or {}}
        case.call_and_validate(checks=CHECKS)

    check()
