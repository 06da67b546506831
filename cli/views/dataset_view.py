"""The human view of a labelled dataset: which clauses and tags its cases show, part by part."""

from collections.abc import Sequence

from rich.table import Table

from cli.views.layout import count, table
from domain.verdict import Outcome
from eval.dataset.coverage import ClauseCoverage, Counts, TagCoverage
from eval.dataset.difficulty import Difficulty


def rule_table(rows: Sequence[ClauseCoverage], parts: Sequence[str]) -> Table:
    """A count a part, in the order of the head: `3 · 1`."""
    columns = ("Rule", f"Violations ({_named(parts)})", f"Near misses ({_named(parts)})")
    return table(columns, ((r.clause_id, _counts(r.violations), _counts(r.near_misses)) for r in rows))


def exception_table(rows: Sequence[ClauseCoverage], parts: Sequence[str]) -> Table:
    columns = ("Exception", f"Relied on ({_named(parts)})", f"Near misses ({_named(parts)})")
    return table(columns, ((r.clause_id, _counts(r.relied_on), _counts(r.near_misses)) for r in rows))


def tag_table(rows: Sequence[TagCoverage], parts: Sequence[str]) -> Table:
    columns = ("Tag", f"Cases ({_named(parts)})", *(outcome.value for outcome in Outcome), "must pass")
    return table(columns, ((r.tag, _counts(r.cases), *map(str, r.outcomes.values()), str(r.must_pass)) for r in rows))


def words_alone(found: Difficulty) -> str:
    carried = "" if found.dev_to_test is None else f"{found.dev_to_test:.0%} of the outcomes from dev to test, "
    return (
        f"Words alone: a bag of words finds {carried}{found.over_all:.0%} over five folds of all; the rule with the "
        f"nearest words is a right one for {found.nearest_clause:.0%} of {count(found.violations, 'violation')}; "
        f"{len(found.telltale)} of them share a word with a clause they break that no other clause has"
    )


def _named(parts: Sequence[str]) -> str:
    return " · ".join(parts)


def _counts(counts: Counts) -> str:
    return " · ".join(map(str, counts.values()))
