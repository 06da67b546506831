"""The quality gate: whether a run passes its floors and ceilings, and does not regress from the baseline run."""

import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import Field, FiniteFloat, ValidationError, model_validator

from agent.quality.bootstrap import Estimate
from domain.base import FrozenModel
from domain.errors import InputError
from eval.metrics.comparison import compare
from eval.metrics.faulty_cases import faulty_cases, is_wrong, worse_cases
from eval.renamed_fields import refuse_former_names
from eval.report.figures import Report
from eval.runs.summary_rows import SummaryRow
from eval.validation_messages import validation_messages
from text.files import NotUtf8, read_utf8

LOWER_IS_BETTER = frozenset({"missed_violation_rate", "false_positive_rate"})
Rows = Sequence[SummaryRow]
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
    right may be wrong; without a baseline and where the file sets it, none may be wrong. `max_errors`: the number of
    cases that may fail."""

    floors: dict[str, FiniteFloat] = {}
    ceilings: dict[str, FiniteFloat] = {}
    max_regressions: dict[str, FiniteFloat] = {}
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


class GateCheck(FrozenModel):
    """One check of the gate; `failure` None: it passes."""

    name: str
    failure: GateFailure | None = None


def read_gate(path: Path) -> Gate:
    """Raises GateError."""
    try:
        return Gate.model_validate(tomllib.loads(read_utf8(path)))
    except OSError as error:
        raise GateError(f"{path}: {error.strerror}; name a gate.toml with --gate") from error
    except ValidationError as error:
        raise GateError("\n".join(f"{path}: {message}" for message in validation_messages(error))) from error
    except NotUtf8 as error:
        raise GateError(f"{path}: {error}") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise GateError(f"{path}: {error}; correct the file") from error


def gate_checks(gate: Gate, report: Report, rows: Rows, baseline: Rows | None = None) -> tuple[GateCheck, ...]:
    """Every check, in the order of the file. Without a baseline, those that need none. Raises GateError where the gate
    names an unknown figure, or needs a baseline."""
    if baseline is None and gate.max_regressions:
        raise GateError("the gate has max_regressions: name a --baseline, or leave them out")
    return (
        _check_errors(gate, report, rows),
        *_check_bounds(gate, report, rows),
        *(_check_regressions(gate, rows, baseline) if baseline is not None else ()),
        *_check_must_pass(gate, rows, baseline),
    )


def _check_errors(gate: Gate, report: Report, rows: Rows) -> GateCheck:
    failed = tuple(row.case_id for row in rows if row.prediction.error is not None)
    reason = f"{report.errors} errors, at most {gate.max_errors} allowed"
    return _check("errors", report.errors <= gate.max_errors, reason, failed)


def _check_bounds(gate: Gate, report: Report, rows: Rows) -> Iterator[GateCheck]:
    for path, floor in gate.floors.items():
        value = _figure(report, path)
        reason = f"{path} is {_format(value)}, below the floor of {floor:g}"
        yield _check(f"floor of {path}", value is not None and value >= floor, reason)
    for path, ceiling in gate.ceilings.items():
        value = _figure(report, path)
        reason = f"{path} is {_format(value)}, above the ceiling of {ceiling:g}"
        counted = faulty_cases(path.rpartition(".")[2], rows)
        yield _check(f"ceiling of {path}", value is not None and value <= ceiling, reason, counted)


def _check_regressions(gate: Gate, rows: Rows, baseline: Rows) -> Iterator[GateCheck]:
    comparison = compare(baseline, rows)
    if gate.max_regressions and not comparison.cases:
        reason = "the run has no case in common with the baseline: make a baseline of this dataset"
        yield _check("baseline", False, reason)
        return
    for name, allowed in gate.max_regressions.items():
        if name not in comparison.differences:
            names = ", ".join(comparison.differences)
            raise GateError(f"max_regressions.{name}: no such metric; there are {names}")
        difference = comparison.differences[name]
        reason = f"{name} is worse than the baseline's: {_format_interval(difference)}"
        passes = not _is_regression(difference, name, allowed)
        yield _check(f"regression of {name}", passes, reason, worse_cases(name, baseline, rows))


def _is_regression(difference: Estimate, name: str, allowed: float) -> bool:
    if difference.value is None or difference.low is None or difference.high is None:
        return False
    if name in LOWER_IS_BETTER:
        return difference.low > 0 and difference.value > allowed
    return difference.high < 0 and difference.value < -allowed


def _check_must_pass(gate: Gate, rows: Rows, baseline: Rows | None) -> Iterator[GateCheck]:
    """Repeats count together: a case is right where each of them is."""
    if not gate.must_pass or (baseline is None and "must_pass" not in gate.model_fields_set):
        return
    wrong = {row.case_id for row in rows if row.must_pass and is_wrong(row)}
    if baseline is not None:
        wrong_before = {row.case_id for row in baseline if not row.correct}
        wrong &= {row.case_id for row in baseline} - wrong_before
    regressed = " that the baseline got right" if baseline is not None else ""
    reason = f"{len(wrong)} must-pass cases{regressed} are wrong{' now' if regressed else ''}"
    yield _check("must-pass cases", not wrong, reason, tuple(sorted(wrong)))


def _check(name: str, passes: bool, reason: str, cases: tuple[str, ...] = ()) -> GateCheck:
    return GateCheck(name=name, failure=None if passes else GateFailure(reason=reason, cases=cases))


def _figure(report: Report, path: str) -> float | None:
    value: object = report
    for name in path.split("."):
        if not isinstance(value, FrozenModel) or name not in type(value).model_fields:
            raise GateError(f"{path}: the report has no such figure")
        value = getattr(value, name)
    if value is not None and not isinstance(value, int | float):
        raise GateError(f"{path} is not a number: name a figure of the report, such as outcome.kappa")
    return value


def _format(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.3f}"


def _format_interval(difference: Estimate) -> str:
    if difference.value is None:
        return "unknown"
    return f"{difference.value:+.3f} [{difference.low:+.3f}, {difference.high:+.3f}]"
