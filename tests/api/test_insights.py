"""Insights over HTTP: the same reports as on the command line, their limits, and what is missing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from domain.access import Scope
from tests.api.conftest import Json, key_headers, run_service
from tests.api.insights import EXPERIMENT, Service, insight_service


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with insight_service(tmp_path_factory.mktemp("insights")) as running:
        yield running


def get(client: TestClient, path: str, status: int = 200, **parameters: str | int) -> Json:
    response = client.get(f"/v1/insights/{path}", params=parameters)
    assert response.status_code == status, response.text
    found: Json = response.json()
    return found


def test_metrics_and_the_index(service: Service) -> None:
    report = get(service[0], "metrics", live="false")
    assert report["health"]["value"] > 0
    assert (report["health"]["low"], report["health"]["without_interval"]) == (None, ["appeal_overturn_rate"])
    by_id = {one["metric"]: one for one in report["metrics"]}
    assert "live_sessions_held" not in by_id
    assert by_id["complaint_rate"]["now"]["low"] < by_id["complaint_rate"]["now"]["value"]
    assert by_id["repeat_rate_90"]["now"] == {
        "value": None,
        "low": None,
        "high": None,
        "size": 0,
        "note": "there are no rows in these days",
    }
    earlier = get(service[0], "metrics", day="2026-07-10T23:30:00+02:00", days=7)
    assert (earlier["as_of"], earlier["window_days"]) == ("2026-07-10", 7)


def test_metric_that_cannot_run_hides_no_other(tmp_path: Path) -> None:
    """By the API, on the page and in the weekly report; the page of that one metric says why."""
    folder = tmp_path / "metrics"
    folder.mkdir()
    (folder / "mine.toml").write_text(
        'title = "Mine"\nmeaning = "Something."\nversion = 1\nowner = "me"\nkind = "count"\nunit = "rows"\n'
        'direction = "neither"\npopulation = "All."\ncaveats = ["None known."]\n'
        'sql = "SELECT day, creator_id, 1 AS numerator, 0 AS denominator FROM missing_table"\n'
    )
    with insight_service(tmp_path, insights={"metrics_dir": folder}) as (client, _):
        by_id = {one["metric"]: one["now"] for one in get(client, "metrics")["metrics"]}
        assert by_id["complaint_rate"]["value"] > 0
        assert (by_id["mine"]["value"], "missing_table" in by_id["mine"]["note"]) == (None, True)
        for address in ("/desk/insights", "/desk/insights/report.md"):
            page = client.get(address)
            assert (page.status_code, "Complaint" in page.text, "Mine" in page.text) == (200, True, True), address
        assert "missing_table" in get(client, "metrics/mine", 422)["detail"]


def test_one_metric_by_a_dimension(service: Service) -> None:
    found = get(service[0], "metrics/violations_found", by="clause_id")
    assert {one["name"] for one in found["slices"]} >= {"PRC-1.1", "MIS-1.1"}
    assert sum(one["reading"]["value"] for one in found["slices"]) == found["now"]["value"]


def test_alerts_causes_fairness_strategies_and_an_experiment(service: Service) -> None:
    client = service[0]
    assert get(client, "alerts")["budget"]["alerts_a_week"] == 3
    cause = get(client, "root-causes/violations_found", days=14)
    steps = cause["waterfall"]
    changes = sum(step["value"] for step in steps if step["kind"] == "change")
    assert steps[0]["value"] + changes == pytest.approx(steps[-1]["value"])
    assert cause["words"][0].startswith("Violations found")
    fairness = get(client, "fairness", by="market")
    assert {one["dimension"] for one in fairness["measures"]} == {"market"}
    assert fairness["cannot_say"]
    listed = get(client, "strategies")
    assert {one["strategy"]["id"] for one in listed["listed"]["strategies"]} >= {"same-caption"}
    report = get(client, f"experiments/{EXPERIMENT}")
    assert {arm["arm"] for arm in report["sample_ratio"]["arms"]} == {"control", "treatment"}


def test_backtest_and_trade_offs(service: Service) -> None:
    client = service[0]
    backtest = get(client, "strategies/backtest")
    assert {one["strategy"] for one in backtest["strategies"]} >= {"same-caption@1"}
    assert backtest["labels"][0]["unlabelled"] > 0  # of 60 days, the last 30 can still be appealed
    assert {one["policy"] for one in get(client, "tradeoffs/exposure")["policies"]} >= {"Plackett-Luce over quality"}
    assert "detail" in get(client, "tradeoffs/promotion", 422, complaints=0)


@pytest.mark.parametrize(
    ("path", "parameters", "message"),
    [
        ("metrics/refund_rte", {}, "did you mean refund_rate"),
        ("metrics/refund_rate", {"by": "markt"}, "did you mean market"),
        ("metrics", {"day": "2040-01-01"}, "is not computed yet"),
        ("metrics", {"days": 0}, "greater than or equal to 1"),
        ("fairness", {"by": "shoe size"}, "there is no group shoe size"),
        ("experiments/x", {}, "there is no experiment x"),
        ("root-causes/nothing", {}, "there is no metric nothing"),
    ],
)
def test_mistakes_are_told(service: Service, path: str, parameters: dict[str, str], message: str) -> None:
    assert message in str(get(service[0], path, 422, **parameters))


def test_without_a_warehouse(tmp_path_factory: pytest.TempPathFactory) -> None:
    with run_service(tmp_path_factory.mktemp("empty")) as (client, _):
        for path in ("metrics", "alerts", "fairness", "strategies", "experiments/x"):
            assert "warehouse" in get(client, path, 409)["detail"]


def test_a_report_is_computed_once(service: Service) -> None:
    """A second look reads the file of the first; a change of the warehouse makes another."""
    client, services = service
    folder = services.settings.data_dir / "insights"
    get(client, "metrics/refund_rate", by="market")
    before = {path.name for path in folder.iterdir()}
    assert get(client, "metrics/refund_rate", by="market") == get(client, "metrics/refund_rate", by="market")
    assert {path.name for path in folder.iterdir()} == before
    get(client, "metrics/refund_rate", by="language")
    assert len({path.name for path in folder.iterdir()}) == len(before) + 1


def test_leads_may_look_and_programs_that_decide_may_not(tmp_path_factory: pytest.TempPathFactory) -> None:
    with run_service(tmp_path_factory.mktemp("keys"), keyless=False) as (client, services):
        for scope, status in ((Scope.DECIDE, 403), (Scope.INSIGHTS, 409)):
            headers = key_headers(services, scope, name=scope)
            assert client.get("/v1/insights/metrics", headers=headers).status_code == status
