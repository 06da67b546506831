"""The sample-ratio check: are the arms as large as intended? Where they are not, no effect holds."""

from collections.abc import Mapping

import numpy as np

from insights.experiments.report import ArmCount, SampleRatio
from insights.experiments.rows import Floats, OutcomeRows

ALARM_BELOW = 0.001
CAUTION_BELOW = 0.01
MIN_EXPECTED = 5.0


def check_sample_ratio(rows: OutcomeRows, split: Mapping[str, float], alarm_below: float = ALARM_BELOW) -> SampleRatio:
    """Counts clusters where clusters were randomised. With strata, the split of each is tested too, since gaps of
    strata can cancel out; both tests share the level. `split`: the intended shares, which sum to 1."""
    names, shares = [*split], np.array([*split.values()])
    found = _independent(rows)
    counts = np.array([np.count_nonzero(found.arm == name) for name in names], np.float64)
    total = float(counts.sum())
    chi_square, p_value, note = _test(counts, shares)
    by_stratum = _stratum_p_value(found, names, shares)
    known = [p for p in (p_value, by_stratum) if p is not None]
    alarm = bool(known) and min(known) * len(known) < alarm_below
    gaps = counts / total - shares
    return SampleRatio(
        counted="units" if rows.cluster is None else "clusters",
        arms=tuple(
            ArmCount(arm=name, counted=int(n), intended=float(share), observed=float(n / total))
            for name, n, share in zip(names, counts, shares, strict=True)
        ),
        chi_square=chi_square,
        p_value=p_value,
        stratum_p_value=by_stratum,
        alarm_below=alarm_below,
        alarm=alarm,
        largest_gap=float(gaps[np.argmax(np.abs(gaps))]),
        note=note or _caution(known, alarm),
    )


def _caution(known: list[float], alarm: bool) -> str:
    if alarm or not known or min(known) * len(known) >= CAUTION_BELOW:
        return ""
    return f"the split is unusual (below {CAUTION_BELOW:g}) without an alarm: look at how units were assigned"


def _independent(rows: OutcomeRows) -> OutcomeRows:
    """One row a cluster, in each arm where it was found."""
    if rows.cluster is None:
        return rows
    both = np.array([f"{cluster}\0{arm}" for cluster, arm in zip(rows.cluster, rows.arm, strict=True)])
    return rows.select(np.unique(both, return_index=True)[1])


def _test(counts: Floats, shares: Floats) -> tuple[float | None, float | None, str]:
    """Pearson's chi-square, or the exact binomial test of two arms where units are few."""
    from scipy.stats import binomtest, chi2

    total = float(counts.sum())
    expected = total * shares
    if expected.min() >= MIN_EXPECTED:
        statistic = float(((counts - expected) ** 2 / expected).sum())
        return statistic, float(chi2.sf(statistic, len(counts) - 1)), ""
    if len(counts) == 2:
        return None, float(binomtest(int(counts[0]), int(total), float(shares[0])).pvalue), "exact test: few units"
    return None, None, f"fewer than {MIN_EXPECTED:.0f} units are expected in an arm: the split cannot be tested"


def _stratum_p_value(rows: OutcomeRows, names: list[str], shares: Floats) -> float | None:
    """The sum of the chi-squares of the strata that are large enough."""
    from scipy.stats import chi2

    if rows.stratum is None:
        return None
    statistic, strata = 0.0, 0
    for stratum in np.unique(rows.stratum.astype(str)):
        inside = rows.stratum.astype(str) == stratum
        counts = np.array([np.count_nonzero(rows.arm[inside] == name) for name in names], np.float64)
        one, p_value, _ = _test(counts, shares)
        if one is not None and p_value is not None:
            statistic, strata = statistic + one, strata + 1
    return float(chi2.sf(statistic, strata * (len(names) - 1))) if strata > 1 else None
