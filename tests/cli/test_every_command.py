"""Every command speaks JSON, and its help ends with examples that its parser takes."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer

from clausewise import app
from cli.manual.every_command import HELP
from docs.reference_pages import commands_page
from tests.cli.conftest import ROOT, Run
from tests.cli.every_command import COMMANDS
from tests.cli.test_terminal import run_command

WITHOUT_JSON = {
    "serve": "runs until it is stopped; its log lines are JSON",
    "mcp": "its standard output is the protocol, JSON-RPC",
    "statements export": "writes JSON Lines, and nothing else",
}
EXAMPLES = [(words, example) for words, shown in HELP.items() for example in shown.examples]


def options(command: Any) -> set[str]:
    return {option for parameter in command.params for option in parameter.opts}


def test_every_command_prints_json() -> None:
    without = {words for words, command in COMMANDS.items() if "--json" not in options(command)}
    assert without == WITHOUT_JSON.keys()


def test_every_command_has_examples() -> None:
    assert HELP.keys() == COMMANDS.keys()
    assert [words for words, shown in HELP.items() if not 1 <= len(shown.examples) <= 3] == []


@pytest.mark.parametrize(("words", "example"), EXAMPLES)
def test_example_is_taken_by_the_parser(words: str, example: str) -> None:
    line = re.split(r" [<>|] ", example.rpartition(" && ")[2])[0]
    program, *arguments = shlex.split(line)
    assert (program, line.removeprefix("clausewise ").startswith(words)) == ("clausewise", True)
    context = typer.main.get_command(app).make_context(program, [], resilient_parsing=True)
    given = arguments[len(words.split()) :]
    COMMANDS[words].make_context("command", given, parent=context)  # fails on an option that does not exist


def test_files_of_examples_in_this_repository_exist() -> None:
    named = {
        word for _, example in EXAMPLES for word in shlex.split(example) if word.startswith(("examples/", "eval/"))
    }
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_help_ends_with_examples_codes_and_files(run: Run, workspace: Path) -> None:
    shown = run("adjudicate", "--help").stdout
    parts = [shown.index(title) for title in ("Options", " Examples\n", " Exit codes", " Files")]
    assert parts == sorted(parts)
    assert "\n   clausewise adjudicate - --json < cases.jsonl > decisions.jsonl\n" in shown
    assert "130 stopped by Ctrl C" in shown


def test_help_is_plain_and_lines_to_copy_are_whole_on_a_narrow_terminal() -> None:
    narrow = run_command("adjudicate", "--help", COLUMNS="40", TERM="dumb", NO_COLOR="1")
    assert (narrow.returncode, narrow.stderr) == (0, "")
    assert "\x1b" not in narrow.stdout
    assert "\n   clausewise adjudicate - --json < cases.jsonl > decisions.jsonl\n" in narrow.stdout


def test_reference_page_shows_the_same() -> None:
    page = commands_page()
    missing = [example for _, example in EXAMPLES if f"\n{example}\n" not in page]
    assert missing == []
    assert page.count("```sh") == len(COMMANDS)
