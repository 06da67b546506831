import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from retrieval.fusion import Scores, fuse, standardised

SHAPES = st.tuples(st.integers(1, 5), st.integers(1, 6))
MATRICES = SHAPES.flatmap(lambda shape: arrays(np.float32, shape, elements=st.floats(-1, 1, width=32)))


@given(MATRICES)
def test_standard_scores_have_mean_nought_and_spread_one_or_nought(scores: Scores) -> None:
    standard = standardised(scores)
    np.testing.assert_allclose(standard.mean(axis=1), 0, atol=1e-2)
    spread = standard.std(axis=1)
    assert bool(np.all(np.isclose(spread, 1, atol=1e-2) | np.isclose(spread, 0)))


@given(MATRICES)
def test_without_words_in_common_meaning_alone_ranks(dense: Scores) -> None:
    fused = fuse(dense, np.zeros_like(dense))
    assert fused.shape == dense.shape
    assert np.isfinite(fused).all()
    best = dense.max(axis=1) > 0
    np.testing.assert_array_equal(fused[best].max(axis=1), fused[best, dense[best].argmax(axis=1)])


def test_words_decide_between_like_meanings() -> None:
    dense = np.array([[0.5, 0.5, 0.1]], dtype=np.float32)
    assert int(fuse(dense, np.array([[0.0, 3.0, 0.0]], dtype=np.float32)).argmax()) == 1


def test_a_segment_near_nothing_is_not_heard() -> None:
    dense = np.array([[0.8, 0.1, 0.1], [0.02, 0.01, 0.05]], dtype=np.float32)
    assert fuse(dense, np.zeros_like(dense)).max(axis=0).argmax() == 0
    assert fuse(-dense, np.zeros_like(dense)).tolist() == np.zeros((2, 3)).tolist()
