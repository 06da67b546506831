import json
from pathlib import Path

from tests.cli.conftest import Run


def test_agreement_is_printed_per_split(run: Run, dataset: Path) -> None:
    ran = run("eval", "agreement", "ours")
    assert (ran.exit_code, ran.stderr) == (0, "")
    rows = [row.split("  ")[0] for row in ran.stdout.splitlines()]
    assert [row for row in rows if row.startswith(("dev", "test"))] == [
        "dev (2 cases)",
        "dev, by tag",
        "test (2 cases)",
        "test, by tag",
    ]


def test_cases_without_tags_have_no_tag_table(run: Run, dataset: Path) -> None:
    cases = dataset / "cases.jsonl"
    cases.write_text(cases.read_text().replace('["plain"]', "[]"))
    assert "by tag" not in run("eval", "agreement", "ours", "--split", "dev", "--judge", "rules").stdout


def test_json_of_one_split(run: Run, dataset: Path) -> None:
    ran = run("eval", "agreement", "ours", "--split", "test", "--json")
    printed = json.loads(ran.stdout)
    assert printed["dataset"] == "Ours"
    (split,) = printed["splits"]
    assert (split["split"], [s["name"] for s in split["slices"]], split["errors"]) == ("test", ["all", "plain"], {})
    estimates = split["slices"][0]["estimates"]
    assert list(estimates) == ["rules+local", "majority", "bag of words"]
    assert estimates["majority"]["accuracy"] == {"value": 0.5, "low": 0.0, "high": 1.0}


def test_dataset_without_outcomes_is_refused(run: Run, dataset: Path) -> None:
    manifest = dataset / "dataset.toml"
    manifest.write_text(manifest.read_text().replace('"cases"', '"retrieval"'))
    ran = run("eval", "agreement", "ours")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr == "clausewise: Ours labels relevant clauses, not outcomes: choose another\n"
