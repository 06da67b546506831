"""The Coop bridge with a real service: callbacks and reports in, actions and reports out, and peers that misbehave."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from examples.neighbours.coop.bridge import make_bridge
from tests.api.processes import SECRET, ServiceProcess
from tests.examples.neighbours.conftest import HARMLESS, PORT, UNCLEAR, VIOLATING, Peer, peer, serving
from tests.examples.neighbours.coop.coop_double import COOP_KEY, ITEMS_KEY, REPORT_KEY, Coop, Platform
from tests.examples.neighbours.waiting import wait_until

pytestmark = pytest.mark.slow
POST = "post-type"


@dataclass
class Setting:
    coop: Coop
    peer: Peer
    platform: Platform
    service: ServiceProcess

    def ask(self, item_id: str, headers: dict[str, str] | None = None) -> httpx.Response:
        """As Coop does, for the action "Ask Clausewise"."""
        body, signed = self.coop.callback({"id": item_id, "typeId": POST})
        return post("/coop/action", body, signed if headers is None else headers)

    def paths(self) -> list[str]:
        return [request.path for request in self.peer.requests]


def post(path: str, body: bytes, headers: dict[str, str]) -> httpx.Response:
    return httpx.post(f"http://127.0.0.1:{PORT}{path}", content=body, headers=headers, timeout=30, trust_env=False)


def item(item_id: str, text: str) -> dict[str, Any]:
    data = {"caption": text, "likes": 3, "owner": {"id": f"cr/{item_id}", "typeId": "user"}, "images": ["https://x/y"]}
    return {"id": item_id, "typeId": POST, "data": data}


@pytest.fixture
def setting(service: ServiceProcess, tmp_path: Path) -> Iterator[Setting]:
    coop = Coop()
    platform = Platform([item("bad/1", VIOLATING), item("good", HARMLESS), item("unclear", UNCLEAR)])
    with peer(coop.answer) as coop_peer, peer(platform.answer) as items:
        bridge = make_bridge(
            {
                "CLAUSEWISE_URL": f"http://127.0.0.1:{service.port}",
                "CLAUSEWISE_WEBHOOK_SECRETS": SECRET,
                "COOP_URL": coop_peer.url,
                "COOP_API_KEY": COOP_KEY,
                "ITEMS_URL": items.url,
                "ITEMS_KEY": ITEMS_KEY,
                "COOP_PUBLIC_KEY": coop.public_key,
                "REPORT_KEY": REPORT_KEY,
                "COOP_ACTIONS": json.dumps({"letter": "remove-post", "retraction": "restore-post"}),
                "COOP_POLICIES": json.dumps({"CLM-1": "coop-health"}),
                "COOP_REPORTER": json.dumps({"id": "clausewise", "typeId": "user"}),
                "DONE_FILE": str(tmp_path / "done.db"),
            }
        )
        routes = {"/coop/action": bridge.take_action, "/report": bridge.take_report, "/clausewise": bridge.take_letters}
        with serving(routes), bridge.clausewise, bridge.coop, bridge.items:
            yield Setting(coop, coop_peer, platform, service)


def test_violation_becomes_an_action_and_a_retraction_its_opposite(setting: Setting) -> None:
    answer = setting.ask("bad/1").json()
    assert answer["outcome"] == "violation"
    assert setting.ask("bad/1").json() == answer  # Coop delivers again
    wait_until(lambda: len(setting.peer.requests) == 1)
    action = setting.peer.requests[0].body
    note = action.pop("note")
    assert action == {
        "actionId": "remove-post",
        "itemId": "bad/1",
        "itemTypeId": POST,
        "policyIds": ["coop-health"],
    }
    assert answer["decision_id"] in note
    decision = f"/v1/decisions/{answer['decision_id']}"
    case = setting.service.client.get(f"{decision}/case").json()["case"]
    assert (case["creator_id"], [one["text"] for one in case["content"]]) == ("cr/bad/1", [VIOLATING])
    review = {"action": "overturn", "reason": "She quotes it."}
    assert setting.service.client.post(f"{decision}/reviews", json=review).status_code == 201
    wait_until(lambda: len(setting.peer.requests) == 2)
    assert setting.peer.requests[1].body["actionId"] == "restore-post"


def test_unclear_item_is_reported_once_and_a_clear_one_never(setting: Setting) -> None:
    assert setting.ask("good").json()["outcome"] == "no_violation"
    setting.peer.faults.append(500)
    assert setting.ask("unclear").status_code == 503  # Coop is away, and delivers again
    assert [setting.ask("unclear").json()["outcome"] for _ in range(2)] == ["needs_review"] * 2
    (request,) = setting.peer.requests
    assert request.path == "/api/v1/report"
    assert request.body["reporter"] == {"kind": "user", "id": "clausewise", "typeId": "user"}
    assert request.body["reportedItem"] == item("unclear", UNCLEAR)


def test_report_of_the_platform_goes_on_to_coop_with_its_reporter(setting: Setting) -> None:
    report = {
        "reporter": {"kind": "user", "id": "u7", "typeId": "user"},
        "reportedAt": "2026-11-30T10:00:00Z",
        "reportedForReason": {"policyId": "p1", "reason": "I do not like it"},
        "reportedItem": item("reported", UNCLEAR),
    }
    body = json.dumps(report).encode()
    assert post("/report", body, {"X-API-KEY": "another"}).status_code == 401
    assert post("/report", body, {"X-API-KEY": REPORT_KEY}).json()["outcome"] == "needs_review"
    sent = setting.peer.requests[0].body
    assert sent["reportedForReason"]["policyId"] == "p1"
    assert sent["reportedForReason"]["reason"].startswith("I do not like it\nClausewise dec_")
    assert {name: sent[name] for name in ("reporter", "reportedAt", "reportedItem")} == {
        name: report[name] for name in ("reporter", "reportedAt", "reportedItem")
    }


@pytest.mark.parametrize("fault", [500, 400, "lost"])
def test_action_that_coop_did_not_take_is_sent_again(setting: Setting, fault: int | str) -> None:
    name = f"late-{fault}"
    setting.platform.items.append(item(name, VIOLATING))
    setting.peer.faults.append(fault)
    assert setting.ask(name).json()["outcome"] == "violation"
    expected = 2 if fault == "lost" else 1  # Coop acted, and its answer was lost: the note is the same
    wait_until(lambda: len(setting.peer.requests) == expected)
    assert len({request.body["note"] for request in setting.peer.requests}) == 1


def test_what_is_not_signed_or_names_nothing_is_refused(setting: Setting) -> None:
    body, signed = setting.coop.callback({"id": "good", "typeId": POST})
    for headers in ({}, {"Coop-Signature": "no base64"}, {"Coop-Signature": "AAAA"}):
        assert setting.ask("good", headers).status_code == 401
    assert post("/coop/action", body + b" ", signed).status_code == 401
    other = Coop().callback({"id": "good", "typeId": POST})
    assert post("/coop/action", *other).status_code == 401
    unknown = setting.ask("unknown")
    assert (unknown.status_code, unknown.json()["detail"][:28]) == (404, "your Partial Items endpoint ")
    assert post("/coop/action", *setting.coop.callback({"id": ""})).status_code == 400
    setting.platform.items.append({"id": "picture", "typeId": POST, "data": {"images": ["https://x/y"], "note": " "}})
    assert setting.ask("picture").status_code == 422
    setting.platform.items.append(item("half", "half a pair: \ud800"))
    assert "cannot be sent" in setting.ask("half").json()["detail"]
    assert setting.peer.requests == []
