from itertools import pairwise

from tests.cli.conftest import Run


def titles(run: Run, *arguments: str) -> list[str]:
    """The titles of the clauses found."""
    ran = run("search", *arguments)
    assert (ran.exit_code, ran.stderr) == (0, "")
    lines = ran.stdout.splitlines()
    return [line.strip() for before, line in pairwise(lines) if not before.strip()]


def test_most_similar_clauses_come_first_with_a_snippet(run: Run) -> None:
    shown = run("search", "this balm cured my gout", "--limit", "1").stdout
    assert shown.splitlines()[1].strip() == "HLT-1 Cures"
    assert "rule · score " in shown
    assert "Do not say that a product cures an illness." in shown


def test_search_is_limited_to_market_and_day(run: Run) -> None:
    query = "yours for a thousand crowns"
    assert titles(run, query, "--limit", "1") == ["PRC-1 Dear goods"]
    assert titles(run, query, "--limit", "1", "--market", "no") == ["PRC-1 Dear goods"]
    assert "PRC-1 Dear goods" not in titles(run, query, "--limit", "9", "--market", "US")
    ran = run("search", query, "--as-of", "2020-01-01")
    assert (ran.exit_code, ran.stderr) == (
        2,
        "clausewise: no clause is in force on that day in that market: give another --as-of or --market\n",
    )


def test_empty_query_is_refused(run: Run) -> None:
    ran = run("search", " ")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr.startswith("clausewise: the query is empty: ")
