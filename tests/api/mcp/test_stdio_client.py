"""The official client starts `clausewise mcp` and talks to it over standard input and output."""

import json
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client, StdioServerParameters

from agent.open_stores import open_decision_store
from agent.settings import Settings
from tests.agent.judges.shop import CORPUS
from tests.api.conftest import CURE, make_case, make_settings

pytestmark = pytest.mark.slow  # each starts a process
ROOT = Path(__file__).parents[3]
PROGRAM = ("-c", "from clausewise import app; app()", "mcp")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return make_settings(tmp_path_factory.mktemp("mcp-stdio") / "home")


def environment(settings: Settings) -> dict[str, str]:
    return {"CLAUSEWISE_DATA_DIR": str(settings.data_dir), "CLAUSEWISE_POLICIES": str(CORPUS)}


def talk(settings: Settings, use: Callable[[Client], Awaitable[Any]], judge: str = "local", **more: str) -> None:
    started = StdioServerParameters(
        command=sys.executable,
        args=[*PROGRAM, "--judge", judge],
        env=environment(settings) | more,
        cwd=ROOT,
    )

    async def main() -> None:
        async with Client(started) as client:
            await use(client)

    anyio.run(main)


def test_local_person_decides_as_on_the_command_line(settings: Settings) -> None:
    ids: list[str] = []

    async def use(client: Client) -> None:
        assert len((await client.list_tools()).tools) == 9
        checked = await client.call_tool("precheck", {"case": make_case(CURE)})
        assert checked.structured_content["result"] == "problems"
        decided = await client.call_tool("adjudicate", {"case": make_case(CURE)})
        ids.append(decided.structured_content["decision_id"])
        linted = await client.call_tool("policy_lint", {})
        assert linted.is_error is False
        prompt = await client.get_prompt("write_clause", {"goal": "no videos of animals in danger"})
        assert "no videos of animals in danger" in prompt.messages[0].content.model_dump()["text"]

    talk(settings, use)
    with open_decision_store(settings) as store:
        assert [summary.decision_id for summary in store.list(10)] == ids
        assert [(row.actor, row.subject) for row in store.audit.entries()] == [("command line", ids[0])]
        assert store.outbox.list() == ()


def test_dead_model_is_told_and_nothing_is_stored(settings: Settings) -> None:
    with open_decision_store(settings) as store:
        before = store.list(10)

    async def use(client: Client) -> None:
        found = await client.call_tool("adjudicate", {"case": make_case(CURE, "other")})
        assert found.is_error is True
        assert "the model server at http://127.0.0.1:9 could not be reached" in found.content[0].model_dump()["text"]

    model = {"BASE_URL": "http://127.0.0.1:9/v1", "API_KEY": "k", "MAX_RETRIES": "0"}
    talk(settings, use, judge="llm", **{f"CLAUSEWISE_LLM__{name}": value for name, value in model.items()})
    with open_decision_store(settings) as store:
        assert store.list(10) == before


def test_lines_that_are_no_messages_do_not_end_the_server(settings: Settings) -> None:
    hello = {"protocolVersion": "1999-01-01", "capabilities": {}, "clientInfo": {"name": "old", "version": "1"}}
    lines = [
        "{",
        '"\ud800"',
        json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello}),
        json.dumps({"jsonrpc": "2.0", "method": "notifications/initialized"}),
        json.dumps({"jsonrpc": "2.0", "id": 2, "method": "nothing"}),
    ]
    process = subprocess.Popen(
        [sys.executable, *PROGRAM, "--judge", "local"],
        env=environment(settings),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("\n".join(lines).encode(errors="surrogatepass") + b"\n")
        process.stdin.flush()
        answers: dict[object, Any] = {}
        while 2 not in answers:  # the end of the input would give up what is not answered yet
            answer = json.loads(process.stdout.readline())
            answers[answer.get("id")] = answer
        process.stdin.close()
        assert process.wait(60) == 0
    assert answers[1]["result"]["protocolVersion"] == "2025-11-25"
    assert answers[2]["error"]["code"] == -32601


def test_bad_settings_are_told_before_the_first_message(settings: Settings) -> None:
    process = subprocess.run(
        [sys.executable, *PROGRAM, "--policies", "nowhere"],
        env=environment(settings),
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (process.returncode, process.stdout) == (2, "")
    assert "there is no such folder" in process.stderr


def test_missing_library_is_told_with_the_remedy(settings: Settings) -> None:
    program = "import sys; sys.modules['mcp'] = None; from clausewise import app; app()"
    process = subprocess.run(
        [sys.executable, "-c", program, "mcp"],
        env=environment(settings),
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (process.returncode, process.stdout) == (2, "")
    assert "pip install 'clausewise[mcp]'" in " ".join(process.stderr.split())
