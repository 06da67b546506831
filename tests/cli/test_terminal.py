"""The terminal: colours and NO_COLOR, completion of commands, and the exit code of Ctrl C."""

import os
import subprocess
import sys

from tests.cli.conftest import ROOT

PROGRAM = "import sys; sys.argv[0] = 'clausewise'; from clausewise import app; app(prog_name='clausewise')"
RED = "\x1b[1;31m"


def run_command(*arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    command = [sys.executable, "-c", PROGRAM, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment | variables, capture_output=True, text=True, check=False)


def test_no_color_takes_the_colours_away() -> None:
    coloured = run_command("adjudicate", "missing.yaml", FORCE_COLOR="1")
    plain = run_command("adjudicate", "missing.yaml", FORCE_COLOR="1", NO_COLOR="1")
    piped = run_command("adjudicate", "missing.yaml")
    assert (coloured.returncode, plain.returncode, piped.returncode) == (2, 2, 2)
    assert RED in coloured.stderr
    assert "31m" not in plain.stderr
    assert "\x1b" not in piped.stderr


def test_commands_are_completed() -> None:
    completed = run_command(COMP_WORDS="clausewise decisions re", COMP_CWORD="2", _CLAUSEWISE_COMPLETE="complete_bash")
    assert completed.stdout.split() == ["review", "replay", "resume"]
