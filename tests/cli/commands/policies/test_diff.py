"""`clausewise policies diff` as its user sees it."""

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
def edited(here: Path) -> Path:
    """A copy of the corpus, edited in four places."""
    shutil.copytree(here / "corpus", here / "edited")
    law = here / "edited" / "claims.md"
    for before, after in EDITS:
        assert before in law.read_text()
        law.write_text(law.read_text().replace(before, after))
    return here / "edited"


def lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines()]


@pytest.mark.usefixtures("edited")
def test_changes_are_told_by_policy_with_counts_on_top(run: Run) -> None:
    ran = run("policies", "diff", "corpus", "edited")
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert lines(ran.stdout) == [
        "corpus → edited",
        "2 clauses changed: 1 reworded, 1 stricter, 1 with other examples; the ladder",
        "changed",
        "",
        "claims Claims",
        "   rungs 1 removed, 1 added",
        "         - from 8 points: feature limit for 7 days",
        "         + from 7 points: feature limit for 7 days",
        "",
        " HLT-1 Cures · reworded, stricter",
        "   text   Do not say that a product cures {+or eases+} an illness.",
        "   points 4 → 6",
        "",
        " PRC-1 Dear goods · with other examples",
        "   keeps it 1 removed, 1 added",
        "            - yours for ninety crowns",
        "            + yours for eighty crowns",
    ]


@pytest.mark.usefixtures("edited")
def test_markdown_and_json_tell_the_same(run: Run) -> None:
    written = run("policies", "diff", "corpus", "edited", "--format", "markdown").stdout
    assert "- text: Do not say that a product cures **or eases** an illness.\n- points: 4 → 6\n" in written
    told = json.loads(run("policies", "diff", "corpus", "edited", "--format", "json").stdout)
    assert told["counts"] == {"reworded": 1, "stricter": 1, "examples": 1}
    assert told["policies"][0]["clauses"][0]["sorts"] == ["reworded", "stricter"]
    assert told["policies"][0]["clauses"][0]["parts"] == [
        {
            "sort": "reworded",
            "part": "text",
            "spans": [
                {"op": "kept", "text": "Do not say that a product cures"},
                {"op": "added", "text": "or eases"},
                {"op": "kept", "text": "an illness."},
            ],
        },
        {"sort": "stricter", "part": "points", "before": "4", "after": "6"},
    ]


def test_two_days_are_two_laws_of_the_configured_corpus(run: Run, here: Path) -> None:
    first = here / "corpus" / "claims.md"
    law = first.read_text()
    first.write_text(law.replace("effective_from: 2025-01-01", "effective_from: 2025-01-01\neffective_to: 2025-12-31"))
    later = law.replace('version: "1.0"', 'version: "2.0"').replace("2025-01-01", "2026-01-01")
    (here / "corpus" / "claims-2.md").write_text(later.replace("an illness.", "any illness at all."))
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
    assert lines(run("policies", "diff", "corpus@2026-01-01", "corpus").stdout)[1] == "no difference"


def test_long_lists_are_cut_in_a_terminal_and_whole_elsewhere(run: Run, here: Path) -> None:
    shutil.copytree(here / "corpus", here / "fewer")
    law = here / "fewer" / "claims.md"
    law.write_text("\n".join(line for line in law.read_text().splitlines() if "cured my asthma" not in line))
    assert [line.strip() for line in run("policies", "diff", "corpus", "fewer").stdout.splitlines()][-6:] == [
        "breaks it 5 removed",
        "- this tea cured my asthma",
        "- this balm cured my asthma",
        "- this syrup cured my asthma",
        "- this capsules cured my asthma",
        "and 1 more",
    ]
    assert "this drops cured my asthma" in run("policies", "diff", "corpus", "fewer", "--format", "markdown").stdout


@pytest.mark.parametrize(("after", "code"), [("edited", 1), ("corpus", 0)])
@pytest.mark.usefixtures("edited")
def test_the_exit_code_tells_where_asked(run: Run, after: str, code: int) -> None:
    assert run("policies", "diff", "corpus", after, "--exit-code").exit_code == code


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["corpus", "nowhere"], '"nowhere" is neither a folder nor a day'),
        (["corpus", "data"], "data: the folder holds no policies"),
        (["corpus", "corpus@1999-01-01"], "corpus: no policy is in force on 1999-01-01"),
    ],
)
def test_what_cannot_be_compared_is_told(run: Run, arguments: list[str], told: str) -> None:
    ran = run("policies", "diff", *arguments)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr.startswith(f"clausewise: {told}")
