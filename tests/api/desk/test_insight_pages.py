"""The pages of insights: what a lead reads, saves and follows."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from domain.strategy_hit import StrategyProposal
from store.strategies.proposals import Proposals
from tests.api.conftest import run_service
from tests.api.desk.people import Person, visitor
from tests.api.insights import EXPERIMENT, Service, insight_service

PAGE = "/desk/insights"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with insight_service(tmp_path_factory.mktemp("pages")) as running:
        yield running


@pytest.fixture(scope="module")
def lead(service: Service) -> Person:
    return visitor(service[0])


def test_overview_links_every_metric(lead: Person) -> None:
    html = lead.html(PAGE)
    for words in ("Ecosystem Health Index", "Alerts of the last week", "Violation view rate", "LIVE sessions"):
        assert words in html
    assert f'href="{PAGE}/metrics/refund_rate"' in html
    assert "no interval, because these have none: appeal_overturn_rate; " in html
    assert " style=" not in html
    assert lead.get("/insights").headers["location"] == PAGE


def test_metric_with_its_chart_slices_and_files(lead: Person) -> None:
    html = lead.html(f"{PAGE}/metrics/violations_found?by=clause_id")
    for words in ("PRC-1.1", "new version of PRC-1.1", "More posts looked at", "chart.svg?by=clause_id"):
        assert words in html
    for address in ("chart.svg", "chart.svg?by=clause_id"):
        chart = lead.get(f"{PAGE}/metrics/violations_found/{address}")
        assert chart.headers["content-type"] == "image/svg+xml"
        assert chart.text.startswith("<svg")
    assert lead.get(f"{PAGE}/metrics/violations_found/chart.png").content.startswith(b"\x89PNG")
    days = [*csv.reader(io.StringIO(lead.html(f"{PAGE}/metrics/violations_found/data.csv")))]
    assert days[0] == ["day", "value", "low", "high"]
    assert len(days) == 57
    slices = [*csv.reader(io.StringIO(lead.html(f"{PAGE}/metrics/violations_found/data.csv?by=clause_id")))]
    assert {row[0] for row in slices[1:]} >= {"PRC-1.1", "MIS-1.1"}


def test_why_a_metric_moved(lead: Person) -> None:
    html = lead.html(f"{PAGE}/causes/violations_found?days=20")
    for words in ("Why did it move?", "Violations found", "before", "after", "all others"):
        assert words in html
    assert lead.get(f"{PAGE}/causes/violations_found/chart.svg?days=20").text.startswith("<svg")


def test_fairness_strategies_and_experiments(lead: Person) -> None:
    html = lead.html(f"{PAGE}/fairness?by=age")
    assert "What these data cannot say" in html
    assert lead.get(f"{PAGE}/fairness/no_measure.svg").status_code == 404
    assert "same-caption@1" in lead.html(f"{PAGE}/strategies")
    assert EXPERIMENT in lead.html(f"{PAGE}/experiments")
    html = lead.html(f"{PAGE}/experiments/{EXPERIMENT}")
    assert "Complaints per 1,000 posts" in html
    assert "As intended" in html


def test_weekly_report_is_markdown(lead: Person) -> None:
    response = lead.get(f"{PAGE}/report.md")
    assert response.headers["content-disposition"] == 'attachment; filename="ecosystem-2026-07-30.md"'
    assert response.text.startswith("# The ecosystem on 2026-07-30")
    assert "of 100 (no interval, because these have none: appeal_overturn_rate). A window" in response.text
    assert "| Refund rate | share |" in response.text


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("metrics/refund_rte", 422, "did you mean refund_rate"),
        ("metrics/refund_rate?by=markt", 422, "did you mean market"),
        ("metrics/refund_rate/chart.gif", 422, ""),
        ("experiments/none", 422, "there is no experiment none"),
    ],
)
def test_mistakes_are_pages(lead: Person, path: str, status: int, words: str) -> None:
    response = lead.get(f"{PAGE}/{path}")
    assert response.status_code == status
    assert words in response.text
    assert "<html" in response.text


def test_without_a_warehouse_a_page_says_how_to_begin(tmp_path_factory: pytest.TempPathFactory) -> None:
    with run_service(tmp_path_factory.mktemp("nothing")) as (client, _):
        for path in ("", "/metrics/refund_rate", "/fairness", "/strategies", "/experiments"):
            response = visitor(client).get(f"{PAGE}{path}")
            assert response.status_code == 409
            assert "clausewise sample-ecosystem demo" in response.text


def test_proposal_is_answered_on_the_page_and_by_the_api(service: Service, lead: Person) -> None:
    made = [
        StrategyProposal(
            proposal_id=f"prop_{n}",
            strategy="busy",
            version=1,
            title="Many posts",
            owner="a team",
            creator_id=f"cr_{n}",
            post_id=None,
            day=date(2026, 7, 1),
            created_at=datetime.now(UTC),
        )
        for n in range(3)
    ]
    client, services = service
    Proposals(services.store.database).add(made, "test")
    html = lead.html(f"{PAGE}/strategies")
    assert "3 open" in html
    assert "cr_1" in html
    without = lead.post(f"{PAGE}/proposals/prop_0", answer="accept", reason="")
    assert without.status_code == 422
    done = lead.post(f"{PAGE}/proposals/prop_0", answer="dismiss", reason="One bad day.")
    assert (done.status_code, done.headers["location"]) == (303, f"{PAGE}/strategies")
    assert lead.post(f"{PAGE}/proposals/prop_0", answer="accept", reason="No.").status_code == 409
    body = {"accepted": True, "reason": "Many complaints."}
    answered = client.post("/v1/insights/proposals/prop_1/answer", json=body).json()
    assert (answered["state"], answered["reason"]) == ("accepted", "Many complaints.")
    assert client.post("/v1/insights/proposals/prop_1/answer", json=body).status_code == 409
    open_now = client.get("/v1/insights/proposals", params={"state": "open"}).json()["items"]
    assert [one["proposal_id"] for one in open_now] == ["prop_2"]
    assert "1 open" in lead.html(f"{PAGE}/strategies")
