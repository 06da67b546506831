"""The reading of a creator's posts: few posts pull it to the market, and the reasons can be counted by hand."""

from dataclasses import replace

import numpy as np
import pytest

from signals.behaviour.events import PostEvents
from signals.behaviour.facts import caption_fact, copy_fact, hour_fact, pace_fact, product_fact
from signals.behaviour.past import NONE
from signals.behaviour.pattern import Sequence, first_post_reason, read_pattern
from signals.behaviour.post_features import post_features
from signals.behaviour.scorer import SequenceScorer, TreeScorer
from signals.behaviour.tree_fitting import LabelledRows, TreeOptions, fit_trees
from signals.behaviour.trees import TreeModel
from signals.quality.score.part import Spread
from signals.reading import Reading

DAY = 86_400
TODAY = 20_000


def posts(minutes: "list[int]", captions: "list[int]", creator: int = 0) -> PostEvents:
    """Posts of the last day of one creator."""
    size = len(minutes)
    same = np.zeros(size, np.int64)
    return PostEvents(
        post_id=np.array([f"p{creator}-{number}" for number in range(size)], dtype=object),
        creator=np.full(size, creator),
        at=TODAY * DAY + 60 * np.array(minutes, dtype=np.int64),
        hour=np.array(minutes, dtype=np.int64) // 60,
        caption=np.array(captions, dtype=np.int64),
        product=same,
        is_copy=np.zeros(size, bool),
    )


BURST = posts([*range(600, 638)], [1] * 31 + [*range(2, 9)])
CALM = posts([30, 400, 900, 1300], [1, 2, 3, 4])


def joined_events(*parts: PostEvents) -> PostEvents:
    names = PostEvents.__dataclass_fields__
    return PostEvents(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in names})


def fitted() -> TreeModel:
    """On bursts, which are violations, and calm days, which are none."""
    parts = [posts([*range(0, 60, 2)], [0] * 30, creator) for creator in range(20)]
    parts += [posts([*range(0, 1440, 48)], [*range(30)], creator) for creator in range(20, 40)]
    events = joined_events(*parts)
    features = post_features(events)
    rows = np.column_stack([*features.values()])
    data = LabelledRows(tuple(features), rows, events.creator, events.creator < 20, TODAY)
    model = fit_trees("behaviour", data, TreeOptions(members=3, trees=30, leaves=4, min_rows=5, feature_share=1.0))
    return model.model_copy(update={"usual": {"": 0.3}, "spread": Spread(within=0.02, between=0.02)})


def sequence(model: TreeModel, events: PostEvents) -> Sequence:
    features = post_features(events)
    return Sequence(events, np.column_stack([features[name] for name in model.features]), "US", TODAY)


def test_a_burst_is_told_from_calm_days_in_words_that_can_be_counted() -> None:
    model = fitted()
    burst, calm = read_pattern(model, sequence(model, BURST)), read_pattern(model, sequence(model, CALM))
    assert burst.value is not None
    assert calm.value is not None
    assert burst.value > 0.6 > 0.4 > calm.value
    assert burst.interval is not None
    assert burst.interval[0] <= burst.value <= burst.interval[1]
    assert any("38 posts in 2 hours, 31 with nearly the same caption" in reason.text for reason in burst.reasons)
    assert {*burst.evidence} <= {*BURST.post_id.tolist()}


def test_few_posts_are_pulled_to_the_market() -> None:
    model = fitted()
    one, all_posts = (read_pattern(model, sequence(model, BURST.part(np.arange(n)))).value for n in (3, 38))
    assert one is not None
    assert all_posts is not None
    assert abs(one - 0.3) < abs(all_posts - 0.3)


def test_no_posts_are_not_measured() -> None:
    reading = read_pattern(fitted(), sequence(fitted(), CALM.part(np.zeros(0, np.intp))))
    assert reading.value is None
    assert reading.reasons == ()
    assert "no posts" in reading.not_measured


def test_being_new_is_a_fact_without_points() -> None:
    reason = first_post_reason((TODAY - 3) * DAY, TODAY)
    assert (reason.text, reason.points) == ("first post 3 days before", None)


class Network:
    """A stand-in for a neural network."""

    name = "network"

    def score(self, sequence: Sequence) -> Reading:
        return Reading(name=self.name, as_of=sequence.as_of, value=sequence.events.size / 100)


def test_another_model_fits_behind_the_same_protocol() -> None:
    model = fitted()
    scorers: list[SequenceScorer] = [TreeScorer(model), Network()]
    values = [scorer.score(sequence(model, BURST)).value for scorer in scorers]
    assert values[1] == 0.38
    assert values[0] == pytest.approx(read_pattern(model, sequence(model, BURST)).value)


def test_facts_without_anything_to_say() -> None:
    bare = replace(CALM, caption=np.full(4, NONE), product=np.full(4, NONE), hour=np.full(4, NONE))
    assert caption_fact(bare).text == "no post has a caption"
    assert product_fact(bare).text == "no post links a product"
    assert hour_fact(bare).text == "the local hours of the posts are not known"
    assert copy_fact(bare).posts == ()
    assert pace_fact(bare).text == "4 posts in 1 days, never more than 1 within 2 hours"


def test_facts_count() -> None:
    copied = replace(CALM, is_copy=np.array([False, True, True, False]))
    assert caption_fact(CALM).text == "all 4 captions differ"
    assert caption_fact(BURST).text == "31 of 38 captions are nearly the same"
    assert product_fact(BURST).text == "38 posts link 1 product, 38 of them the same one"
    assert hour_fact(CALM).text.startswith("1 of 4 posts between 0 and 6")
    assert copy_fact(copied).text == "2 of 4 posts copy an earlier one of another creator"
    assert copy_fact(copied).posts == ("p0-1", "p0-2")
