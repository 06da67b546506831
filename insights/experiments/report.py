"""What an analysis of an experiment says. The command line, the service and a page show the same report."""

from typing import Literal

from domain.base import FrozenModel

Verdict = Literal["within_margin", "beyond_margin", "not_determined"]


class ArmCount(FrozenModel):
    """`counted` are the units that were randomised, such as clusters; `intended` and `observed` are shares."""

    arm: str
    counted: int
    intended: float
    observed: float


class SampleRatio(FrozenModel):
    """Whether the arms have the sizes that were intended. `p_value` is None if it cannot be tested; then `note` says
    why. `largest_gap`: of an observed share from its intended one."""

    counted: Literal["units", "clusters"]
    arms: tuple[ArmCount, ...]
    chi_square: float | None
    p_value: float | None
    stratum_p_value: float | None
    alarm_below: float
    alarm: bool
    largest_gap: float
    note: str = ""


class CheckReport(FrozenModel):
    """`problems` are why no effect would hold, whatever the outcomes are."""

    experiment: str
    problems: tuple[str, ...]
    notes: tuple[str, ...]
    sample_ratio: SampleRatio


class Effect(FrozenModel):
    """An arm against the control. Without a `difference`, `note` says why there is none. The interval holds at the
    planned end; the sequence (`anytime`) holds at every look. `p_value` is of the planned end, `adjusted_p_value` for
    the number of arms (Holm). `variance_reduction`: what the covariate and the strata took off the variance."""

    arm: str
    control: str
    units: int
    control_units: int
    value: float | None
    control_value: float | None
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    anytime_low: float | None = None
    anytime_high: float | None = None
    p_value: float | None = None
    adjusted_p_value: float | None = None
    relative: float | None = None
    relative_low: float | None = None
    relative_high: float | None = None
    variance_reduction: float | None = None
    method: str = ""
    note: str = ""


class Guardrail(FrozenModel):
    """Whether a metric got worse by less than its margin. A positive margin: higher is worse; a negative: lower."""

    metric: str
    margin: float
    verdict: Verdict
    effect: Effect


class UpliftModel(FrozenModel):
    """`qini`: the area between the Qini curve and chance, for each treated unit; on units that the model never saw."""

    name: str
    qini: float
    low: float
    high: float


class UpliftGroup(FrozenModel):
    """Units by predicted effect, the highest first, and their effect measured on units that the model did not see.
    `traits`: the features by which the group differs from all units."""

    group: str
    effect: Effect
    traits: tuple[str, ...] = ()


class Uplift(FrozenModel):
    """`groups` are by the model `ranked_by`. `p_value`: that the first and the last group have the same effect."""

    arm: str
    found_on: int
    estimated_on: int
    models: tuple[UpliftModel, ...]
    ranked_by: str
    groups: tuple[UpliftGroup, ...]
    p_value: float | None
    note: str = ""


class ExperimentReport(FrozenModel):
    """`problems` are why no effect is shown, or would be if it were not asked for. `ended`: whether
    the planned end has come; before it only the sequence holds."""

    experiment: str
    metric: str
    control: str
    problems: tuple[str, ...]
    notes: tuple[str, ...]
    sample_ratio: SampleRatio
    effects: tuple[Effect, ...]
    guardrails: tuple[Guardrail, ...] = ()
    uplifts: tuple[Uplift, ...] = ()
    ended: bool = True
