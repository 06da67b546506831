"""`clausewise policies diff`: text, Markdown, JSON and exit codes."""

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Run

EDITS = (
    ("Do not say that a product cures an illness.", "Do not say that a product cures or eases an illness."),
    ("- **points**: 4", "- **points**: 6"),
    ("- yours for ninety crowns", "- yours for eighty crowns"),
    ("| 8 | feature_limit | 7 |", "| 7 | feature_limit | 7 |"),
)


@pytest.fixture
def edited(workspace: Path) -> Path:
    """A copy of the corpus, edited in four places."""
    shutil.copytree(workspace / "corpus", workspace / "edited")
    policy = workspace / "edited" / "claims.md"
    for before, after in EDITS:
        assert before in policy.read_text()
        policy.write_text(policy.read_text().replace(before, after))
    return workspace / "edited"


def lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines()]


@pytest.mark.usefixtures("edited")
def test_changes_are_listed_by_policy_after_the_counts(run: Run) -> None:
    ran = run("policies", "diff", "corpus", "edited")
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert lines(ran.stdout) == [
        "corpus → edited",
        "2 clauses changed: 1 reworded, 1 stricter, 1 other examples; the enforcement",
        "ladder changed",
        "",
        "claims Claims",
        "   thresholds 1 removed, 1 added",
        "              - from 8 points: feature limit for 7 days",
        "              + from 7 points: feature limit for 7 days",
        "",
        " HLT-1 Cures · reworded, stricter",
        "   text   Do not say that a product cures {+or eases+} an illness.",
        "   points 4 → 6",
        "",
        " PRC-1 Dear goods · other examples",
        "   compliant examples 1 removed, 1 added",
        "                      - yours for ninety crowns",
        "                      + yours for eighty crowns",
    ]


@pytest.mark.usefixtures("edited")
def test_markdown_and_json_have_the_same_changes(run: Run) -> None:
    written = run("policies", "diff", "corpus", "edited", "--markdown").stdout
    assert "- text: Do not say that a product cures **or eases** an illness.\n- points: 4 → 6\n" in written
    found = json.loads(run("policies", "diff", "corpus", "edited", "--json").stdout)
    assert found["counts"] == {"reworded": 1, "stricter": 1, "examples": 1}
    assert found["policies"][0]["clauses"][0]["kinds"] == ["reworded", "stricter"]
    assert found["policies"][0]["clauses"][0]["changes"] == [
        {
            "kind": "reworded",
            "field": "text",
            "spans": [
                {"op": "unchanged", "text": "Do not say that a product cures"},
                {"op": "added", "text": "or eases"},
                {"op": "unchanged", "text": "an illness."},
            ],
        },
        {"kind": "stricter", "field": "points", "before": "4", "after": "6"},
    ]


def test_two_days_of_the_configured_corpus_are_compared(run: Run, workspace: Path) -> None:
    first = workspace / "corpus" / "claims.md"
    policy = first.read_text()
    first.write_text(
        policy.replace("effective_from: 2025-01-01", "effective_from: 2025-01-01\neffective_to: 2025-12-31")
    )
    later = policy.replace('version: "1.0"', 'version: "2.0"').replace("2025-01-01", "2026-01-01")
    (workspace / "corpus" / "claims-2.md").write_text(later.replace("an illness.", "any illness at all."))
    assert lines(run("policies", "diff", "2025-12-31", "2026-01-01").stdout) == [
        "2025-12-31 → 2026-01-01",
        "1 clause changed: 1 reworded",
        "",
        "claims Claims",
        "   version  1.0 → 2.0",
        "   in force 2025-01-01 to 2025-12-31 → from 2026-01-01",
        "",
        " HLT-1 Cures · reworded",
        "   text Do not say that a product cures [-an illness.-] {+any illness at all.+}",
    ]
    assert lines(run("policies", "diff", "corpus@2026-01-01", "corpus").stdout)[1] == "no differences"


def test_long_lists_are_cut_in_a_terminal_only(run: Run, workspace: Path) -> None:
    shutil.copytree(workspace / "corpus", workspace / "fewer")
    policy = workspace / "fewer" / "claims.md"
    policy.write_text("\n".join(line for line in policy.read_text().splitlines() if "cured my asthma" not in line))
    assert [line.strip() for line in run("policies", "diff", "corpus", "fewer").stdout.splitlines()][-6:] == [
        "violating examples 5 removed",
        "- this tea cured my asthma",
        "- this balm cured my asthma",
        "- this syrup cured my asthma",
        "- this capsules cured my asthma",
        "and 1 more",
    ]
    assert "this drops cured my asthma" in run("policies", "diff", "corpus", "fewer", "--markdown").stdout


@pytest.mark.parametrize(("after", "code"), [("edited", 1), ("corpus", 0)])
@pytest.mark.usefixtures("edited")
def test_exit_code_option(run: Run, after: str, code: int) -> None:
    assert run("policies", "diff", "corpus", after, "--exit-code").exit_code == code


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["corpus", "nowhere"], '"nowhere" is neither a folder nor a day'),
        (["corpus", "data"], "data: the folder contains no policies"),
        (["corpus", "corpus@1999-01-01"], "corpus: no policy is in force on 1999-01-01"),
    ],
)
def test_invalid_source_is_refused(run: Run, arguments: list[str], message: str) -> None:
    ran = run("policies", "diff", *arguments)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr.startswith(f"clausewise: {message}")
