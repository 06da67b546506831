"""Posts and accounts as they are read from the warehouse, and nothing that is later."""

import numpy as np

from signals.behaviour.past import NONE
from signals.behaviour.post_features import post_features, seconds_since_first
from signals.behaviour.warehouse import BehaviourReader
from tests.signals.learning.stories import at, creator, post
from tests.warehouse.warehouses import FIRST, load_rows, memory_warehouse

SALE = "this lamp is on sale today"
ROWS = {
    "creators": [creator("c1"), creator("c2")],
    "posts": [
        post("p2", "c1", 1, 13, caption=f"{SALE}!", product_id="x"),
        post("p1", "c1", 1, 12, caption=SALE, product_id="x"),
        post("q1", "c2", 1, 2),
        post("p3", "c1", 2, 12, caption=""),
        post("p4", "c1", 9, 12, language="de"),
    ],
    "copies": [
        {"post_id": "p3", "of_post_id": "q1", "at": at(2), "transformation": "none", "coverage": 1.0, "distance": 0.0},
        {"post_id": "p2", "of_post_id": "p1", "at": at(1), "transformation": "none", "coverage": 1.0, "distance": 0.0},
    ],
    "devices": [{"creator_id": "c1", "device": f"d{n}", "at": at(n)} for n in (1, 3, 20)],
    "payouts": [{"creator_id": "c1", "payout": "b1", "at": at(2)}],
}


def test_posts_in_the_order_of_time_up_to_the_day() -> None:
    with memory_warehouse() as opened:
        load_rows(opened, ROWS)
        read = BehaviourReader(opened.engine, FIRST + 5).posts()
    events = read.events
    assert events.post_id.tolist() == ["q1", "p1", "p2", "p3"]
    assert read.creators[events.creator].tolist() == ["c2", "c1", "c1", "c1"]
    assert events.caption[1] == events.caption[2] != events.caption[0]
    assert events.caption[3] == NONE
    assert events.product.tolist() == [NONE, 0, 0, NONE]
    assert events.is_copy.tolist() == [False, False, False, True]
    features = post_features(events)
    assert features["gap_1"][2] == 3600
    assert features["caption_within_2_hours"][2] == 1
    assert np.isnan(features["caption_within_day"][3])
    assert seconds_since_first(events)[3] == 24 * 3600


def test_one_creator_and_the_whole_agree() -> None:
    with memory_warehouse() as opened:
        load_rows(opened, ROWS)
        reader = BehaviourReader(opened.engine, FIRST + 20)
        whole, one = reader.posts().events, reader.posts("c1").events
    mine = whole.creator == whole.creator[1]
    for name, values in post_features(one).items():
        np.testing.assert_allclose(values, post_features(whole)[name][mine], err_msg=name)


def test_channels_up_to_the_day() -> None:
    with memory_warehouse() as opened:
        load_rows(opened, ROWS)
        devices, payouts, languages, hours = BehaviourReader(opened.engine, FIRST + 10).channels("c1")
    assert devices.names == ("d1", "d3")
    assert payouts.size == 1
    assert languages.names == ("de", "en")
    assert hours.size == 4


def test_a_creator_without_posts() -> None:
    with memory_warehouse() as opened:
        load_rows(opened, ROWS)
        assert BehaviourReader(opened.engine, FIRST + 10).posts("nobody").events.size == 0
