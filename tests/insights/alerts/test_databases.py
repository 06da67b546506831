"""The reports of alerts and causes are the same on the databases."""

from pathlib import Path

import pytest

from insights.alerts.alert import AlertReport
from insights.alerts.report import alert_report
from insights.causes.report import RootCauseReport, root_cause_report
from tests.insights.causes.made import REGISTRY, annotation, steady_posts
from tests.warehouse.warehouses import DAY, FIRST, WAREHOUSES, load_rows, warehouse_url
from warehouse.connection import open_warehouse

DAYS, CHANGED = 60, 54


def reports(url: str) -> tuple[AlertReport, RootCauseReport]:
    ended = annotation(CHANGED, "campaign", "sale", "DE") | {"ended_at": (FIRST + CHANGED + 1) * DAY}
    notes = [annotation(CHANGED, "policy", "videos allowed", "US"), ended]
    with open_warehouse(url) as warehouse:
        load_rows(warehouse, {"posts": steady_posts(DAYS, CHANGED, 0.7), "annotations": notes})
        alerts = alert_report(warehouse.engine, REGISTRY, FIRST + DAYS - 1)
        return alerts, root_cause_report(warehouse.engine, REGISTRY, "video_share", FIRST + DAYS - 1)


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> tuple[AlertReport, RootCauseReport]:
    return reports(f"sqlite:///{tmp_path_factory.mktemp('expected')}/events.db")


@pytest.mark.parametrize("kind", WAREHOUSES)
def test_databases_agree(kind: str, tmp_path: Path, expected: tuple[AlertReport, RootCauseReport]) -> None:
    alerts, cause = reports(warehouse_url(kind, tmp_path))
    assert alerts.alerts[0].explanations[0].change.title == "videos allowed"
    assert str(cause.explanations[-1].change.ended) == "2026-07-26"
    assert AlertReport.model_validate_json(alerts.model_dump_json()) == expected[0]
    assert [(one.slice, round(one.score, 6)) for one in cause.causes] == [
        (one.slice, round(one.score, 6)) for one in expected[1].causes
    ]
    assert cause.words == expected[1].words
