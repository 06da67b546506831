"""The operation ids of the OpenAPI document are names of a client's methods, each once."""

import re
from collections import Counter

from fastapi.testclient import TestClient

from tests.api.conftest import Json

VERBS = ("get", "post", "put", "patch", "delete")
METHOD_NAME = re.compile(r"[a-z]+(?:_[a-z]+)*")
NAMED_IN_DOCUMENTS = {
    ("post", "/v1/decisions"): "decide",
    ("get", "/v1/decisions/{decision_id}"): "get_decision",
    ("post", "/v1/decisions/{decision_id}/reviews"): "review_decision",
    ("post", "/v1/decisions/{decision_id}/reviews/{review_id}/undo"): "undo_review",
    ("post", "/v1/prechecks"): "precheck",
    ("post", "/v1/creators/{creator_id}/assessments"): "assess_creator",
    ("get", "/v1/creators/{creator_id}/credit"): "get_creator_credit",
    ("get", "/v1/insights/metrics"): "get_metrics",
}


def operations(document: Json) -> dict[tuple[str, str], Json]:
    return {
        (verb, path): operation
        for path, verbs in document["paths"].items()
        for verb, operation in verbs.items()
        if verb in VERBS
    }


def test_operation_ids_are_unique_method_names(client: TestClient) -> None:
    ids = {place: found["operationId"] for place, found in operations(client.get("/openapi.json").json()).items()}
    assert [name for name, times in Counter(ids.values()).items() if times > 1] == []
    assert [name for name in ids.values() if not METHOD_NAME.fullmatch(name) or "_v" in name] == []
    assert {place: ids[place] for place in NAMED_IN_DOCUMENTS} == NAMED_IN_DOCUMENTS
