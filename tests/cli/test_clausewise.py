import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import CliRunner

from clausewise import app

ROOT = Path(__file__).parents[2]
HEAVY = {
    "chromadb",
    "httpx",
    "numpy",
    "onnxruntime",
    "pydantic_settings",
    "sklearn",
    "sqlalchemy",
    "yaml",
}  # pydantic is typer's own


def test_it_tells_its_version() -> None:
    ran = CliRunner().invoke(app, ["--version"])
    assert (ran.exit_code, ran.stdout) == (0, f"clausewise {version('clausewise')}\n")


JUDGING = HEAVY - {"pydantic_settings", "sqlalchemy", "yaml"}


def loaded(data_dir: Path, *arguments: str) -> set[str]:
    """What a process has imported once it has run the command."""
    program = (
        "import sys; from clausewise import app; app(sys.argv[1:], standalone_mode=False);"
        "print(*sorted({name.split('.')[0] for name in sys.modules}))"
    )
    places = {**os.environ, "CLAUSEWISE_DATA_DIR": str(data_dir)}
    command = [sys.executable, "-c", program, *arguments]
    ran = subprocess.run(command, cwd=ROOT, env=places, capture_output=True, text=True, check=True)
    return {*ran.stdout.splitlines()[-1].split()}


@pytest.mark.parametrize("command", [[], ["adjudicate"], ["policies", "show"], ["decisions", "list"], ["index"]])
def test_help_loads_no_library(command: list[str], tmp_path: Path) -> None:
    assert HEAVY & loaded(tmp_path, *command, "--help") == set()


@pytest.mark.parametrize("command", [["policies", "list"], ["policies", "check"], ["policies", "show", "HLT-2.1"]])
def test_the_law_is_read_without_what_only_deciding_needs(command: list[str], tmp_path: Path) -> None:
    assert (JUDGING | {"sqlalchemy"}) & loaded(tmp_path, *command) == set()


def test_the_record_is_read_without_what_only_deciding_needs(tmp_path: Path) -> None:
    found = loaded(tmp_path, "decisions", "list")
    assert "sqlalchemy" in found
    assert JUDGING & found == set()


def test_a_terminal_of_few_letters_still_shows_what_it_can() -> None:
    program = "from clausewise import app; app(['policies', 'show', 'HLT-2.1'])"
    few = {**os.environ, "PYTHONIOENCODING": "ascii"}
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=few, capture_output=True, text=True, check=True)
    assert "rule ? severity high" in ran.stdout


@pytest.mark.parametrize("arguments", [["adjudge"], ["adjudicate", "--fast"], ["decisions", "list", "--limit", "0"]])
def test_a_usage_error_is_exit_code_2(arguments: list[str]) -> None:
    ran = CliRunner().invoke(app, arguments)
    assert ran.exit_code == 2
    assert "Usage: " in ran.stderr
