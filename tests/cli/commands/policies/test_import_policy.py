import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from clausewise import app
from tests.cli.conftest import Run

RULES = "# Shop rules\n\n## 1. Fakes\n\nYou must not sell fakes.\n\n## 2. Appeals\n\nYou may appeal within 14 days.\n"


@pytest.fixture
def rules(workspace: Path) -> Path:
    path = workspace / "rules.md"
    path.write_text(RULES)
    return path


def test_draft_is_written_and_passes_the_check(run: Run, rules: Path) -> None:
    ran = run("policies", "import", "rules.md", "--out", "drafts", "--prefix", "SHP")
    assert (ran.exit_code, ran.stdout) == (0, "")
    assert ran.stderr.splitlines()[:2] == [
        "rules.md: Markdown, 99 characters; draft with 1 rule, 1 procedure in drafts/shop-rules.md",
        "  titles 22, clause text 54, introduction 0, numbering and markup 14, blank space 9, omitted 0",
    ]
    checked = run("policies", "check", "--policies", "drafts")
    assert checked.exit_code == 0
    assert " 2 clauses, 0 errors, " in checked.stdout


def test_draft_without_a_folder_is_printed(run: Run, rules: Path) -> None:
    ran = run("policies", "import", "rules.md")
    assert ran.exit_code == 0
    assert ran.stdout.startswith("---\nid: shop-rules\n")
    assert "## SR-1 Fakes\n" in ran.stdout


def test_json_report_accounts_for_every_character(run: Run, rules: Path) -> None:
    report = json.loads(run("policies", "import", "rules.md", "--json").stdout)
    assert sum(report["characters_by_kind"].values()) == report["characters"] == len(RULES)
    assert [(c["id"], c["kind"], c["source_line"]) for c in report["clauses"]] == [
        ("SR-1", "rule", 3),
        ("SR-2", "procedure", 7),
    ]
    assert report["draft"].startswith("---\nid: shop-rules\n")


def test_draft_is_overwritten_only_with_force(run: Run, rules: Path, workspace: Path) -> None:
    assert run("policies", "import", "rules.md", "--out", "drafts").exit_code == 0
    again = run("policies", "import", "rules.md", "--out", "drafts")
    assert again.exit_code == 2
    assert again.stderr.startswith(
        "clausewise: drafts/shop-rules.md exists already: give another --out, or overwrite it with --force"
    )
    assert run("policies", "import", "rules.md", "--out", "drafts", "--force").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere.md"], "nowhere.md: No such file or directory: give a document that can be read"),
        (["corpus"], "corpus: Is a directory: give a document that can be read"),
        (["empty.md"], "empty.md: the file is empty: choose one with a policy"),
        (["rules.md", "--prefix", "abc"], '--prefix "abc" is not valid: write capital letters and digits, such as HLT'),
    ],
)
def test_unreadable_document_is_refused(run: Run, rules: Path, arguments: list[str], message: str) -> None:
    (rules.parent / "empty.md").write_text("")
    ran = run("policies", "import", *arguments)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr.startswith(f"clausewise: {message}")


def test_standard_input_is_imported(workspace: Path) -> None:
    ran = CliRunner().invoke(app, ["policies", "import", "-", "--out", "drafts"], input=RULES, catch_exceptions=False)
    assert ran.exit_code == 0
    assert ran.stderr.startswith(
        "stdin: Markdown, 99 characters; draft with 1 rule, 1 procedure in drafts/shop-rules.md"
    )
