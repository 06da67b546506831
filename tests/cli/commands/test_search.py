from itertools import pairwise

from tests.cli.conftest import Run


def found(run: Run, *arguments: str) -> list[str]:
    """The heads of the clauses found."""
    ran = run("search", *arguments)
    assert (ran.exit_code, ran.stderr) == (0, "")
    lines = ran.stdout.splitlines()
    return [line.strip() for before, line in pairwise(lines) if not before.strip()]


def test_the_nearest_clauses_come_first_with_a_snippet(run: Run) -> None:
    shown = run("search", "this balm cured my gout", "--k", "1").stdout
    assert shown.splitlines()[1].strip() == "HLT-1 Cures"
    assert "rule · score " in shown
    assert "Do not say that a product cures an illness." in shown


def test_market_and_day_narrow_it(run: Run) -> None:
    query = "yours for a thousand crowns"
    assert found(run, query, "-k", "1") == ["PRC-1 Dear goods"]
    assert found(run, query, "-k", "1", "--market", "no") == ["PRC-1 Dear goods"]
    assert "PRC-1 Dear goods" not in found(run, query, "-k", "9", "--market", "US")
    ran = run("search", query, "--as-of", "2020-01-01")
    assert (ran.exit_code, ran.stderr) == (
        2,
        "clausewise: no clause is in force on that day in that market: give another --as-of or --market\n",
    )


def test_nothing_to_look_for(run: Run) -> None:
    ran = run("search", " ")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr.startswith("clausewise: there is nothing to look for: ")
