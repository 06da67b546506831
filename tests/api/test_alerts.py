"""Alerts of metrics are sent, signed, each once, and again after a failure."""

import json
from pathlib import Path

import jsonschema_rs
import pytest
from standardwebhooks import Webhook as Verifier

from agent.settings import Settings, SettingsError, read_settings
from api.jobs.alerts import AlertPush
from api.published_schemas import published_schema
from insights.alerts.alert import AlertReport
from insights.reader import open_insights
from tests.api.webhooks.receiver import receiving, status
from tests.warehouse.warehouses import load_columns, run_jobs
from warehouse.connection import open_warehouse
from warehouse.sample.ecosystem import build_ecosystem
from warehouse.sample.options import SampleOptions

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse whose last days have an outage: no post of the largest market arrived."""
    folder = tmp_path_factory.mktemp("alerts")
    sample = build_ecosystem(SampleOptions(creators=300, days=60, seed=5))
    posts = sample.tables["posts"]
    lost = (posts["market"] == "US") & (posts["at"] >= posts["at"].max() - 2 * 86_400)
    tables = {**sample.tables, "posts": {name: values[~lost] for name, values in posts.items()}}
    with open_warehouse(f"duckdb:///{folder}/events.duckdb") as warehouse:
        load_columns(warehouse, {name: tables[name] for name in ("creators", "posts")})
        run_jobs(warehouse)
    return folder


def settings(data_dir: Path, url: str | None) -> Settings:
    return Settings(
        data_dir=data_dir,
        warehouse_url=f"duckdb:///{data_dir}/events.duckdb",
        insights={"alert_url": url},
        messages={"webhook_secrets": [SECRET], "trusted_hosts": ["localhost"]},
    )


def report(data_dir: Path) -> AlertReport:
    with open_insights(settings(data_dir, None)) as insights:
        return insights.alerts()


def test_each_alert_is_sent_once_and_a_failed_one_again(data_dir: Path) -> None:
    found = report(data_dir).alerts
    assert found
    with receiving(status(500)) as receiver:
        AlertPush(settings(data_dir, receiver.url)).push()
        assert len(receiver.received) == len(found)
    with receiving(status(204)) as receiver:
        push = AlertPush(settings(data_dir, receiver.url))
        push.push()
        push.push()
        received = list(receiver.received)
    ids = [json.loads(body)["id"] for _, body in received]
    assert sorted(ids) == sorted(f"alert_{alert.alert_id}" for alert in found)
    headers, body = received[0]
    Verifier(SECRET).verify(body, headers)
    event = json.loads(body)
    assert event["type"] == "clausewise.metric_alert.v1"
    assert event["subject"] == event["data"]["metric"]
    jsonschema_rs.validate(published_schema("webhook-metric-alert", "0"), event)


def test_without_a_warehouse_nothing_is_sent(tmp_path: Path) -> None:
    with receiving(status(204)) as receiver:
        AlertPush(settings(tmp_path, receiver.url)).push()
        assert receiver.received == []


def test_url_needs_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAUSEWISE_INSIGHTS__ALERT_URL", "https://example.com/alerts")
    with pytest.raises(SettingsError, match="CLAUSEWISE_INSIGHTS__ALERT_URL needs a secret"):
        read_settings()
