"""How far labellers agree among themselves."""

from collections.abc import Mapping, Sequence

import numpy as np

from domain.verdict import Outcome

NUMBER = {outcome.value: place for place, outcome in enumerate(Outcome)}


def alpha(labels: Sequence[Mapping[str, str]]) -> float | None:
    """Krippendorff's alpha (2004) of nominal labels, a mapping of labeller to outcome for each case; None where fewer
    than two labelled, or all of them always said the same."""
    labellers = sorted({who for case in labels for who in case})
    if len(labellers) < 2:
        return None
    table = np.full((len(labellers), len(labels)), np.nan)
    for column, case in enumerate(labels):
        for who, said in case.items():
            table[labellers.index(who), column] = NUMBER[said]
    if len(np.unique(table[~np.isnan(table)])) < 2:
        return None
    from krippendorff import alpha as of_table

    return float(of_table(reliability_data=table, level_of_measurement="nominal"))
