"""Outcomes made by a formula, the same on every machine, for tests against oracles."""

import numpy as np

from insights.experiments.rows import Covariate, Floats, Objects, OutcomeRows, Values

SIZE = 480
METRIC = "value"
SPLIT = {"control": 0.5, "treatment": 0.5}
SCALES = (37, 53, 29)


def numbers() -> dict[str, Floats]:
    """x explains a part of y; d is a denominator that is never zero; all are (SIZE,)."""
    i = np.arange(SIZE)
    x = (i * SCALES[0] % 101) / 10
    noise = (i * SCALES[1] % 89) / 20 + (i // 12 * 17 % 7) / 5
    treated = ((i // 12 * 11 % 23) % 2 == 1).astype(np.float64)
    return {
        "x": x,
        "d": 1.0 + i * SCALES[2] % 5,
        "treated": treated,
        "y": 0.5 * x + noise + 0.4 * treated,
        "cluster": (i // 12).astype(np.float64),
    }


def made_rows(
    *, ratio: bool = False, covariate: bool = False, clustered: bool = False, stratified: bool = False
) -> OutcomeRows:
    one = numbers()
    values = Values(
        one["y"],
        one["d"] if ratio else None,
        (Covariate("x", one["x"], None),) if covariate else (),
    )
    return OutcomeRows(
        names("u", np.arange(SIZE)),
        np.where(one["treated"] == 1, "treatment", "control").astype(object),
        {METRIC: values},
        names("c", one["cluster"]) if clustered else None,
        names("s", np.arange(SIZE) % 3) if stratified else None,
    )


def names(prefix: str, numbers: Floats | np.ndarray) -> Objects:
    return np.array([f"{prefix}{int(number)}" for number in numbers], object)


def two_arms(control: Floats, treated: Floats) -> OutcomeRows:
    """Rows of two arms with these outcomes."""
    size = len(control) + len(treated)
    arm = np.array(["control"] * len(control) + ["treatment"] * len(treated), object)
    return OutcomeRows(names("u", np.arange(size)), arm, {METRIC: Values(np.concatenate([control, treated]))})
