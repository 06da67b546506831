"""The report of a root cause on a warehouse: own changes, slices, composition, what was ruled out, a waterfall."""

import pytest

from domain.days import date_of
from domain.errors import InputError
from insights.causes.report import RootCauseReport, root_cause_report
from tests.insights.causes.made import REGISTRY, annotation, day_posts, steady_posts, warehouse_of
from tests.warehouse.warehouses import FIRST

DAYS, CHANGED = 40, 36


@pytest.fixture(scope="module")
def report() -> RootCauseReport:
    """Videos became three times as frequent in one market, four days before the end."""
    notes = [
        annotation(CHANGED, "policy", "videos allowed", "US"),
        annotation(CHANGED - 1, "campaign", "sale", "DE"),
        annotation(CHANGED - 20, "policy", "long ago", "US"),
    ]
    with warehouse_of(steady_posts(DAYS, CHANGED, 0.75), notes) as warehouse:
        return root_cause_report(warehouse.engine, REGISTRY, "video_share", FIRST + DAYS - 1, 7)


def test_own_changes_are_tried_first(report: RootCauseReport) -> None:
    assert [(one.fit, one.change.title) for one in report.explanations] == [("fits", "videos allowed"), ("no", "sale")]
    assert report.words[1].startswith("Our own change fits: policy version: videos allowed")


def test_the_slice_and_its_first_moment(report: RootCauseReport) -> None:
    assert report.causes[0].slice == {"market": "US"}
    assert report.causes[0].after == pytest.approx(0.53, abs=0.05)
    assert report.first_moment.day == date_of(FIRST + CHANGED)
    assert any("It sits in market = US" in line for line in report.words)


def test_the_movement_has_intervals(report: RootCauseReport) -> None:
    assert report.before.value == pytest.approx(0.25, abs=0.02)
    assert report.before.high is not None
    assert report.after.low is not None
    assert report.before.high < report.after.low
    assert str(report.words[0]).startswith("Share of videos rose from 2")


def test_the_waterfall_adds_up(report: RootCauseReport) -> None:
    first, *changes, last = report.waterfall
    assert (first.kind, last.kind, {one.kind for one in changes}) == ("level", "level", {"change"})
    assert first.value + sum(one.value for one in changes) == pytest.approx(last.value)
    assert changes[0].label == "market = US"
    assert changes[0].value == pytest.approx(last.value - first.value, rel=0.2)


def test_what_was_ruled_out(report: RootCauseReport) -> None:
    ruled_out = {one.what for one in report.ruled_out}
    assert {"composition of market", "composition of language", "volume alone", "missing data"} <= ruled_out
    assert report.warnings == ()
    assert report.composition is not None
    assert report.composition.mix == pytest.approx(0, abs=0.01)


def test_composition_alone_is_said() -> None:
    posts = []
    for number in range(40):
        late = number >= 33
        posts += day_posts(number, "US", 10 if late else 50, 1 if late else 5)
        posts += day_posts(number, "DE", 50, 40)
    with warehouse_of(posts, []) as warehouse:
        found = root_cause_report(warehouse.engine, REGISTRY, "video_share", FIRST + 39, 7)
    (market,) = (one for one in found.compositions if one.dimensions == ("market",))
    assert market.mix_share == pytest.approx(1)
    assert any("the composition of market explains 100%" in line for line in found.warnings)
    assert found.causes == ()
    assert found.words[1] == "No change of ours that is noted explains it."


def test_a_lost_market_is_missing_data() -> None:
    posts = [one for one in steady_posts(40, 40, 0) if not (one["market"] == "DE" and f"-{39}-" in one["post_id"])]
    with warehouse_of(posts, []) as warehouse:
        found = root_cause_report(warehouse.engine, REGISTRY, "posts", FIRST + 39, 1)
    assert "market = DE has 0% of its usual volume: data may be missing" in found.warnings
    assert found.causes[0].slice["market"] == "DE"
    assert found.causes[0].before == pytest.approx(40)
    assert found.causes[0].after == 0
    assert found.before.value == pytest.approx(120)


def test_slices_move_as_the_whole_did() -> None:
    """The last days are lower than the two weeks before them, and higher than the four weeks."""
    posts = []
    for number in range(35):
        numbers = (40, 30) if number < 13 else (50, 60) if number < 28 else (55, 40)
        for market, count in zip(("US", "DE"), numbers, strict=True):
            posts += day_posts(number, market, count, 0)
    with warehouse_of(posts, []) as warehouse:
        found = root_cause_report(warehouse.engine, REGISTRY, "posts", FIRST + 34, 7)
    assert found.words[0].startswith("Posts rose from 91.4 posts to 95 posts a day")
    cause, change = found.causes[0], found.waterfall[1]
    assert cause.slice == {"market": "US"}
    assert cause.before == pytest.approx(45.36, abs=0.01)
    assert (cause.after, cause.share) == (55, 1)
    assert change.label == "market = US"
    assert change.value == pytest.approx(55 - 45.36, abs=0.01)
    assert "It sits in market = US: more than the whole movement, because the rest went the other way." in found.words


def test_bad_input() -> None:
    with warehouse_of(steady_posts(10, 10, 0), []) as warehouse:
        for metric, day, days, message in (
            ("videoshare", FIRST + 9, 7, "did you mean video_share"),
            ("video_share", FIRST + 9, 0, "at least one day"),
            ("video_share", FIRST + 60, 7, "no data from 2026-07-25 to 2026-07-31"),
            ("video_share", FIRST + 3, 7, "with which it would be compared"),
        ):
            with pytest.raises(InputError, match=message):
                root_cause_report(warehouse.engine, REGISTRY, metric, day, days)
