"""Inter-annotator agreement: Krippendorff's alpha of several labellers."""

from collections.abc import Mapping, Sequence

import numpy as np

from domain.verdict import Outcome

NUMBER_BY_OUTCOME = {outcome.value: number for number, outcome in enumerate(Outcome)}


def krippendorff_alpha(labels: Sequence[Mapping[str, str]]) -> float | None:
    """Krippendorff's alpha (2004) of nominal labels: for each case, the outcome by labeller. None where fewer than two
    people labelled, or all labels are equal."""
    labellers = sorted({labeller for case in labels for labeller in case})
    if len(labellers) < 2:
        return None
    table = np.full((len(labellers), len(labels)), np.nan)
    for column, case in enumerate(labels):
        for labeller, outcome in case.items():
            table[labellers.index(labeller), column] = NUMBER_BY_OUTCOME[outcome]
    if len(np.unique(table[~np.isnan(table)])) < 2:
        return None
    from krippendorff import alpha

    return float(alpha(reliability_data=table, level_of_measurement="nominal"))
