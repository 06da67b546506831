"""Labels of strategies at the desk, in the API, in the filter of decisions, and in the rules of the queue."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from domain.access import Role, Scope
from domain.strategy_hit import StrategyLabel
from store.strategies.strategy_labels import StrategyLabels
from tests.api.conftest import decide, run_service
from tests.api.desk.people import job_of, new_key, sign_in

RULES = """
[queues.rest]
title = "Rest"
[queues.busy]
title = "Busy"
[[samples]]
of = "decisions"
share = 1.0
[[rules]]
when = '"busy" in labels.strategies'
queue = "busy"
priority = 70
sla_minutes = 60
[[rules]]
queue = "rest"
priority = 10
sla_minutes = 120
"""
TODAY = datetime.now(UTC).date()


def label(creator_id: str, post_id: str | None = None) -> StrategyLabel:
    return StrategyLabel(
        label_id=f"l-{creator_id}-{post_id}",
        strategy="busy",
        version=2,
        title="Many <b>posts</b>",
        creator_id=creator_id,
        post_id=post_id,
        day=TODAY,
        expires=TODAY + timedelta(days=30),
    )


def test_label_is_evidence_and_routes_jobs(tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text(RULES)
    with run_service(tmp_path, keyless=False, queues={"rules": rules}) as (client, services):
        client.headers["Authorization"] = f"Bearer {new_key(services, 'platform', Scope.ADMIN)}"
        lead = sign_in(client, services, "lea", Role.LEAD)
        plain = decide(client, "A sunny day.", name="plain", creator_id="cr_quiet")
        labels = StrategyLabels(services.store.database)
        labels.add([label("cr_busy"), label("cr_other", "post-1")], "test")
        made = decide(client, "A sunny day.", name="busy", creator_id="cr_busy")
        for name in ("outcome", "probability", "summary"):
            assert made["verdict"][name] == plain["verdict"][name]  # no decision rests on it
        (found,) = client.get("/v1/labels", params={"creator_id": "cr_busy"}).json()["items"]
        assert (found["strategy"], found["version"], found["post_id"]) == ("busy", 2, None)
        (of_post,) = client.get("/v1/labels", params={"post_id": "post-1"}).json()["items"]
        assert of_post["creator_id"] == "cr_other"
        assert client.get("/v1/labels").status_code == 422
        listed = client.get("/v1/decisions", params={"label": "busy"}).json()["items"]
        assert [one["decision_id"] for one in listed] == [made["decision_id"]]
        html = lead.html(f"/desk/jobs/{job_of(services, made['decision_id'])}")
        assert "Labels of strategies" in html
        assert "Many &lt;b&gt;posts&lt;/b&gt;" in html
        assert "Labels of strategies" not in lead.html(f"/desk/jobs/{job_of(services, plain['decision_id'])}")
        queues = {one["queue"] for one in client.get("/v1/jobs").json()["items"]}
        assert queues == {"busy", "rest"}
        assert lead.post("/desk/insights/proposals/prop_2", answer="accept", reason="Yes.").status_code == 403
