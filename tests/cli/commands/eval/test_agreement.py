import json
from pathlib import Path

from tests.cli.conftest import Run


def test_agreement_is_printed_part_by_part(run: Run, ours: Path) -> None:
    ran = run("eval", "agreement", "ours")
    assert (ran.exit_code, ran.stderr) == (0, "")
    rows = [row.split("  ")[0] for row in ran.stdout.splitlines()]
    assert [row for row in rows if row.startswith(("dev", "test"))] == [
        "dev (2 cases)",
        "dev, by tag",
        "test (2 cases)",
        "test, by tag",
    ]


def test_cases_without_tags_need_no_table_of_them(run: Run, ours: Path) -> None:
    cases = ours / "cases.jsonl"
    cases.write_text(cases.read_text().replace('["plain"]', "[]"))
    assert "by tag" not in run("eval", "agreement", "ours", "--split", "dev", "--judge", "rules").stdout


def test_one_part_is_printed_for_programs(run: Run, ours: Path) -> None:
    ran = run("eval", "agreement", "ours", "--split", "test", "--json")
    printed = json.loads(ran.stdout)
    assert printed["dataset"] == "Ours"
    (part,) = printed["parts"]
    assert (part["part"], [s["name"] for s in part["slices"]], part["errors"]) == ("test", ["all", "plain"], {})
    figures = part["slices"][0]["figures"]
    assert list(figures) == ["rules+local", "commonest", "bag of words"]
    assert figures["commonest"]["accuracy"] == {"value": 0.5, "low": 0.0, "high": 1.0}


def test_a_dataset_without_outcomes_is_refused(run: Run, ours: Path) -> None:
    manifest = ours / "dataset.toml"
    manifest.write_text(manifest.read_text().replace('"cases"', '"retrieval"'))
    ran = run("eval", "agreement", "ours")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr == "clausewise: Ours labels what should be found, not an outcome: choose another\n"
