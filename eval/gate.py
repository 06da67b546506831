"""The quality gate: whether a run passes its floors and ceilings, and does not regress from the baseline run."""

import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, model_validator

from domain.base import FrozenModel
from domain.errors import InputError
from eval.metrics.bootstrap import Estimate
from eval.metrics.comparison import Comparison, compare
from eval.renamed_fields import refuse_former_names
from eval.report.figures import Report
from eval.runs.summary_rows import SummaryRow
from eval.validation_messages import validation_messages

LOWER_IS_BETTER = frozenset({"missed_violation_rate", "false_positive_rate"})
NEW_NAMES = {"drops": "max_regressions", "errors": "max_errors"}
NEW_FIGURES = {
    "harms.missed_violation": "error_rates.missed_violation_rate",
    "harms.false_alarm": "error_rates.false_positive_rate",
}
NEW_METRICS = {"missed": "missed_violation_rate", "false_alarms": "false_positive_rate"}


class GateError(InputError):
    """The gate cannot be read. The message says what to correct."""


class Gate(FrozenModel):
    """`floors` and `ceilings`: bounds by the path of a figure in the report (`outcome.kappa`, `latency_ms.p95`).
    `max_regressions`: by metric of the comparison, how much worse than the baseline it may be. A regression fails only
    if the whole 95% interval of the difference is worse too. `must_pass`: no must-pass case that the baseline got
    right may be wrong. `max_errors`: the number of cases that may fail."""

    floors: dict[str, float] = {}
    ceilings: dict[str, float] = {}
    max_regressions: dict[str, float] = {}
    must_pass: bool = True
    max_errors: int = Field(default=0, ge=0)

    @model_validator(mode="before")
    @classmethod
    def _refuse_former_names(cls, values: Any) -> Any:
        refuse_former_names(values, NEW_NAMES)
        for section in ("floors", "ceilings"):
            refuse_former_names(values.get(section), NEW_FIGURES)
        refuse_former_names(values.get("max_regressions"), NEW_METRICS)
        return values


class GateFailure(FrozenModel):
    """Why the gate fails, and the cases that show it."""

    reason: str
    cases: tuple[str, ...] = ()


def read_gate(path: Path) -> Gate:
    """Raises GateError."""
    try:
        return Gate.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise GateError(f"{path}: {error.strerror}; name a gate.toml with --gate") from error
    except ValidationError as error:
        raise GateError("\n".join(f"{path}: {message}" for message in validation_messages(error))) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise GateError(f"{path}: {error}; correct the file") from error


def check_gate(
    gate: Gate, report: Report, rows: Sequence[SummaryRow], baseline: Sequence[SummaryRow]
) -> tuple[GateFailure, ...]:
    """Empty where the run passes. Raises GateError where the gate names an unknown figure."""
    comparison = compare(baseline, rows)
    return (
        *_check_errors(gate, report, rows),
        *_check_bounds(gate, report),
        *_check_regressions(gate, comparison),
        *_check_must_pass(gate, rows, baseline),
    )


def _check_errors(gate: Gate, report: Report, rows: Sequence[SummaryRow]) -> Iterator[GateFailure]:
    if report.errors > gate.max_errors:
        failed = tuple(row.case_id for row in rows if row.prediction.error is not None)
        yield GateFailure(reason=f"{report.errors} errors, at most {gate.max_errors} allowed", cases=failed)


def _check_bounds(gate: Gate, report: Report) -> Iterator[GateFailure]:
    for path, floor in gate.floors.items():
        value = _figure(report, path)
        if value is None or value < floor:
            yield GateFailure(reason=f"{path} is {_format(value)}, below the floor of {floor:g}")
    for path, ceiling in gate.ceilings.items():
        value = _figure(report, path)
        if value is None or value > ceiling:
            yield GateFailure(reason=f"{path} is {_format(value)}, above the ceiling of {ceiling:g}")


def _check_regressions(gate: Gate, comparison: Comparison) -> Iterator[GateFailure]:
    if gate.max_regressions and not comparison.cases:
        yield GateFailure(reason="the run has no case in common with the baseline: make a baseline of this dataset")
        return
    worse = tuple(change.case_id for change in comparison.changes if change.better is False)
    for name, allowed in gate.max_regressions.items():
        if name not in comparison.differences:
            names = ", ".join(comparison.differences)
            raise GateError(f"max_regressions.{name}: no such metric; there are {names}")
        difference = comparison.differences[name]
        if _is_regression(difference, name, allowed):
            interval = f"{difference.value:+.3f} [{difference.low:+.3f}, {difference.high:+.3f}]"
            yield GateFailure(reason=f"{name} is worse than the baseline's: {interval}", cases=worse)


def _is_regression(difference: Estimate, name: str, allowed: float) -> bool:
    if difference.value is None or difference.low is None or difference.high is None:
        return False
    if name in LOWER_IS_BETTER:
        return difference.low > 0 and difference.value > allowed
    return difference.high < 0 and difference.value < -allowed


def _check_must_pass(gate: Gate, rows: Sequence[SummaryRow], baseline: Sequence[SummaryRow]) -> Iterator[GateFailure]:
    if not gate.must_pass:
        return
    correct_before = {row.case_id for row in baseline if row.correct}
    lost = {row.case_id for row in rows if row.must_pass and row.case_id in correct_before and not row.correct}
    if lost:
        reason = f"{len(lost)} must-pass cases that the baseline got right are wrong now"
        yield GateFailure(reason=reason, cases=tuple(sorted(lost)))


def _figure(report: Report, path: str) -> float | None:
    value: object = report
    for name in path.split("."):
        if not hasattr(value, name):
            raise GateError(f"{path}: the report has no such figure")
        value = getattr(value, name)
    if value is not None and not isinstance(value, int | float):
        raise GateError(f"{path} is not a number: name a figure of the report, such as outcome.kappa")
    return value


def _format(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.3f}"
