"""The examples of `examples/client/` run against a service: Python, and TypeScript where node and its packages are."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.api.conftest import CURE
from tests.api.processes import ROOT, SECRET, ServiceProcess, service_processes, webhook_settings

pytestmark = pytest.mark.slow
EXAMPLES = ROOT / "examples" / "client"
NODE_PACKAGES = ROOT / "build" / "typescript" / "node_modules"
PORT = 18_090


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceProcess]:
    settings = webhook_settings(f"http://localhost:{PORT}/letters")
    with service_processes("sqlite", tmp_path_factory.mktemp("examples"), settings=settings) as (process,):
        process.start()
        yield process


def run_command(*command: str, folder: Path = ROOT, **variables: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def check_output(printed: str, decisions: int) -> None:
    assert "CLM-1 violated" in printed
    assert printed.count("violation\n") + printed.count("violation CLM-1\n") >= decisions
    assert "there is no decision dec_unknown" in printed


def test_python_example_decides_once(service: ServiceProcess) -> None:
    url = f"http://127.0.0.1:{service.port}"
    first, again = (run_command(sys.executable, str(EXAMPLES / "python" / "decide.py"), url) for _ in range(2))
    check_output(first, 2)
    assert first.splitlines()[0] == again.splitlines()[0]


@pytest.mark.parametrize("name", ["decide.py", "receive_letters.py"])
def test_python_example_explains_itself_and_refuses_other_arguments(name: str) -> None:
    program = str(EXAMPLES / "python" / name)
    assert run_command(sys.executable, program, "--help").startswith(f"usage: {name}")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, program, "localhost:8000"]
    refused = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (refused.returncode, "Traceback" in refused.stderr) == (2, False)


def test_python_receiver_gets_the_letters_of_the_service(service: ServiceProcess, tmp_path: Path) -> None:
    command = [sys.executable, str(EXAMPLES / "python" / "receive_letters.py"), str(PORT)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "CLAUSEWISE_WEBHOOK_SECRET": SECRET}
    log = tmp_path / "receiver.log"
    with log.open("wb") as out, subprocess.Popen(command, env=environment, stdout=out, stderr=out) as receiver:
        try:
            wait_for_text(lambda: str(post_unsigned()), "400")
            case = {"id": "letter", "creator_id": "cr_letters", "content": [{"text": CURE}]}
            assert service.client.post("/v1/decisions", json=case).status_code == 201
            wait_for_text(log.read_text, "to cr_letters: ")
        finally:
            receiver.terminate()
    assert "Traceback" not in log.read_text()


def post_unsigned() -> int:
    try:
        return httpx.post(f"http://localhost:{PORT}/letters", content=b"{}", trust_env=False).status_code
    except httpx.TransportError:
        return 0


def test_typescript_example_is_type_checked_and_decides(service: ServiceProcess, tmp_path: Path) -> None:
    if shutil.which("node") is None or not NODE_PACKAGES.is_dir():
        pytest.skip("no node or no packages here: make node-packages")
    folder = tmp_path / "typescript"
    shutil.copytree(EXAMPLES / "typescript", folder)
    (folder / "node_modules").symlink_to(NODE_PACKAGES)
    url = f"http://127.0.0.1:{service.port}"
    for step in ("generate", "build"):
        run_command("npm", "run", step, folder=folder, CLAUSEWISE_URL=url)
    printed = run_command("npm", "run", "--silent", "start", folder=folder, CLAUSEWISE_URL=url)
    check_output(printed, 1)
    assert "urn:clausewise:problem:not-found" in printed
    source = folder / "src" / "decide.ts"
    source.write_text(source.read_text("utf-8").replace("decision.verdict.outcome", "decision.verdict.result"), "utf-8")
    failed = subprocess.run(["npm", "run", "build"], cwd=folder, capture_output=True, text=True, check=False)
    assert "Property 'result' does not exist" in failed.stdout


def wait_for_text(read: Callable[[], str], text: str) -> None:
    for _ in range(600):
        if text in read():
            return
        time.sleep(0.05)
    raise AssertionError(f"{text!r} does not come: {read()}")
