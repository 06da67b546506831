from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_a_sound_corpus_passes_the_check(run: Run) -> None:
    ran = run("policies", "check")
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ran.stdout.startswith("Tiny: 1 policy, 5 clauses, 0 errors, 0 warnings; fingerprint ")


def test_errors_fail_the_check_and_warnings_do_not(run: Run, here: Path) -> None:
    law = here / "corpus" / "claims.md"
    whole = law.read_text()
    law.write_text(whole.replace("- **except**: HLT-2\n", ""))
    ran = run("policies", "check", "--policies", "corpus")
    assert ran.exit_code == 0
    assert ran.stdout.splitlines()[0].startswith(
        "corpus/claims.md:87: warning: HLT-2@1.0: no rule refers to this exception; write - **exc"
    )
    law.write_text(whole.replace("**see**: DEF-1", "**see**: DEF-9").replace("facts.price > 100", "facts.price >"))
    ran = run("policies", "check")
    assert ran.exit_code == 2
    assert ran.stdout.splitlines()[0].startswith(
        "corpus/claims.md:10: error: HLT-1@1.0: it refers to DEF-9, which is nowhere; write "
    )
    assert ran.stdout.splitlines()[-1].startswith("Tiny: 1 policy, 5 clauses, 2 errors, 0 warnings; fingerprint ")


def test_policies_are_listed_a_row_each(run: Run) -> None:
    rows = [line.split() for line in run("policies", "list").stdout.splitlines()]
    assert rows == [
        ["Policy", "Version", "Title", "In", "force", "Markets", "Clauses"],
        ["claims", "1.0", "Claims", "from", "2025-01-01", "everywhere", "5"],
    ]


def test_a_clause_is_shown_whole(run: Run) -> None:
    lines = [line.rstrip() for line in run("policies", "show", "prc-1").stdout.splitlines()]
    assert lines == [
        "",
        " PRC-1 Dear goods  rule · severity medium · 2 points · NO · claims 1.0 · from",
        " 2025-01-01",
        "",
        " Do not sell goods for more than a hundred crowns.",
        "",
        " Check",
        "   facts.price > 100",
        "",
        " Breaks it",
        "  • yours for a thousand crowns",
        "",
        " Keeps it",
        "  • yours for ninety crowns",
        "",
        " Why",
        "  • Prices are capped.",
        "",
        " How to fix",
        "  • Lower the price.",
        "",
        " An appeal shows",
        "  • The receipt.",
    ]


def test_what_a_clause_points_to_is_named(run: Run) -> None:
    shown = run("policies", "show", "HLT-1").stdout
    assert " excused by HLT-2 Exception: approved medicines" in shown
    assert " read with  DEF-1 Illness" in shown


def test_the_version_in_force_is_shown_of_several(run: Run, here: Path) -> None:
    first = here / "corpus" / "claims.md"
    law = first.read_text()
    first.write_text(law.replace("effective_from: 2025-01-01", "effective_from: 2025-01-01\neffective_to: 2025-12-31"))
    later = law.replace('version: "1.0"', 'version: "2.0"').replace("2025-01-01", "2026-01-01")
    (here / "corpus" / "claims-2.md").write_text(later.replace("an illness.", "any illness at all."))
    now, then = (run("policies", "show", "HLT-1", *day).stdout.splitlines() for day in ([], ["--as-of", "2025-06-01"]))
    assert " Do not say that a product cures any illness at all." in [line.rstrip() for line in now]
    assert [line.split() for line in now[-2:]] == [
        ["1.0:", "2025-01-01", "to", "2025-12-31"],
        ["→", "2.0:", "from", "2026-01-01"],
    ]
    assert " Do not say that a product cures an illness." in [line.rstrip() for line in then]
    assert [line.split() for line in then[-2:]] == [
        ["→", "1.0:", "2025-01-01", "to", "2025-12-31"],
        ["2.0:", "from", "2026-01-01"],
    ]


def test_a_policy_shows_its_clauses(run: Run) -> None:
    rows = [line.split()[:2] for line in run("policies", "show", "claims").stdout.splitlines()]
    assert rows == [
        ["Clause", "Kind"],
        ["HLT-1", "rule"],
        ["HLT-2", "exception"],
        ["DEF-1", "definition"],
        ["PRC-1", "rule"],
        ["ENF-1", "consequence"],
    ]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["HLT1"], 'no clause and no policy is called "HLT1" (did you mean HLT-1 or HLT-2?)'),
        (["PRC-1", "--market", "us"], "PRC-1 is not in force on "),
        (["HLT-1", "--as-of", "2020-01-01"], "HLT-1 is not in force on 2020-01-01: leave out --as-of and --market"),
        (["HLT-1", "--market", "XX"], 'unknown market "XX"'),
    ],
)
def test_what_is_not_there_is_told(run: Run, arguments: list[str], told: str) -> None:
    ran = run("policies", "show", *arguments)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr.startswith(f"clausewise: {told}")
