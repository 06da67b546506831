"""An exception is likelier the nearer its own examples come, and the less the rule explains it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from agent.judges.clause_similarity import Likeness
from agent.judges.exception_scoring import excuse

cosines = st.floats(0, 1, width=32)
leans = st.floats(-1, 1, width=32)


def like(nearness: float, lean: float = 0.0) -> Likeness:
    return Likeness(np.array([nearness], dtype=np.float32), np.array([lean], dtype=np.float32), None, None)


@given(cosines, cosines, leans, leans, cosines)
def test_it_rises_with_nearness_and_lean(a: float, b: float, c: float, d: float, rule: float) -> None:
    (near, nearer), (lean, leaner) = sorted((a, b)), sorted((c, d))
    assert excuse(like(near, lean), like(rule)) <= excuse(like(nearer, lean), like(rule))
    assert excuse(like(near, lean), like(rule)) <= excuse(like(near, leaner), like(rule))


@given(cosines, leans, cosines, cosines)
def test_it_falls_with_the_rule_s_own_nearness_and_stays_a_probability(
    near: float, lean: float, a: float, b: float
) -> None:
    weaker, stronger = sorted((a, b))
    assert 0 <= excuse(like(near, lean), like(stronger)) <= excuse(like(near, lean), like(weaker)) <= 1
