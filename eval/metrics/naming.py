"""How often violated clauses are named, and how often a named clause is a violated one: neither says much alone."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from agent.quality.shares import wilson
from domain.verdict import Outcome
from eval.report.naming_figures import NamedShare, NamingFigures, NamingPoint
from eval.runs.summary_rows import SummaryRow

MIN_PRECISIONS = tuple(step / 20 for step in range(20))


def naming(rows: Sequence[SummaryRow]) -> NamingFigures:
    """Over the rows whose label says which clauses are violated, or that none is."""
    rows = [row for row in rows if row.gold.outcome is not Outcome.VIOLATION or row.gold.violated]
    named = [row.prediction.violated for row in rows]
    clauses = _counts(rows, named)
    names = sorted(clauses[0].keys() | clauses[1].keys())
    return NamingFigures(
        total=_share("", *(counts.total() for counts in clauses)),
        clauses=tuple(_share(name, *(counts[name] for counts in clauses)) for name in names),
        curve=tuple(_curve(rows)) if any(row.precisions for row in rows) else (),
    )


def _curve(rows: Sequence[SummaryRow]) -> Iterator[NamingPoint]:
    points = (_point(rows, value) for value in MIN_PRECISIONS)
    return (point for point in points if point.coverage is not None and point.precision is not None)


def _counts(rows: Sequence[SummaryRow], named: Sequence[frozenset[str]]) -> tuple[Counter[str], ...]:
    """By clause: labelled, named, named and right, labelled and named."""
    pairs = list(zip(rows, named, strict=True))
    return (
        _count(row.gold.violated for row in rows),
        _count(named),
        _count(names & frozenset().union(*row.gold.accepted_sets) for row, names in pairs),
        _count(names & frozenset(row.gold.violated) for row, names in pairs),
    )


def _count(names: Iterable[Iterable[str]]) -> Counter[str]:
    return Counter(chain.from_iterable(names))


def _share(name: str, labelled: int, named: int, right: int, found: int) -> NamedShare:
    return NamedShare(
        clause_id=name,
        labelled=labelled,
        named=named,
        coverage=found / labelled if labelled else None,
        coverage_ci=wilson(found, labelled),
        precision=right / named if named else None,
        precision_ci=wilson(right, named),
    )


def _point(rows: Sequence[SummaryRow], min_precision: float) -> NamingPoint:
    """As if a clause were named wherever its measured precision is at least so high."""
    named = [_named(row.precisions, row.prediction.violated, min_precision) for row in rows]
    labelled, names, right, found = (counts.total() for counts in _counts(rows, named))
    return NamingPoint(
        min_precision=min_precision,
        named=names,
        coverage=found / labelled if labelled else None,
        precision=right / names if names else None,
    )


def _named(precisions: Mapping[str, float], violated: frozenset[str], min_precision: float) -> frozenset[str]:
    """The clauses that a check or a model decided stay."""
    return frozenset(violated - precisions.keys()) | {
        name for name, value in precisions.items() if value >= min_precision
    }
