"""Replay: a decision that was made again, compared value by value with the one on record."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isclose

from pydantic import JsonValue

from domain.decision import Decision

PARTS = ("verdict", "consequence", "education", "evidence", "trace")
GROUNDS = ("judge", "model", "policy_fingerprint")
OF_ITS_RUN = {"timings_ms", "usage", "tool_calls", *GROUNDS}
NAMES = ("violation_id", "precedent_id", "clause_id")
TOLERANCE = 1e-6  # of a probability or a score: other machines round otherwise

Values = Mapping[str, JsonValue]


@dataclass(frozen=True)
class Difference:
    """`path` leads to the value: `verdict.findings.HLT-2.1.status`. None where there is no such value."""

    path: str
    recorded: JsonValue
    again: JsonValue


@dataclass(frozen=True)
class Replay:
    """`differences` are of the result; `grounds` of what it rests on: the judge, its model and the corpus."""

    differences: tuple[Difference, ...]
    grounds: tuple[Difference, ...]

    @property
    def same(self) -> bool:
        return not self.differences

    def under(self, path: str) -> tuple[Difference, ...]:
        return tuple(d for d in self.differences if f"{d.path}.".startswith(f"{path}."))


def compare(recorded: Decision, again: Decision) -> Replay:
    """Whole values; ids, instants, timings and the cost of a run are its own and left aside."""
    before, after = recorded.trace.model_dump(mode="json"), again.trace.model_dump(mode="json")
    grounds = {name: before[name] for name in GROUNDS}, {name: after[name] for name in GROUNDS}
    return Replay(tuple(_differences(_result(recorded), _result(again))), tuple(_differences(*grounds)))


def _result(decision: Decision) -> dict[str, JsonValue]:
    whole = decision.model_dump(mode="json", include=set(PARTS), exclude={"trace": OF_ITS_RUN})
    return {path: value for part in PARTS for path, value in _leaves(part, whole[part])}


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
    """By the id that tells them apart, where one does; else by their place."""
    for key in NAMES:
        names = [str(part.get(key)) for part in parts if isinstance(part, dict) and key in part]
        if len({*names}) == len(parts):
            yield from zip(names, parts, strict=True)
            return
    yield from ((str(place), part) for place, part in enumerate(parts))


def _differences(recorded: Values, again: Values) -> Iterator[Difference]:
    for path in dict.fromkeys((*recorded, *again)):
        before, after = recorded.get(path), again.get(path)
        if (path in recorded) != (path in again) or not _equal(before, after):
            yield Difference(path, before, after)


def _equal(one: JsonValue, other: JsonValue) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return isclose(one, other, abs_tol=TOLERANCE)
    return one == other and type(one) is type(other)
