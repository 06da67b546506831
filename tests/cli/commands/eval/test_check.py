import json
from pathlib import Path

from tests.cli.conftest import DATASET_MANIFEST, Run


def test_valid_cases_pass_the_check(run: Run, dataset: Path) -> None:
    ran = run("eval", "check", "ours")
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ran.stdout.startswith("Ours: 4 cases (2 dev, 2 test), 0 errors, 0 warnings; corpus Tiny, fingerprint ")


def test_errors_come_first_with_their_lines_and_fail_the_check(run: Run, dataset: Path) -> None:
    cases = dataset / "cases.jsonl"
    cases.write_text(cases.read_text().replace('["HLT-1"]', '["HLT-9"]', 1))
    ran = run("eval", "check", "ours")
    assert ran.exit_code == 2
    error = "error: ours/cases.jsonl:1: a names HLT-9, which is not in the corpus; write HLT-2?"
    assert ran.stdout.splitlines()[0] == error
    assert "2 test), 1 error, 0 warnings; " in ran.stdout


def test_full_dataset_shows_its_coverage(run: Run, dataset: Path) -> None:
    (dataset / "dataset.toml").write_text(DATASET_MANIFEST.format("true"))
    ran = run("eval", "check", "ours")
    rows = [" ".join(row.split()) for row in ran.stdout.splitlines()]
    assert ran.exit_code == 2
    assert "Rule Violations (dev · test) Near misses (dev · test)" in rows
    assert "HLT-1 1 · 1 1 · 0" in rows
    assert "HLT-2 0 · 0 0 · 0" in rows
    assert "plain 2 · 2 2 2 0 0" in rows
    assert ran.stdout.splitlines()[-2].startswith("Difficulty: a bag of words predicts ")


def test_check_as_json(run: Run, dataset: Path) -> None:
    (dataset / "split.json").write_text('{"dev": ["a", "b"], "test": ["c"]}')
    ran = run("eval", "check", "ours", "--json")
    assert ran.exit_code == 2
    printed = json.loads(ran.stdout)
    assert printed["problems"] == [
        {
            "level": "error",
            "where": "ours/cases.jsonl:4",
            "message": "d is in no split",
            "remedy": "add it to dev or test in split.json",
        }
    ]
    assert printed["rules"][0] == {
        "clause_id": "HLT-1",
        "violations": {"dev": 1, "test": 1},
        "near_misses": {"dev": 1, "test": 0},
        "exemptions": {"dev": 0, "test": 0},
    }
    assert (printed["splits"], printed["difficulty"]) == ({"dev": 2, "test": 1}, None)


def test_folder_without_cases_is_refused(run: Run) -> None:
    ran = run("eval", "check", "corpus")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr.startswith(
        "clausewise: corpus/dataset.toml: No such file or directory; a dataset is a folder with"
    )
