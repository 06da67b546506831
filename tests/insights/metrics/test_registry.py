"""The files of metrics: those that come with Clausewise, and mistakes in files of one's own."""

from pathlib import Path

import pytest

from insights.metrics.health_index import IndexDefinition, read_index
from insights.metrics.registry import MetricFileInvalid, MetricUnknown, read_registry, require_dimension

GOOD = """title = "Posts"
meaning = "Posts of the day."
version = 1
owner = "me"
kind = "count"
unit = "posts"
direction = "neither"
dimensions = ["market"]
population = "All posts."
caveats = ["A load may fail."]
sql = "SELECT day, creator_id, market, 1 AS numerator, 0 AS denominator FROM posts WHERE day <= :last_day"
"""


def test_the_issue_s_north_stars_are_there() -> None:
    known = {*read_registry().metrics}
    wanted = {"low_quality_content_rate", "creator_violation_rate", "violation_view_rate", "complaint_rate"}
    wanted |= {"refund_rate", "appeal_overturn_rate", "repeat_rate_30", "repeat_rate_90", "hours_to_decision"}
    wanted |= {"review_agreement", "original_exposure", "cost_per_decision"}
    assert wanted <= known
    assert {part.metric for part in read_index().parts} <= known
    assert sum(one.live for one in read_registry().metrics.values()) >= 3


def test_a_file_of_one_s_own_is_added_or_replaces(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(GOOD)
    (tmp_path / "posts_published.toml").write_text(GOOD.replace("Posts of the day.", "Our posts."))
    registry = read_registry(tmp_path)
    assert registry.metric("mine").owner == "me"
    assert registry.metric("posts_published").meaning == "Our posts."


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('kind = "count"', 'kind = "median"', "kind: Input should be"),
        ('caveats = ["A load may fail."]', "caveats = []", "caveats: Tuple should have at least 1 item"),
        ('owner = "me"', 'owner = "me"\ncolour = "red"', "colour: Extra inputs are not permitted"),
        ("version = 1", "version = ", "cannot be read"),
    ],
)
def test_mistakes_in_a_file(tmp_path: Path, old: str, new: str, message: str) -> None:
    (tmp_path / "mine.toml").write_text(GOOD.replace(old, new))
    with pytest.raises(MetricFileInvalid, match=message):
        read_registry(tmp_path)


def test_unknown_names_get_the_nearest(tmp_path: Path) -> None:
    registry = read_registry()
    with pytest.raises(MetricUnknown, match="did you mean refund_rate"):
        registry.metric("refund_rte")
    with pytest.raises(MetricUnknown, match="did you mean market"):
        require_dimension(registry.metric("refund_rate"), "markt")
    with pytest.raises(MetricFileInvalid, match="there is no folder"):
        read_registry(tmp_path / "nothing")


def test_weights_of_the_index_add_up() -> None:
    parts = [part.model_dump() for part in read_index().parts]
    with pytest.raises(ValueError, match="do not add up to 1"):
        IndexDefinition.model_validate({"version": 1, "owner": "me", "parts": parts[:-1]})
