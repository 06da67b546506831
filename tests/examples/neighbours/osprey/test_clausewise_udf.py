"""The Osprey UDF in a double of Osprey: verdicts become labels; without a verdict there is a reason, and no label."""

import importlib
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.processes import ROOT, ServiceProcess
from tests.examples.neighbours.conftest import HARMLESS, UNCLEAR, VIOLATING, Request, peer
from tests.examples.neighbours.osprey.rules_double import Entity, Label, run_rules

EXAMPLE = ROOT / "examples" / "neighbours" / "osprey"
DOUBLE = Path(__file__).parent / "double"
POST, USER = Entity("Post", "post-7"), Entity("User", "cr_osprey")


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The files at the places that the example names, imported as Osprey does."""
    (tmp_path / "udfs").mkdir()
    shutil.copy(EXAMPLE / "clausewise_udf.py", tmp_path / "udfs")
    shutil.copy(EXAMPLE / "register.py", tmp_path / "register_plugins.py")
    for folder in (DOUBLE, tmp_path):
        monkeypatch.syspath_prepend(str(folder))
    yield importlib.import_module("register_plugins")
    client, pool, _ = sys.modules["udfs.clausewise_udf"].connection()
    pool.shutdown()
    client.close()
    for name in [name for name in sys.modules if name.split(".")[0] in ("udfs", "osprey", "register_plugins")]:
        del sys.modules[name]


def outcome_of(plugin: Any, action_id: int, **arguments: Any) -> str:
    """As Osprey's executor: an instance of the registered class, its arguments, one call."""
    from osprey.engine.executor.execution_context import ExecutionContext

    (udf,) = plugin.register_udfs()
    assert udf.execute_async
    found = udf.get_arguments_type()(arguments)
    outcome: str = udf(None, found).execute(ExecutionContext(action_id), found)
    return outcome


def labels_of(plugin: Any, action_id: int, text: str) -> list[Label]:
    def ClausewiseOutcome(post_id: Entity, creator_id: Entity, text: str) -> str:  # noqa: N802  as in the rules
        return outcome_of(plugin, action_id, post_id=post_id.id, creator_id=creator_id.id, text=text)

    names: dict[str, Any] = {"UserId": USER, "PostText": text}
    return run_rules(EXAMPLE / "rules", "clausewise.sml", ClausewiseOutcome, names)


@pytest.mark.slow
def test_verdicts_become_labels(plugin: Any, service: ServiceProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAUSEWISE_URL", f"http://127.0.0.1:{service.port}")
    monkeypatch.setenv("CLAUSEWISE_SECONDS", "30")
    violated = [Label(POST, "clausewise_violation", None), Label(USER, "clausewise_violated", 90)]
    assert [labels_of(plugin, 9001, VIOLATING) for _ in range(2)] == [violated] * 2
    assert labels_of(plugin, 9002, HARMLESS) == []
    assert labels_of(plugin, 9003, UNCLEAR) == [Label(POST, "clausewise_needs_review", None)]
    found = service.client.get("/v1/decisions", params={"creator_id": "cr_osprey"}).json()["items"]
    assert len(found) == 3  # the action that was executed twice has one decision


def test_no_verdict_is_no_label_and_a_reason(plugin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    case = {"post_id": "post-7", "creator_id": "cr_osprey", "text": VIOLATING}
    with peer(lambda request: (201, {"verdict": {"outcome": "violation"}})) as service:
        monkeypatch.setenv("CLAUSEWISE_URL", service.url)
        service.faults = [500, 422, "lost", 503]
        found = [outcome_of(plugin, 1, **case) for _ in range(4)]
        assert labels_of(plugin, 1, VIOLATING) != []
        assert labels_of(plugin, 1, "half a pair: \ud800") == []
    assert all(one.startswith("no verdict: ") for one in found)
    assert "out of order" not in found[0]
    assert "500" in found[0]
    assert labels_of(plugin, 1, VIOLATING) == []  # the service is gone


def test_deadline_holds_however_slowly_the_service_answers(plugin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def slowly(request: Request) -> tuple[int, Any]:
        time.sleep(1.5)
        return 201, {"verdict": {"outcome": "violation"}}

    with peer(slowly) as service:
        monkeypatch.setenv("CLAUSEWISE_URL", service.url)
        monkeypatch.setenv("CLAUSEWISE_SECONDS", "0.2")
        case = {"post_id": "p", "creator_id": "c", "text": "t"}
        assert outcome_of(plugin, 1, **case).startswith("no verdict: ")
