"""Compares the replayed decision with the saved one, value by value."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isclose
from typing import Any

from pydantic import JsonValue

from domain.decision import Decision

COMPARED_PARTS = ("verdict", "consequence", "education", "evidence", "trace")
BASIS = ("judge", "model", "policy_fingerprint")
DIFFERENT_IN_EVERY_RUN = {"timings_ms", "usage", "tool_calls", *BASIS}
NOT_COMPARED: Any = {  # the id of a finding follows from the corpus
    "trace": DIFFERENT_IN_EVERY_RUN,
    "verdict": {"findings": {"__all__": {"finding_id"}}},
}
ID_FIELDS = ("violation_id", "precedent_id", "clause_id")
TOLERANCE = 1e-6  # of a probability or score: machines round differently

Values = Mapping[str, JsonValue]


@dataclass(frozen=True)
class Difference:
    """`path` leads to the value, such as `verdict.findings.HLT-2.1.status`. None: there is no such value."""

    path: str
    recorded: JsonValue
    replayed: JsonValue


@dataclass(frozen=True)
class ReplayComparison:
    """`differences` are those of the decision, `basis_differences` those of its basis: judge, model and corpus."""

    differences: tuple[Difference, ...]
    basis_differences: tuple[Difference, ...]

    @property
    def is_same(self) -> bool:
        return not self.differences

    def under(self, path: str) -> tuple[Difference, ...]:
        return tuple(d for d in self.differences if f"{d.path}.".startswith(f"{path}."))


def compare(recorded: Decision, replayed: Decision) -> ReplayComparison:
    """Ids and times of the decisions, timings and cost are not compared: they differ in every run."""
    before, after = recorded.trace.model_dump(mode="json"), replayed.trace.model_dump(mode="json")
    basis = {name: before[name] for name in BASIS}, {name: after[name] for name in BASIS}
    return ReplayComparison(
        differences=tuple(_differences(_compared_values(recorded), _compared_values(replayed))),
        basis_differences=tuple(_differences(*basis)),
    )


def _compared_values(decision: Decision) -> dict[str, JsonValue]:
    compared = decision.model_dump(mode="json", include=set(COMPARED_PARTS), exclude=NOT_COMPARED)
    return {path: value for part in COMPARED_PARTS for path, value in _leaves(part, compared[part])}


def _leaves(path: str, value: JsonValue) -> Iterator[tuple[str, JsonValue]]:
    if isinstance(value, dict) and value:
        for name, part in value.items():
            yield from _leaves(f"{path}.{name}", part)
    elif isinstance(value, list) and value:
        for name, part in _named(value):
            yield from _leaves(f"{path}.{name}", part)
    else:
        yield path, value


def _named(parts: list[JsonValue]) -> Iterator[tuple[str, JsonValue]]:
    """Named by an id field if it distinguishes them all, else by position."""
    for field in ID_FIELDS:
        ids = [str(part.get(field)) for part in parts if isinstance(part, dict) and field in part]
        if len({*ids}) == len(parts):
            yield from zip(ids, parts, strict=True)
            return
    yield from ((str(position), part) for position, part in enumerate(parts))


def _differences(recorded: Values, replayed: Values) -> Iterator[Difference]:
    for path in dict.fromkeys((*recorded, *replayed)):
        before, after = recorded.get(path), replayed.get(path)
        if (path in recorded) != (path in replayed) or not _equal(before, after):
            yield Difference(path, before, after)


def _equal(one: JsonValue, other: JsonValue) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return isclose(one, other, abs_tol=TOLERANCE)
    return one == other and type(one) is type(other)
