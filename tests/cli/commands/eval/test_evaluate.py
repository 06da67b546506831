import json
from pathlib import Path

from tests.cli.conftest import MANIFEST_OF_CASES, Run


def test_sound_cases_pass_the_check(run: Run, ours: Path) -> None:
    ran = run("eval", "check", "ours")
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ran.stdout.startswith("Ours: 4 cases (2 dev, 2 test), 0 errors, 0 warnings; corpus Tiny, fingerprint ")


def test_what_is_wrong_comes_first_with_its_line_and_fails_the_check(run: Run, ours: Path) -> None:
    cases = ours / "cases.jsonl"
    cases.write_text(cases.read_text().replace('["HLT-1"]', '["HLT-9"]', 1))
    ran = run("eval", "check", "ours")
    assert ran.exit_code == 2
    told = "error: ours/cases.jsonl:1: a names HLT-9, which is nowhere in the corpus; write HLT-2?"
    assert ran.stdout.splitlines()[0] == told
    assert "2 test), 1 error, 0 warnings; " in ran.stdout


def test_a_full_dataset_shows_what_it_covers(run: Run, ours: Path) -> None:
    (ours / "dataset.toml").write_text(MANIFEST_OF_CASES.format("true"))
    ran = run("eval", "check", "ours")
    rows = [" ".join(row.split()) for row in ran.stdout.splitlines()]
    assert ran.exit_code == 2
    assert "Rule Violations (dev · test) Near misses (dev · test)" in rows
    assert "HLT-1 1 · 1 1 · 0" in rows
    assert "HLT-2 0 · 0 0 · 0" in rows
    assert "plain 2 · 2 2 2 0 0" in rows
    assert ran.stdout.splitlines()[-2].startswith("Words alone: a bag of words finds ")


def test_the_check_is_printed_for_programs_too(run: Run, ours: Path) -> None:
    (ours / "split.json").write_text('{"dev": ["a", "b"], "test": ["c"]}')
    ran = run("eval", "check", "ours", "--json")
    assert ran.exit_code == 2
    printed = json.loads(ran.stdout)
    assert printed["problems"] == [
        {
            "level": "error",
            "where": "ours/cases.jsonl:4",
            "message": "d is in no part",
            "remedy": "add it to dev or test in split.json",
        }
    ]
    assert printed["rules"][0] == {
        "clause_id": "HLT-1",
        "violations": {"dev": 1, "test": 1},
        "near_misses": {"dev": 1, "test": 0},
        "relied_on": {"dev": 0, "test": 0},
    }
    assert (printed["parts"], printed["difficulty"]) == ({"dev": 2, "test": 1}, None)


def test_a_folder_without_cases_is_told(run: Run) -> None:
    ran = run("eval", "check", "corpus")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr.startswith(
        "clausewise: corpus/dataset.toml: No such file or directory; a dataset is a folder with"
    )
