"""The report of alerts on a warehouse: a change with its cause, an outage, late days, and bad input."""

from collections.abc import Iterator
from typing import Any

import pytest

from domain.days import date_of
from domain.errors import InputError
from insights.alerts.report import alert_report, sent_since
from insights.metrics.registry import Registry
from tests.insights.causes.made import REGISTRY, annotation, steady_posts, warehouse_of
from tests.warehouse.warehouses import FIRST
from warehouse.engines.base import Engine

DAYS, CHANGED, OUTAGE = 85, 76, 66
LAST = FIRST + DAYS - 1


def without(posts: list[dict[str, Any]], number: int, market: str) -> list[dict[str, Any]]:
    return [one for one in posts if not str(one["post_id"]).startswith(f"p-{number}-{market}-")]


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    """Videos became more frequent in one market; ten days earlier another one had an outage of a day."""
    notes = [annotation(CHANGED, "policy", "videos allowed", "US"), annotation(CHANGED, "campaign", "sale", "DE")]
    with warehouse_of(without(steady_posts(DAYS, CHANGED, 0.7), OUTAGE, "GB"), notes) as warehouse:
        yield warehouse.engine


def test_a_change_is_one_alert_with_its_cause(engine: Engine) -> None:
    report = alert_report(engine, REGISTRY, FIRST + CHANGED + 4)
    (alert,) = report.alerts
    assert (alert.metric, alert.kind, alert.direction) == ("video_share", "change", "up")
    assert alert.day == date_of(FIRST + CHANGED)
    assert alert.opened >= alert.day
    assert alert.slices[0].slice == {"market": "US"}
    assert alert.observed is not None
    assert alert.low is not None
    assert alert.high is not None
    assert alert.low < alert.expected < alert.high < alert.observed
    assert [(one.fit, one.change.title) for one in alert.explanations] == [("fits", "videos allowed"), ("no", "sale")]
    assert any(line.startswith("Our own change fits: policy version: videos allowed") for line in alert.words)
    assert report.budget.past.value is not None


def test_an_outage_is_missing_data(engine: Engine) -> None:
    report = alert_report(engine, REGISTRY, FIRST + OUTAGE + 1)
    (alert,) = report.alerts
    assert (alert.metric, alert.kind, alert.day) == ("posts", "missing_data", date_of(FIRST + OUTAGE))
    assert alert.slices[0].slice == {"market": "GB"}
    assert {one.metric for one in alert.slices if one.kind == "missing_data"} == {"posts", "video_share"}
    assert alert.observed is None
    assert alert.words[0].endswith("an outage, not a change of behaviour.")


def test_the_window_chooses_what_is_shown(engine: Engine) -> None:
    both = alert_report(engine, REGISTRY, LAST, days=20)
    assert [alert.kind for alert in both.alerts] == ["change", "missing_data"]
    known = [both.alerts[0].alert_id]
    assert sent_since(both, known) == (both.alerts[1].alert_id,)
    assert alert_report(engine, REGISTRY, FIRST + 60).alerts == ()


def test_nothing_later_is_read(engine: Engine) -> None:
    report = alert_report(engine, REGISTRY, FIRST + CHANGED - 1, days=3)
    assert report.alerts == ()


def test_late_days_are_a_note_and_no_alert(engine: Engine) -> None:
    report = alert_report(engine, REGISTRY, LAST + 2, days=3)
    assert all(alert.kind == "change" for alert in report.alerts)
    assert f"posts: the data of {date_of(LAST + 1)}, {date_of(LAST + 2)} is late" in "\n".join(report.notes)


def test_what_has_no_data_or_no_history_is_said(engine: Engine) -> None:
    empty = REGISTRY.metric("posts").model_copy(
        update={"id": "empty", "sql": REGISTRY.metric("posts").sql + " AND p.market = 'XX'"}
    )
    broken = empty.model_copy(update={"id": "broken", "sql": "SELECT day FROM no_such_table WHERE day > :first_day"})
    audit = empty.model_copy(update={"id": "audit", "kind": "audit"})
    found = alert_report(engine, Registry({"audit": audit, "broken": broken, "empty": empty}), FIRST + 70)
    assert found.alerts == ()
    assert [note.split(":")[0] for note in found.notes] == ["audit", "broken", "empty"]
    early = alert_report(engine, REGISTRY, FIRST + 10)
    assert early.scored == 0
    assert any("too short a history" in note for note in early.notes)


def test_bad_input(engine: Engine) -> None:
    with pytest.raises(InputError, match="above 0"):
        alert_report(engine, REGISTRY, LAST, budget=0)
    with pytest.raises(InputError, match="from 1 to 45"):
        alert_report(engine, REGISTRY, LAST, days=60)
