"""A service whose model calls tools: with the judge `agent`, and for appeals alone."""

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.services import open_services
from tests.api.conftest import CURE, decide, make_app, make_settings
from tests.api.test_reviews import wait_for_status
from tests.llm.tool_server import calls, caught, says, tool_server

TURNS = [calls(("read_clause", {"clause_id": "CLM-1"})), says("done")]
JUDGES = ("judge", "appeals", "first", "second")


@pytest.mark.parametrize(
    JUDGES,
    [
        ("agent", False, "rules+agent", "rules+agent"),
        ("cascade", True, "cascade", "rules+agent"),
        ("cascade", False, "cascade", "cascade"),
        ("local", True, "rules+local", "rules+local"),
    ],
)
def test_agent_decides_cases_or_only_appeals(
    tmp_path: Path, judge: str, appeals: bool, first: str, second: str
) -> None:
    with tool_server(TURNS, [caught("CLM-1", "i1", CURE)]) as server:
        llm = {"base_url": server.url, "decisions_model": "", "agent_for_appeals": appeals}
        services = open_services(make_settings(tmp_path, llm=llm), judge)
        with TestClient(make_app(services), "http://localhost", raise_server_exceptions=False) as client:
            decision = decide(client)
            path = f"/v1/decisions/{decision['decision_id']}/appeals"
            appeal = client.post(path, json={"statement": "I quoted it."}).json()
            again = wait_for_status(client, f"{path}/{appeal['appeal_id']}", "re_reviewed")["second_decision"]
    assert [one["verdict"]["outcome"] for one in (decision, again)] == ["violation", "violation"]
    assert [_made_by(decision), _made_by(again)] == [(first, _calls(first)), (second, _calls(second))]


def _made_by(decision: dict[str, Any]) -> tuple[str, list[str]]:
    return decision["trace"]["judge"], [call["name"] for call in decision["trace"]["tool_calls"]]


def _calls(judge: str) -> list[str]:
    return ["read_clause"] if judge == "rules+agent" else []
