"""What is derived of rows: the hour on the clock of a market, and the key of a caption."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from warehouse.engines.arrays import objects
from warehouse.loading.derived import caption_key
from warehouse.loading.markets import HOURS_AHEAD, local_hours


def test_hours_of_markets() -> None:
    midnight = np.zeros(4, np.int64)
    found = local_hours(objects(["US", "IN", "JP", "??"]), midnight)
    assert found[:3].tolist() == [19, 5, 9]
    assert np.isnan(found[3])


@given(st.sampled_from([*HOURS_AHEAD]), st.integers(946_684_800, 4_000_000_000))
def test_hour_is_one_of_a_day(market: str, at: int) -> None:
    (hour,) = local_hours(objects([market]), np.array([at]))
    assert hour in range(24)


def test_captions_that_count_as_equal() -> None:
    same = ["Look: 3 LAMPS!", "look 17 lamps", "LOOK, lamps 😀", "\uff2c\uff4f\uff4f\uff4b lamps"]
    assert len({caption_key(caption) for caption in same}) == 1
    assert caption_key("look lamp") != caption_key("look lamps")
    assert caption_key("ถามได้ข้างล่างนะ") != caption_key("ถามได้นะ")
    assert caption_key("") is caption_key("17 !!") is None


@given(st.text())
def test_key_does_not_depend_on_case_and_blanks(caption: str) -> None:
    assert caption_key(f"  {caption} 7") == caption_key(caption)
