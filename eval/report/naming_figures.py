"""The figures of named clauses in `report.json`."""

from domain.base import FrozenModel

Interval = tuple[float, float]


class NamedShare(FrozenModel):
    """`labelled`: how often the clause is labelled violated. `named`: how often it was called violated. `coverage`: of
    the first, the share called violated. `precision`: of the second, the share in an accepted set. With 95% intervals
    (Wilson 1927). `clause_id` is empty for all clauses together."""

    clause_id: str = ""
    labelled: int = 0
    named: int = 0
    coverage: float | None = None
    coverage_ci: Interval | None = None
    precision: float | None = None
    precision_ci: Interval | None = None


class NamingPoint(FrozenModel):
    """If a clause were called violated from this measured precision on."""

    min_precision: float
    named: int
    coverage: float | None
    precision: float | None


class NamingFigures(FrozenModel):
    """`curve` is empty where no judge measures its precision."""

    total: NamedShare = NamedShare()
    clauses: tuple[NamedShare, ...] = ()
    curve: tuple[NamingPoint, ...] = ()
