"""The human view of a labelled dataset: which clauses and tags its cases show, part by part."""

from collections.abc import Sequence

from rich.table import Table

from cli.layout import table
from domain.verdict import Outcome
from eval.coverage import ClauseCoverage, Counts, TagCoverage


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


def _named(parts: Sequence[str]) -> str:
    return " · ".join(parts)


def _counts(counts: Counts) -> str:
    return " · ".join(map(str, counts.values()))
