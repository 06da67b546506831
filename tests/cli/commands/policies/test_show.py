from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_valid_corpus_passes_the_check(run: Run) -> None:
    ran = run("policies", "check")
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ran.stdout.startswith("Tiny: 1 policy, 5 clauses, 0 errors, 0 warnings; fingerprint ")


def test_errors_fail_the_check_and_warnings_do_not(run: Run, workspace: Path) -> None:
    policy = workspace / "corpus" / "claims.md"
    valid = policy.read_text()
    policy.write_text(valid.replace("- **except**: HLT-2\n", ""))
    ran = run("policies", "check", "--policies", "corpus")
    assert ran.exit_code == 0
    assert ran.stdout.splitlines()[0].startswith(
        "corpus/claims.md:87: warning: HLT-2@1.0: no rule refers to this exception; write - **exc"
    )
    policy.write_text(valid.replace("**see**: DEF-1", "**see**: DEF-9").replace("facts.price > 100", "facts.price >"))
    ran = run("policies", "check")
    assert ran.exit_code == 2
    assert ran.stdout.splitlines()[0].startswith(
        "corpus/claims.md:10: error: HLT-1@1.0: it refers to DEF-9, which does not exist; write "
    )
    assert ran.stdout.splitlines()[-1].startswith("Tiny: 1 policy, 5 clauses, 2 errors, 0 warnings; fingerprint ")


def test_policies_are_listed(run: Run) -> None:
    rows = [line.split() for line in run("policies", "list").stdout.splitlines()]
    assert rows == [
        ["Policy", "Version", "Title", "In", "force", "Markets", "Clauses"],
        ["claims", "1.0", "Claims", "from", "2025-01-01", "all", "markets", "5"],
    ]


def test_clause_is_shown_in_full(run: Run) -> None:
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
        " Violating examples",
        "  • yours for a thousand crowns",
        "",
        " Compliant examples",
        "  • yours for ninety crowns",
        "",
        " Why",
        "  • Prices are capped.",
        "",
        " How to fix",
        "  • Lower the price.",
        "",
        " Appeal evidence",
        "  • The receipt.",
    ]


def test_referenced_clauses_are_named(run: Run) -> None:
    shown = run("policies", "show", "HLT-1").stdout
    assert " exception HLT-2 Exception: approved medicines" in shown
    assert " see also  DEF-1 Illness" in shown


def test_show_selects_the_version_in_force(run: Run, workspace: Path) -> None:
    first = workspace / "corpus" / "claims.md"
    policy = first.read_text()
    first.write_text(
        policy.replace("effective_from: 2025-01-01", "effective_from: 2025-01-01\neffective_to: 2025-12-31")
    )
    later = policy.replace('version: "1.0"', 'version: "2.0"').replace("2025-01-01", "2026-01-01")
    (workspace / "corpus" / "claims-2.md").write_text(later.replace("an illness.", "any illness at all."))
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


def test_policy_shows_its_clauses(run: Run) -> None:
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
    ("arguments", "message"),
    [
        (["HLT1"], 'no clause or policy has the id "HLT1" (did you mean HLT-1 or HLT-2?)'),
        (["PRC-1", "--market", "us"], "PRC-1 is not in force on "),
        (["HLT-1", "--as-of", "2020-01-01"], "HLT-1 is not in force on 2020-01-01: omit --as-of and --market"),
        (["HLT-1", "--market", "XX"], 'unknown market "XX"'),
    ],
)
def test_unknown_id_or_day_is_refused(run: Run, arguments: list[str], message: str) -> None:
    ran = run("policies", "show", *arguments)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr.startswith(f"clausewise: {message}")
