"""Krippendorff's alpha is that of the krippendorff library, and has an interval."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from krippendorff import alpha as library_alpha

from agent.quality.alpha import alpha

CASES = st.lists(st.lists(st.booleans(), min_size=1, max_size=4), min_size=2, max_size=30)


@given(CASES)
def test_alpha_is_that_of_the_library(cases: list[list[bool]]) -> None:
    table = np.full((4, len(cases)), np.nan)
    for column, answers in enumerate(cases):
        table[: len(answers), column] = answers
    paired = table[:, (~np.isnan(table)).sum(axis=0) > 1]
    if len(np.unique(paired[~np.isnan(paired)])) < 2:
        assert alpha(cases).value is None
    else:
        assert alpha(cases).value == pytest.approx(library_alpha(table, level_of_measurement="nominal"))


def test_alpha_has_an_interval() -> None:
    found = alpha([[True, True]] * 20 + [[False, False]] * 15 + [[True, False]] * 5)
    assert found.value == pytest.approx(1 - 79 * 10 / (2 * 45 * 35))
    assert found.low is not None
    assert found.high is not None
    assert (round(found.low, 2), round(found.high, 2)) == (0.52, 0.95)


def test_full_agreement_is_1_and_one_answer_is_none() -> None:
    assert alpha([[True, True], [False, False]]).value == 1
    assert alpha([[True], [False]]).value is None
