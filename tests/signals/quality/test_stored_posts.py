"""Captions and copies of posts that the warehouse knows."""

from signals.quality.measure import Measure
from signals.quality.stored_posts import stored_posts
from tests.signals.learning.stories import at, creator, post
from tests.warehouse.warehouses import load_rows, memory_warehouse

SALE = "this lamp is on sale today"
POSTS = [post(f"p{n}", "c1", n, caption=SALE) for n in range(5)]
COPY = {"transformation": "mirror", "coverage": 0.9, "distance": 0.1}


def measures(name: str, copies: list[dict[str, object]]) -> tuple[Measure, Measure]:
    with memory_warehouse() as opened:
        rows = {"creators": [creator("c1"), creator("c2")], "posts": [*POSTS, post("q", "c2", 1)], "copies": copies}
        load_rows(opened, rows)
        return stored_posts(opened.engine).measure(name)


def copy(post_id: str, of_post_id: str) -> dict[str, object]:
    return {"post_id": post_id, "of_post_id": of_post_id, "at": at(4), **COPY}


def test_captions_before_the_post_count() -> None:
    assert measures("p4", [])[0].value == 1
    assert measures("p1", [])[0].value is None


def test_a_copy_of_another_creators_earlier_post() -> None:
    assert measures("p4", [copy("p4", "q")])[1].value == 0.9
    assert measures("p3", [copy("p4", "q")])[1].value == 0


def test_without_a_search_for_copies_nothing_is_measured() -> None:
    assert measures("p4", [])[1].reason == "not measured: no search for copies was stored"


def test_an_unknown_post_is_not_measured() -> None:
    assert all("does not have the post" in measure.reason for measure in measures("x", []))
