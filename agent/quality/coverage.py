"""How well the golden set covers the clauses, markets, languages and outcomes of current traffic."""

from collections.abc import Collection, Iterator, Mapping
from typing import Literal

from domain.base import FrozenModel
from store.quality.quality_reader import CaseCounts

Kind = Literal["outcome", "clause", "market", "language"]
KINDS: tuple[Kind, ...] = ("clause", "market", "language", "outcome")


class Covered(FrozenModel):
    """The cases of one outcome, violated clause, market or language: in the traffic, and in the golden set. Each share
    is of all cases there; None of no cases."""

    kind: Kind
    value: str
    traffic: int
    traffic_share: float | None
    golden: int
    golden_share: float | None


class Coverage(FrozenModel):
    """What is missing comes first: what the golden set has no case of, by its share of the traffic; then what it has
    fewer of than the traffic. Clauses in force without any case are listed too."""

    traffic_cases: int
    golden_cases: int
    rows: tuple[Covered, ...]


def coverage(traffic: CaseCounts, golden: CaseCounts, clauses: Collection[str]) -> Coverage:
    """`clauses`: the ids of those in force."""
    rows = [row for kind in KINDS for row in _rows(kind, traffic, golden, clauses if kind == "clause" else ())]
    return Coverage(
        traffic_cases=traffic.cases,
        golden_cases=golden.cases,
        rows=tuple(sorted(rows, key=_order)),
    )


def _rows(kind: Kind, traffic: CaseCounts, golden: CaseCounts, known: Collection[str]) -> Iterator[Covered]:
    seen: Mapping[str, int] = getattr(traffic, kind)
    answered: Mapping[str, int] = getattr(golden, kind)
    for value in sorted({*seen, *answered, *known}):
        yield Covered(
            kind=kind,
            value=value,
            traffic=seen.get(value, 0),
            traffic_share=seen.get(value, 0) / traffic.cases if traffic.cases else None,
            golden=answered.get(value, 0),
            golden_share=answered.get(value, 0) / golden.cases if golden.cases else None,
        )


def _order(row: Covered) -> tuple[bool, float, str, str]:
    gap = (row.traffic_share or 0.0) - (row.golden_share or 0.0)
    return row.golden > 0, -gap, row.kind, row.value
