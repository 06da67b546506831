"""The lint as its user meets it: text with places, JSON, SARIF, exit codes, and what was let stand."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

VAGUE = "Do not say that a product cures an illness. Take appropriate care."
ROW = '[[allow]]\nrule = "vague-word"\nwhere = "HLT-1"\nwhy = "A court said what it means."\n'


@pytest.fixture
def law(here: Path) -> Path:
    """The corpus with one vague word."""
    file = here / "corpus" / "claims.md"
    file.write_text(file.read_text().replace("Do not say that a product cures an illness.", VAGUE))
    return file


def test_a_clean_corpus(run: Run, here: Path) -> None:
    file = here / "corpus" / "claims.md"
    near = "approved by my family for headaches, there is no leaflet"
    file.write_text(file.read_text().replace("everybody in my family approves of this tea", near))
    ran = run("policies", "lint")
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ran.stdout == (
        "Tiny: 5 clauses, 0 errors, 0 warnings, 0 notes; "
        "not looked for without labelled cases: no-labelled-case, fact-never-given\n"
    )


def test_a_finding_stands_with_its_line_its_rule_and_its_remedy(run: Run, law: Path) -> None:
    ran = run("policies", "lint", "--no-vectors")
    assert (ran.exit_code, ran.stderr) == (1, "")
    assert ran.stdout.splitlines() == [
        'corpus/claims.md:18: warning: HLT-1@1.0: "appropriate" leaves open by what standard, and nothing beside it is '
        "a measure [vague-word]",
        "    name the number, the act or the person, or give an example in the sentence",
        "",
        "Tiny: 5 clauses, 0 errors, 1 warning, 0 notes; not looked for without vectors and without labelled cases: "
        "distant-near-miss, exception-swallows-rule, near-duplicate, no-labelled-case, fact-never-given",
    ]


@pytest.mark.parametrize(("level", "code"), [("error", 0), ("warning", 1), ("note", 1), ("never", 0)])
def test_what_fails_is_the_askers_choice(run: Run, law: Path, level: str, code: int) -> None:
    assert run("policies", "lint", "--no-vectors", "--fail-on", level).exit_code == code


def test_what_is_let_stand_is_counted_and_explained(run: Run, law: Path) -> None:
    (law.parent / "lint.toml").write_text(ROW)
    ran = run("policies", "lint", "--no-vectors")
    assert ran.exit_code == 0
    assert ran.stdout.startswith("Tiny: 5 clauses, 0 errors, 0 warnings, 0 notes, 1 allowed; not looked for ")
    told = json.loads(run("policies", "lint", "--no-vectors", "--format", "json").stdout)
    assert [finding["allowed"] for finding in told["findings"]] == ["A court said what it means."]


def test_json_gives_every_finding_with_its_place(run: Run, law: Path) -> None:
    (law.parent / "lint.toml").write_text(ROW.replace("HLT-1", "HLT-2"))
    told = json.loads(run("policies", "lint", "--no-vectors", "--format", "json").stdout)
    assert told.pop("fingerprint")
    assert told == {
        "corpus": "Tiny",
        "findings": [
            {
                "rule": "vague-word",
                "level": "warning",
                "where": "HLT-1@1.0",
                "file": "corpus/claims.md",
                "line": 18,
                "message": '"appropriate" leaves open by what standard, and nothing beside it is a measure',
                "remedy": "name the number, the act or the person, or give an example in the sentence",
                "allowed": None,
            },
            {
                "rule": "unused-allowance",
                "level": "warning",
                "where": 'lint.toml "HLT-2"',
                "file": "corpus/lint.toml",
                "line": 3,
                "message": "vague-word finds nothing there any more",
                "remedy": "drop the allowance",
                "allowed": None,
            },
        ],
        "counts": {"error": 0, "warning": 2, "note": 0, "allowed": 0},
        "left_out": [
            "distant-near-miss", "exception-swallows-rule", "near-duplicate", "no-labelled-case", "fact-never-given",
        ],
    }  # fmt: skip


def test_sarif_goes_to_standard_output_alone(run: Run, law: Path) -> None:
    ran = run("policies", "lint", "--no-vectors", "--format", "sarif")
    assert (ran.exit_code, ran.stderr) == (1, "")
    (result,) = json.loads(ran.stdout)["runs"][0]["results"]
    assert (result["ruleId"], result["level"], result["suppressions"]) == ("vague-word", "warning", [])


def test_labelled_cases_are_held_against_the_clauses(run: Run, here: Path) -> None:
    folder = here / "cases"
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
        "108: warning: PRC-1@1.0: no labelled case has to do with this rule [no-labelled-case]",
        "126: note: PRC-1@1.0: its check reads facts.price, which no labelled case gives [fact-never-given]",
    ]


def test_meanings_are_compared(run: Run, law: Path) -> None:
    twin = "## HLT-9 Cures\n\n- **kind**: exception\n\nDo not say that a product cures an illness, where it does not.\n"
    law.write_text(law.read_text() + "\n" + twin.replace("9", "8") + "\n" + twin)
    ran = run("policies", "lint")
    assert " HLT-9@1.0: it says nearly the same as HLT-8 Cures (similarity 1.00) [near-duplicate]" in ran.stdout


def test_a_corpus_with_errors_is_refused(run: Run, law: Path) -> None:
    law.write_text(law.read_text().replace("**see**: DEF-1", "**see**: DEF-9"))
    ran = run("policies", "lint")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "error: HLT-1@1.0: it refers to DEF-9, which is nowhere" in ran.stderr


def test_a_broken_allowance_is_told_with_its_line(run: Run, law: Path) -> None:
    (law.parent / "lint.toml").write_text(ROW.replace("vague-word", "vague"))
    ran = run("policies", "lint", "--no-vectors")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert 'lint.toml:1: there is no rule "vague"; write ' in ran.stderr
    assert '(did you mean "vague-word"?)' in ran.stderr
