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


@pytest.mark.parametrize("command", [[], ["adjudicate"], ["policies", "show"], ["decisions", "list"], ["index"]])
def test_help_loads_no_library(command: list[str]) -> None:
    program = (
        "import sys; from clausewise import app; app([*sys.argv[1:], '--help'], standalone_mode=False);"
        "print(*sorted({name.split('.')[0] for name in sys.modules}))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, *command], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "Usage: " in ran.stdout
    assert HEAVY & {*ran.stdout.splitlines()[-1].split()} == set()


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
