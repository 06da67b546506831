"""A post is of low effort by at least half of its measured signs; dark or blurred pictures are no sign."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from signals.quality.low_effort import MIN_SIGNS, LowEffort, is_low_effort, read_low_effort
from tests.signals.learning.stories import creator, measured, post
from tests.warehouse.warehouses import FIRST, load_rows, memory_warehouse


def low_effort(*measures: dict[str, Any], day: int = 5) -> LowEffort:
    with memory_warehouse() as warehouse:
        load_rows(
            warehouse, {"creators": [creator("c")], "posts": [post("p", "c", 5)], "post_measures": list(measures)}
        )
        return read_low_effort(warehouse.engine, "c", FIRST + day, FIRST + 8)


def values(**signs: float | None) -> list[dict[str, Any]]:
    return [measured("p", name, value) for name, value in signs.items()]


def test_half_of_the_signs_are_enough() -> None:
    found = low_effort(*values(still_share=0.9, silence_share=0.7, text_only=0.1, banner_share=0.0))
    assert {post: [sign.value for sign in signs] for post, signs in found.posts.items()} == {
        "p": ["silence_share", "still_share"]
    }
    assert found.share == 1.0


def test_one_sign_and_a_cheap_phone_are_not() -> None:
    found = low_effort(*values(still_share=0.9, silence_share=0.1, text_only=0.1, sharpness=0.0, exposure=0.0))
    assert (found.measured, dict(found.posts), found.share) == (1, {}, 0.0)


def test_what_was_hardly_measured_or_lies_outside_the_period_is_not_counted() -> None:
    few = low_effort(*values(still_share=0.9, silence_share=0.9, text_only=None, banner_share=None))
    assert (few.measured, few.share) == (0, None)
    assert low_effort(*values(still_share=0.9, silence_share=0.9, text_only=0.9), day=6).measured == 0


@given(st.integers(0, 5), st.integers(3, 5))
def test_more_signs_never_make_a_post_better(found: int, measured: int) -> None:
    found = min(found, measured)
    assert is_low_effort(found, measured) <= is_low_effort(min(found + 1, measured), measured)
    assert not is_low_effort(MIN_SIGNS - 1, measured)
