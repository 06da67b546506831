"""`--judge agent` over a sample warehouse: what was read of the account is shown, and a replay needs no warehouse."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domain.days import date_of
from tests.cli.conftest import Run
from tests.llm.tool_server import calls, says, tool_server
from tests.warehouse.warehouses import load_columns, run_jobs
from warehouse.connection import open_warehouse
from warehouse.sample.ecosystem import build_ecosystem
from warehouse.sample.options import SampleOptions

pytestmark = pytest.mark.slow
DAY_SECONDS = 86_400
TURNS = [calls(("copies_of", {}), ("creator_timeline", {})), says("done")]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """A warehouse of 200 creators, and a post of a pirate with the post that it copies and its time."""
    path = tmp_path_factory.mktemp("sample") / "warehouse.db"
    ecosystem = build_ecosystem(SampleOptions(creators=200, days=42, seed=3))
    pirate, copies = next((name, found) for name, found in ecosystem.truth["pirates"].items() if found)
    copied, original = next(iter(copies.items()))
    at = dict(zip(ecosystem.tables["posts"]["post_id"], ecosystem.tables["posts"]["at"], strict=True))
    with open_warehouse(f"sqlite:///{path}") as warehouse:
        load_columns(warehouse, ecosystem.tables)
        run_jobs(warehouse, int(at[copied]) // DAY_SECONDS)
    return path, (pirate, copied, original, date_of(int(at[copied]) // DAY_SECONDS))


@pytest.fixture
def decided(
    run: Run, sample: tuple[Path, Any], workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str, Any]]:
    """The decision on the pirate's post; the warehouse is gone afterwards, and the model still answers."""
    path, (pirate, copied, _, day) = sample
    monkeypatch.setenv("CLAUSEWISE_LLM__DECISIONS_MODEL", "")
    monkeypatch.setenv("CLAUSEWISE_WAREHOUSE_URL", f"sqlite:///{path}")
    content = [{"id": "t1", "text": "Good morning. It smells of roses."}]
    case = {"id": copied, "creator_id": pirate, "content_date": str(day), "content": content}
    (workspace / "post.json").write_text(json.dumps(case), encoding="utf-8")
    with tool_server(TURNS) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        ran = run("adjudicate", "post.json", "--judge", "agent", "--json")
        assert ran.exit_code == 0, ran.output
        monkeypatch.setenv("CLAUSEWISE_WAREHOUSE_URL", f"sqlite:///{workspace / 'gone.db'}")
        yield json.loads(ran.stdout)


def test_lines_are_in_the_evidence_and_shown(run: Run, sample: tuple[Path, Any], decided: dict[str, Any]) -> None:
    _, (_, copied, original, day) = sample
    readings = {reading["name"]: reading for reading in decided["evidence"]["account"]}
    assert [*readings] == ["copies", "timeline"]
    assert {reading["as_of"] for reading in readings.values()} == {str(day)}
    first = readings["copies"]["lines"][0]
    assert (first["code"], first["posts"]) == ("COPY_OF_THIS_POST", [copied, original])
    assert decided["trace"]["tool_calls"][0]["evidence_ids"][0] == "K0"
    stored = json.loads(run("decisions", "show", decided["decision_id"], "--json").stdout)
    assert stored["evidence"]["account"] == decided["evidence"]["account"]
    shown = " ".join(run("decisions", "show", decided["decision_id"]).stdout.split())
    assert "Read of the creator's account; it decides nothing about the post" in shown
    assert f"K0 this post, {copied} shows" in shown
    assert "1 copies_of(): COPY_OF_THIS_POST [K0]" in shown
    assert "Measured: this post," in shown


def test_replay_is_the_same_without_the_warehouse(run: Run, decided: dict[str, Any], workspace: Path) -> None:
    replayed = run("decisions", "replay", decided["decision_id"])
    assert (replayed.exit_code, "replayed: same decision" in replayed.stdout) == (0, True), replayed.output
    assert not (workspace / "gone.db").exists()
