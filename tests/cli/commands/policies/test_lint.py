"""`clausewise policies lint`: text with lines, JSON, SARIF, exit codes and allowances."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

VAGUE = "Do not say that a product cures an illness. Take appropriate care."
ROW = '[[allow]]\nrule = "vague-word"\nwhere = "HLT-1"\nwhy = "A court said what it means."\n'


@pytest.fixture
def policy(workspace: Path) -> Path:
    """The corpus with one vague word."""
    file = workspace / "corpus" / "claims.md"
    file.write_text(file.read_text().replace("Do not say that a product cures an illness.", VAGUE))
    return file


def test_corpus_without_findings(run: Run, workspace: Path) -> None:
    file = workspace / "corpus" / "claims.md"
    near = "approved by my family for headaches, there is no leaflet"
    file.write_text(file.read_text().replace("everybody in my family approves of this tea", near))
    ran = run("policies", "lint")
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ran.stdout == (
        "Tiny: 5 clauses, 0 errors, 0 warnings, 0 notes; "
        "skipped without labelled cases: no-labelled-case, fact-never-provided\n"
    )


def test_finding_is_printed_with_line_rule_and_remedy(run: Run, policy: Path) -> None:
    ran = run("policies", "lint", "--no-vectors")
    assert (ran.exit_code, ran.stderr) == (1, "")
    assert ran.stdout.splitlines() == [
        'corpus/claims.md:18: warning: HLT-1@1.0: "appropriate" leaves open by what standard [vague-word]',
        "    state the number, the act or the person, or give an example in the sentence",
        "",
        "Tiny: 5 clauses, 0 errors, 1 warning, 0 notes; skipped without vectors and labelled cases: "
        "distant-near-miss, exception-swallows-rule, near-duplicate, no-labelled-case, fact-never-provided",
    ]


@pytest.mark.parametrize(("level", "code"), [("error", 0), ("warning", 1), ("note", 1), ("never", 0)])
def test_fail_on_sets_the_level_of_failure(run: Run, policy: Path, level: str, code: int) -> None:
    assert run("policies", "lint", "--no-vectors", "--fail-on", level).exit_code == code


def test_allowed_findings_are_counted_and_explained(run: Run, policy: Path) -> None:
    (policy.parent / "lint.toml").write_text(ROW)
    ran = run("policies", "lint", "--no-vectors")
    assert ran.exit_code == 0
    assert ran.stdout.startswith("Tiny: 5 clauses, 0 errors, 0 warnings, 0 notes, 1 allowed; skipped ")
    report = json.loads(run("policies", "lint", "--no-vectors", "--json").stdout)
    assert [finding["allowed"] for finding in report["findings"]] == ["A court said what it means."]


def test_json_contains_every_finding_with_its_location(run: Run, policy: Path) -> None:
    (policy.parent / "lint.toml").write_text(ROW.replace("HLT-1", "HLT-2"))
    report = json.loads(run("policies", "lint", "--no-vectors", "--json").stdout)
    assert report.pop("fingerprint")
    assert report == {
        "corpus": "Tiny",
        "findings": [
            {
                "rule": "vague-word",
                "level": "warning",
                "where": "HLT-1@1.0",
                "file": "corpus/claims.md",
                "line": 18,
                "message": '"appropriate" leaves open by what standard',
                "remedy": "state the number, the act or the person, or give an example in the sentence",
                "allowed": None,
            },
            {
                "rule": "unused-allowance",
                "level": "warning",
                "where": 'lint.toml "HLT-2"',
                "file": "corpus/lint.toml",
                "line": 3,
                "message": "vague-word no longer has a finding there",
                "remedy": "remove the allowance",
                "allowed": None,
            },
        ],
        "counts": {"error": 0, "warning": 2, "note": 0, "allowed": 0},
        "skipped_rules": [
            "distant-near-miss", "exception-swallows-rule", "near-duplicate", "no-labelled-case", "fact-never-provided",
        ],
    }  # fmt: skip


def test_sarif_is_all_of_standard_output(run: Run, policy: Path) -> None:
    ran = run("policies", "lint", "--no-vectors", "--sarif")
    assert (ran.exit_code, ran.stderr) == (1, "")
    (result,) = json.loads(ran.stdout)["runs"][0]["results"]
    assert (result["ruleId"], result["level"], result["suppressions"]) == ("vague-word", "warning", [])


def test_labelled_cases_are_compared_with_the_clauses(run: Run, workspace: Path) -> None:
    folder = workspace / "cases"
    folder.mkdir()
    (folder / "dataset.toml").write_text(
        'name = "Ours"\nprotocol = "cases"\nlicence = "CC0-1.0"\nattribution = "ours"\n'
    )
    case = {"creator_id": None, "market": "NO", "language": "en", "content_date": "2026-09-14"}
    content = [{"id": "t1", "kind": "caption", "text": "This tea cured my gout"}]
    line = {
        "id": "one",
        "case": {**case, "content": content, "facts": {"weight": 2}},
        "gold": {"outcome": "violation", "violated": ["HLT-1"], "exception": "HLT-2"},
        "tags": [],
    }
    (folder / "cases.jsonl").write_text(json.dumps(line))
    ran = run("policies", "lint", "--no-vectors", "--dataset", "cases")
    assert [row.partition(":")[2] for row in ran.stdout.splitlines() if "[" in row] == [
        "108: warning: PRC-1@1.0: no labelled case concerns this rule [no-labelled-case]",
        "126: note: PRC-1@1.0: its check reads facts.price, which no labelled case provides [fact-never-provided]",
    ]


def test_embeddings_are_compared(run: Run, policy: Path) -> None:
    duplicate = (
        "## HLT-9 Cures\n\n- **kind**: exception\n\nDo not say that a product cures an illness, where it does not.\n"
    )
    policy.write_text(policy.read_text() + "\n" + duplicate.replace("9", "8") + "\n" + duplicate)
    ran = run("policies", "lint")
    assert " HLT-9@1.0: it says nearly the same as HLT-8 Cures (similarity 1.00) [near-duplicate]" in ran.stdout


def test_corpus_with_errors_is_refused(run: Run, policy: Path) -> None:
    policy.write_text(policy.read_text().replace("**see**: DEF-1", "**see**: DEF-9"))
    ran = run("policies", "lint")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "error: HLT-1@1.0: it refers to DEF-9, which does not exist" in ran.stderr


def test_invalid_allowance_is_refused_with_its_line(run: Run, policy: Path) -> None:
    (policy.parent / "lint.toml").write_text(ROW.replace("vague-word", "vague"))
    ran = run("policies", "lint", "--no-vectors")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert 'lint.toml:1: there is no rule "vague"; write ' in ran.stderr
    assert '(did you mean "vague-word"?)' in ran.stderr
