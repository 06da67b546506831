import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

RULES = "# Shop rules\n\n## 1. Fakes\n\nYou must not sell fakes.\n\n## 2. Appeals\n\nYou may appeal within 14 days.\n"


@pytest.fixture
def rules(here: Path) -> Path:
    path = here / "rules.md"
    path.write_text(RULES)
    return path


def test_a_draft_is_written_and_passes_the_check(run: Run, rules: Path) -> None:
    ran = run("policies", "import", "rules.md", "--out", "drafts", "--prefix", "SHP")
    assert (ran.exit_code, ran.stdout) == (0, "")
    assert ran.stderr.splitlines()[:2] == [
        "rules.md: Markdown of 99 characters, drafted as 1 rule, 1 procedure in drafts/shop-rules.md",
        "  titles 22, clause words 54, introduction 0, numbering and markup 14, space between 9, left out 0",
    ]
    checked = run("policies", "check", "--policies", "drafts")
    assert checked.exit_code == 0
    assert " 2 clauses, 0 errors, " in checked.stdout


def test_without_a_folder_the_draft_goes_to_standard_output(run: Run, rules: Path) -> None:
    ran = run("policies", "import", "rules.md")
    assert ran.exit_code == 0
    assert ran.stdout.startswith("---\nid: shop-rules\n")
    assert "## SR-1 Fakes\n" in ran.stdout


def test_the_report_as_json_accounts_for_every_character(run: Run, rules: Path) -> None:
    report = json.loads(run("policies", "import", "rules.md", "--json").stdout)
    assert sum(report["account"].values()) == report["characters"] == len(RULES)
    assert [(c["id"], c["kind"], c["line_of_the_text"]) for c in report["clauses"]] == [
        ("SR-1", "rule", 3),
        ("SR-2", "procedure", 7),
    ]
    assert report["draft"].startswith("---\nid: shop-rules\n")


def test_a_draft_is_not_written_over_unless_one_says_so(run: Run, rules: Path, here: Path) -> None:
    assert run("policies", "import", "rules.md", "--out", "drafts").exit_code == 0
    again = run("policies", "import", "rules.md", "--out", "drafts")
    assert again.exit_code == 2
    assert again.stderr.startswith(
        "clausewise: drafts/shop-rules.md is there already: name another --out, or say --force"
    )
    assert run("policies", "import", "rules.md", "--out", "drafts", "--force").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nowhere.md"], "nowhere.md: No such file or directory: name a document that can be read"),
        (["corpus"], "corpus: Is a directory: name a document that can be read"),
        (["empty.md"], "empty.md: the file is empty: name one that holds a policy"),
        (["rules.md", "--prefix", "abc"], '--prefix cannot be "abc": write capital letters and digits, such as HLT'),
    ],
)
def test_what_cannot_be_imported_is_told(run: Run, rules: Path, arguments: list[str], told: str) -> None:
    (rules.parent / "empty.md").write_text("")
    ran = run("policies", "import", *arguments)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr.startswith(f"clausewise: {told}")
