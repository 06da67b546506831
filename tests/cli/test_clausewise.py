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
}
DECIDING = HEAVY - {"pydantic_settings", "sqlalchemy", "yaml"}


def loaded(data_dir: Path, *commands: str) -> set[str]:
    """The top-level modules that a process has imported after these commands."""
    program = (
        "import sys; from clausewise import app\n"
        f"for command in {commands}: app(command.split(), standalone_mode=False)\n"
        "print(*sorted({name.split('.')[0] for name in sys.modules}))"
    )
    environment = {**os.environ, "CLAUSEWISE_DATA_DIR": str(data_dir)}
    command = [sys.executable, "-c", program]
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return {*ran.stdout.splitlines()[-1].split()}


def test_version_is_printed() -> None:
    ran = CliRunner().invoke(app, ["--version"])
    assert (ran.exit_code, ran.stdout) == (0, f"clausewise {version('clausewise')}\n")


def test_help_imports_no_heavy_library(tmp_path: Path) -> None:
    commands = ("--help", "adjudicate --help", "policies show --help", "decisions list --help", "index --help")
    assert HEAVY & loaded(tmp_path, *commands) == set()


def test_help_of_all_commands_imports_no_pydantic(tmp_path: Path) -> None:
    assert {"pydantic", "domain"} & loaded(tmp_path, "--help") == set()


def test_policies_are_read_without_the_libraries_for_deciding(tmp_path: Path) -> None:
    modules = loaded(tmp_path, "policies list", "policies check", "policies show HLT-2.1")
    assert (DECIDING | {"sqlalchemy"}) & modules == set()


def test_decisions_are_listed_without_the_libraries_for_deciding(tmp_path: Path) -> None:
    modules = loaded(tmp_path, "decisions list")
    assert "sqlalchemy" in modules
    assert DECIDING & modules == set()


def test_terminal_without_a_character_shows_a_replacement() -> None:
    program = "from clausewise import app; app(['policies', 'show', 'HLT-2.1'])"
    ascii_only = {**os.environ, "PYTHONIOENCODING": "ascii"}
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=ascii_only, capture_output=True, text=True, check=True
    )
    assert "rule ? severity high" in ran.stdout


@pytest.mark.parametrize("arguments", [["adjudge"], ["adjudicate", "--fast"], ["decisions", "list", "--limit", "0"]])
def test_usage_error_exits_with_2(arguments: list[str]) -> None:
    ran = CliRunner().invoke(app, arguments)
    assert ran.exit_code == 2
    assert "Usage: " in ran.stderr
