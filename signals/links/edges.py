"""The edges of one relation (who touched what, when), and the same as a sparse matrix that is bounded in size."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from signals.links.errors import LinkEdgesError

Ids = NDArray[Any]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
MAX_TARGETS_OF_A_SOURCE = 5_000


@dataclass(frozen=True, eq=False)
class Relation:
    """Parallel arrays. `at` is Unix seconds, nan where it is not known; `market` is text."""

    name: str
    sources: Ids
    targets: Ids
    at: Floats | None = None
    market: Ids | None = None

    @classmethod
    def of(
        cls,
        name: str,
        sources: Sequence[Any] | Ids,
        targets: Sequence[Any] | Ids,
        at: Sequence[float] | Floats | None = None,
        market: Sequence[str] | Ids | None = None,
    ) -> "Relation":
        """Raises LinkEdgesError if the arrays differ in length or a time is no number."""
        columns = {"sources": _ids(sources), "targets": _ids(targets)}
        if market is not None:
            columns["market"] = _ids(market)
        times = None if at is None else _times(name, at)
        lengths = {key: len(column) for key, column in columns.items()} | ({} if times is None else {"at": len(times)})
        if len(set(lengths.values())) > 1:
            raise LinkEdgesError(f"the columns of {name} differ in length ({lengths}): pass one value for each edge")
        return cls(name, columns["sources"], columns["targets"], times, columns.get("market"))

    def of_sources(self, ids: Sequence[Any]) -> "Relation":
        """The edges of these sources only."""
        return self.only(np.isin(self.sources, _ids(list(ids))))

    def only(self, rows: NDArray[np.bool_]) -> "Relation":
        """The edges where `rows` is true."""
        return Relation(
            self.name,
            self.sources[rows],
            self.targets[rows],
            None if self.at is None else self.at[rows],
            None if self.market is None else self.market[rows],
        )


@dataclass(frozen=True, eq=False)
class LinkGraph:
    """Each source beside each target once: `matrix` has a one where the source touched the target."""

    sources: Ids
    targets: Ids
    matrix: Any
    left_out: tuple[str, ...] = field(default=())

    @property
    def edges(self) -> int:
        return int(self.matrix.nnz)

    def rows(self) -> tuple[Ints, Ints]:
        """Indices of the source and the target of each edge."""
        pairs = self.matrix.tocoo()
        return pairs.row.astype(np.int64), pairs.col.astype(np.int64)

    def with_edges(self, rows: Ints, columns: Ints) -> "LinkGraph":
        """The same sources and targets with other edges."""
        return LinkGraph(self.sources, self.targets, _matrix(rows, columns, self.matrix.shape), self.left_out)


def graph_of(relation: Relation, *, window_seconds: float | None = None) -> LinkGraph:
    """With a window, a target is "this target in this window", so only acts close in time are shared, and a burst on a
    popular target is a popular column. Duplicate edges count once; edges without a time are left out where a window is
    asked for; a source with more than `MAX_TARGETS_OF_A_SOURCE` targets is left out, since it shares with everybody."""
    left_out: list[str] = []
    if window_seconds is not None:
        relation = _with_times(relation, window_seconds, left_out)
    sources, rows = _codes(relation.sources)
    targets, columns = _codes(relation.targets)
    if window_seconds is not None and relation.at is not None:
        bins = np.floor(relation.at / window_seconds).astype(np.int64)
        cells, columns = np.unique(np.stack([columns, bins - bins.min(initial=0)]), axis=1, return_inverse=True)
        targets = targets[cells[0]]
    matrix = _matrix(rows, columns.ravel(), (len(sources), len(targets)))
    degrees = np.diff(matrix.indptr)
    if (too_many := degrees > MAX_TARGETS_OF_A_SOURCE).any():
        left_out.append(f"{int(too_many.sum())} sources with more than {MAX_TARGETS_OF_A_SOURCE:,} targets")
        matrix = sparse.diags_array((~too_many).astype(float)).tocsr() @ matrix
        matrix.eliminate_zeros()
    return LinkGraph(sources, targets, matrix, tuple(left_out))


def _with_times(relation: Relation, window_seconds: float, left_out: list[str]) -> Relation:
    if window_seconds <= 0:
        raise LinkEdgesError(f"a window of {window_seconds} seconds: give a positive number")
    if relation.at is None:
        raise LinkEdgesError(f"{relation.name} has no times: leave the window out or pass `at`")
    known = np.isfinite(relation.at)
    if not known.all():
        left_out.append(f"{int((~known).sum())} edges without a time")
    return relation.only(known)


def _matrix(rows: Ints, columns: Ints, shape: tuple[int, int]) -> Any:
    matrix = sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)
    matrix.data[:] = 1.0
    return matrix


def _codes(ids: Ids) -> tuple[Ids, Ints]:
    """Distinct ids in order, and the index of each. A dictionary is several times faster than sorting text."""
    if ids.dtype != object:
        distinct, codes = np.unique(ids, return_inverse=True)
        return distinct, codes.astype(np.int64).ravel()
    ordered = sorted(set(ids.tolist()))
    index = {value: position for position, value in enumerate(ordered)}
    codes = np.fromiter((index[value] for value in ids), dtype=np.int64, count=len(ids))
    return np.array(ordered, dtype=object), codes


def _ids(values: Sequence[Any] | Ids) -> Ids:
    array = np.asarray(values)
    if array.ndim != 1:
        raise LinkEdgesError("ids are one-dimensional: one for each edge")
    return array if array.dtype.kind in "iu" else array.astype(str).astype(object)


def _times(name: str, at: Sequence[float] | Floats) -> Floats:
    try:
        return np.asarray(at, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise LinkEdgesError(f"a time of {name} is no number: pass Unix seconds, nan where unknown") from error
