"""Whether a run may pass: against floors and ceilings, and against the run that is the baseline."""

import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import Field, ValidationError

from domain.base import FrozenModel
from domain.errors import InputError
from eval.metrics.comparison import Comparison, Difference, compare
from eval.report.figures import Report
from eval.runs.summary_row import Row

LOWER_IS_BETTER = frozenset({"missed", "false_alarms"})


class GateError(InputError):
    """The gate cannot be read; the message says what to mend."""


class Gate(FrozenModel):
    """`floors` and `ceilings` are by the path of a figure in the report (`outcome.kappa`, `latency_ms.p95`). `drops`
    are the figures of a comparison that may not be worse than the baseline's by more than chance: the whole 95%
    interval of the difference on the wrong side, and by more than what is given here. `must_pass`: no case of these
    that the baseline got right may go wrong. `errors` is how many there may be."""

    floors: dict[str, float] = {}
    ceilings: dict[str, float] = {}
    drops: dict[str, float] = {}
    must_pass: bool = True
    errors: int = Field(default=0, ge=0)


class Failure(FrozenModel):
    """What failed, and the cases that show it."""

    what: str
    cases: tuple[str, ...] = ()


def read_gate(path: Path) -> Gate:
    try:
        return Gate.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise GateError(f"{path}: {error.strerror}; name a gate.toml with --gate") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise GateError(f"{path}: {error}; mend it there") from error
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise GateError("\n".join(f"{path}: {fault}" for fault in faults)) from error


def judge_run(gate: Gate, report: Report, rows: Sequence[Row], baseline: Sequence[Row]) -> tuple[Failure, ...]:
    """Empty where the run passes. Raises GateError where the gate names a figure that there is none of."""
    comparison = compare(baseline, rows)
    return (
        *_errors(gate, report, rows),
        *_bounds(gate, report),
        *_drops(gate, comparison),
        *_must_pass(gate, rows, baseline),
    )


def _errors(gate: Gate, report: Report, rows: Sequence[Row]) -> Iterator[Failure]:
    if report.errors > gate.errors:
        failed = tuple(row.case_id for row in rows if row.answer.error is not None)
        yield Failure(what=f"{report.errors} errors, and {gate.errors} are allowed", cases=failed)


def _bounds(gate: Gate, report: Report) -> Iterator[Failure]:
    for path, floor in gate.floors.items():
        value = _figure(report, path)
        if value is None or value < floor:
            yield Failure(what=f"{path} is {_told(value)}, below the floor of {floor:g}")
    for path, ceiling in gate.ceilings.items():
        value = _figure(report, path)
        if value is None or value > ceiling:
            yield Failure(what=f"{path} is {_told(value)}, above the ceiling of {ceiling:g}")


def _drops(gate: Gate, comparison: Comparison) -> Iterator[Failure]:
    if gate.drops and not comparison.cases:
        yield Failure(what="the run has no case in common with the baseline: make a baseline of this dataset")
        return
    worse = tuple(flip.case_id for flip in comparison.flips if flip.better is False)
    for name, allowed in gate.drops.items():
        if name not in comparison.differences:
            raise GateError(f"drops.{name}: no such figure; there are {', '.join(comparison.differences)}")
        difference = comparison.differences[name]
        if _fell(difference, name, allowed):
            told = f"{difference.value:+.3f} [{difference.low:+.3f}, {difference.high:+.3f}]"
            yield Failure(what=f"{name} is worse than the baseline's: {told}", cases=worse)


def _fell(difference: Difference, name: str, allowed: float) -> bool:
    if difference.value is None or difference.low is None or difference.high is None:
        return False
    if name in LOWER_IS_BETTER:
        return difference.low > 0 and difference.value > allowed
    return difference.high < 0 and difference.value < -allowed


def _must_pass(gate: Gate, rows: Sequence[Row], baseline: Sequence[Row]) -> Iterator[Failure]:
    if not gate.must_pass:
        return
    right = {row.case_id for row in baseline if row.right}
    lost = tuple(sorted({row.case_id for row in rows if row.must_pass and row.case_id in right and not row.right}))
    if lost:
        yield Failure(what=f"{len(lost)} cases that must pass, and did, are wrong now", cases=lost)


def _figure(report: Report, path: str) -> float | None:
    value: object = report
    for name in path.split("."):
        if not hasattr(value, name):
            raise GateError(f"{path}: the report has no such figure")
        value = getattr(value, name)
    if value is not None and not isinstance(value, int | float):
        raise GateError(f"{path} is no number: name a figure of the report, such as outcome.kappa")
    return value


def _told(value: float | None) -> str:
    return "not known" if value is None else f"{value:.3f}"
