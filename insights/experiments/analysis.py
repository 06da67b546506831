"""Analyses an experiment: checks the assignment first, and shows effects only where they hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from domain.errors import InputError
from insights.experiments.checks import check_assignment
from insights.experiments.comparison import Comparing, compare
from insights.experiments.covariates import denominator_notes, prepare_covariates
from insights.experiments.guardrails import judge_guardrail
from insights.experiments.report import Effect, ExperimentReport, Guardrail, Uplift
from insights.experiments.rows import OutcomeRows, arm_sums
from insights.experiments.sample_ratio import ALARM_BELOW
from insights.experiments.uplift.honest import estimate_uplift


@dataclass(frozen=True)
class Analysis:
    """`split`: the intended share of each arm. `guardrails` maps a metric to its margin. `ended`: whether the planned
    end has come, so that the interval of the end may be read. `despite_problems` shows effects all the same."""

    experiment: str
    metric: str
    control: str
    split: Mapping[str, float]
    guardrails: Mapping[str, float] = field(default_factory=dict)
    alarm_below: float = ALARM_BELOW
    comparing: Comparing = field(default_factory=Comparing)
    ended: bool = True
    despite_problems: bool = False


def analyse(rows: OutcomeRows, analysis: Analysis) -> ExperimentReport:
    """Raises InputError where there is nothing to compare: an arm that was not intended, or a single one."""
    if analysis.control not in analysis.split:
        raise InputError(f"the control {analysis.control} is no arm of the split: name one by --control")
    checked = check_assignment(rows, analysis.experiment, analysis.split, analysis.alarm_below)
    prepared, notes = prepare_covariates(rows, analysis.metric, analysis.split)
    problems = (*checked.problems, *_missing(rows, analysis))
    treatments = [arm for arm in analysis.split if arm != analysis.control]
    if problems and not analysis.despite_problems:
        effects: Sequence[Effect] = [_not_shown(rows, arm, analysis) for arm in treatments]
        guardrails: tuple[Guardrail, ...] = ()
        uplifts: tuple[Uplift, ...] = ()
    else:
        effects = _effects(prepared, analysis.metric, treatments, analysis)
        guardrails = _guardrails(rows, treatments, analysis)
        uplifts = _uplifts(prepared, treatments, analysis)
    return ExperimentReport(
        experiment=analysis.experiment,
        metric=analysis.metric,
        control=analysis.control,
        problems=problems,
        notes=(*rows.notes, *notes, *denominator_notes(rows, analysis.metric, analysis.split)),
        sample_ratio=checked.sample_ratio,
        effects=tuple(effects),
        guardrails=guardrails,
        uplifts=uplifts,
        ended=analysis.ended,
    )


def _missing(rows: OutcomeRows, analysis: Analysis) -> list[str]:
    problems = []
    for metric in (analysis.metric, *analysis.guardrails):
        missing = ~np.isfinite(_all(rows, metric))
        if missing.any():
            counts = ", ".join(f"{np.count_nonzero(missing & (rows.arm == arm)):,} in {arm}" for arm in rows.arms)
            problems.append(
                f"{metric} is missing for {missing.sum():,} units ({counts}): write 0 where nothing happened"
            )
    return problems


def _all(rows: OutcomeRows, metric: str) -> np.ndarray:
    """nan where the numerator or the denominator is."""
    values = rows.metrics[metric]
    return values.numerator if values.denominator is None else values.numerator + values.denominator


def _not_shown(rows: OutcomeRows, arm: str, analysis: Analysis) -> Effect:
    units = [int(np.count_nonzero(rows.arm == name)) for name in (arm, analysis.control)]
    return Effect(
        arm=arm,
        control=analysis.control,
        units=units[0],
        control_units=units[1],
        value=None,
        control_value=None,
        note="not shown because of the problems above",
    )


def _effects(rows: OutcomeRows, metric: str, arms: Sequence[str], analysis: Analysis) -> list[Effect]:
    complete = rows.select(np.isfinite(_all(rows, metric)))
    names = () if complete.stratum is None else tuple(sorted({str(one) for one in complete.stratum}))
    control = arm_sums(complete, metric, analysis.control, names)
    found = [
        compare(arm, arm_sums(complete, metric, arm, names), analysis.control, control, analysis.comparing)
        for arm in arms
    ]
    return _holm(found)


def _uplifts(rows: OutcomeRows, arms: Sequence[str], analysis: Analysis) -> tuple[Uplift, ...]:
    if not rows.features:
        return ()
    complete = rows.select(np.isfinite(_all(rows, analysis.metric)))
    return tuple(
        estimate_uplift(complete, analysis.metric, arm, analysis.control, analysis.comparing)
        for arm in arms
        if arm in complete.arms
    )


def _holm(effects: list[Effect]) -> list[Effect]:
    """Holm's step-down adjustment for the number of arms (1979)."""
    ranked = sorted((e.p_value, i) for i, e in enumerate(effects) if e.p_value is not None)
    adjusted, highest = [*effects], 0.0
    for rank, (p_value, i) in enumerate(ranked):
        highest = max(highest, min(1.0, (len(ranked) - rank) * p_value))
        adjusted[i] = effects[i].model_copy(update={"adjusted_p_value": highest})
    return adjusted


def _guardrails(rows: OutcomeRows, arms: Sequence[str], analysis: Analysis) -> tuple[Guardrail, ...]:
    plain = replace(rows, stratum=None)
    return tuple(
        judge_guardrail(metric, margin, effect, analysis.ended)
        for metric, margin in analysis.guardrails.items()
        for effect in _effects(plain, metric, arms, analysis)
    )
