"""No command prints a character of content, of a policy, of a file or of an option that steers the terminal."""

import ast
import json
import unicodedata
from pathlib import Path

import pytest
from typer.testing import CliRunner

from clausewise import app
from tests.cli.conftest import ROOT, Run

STEERING = "\u009b31m\u202eb\u202c\u200b\u2066c\u2069\U000e0041"  # what a case may hold: C1, bidi, zero width, tags
CONTROLS = f"\x1b[2J\x1b]8;;http://x\x1b\\{STEERING}"
ALLOWED = {"\n", "\t"}
FACT = "[link=http://evil]:smile:[/link]"


def hidden(printed: str) -> list[str]:
    """The control, format and surrogate characters in it."""
    return [c for c in printed if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") and c not in ALLOWED]


@pytest.fixture
def hostile(workspace: Path) -> Path:
    """A workspace with a case, a policy and a decision whose text steers terminals."""
    text = f"Good morning. This tea cured my arthritis{STEERING} in three weeks."
    case = {
        "id": f"tea{STEERING}",
        "creator_id": f"cr{STEERING}",
        "market": "NO",
        "language": "en",
        "content": [{"id": f"t{STEERING}", "text": text}],
        "facts": {"price": 250, "note": f"{FACT}{STEERING}"},
    }
    (workspace / "case.json").write_text(json.dumps(case))
    (workspace / "cases.jsonl").write_text(json.dumps(case))
    (workspace / "rules.md").write_text(f"# Rules{STEERING}\n\n1. Creators must not lie{STEERING}.\n")
    policy = (workspace / "corpus" / "claims.md").read_text()
    (workspace / "corpus" / "claims.md").write_text(policy.replace("HLT-1 Cures", f"HLT-1 Cures{STEERING}"))
    other = workspace / "corpus2"
    other.mkdir()
    for path in (workspace / "corpus").iterdir():
        (other / path.name).write_bytes(path.read_bytes())
    (other / "claims.md").write_text(policy.replace("Do not say that", f"Never{STEERING} say that"))
    return workspace


COMMANDS = [
    ["adjudicate", "case.json", "--judge", "rules"],
    ["adjudicate", "case.json", "--judge", "rules", "--json"],
    ["decisions", "list"],
    ["decisions", "show", "{id}"],
    ["decisions", "show", "{id}", "--json"],
    ["decisions", "replay", "{id}"],
    ["decisions", "review", "{id}", "overturn", "--reason", f"no{STEERING}", "--reviewer", f"ana{STEERING}"],
    ["decisions", "show", f"x{CONTROLS}"],
    ["policies", "list"],
    ["policies", "show", "HLT-1"],
    ["policies", "show", f"HLT-1{CONTROLS}"],
    ["policies", "check"],
    ["policies", "lint"],
    ["policies", "lint", "--json"],
    ["policies", "diff", "corpus", "corpus2"],
    ["policies", "diff", "corpus", "corpus2", "--markdown"],
    ["policies", "diff", "corpus", "corpus2", "--json"],
    ["policies", "replay", "--from", "corpus", "--to", "corpus2", "--cases", "cases.jsonl", "--judge", "rules"],
    ["policies", "list", "--policies", f"nowhere{CONTROLS}"],
    ["policies", "import", "rules.md", "--out", "drafts"],
    ["policies", "import", "rules.md", "--json"],
    ["search", "cure", "--as-of", "2026-09-14"],
    ["eval", "check", f"nowhere{CONTROLS}"],
    ["audit", "list"],
    ["audit", "verify", "--head", f"{CONTROLS}"],
    ["adjudicate", f"{CONTROLS}.yaml"],
    ["adjudicate", "--text", f"a{CONTROLS}"],
    ["adjudicate", "case.json", f"more{CONTROLS}"],
    ["adjudicate", "case.json", f"--as-of={CONTROLS}"],
    [f"adj{CONTROLS}"],
    ["erase", "--creator-id", f"cr{STEERING}"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: ascii(" ".join(command[:2]))[:30])
def test_output_holds_no_steering_character(hostile: Path, run: Run, command: list[str]) -> None:
    made = json.loads(run("adjudicate", "case.json", "--judge", "rules", "--json").stdout)
    arguments = [argument.format(id=made["decision_id"]) if "{id}" in argument else argument for argument in command]
    ran = CliRunner().invoke(app, arguments, input="n\n")
    assert not isinstance(ran.exception, Exception), ran.exception
    assert (hidden(ran.stdout), hidden(ran.stderr)) == ([], [])
    assert ran.stdout or ran.stderr


def test_hidden_characters_of_a_decision_are_shown_and_markup_is_text(hostile: Path, run: Run) -> None:
    shown = "".join(run("adjudicate", "case.json", "--judge", "rules").stdout.split())
    assert "tea<U+009B>31m<U+202E>b<U+202C><U+200B>" in shown
    made = json.loads(run("adjudicate", "case.json", "--judge", "rules", "--json").stdout)
    assert made["case_id"] == f"tea{STEERING}"


def test_only_the_console_prints() -> None:
    """What is printed elsewhere would not be made visible."""
    found = []
    for path in [*(ROOT / "cli").rglob("*.py"), ROOT / "clausewise.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if called in ("print", "typer.echo", "typer.confirm", "typer.prompt", "typer.secho", "sys.stdout.write"):
                found.append(f"{path.relative_to(ROOT)}: {called}")
    assert sorted(found) == [
        "cli/app.py: typer.echo",  # the version
        "cli/views/console.py: typer.confirm",
        "cli/views/console.py: typer.echo",
        "cli/views/console.py: typer.echo",
    ]
