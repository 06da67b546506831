"""The page of quality: figures or the reason why there are none, and cases put into the golden set with one key."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient

from agent.quality.bootstrap import Estimate
from agent.quality.coverage import Covered
from agent.quality.golden_measures import Measured
from agent.quality.reviewer_agreement import Agreement, ReviewerAgreement
from api.desk.views.quality import agreement_rows, coverage_rows, measured_rows
from api.services import Services
from domain.access import Caller, Role, Scope
from domain.verdict import Outcome
from store.erasure import Erasure
from store.quality.golden_set import RightAnswer
from tests.api.conftest import HARMLESS, Json, decide, run_service
from tests.api.desk.people import Person, job_of, new_key, sign_in

Service = tuple[TestClient, Services]
LENA = Caller(key_id="k", name="lena", scopes=Role.LEAD.scopes)
RIGHT = RightAnswer(Outcome.VIOLATION, ("CLM-1",))


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with run_service(tmp_path_factory.mktemp("quality"), keyless=False) as (client, services):
        client.headers["Authorization"] = f"Bearer {new_key(services, 'platform', Scope.ADMIN)}"
        yield client, services


@pytest.fixture(scope="module")
def lead(service: Service) -> Person:
    return sign_in(*service, "lena", Role.LEAD)


def disputed(service: Service, serial: int, **fields: str) -> tuple[str, str]:
    """The ids of a decision, and of the review that overturned it."""
    client, _ = service
    made = decide(client, facts={"serial": serial}, name=f"case-{serial}", **fields)["decision_id"]
    body = {"action": "overturn", "reason": "She <b>warns</b> of it.", "reviewer": "ana"}
    review = client.post(f"/v1/decisions/{made}/reviews", json=body)
    assert review.status_code == 201, review.text
    return str(made), str(review.json()["review_id"])


def add(lead: Person, decision_id: str, **fields: Any) -> tuple[int, str]:
    answer = lead.post("/desk/quality/golden", decision_id=decision_id, **fields)
    return answer.status_code, answer.headers.get("location", answer.text)


def test_page_is_for_leads(service: Service, lead: Person) -> None:
    ana = sign_in(*service, "ana")
    assert 'href="/desk/quality"' in lead.html("/desk/queue")
    assert 'href="/desk/quality"' not in ana.html("/desk/queue")
    refused = ana.get("/desk/quality")
    assert (refused.status_code, "lacks the scope `lead`" in refused.text) == (403, True)
    for path in ("/desk/quality/golden", "/desk/quality/golden/remove"):
        assert ana.post(path, decision_id="x", answer="no_violation").status_code == 403


def test_empty_page_says_what_is_missing(lead: Person) -> None:
    html = lead.html("/desk/quality")
    assert "Nobody was measured yet" in html
    assert "too few cases have two answers: 10 are needed" in html
    assert "not measured" in html
    assert "The golden set is empty." in html
    assert " style=" not in html


def test_disputed_case_is_added_as_reviewed_and_taken_out_again(service: Service, lead: Person) -> None:
    decision_id, review_id = disputed(service, 1)
    html = lead.html("/desk/quality?fresh=true")
    assert "judge and reviewers differ" in html
    assert re.search(r"As <bdi>ana</bdi> reviewed it: no violation", html)
    status, address = add(lead, decision_id, answer="reviewed", review_id=review_id)
    assert (status, address) == (303, f"/desk/quality?added={decision_id}#next")
    (case,) = service[1].store.queue.golden_set.list()
    assert (case.outcome, case.added_by, case.reason) == (Outcome.NO_VIOLATION, "lena", "She <b>warns</b> of it.")
    shown = lead.html(address)
    assert "In the golden set:" in shown
    assert "data-choices" not in shown  # at once, though the figures are kept for minutes
    assert "She &lt;b&gt;warns&lt;/b&gt; of it." in shown
    removed = lead.post("/desk/quality/golden/remove", decision_id=decision_id)
    assert removed.headers["location"] == "/desk/quality#next"
    assert service[1].store.queue.golden_set.list() == ()
    again = lead.post("/desk/quality/golden/remove", decision_id=decision_id)
    assert (again.status_code, "is not in the golden set" in again.text) == (422, True)


def test_case_that_was_reviewed_again_is_not_added_with_the_older_answer(service: Service, lead: Person) -> None:
    decision_id, review_id = disputed(service, 2)
    client, services = service
    headers = {"If-Match": client.get(f"/v1/decisions/{decision_id}").headers["ETag"]}
    body = {"action": "uphold", "reason": "It promises a cure."}
    assert client.post(f"/v1/decisions/{decision_id}/reviews", json=body, headers=headers).status_code == 201
    status, text = add(lead, decision_id, answer="reviewed", review_id=review_id)
    assert (status, "have changed meanwhile" in text) == (409, True)
    assert services.store.queue.golden_set.get(decision_id) is None


@pytest.mark.parametrize(
    ("fields", "outcome", "violated"),
    [
        ({"answer": "no_violation", "violated": ["CLM-1"]}, Outcome.NO_VIOLATION, ()),
        ({"answer": "violation", "violated": ["CLM-1", "DSC-1"]}, Outcome.VIOLATION, ("CLM-1", "DSC-1")),
    ],
)
def test_lead_labels_a_case_that_nobody_has_reviewed(
    service: Service, lead: Person, fields: Json, outcome: Outcome, violated: tuple[str, ...]
) -> None:
    decision_id = decide(service[0], HARMLESS)["decision_id"]
    assert add(lead, decision_id, **fields)[0] == 303
    case = service[1].store.queue.golden_set.get(decision_id)
    assert case
    assert (case.outcome, case.violated) == (outcome, violated)


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({}, 422, "names no right answer"),
        ({"answer": "violation"}, 422, "names no right answer"),
        ({"answer": "violation", "violated": ["NO-1"]}, 422, "there is no clause NO-1"),
        ({"answer": "reviewed", "review_id": ""}, 409, "have changed meanwhile"),
        ({"answer": "no_violation", "colour": "red"}, 422, "unknown field `colour`"),
    ],
)
def test_form_that_does_not_fit(service: Service, lead: Person, fields: Json, status: int, words: str) -> None:
    decision_id = decide(service[0], HARMLESS)["decision_id"]
    answered, text = add(lead, decision_id, **fields)
    assert (answered, words in text) == (status, True)
    assert service[1].store.queue.golden_set.get(decision_id) is None


def test_unknown_and_erased_decisions_are_refused(service: Service, lead: Person) -> None:
    assert add(lead, "dec_none", answer="no_violation")[0] == 404
    decision_id, _ = disputed(service, 3, creator_id="cr_gone")
    assert "case-3" in lead.html("/desk/quality?fresh=true")
    Erasure(service[1].store.database).erase_creator("cr_gone", "test")
    assert "case-3" not in lead.html("/desk/quality")
    status, text = add(lead, decision_id, answer="no_violation")
    assert (status, "is erased" in text) == (422, True)


def test_figures_of_a_judge_and_what_is_covered(service: Service, lead: Person) -> None:
    client, services = service
    for serial in range(10, 20):
        decision_id = decide(client, facts={"serial": serial})["decision_id"]
        services.store.queue.golden_set.add(decision_id, RIGHT, "It promises.", LENA, datetime.now(UTC))
    html = lead.html("/desk/quality?fresh=true")
    assert re.search(r'<td data-label="Correct">\d+% \[\d+, \d+\]</td>', html)
    assert re.search(r'<td data-label="Kappa">-?\d\.\d\d \[', html)
    assert '<td data-label="Cost">0 USD</td>' in html
    assert re.search(r'CLM-1</a> <span class="faint">[^<]+</span></th><td>\d+ \(', html)


def test_first_answer_is_not_told_to_a_lead_who_gives_the_second(tmp_path_factory: pytest.TempPathFactory) -> None:
    rules = tmp_path_factory.mktemp("rules") / "queues.toml"
    rules.write_text(
        '[queues.all]\ntitle = "All"\n[[rules]]\nqueue = "all"\npriority = 50\nsla_minutes = 60\n'
        '[[samples]]\nof = "reviews"\nshare = 1.0\n'
    )
    with run_service(tmp_path_factory.mktemp("blind"), keyless=False, queues={"rules": rules}) as running:
        running[0].headers["Authorization"] = f"Bearer {new_key(running[1], 'platform', Scope.ADMIN)}"
        decision_id, _ = disputed(running, 1)
        lead = sign_in(*running, "lena", Role.LEAD)
        assert decision_id in lead.html("/desk/quality")
        assert lead.post(f"/desk/jobs/{job_of(running[1], decision_id)}/claim").status_code == 303
        assert decision_id not in lead.html("/desk/quality")


def test_rows_in_words() -> None:
    agreed = Agreement(clause_id="A-1", cases=12, differing=1, alpha=Estimate(0.8, -0.2, 0.95))
    none = Agreement(clause_id=None, cases=2, differing=0, alpha=None, reason="too few")
    outcome, clause = agreement_rows(
        ReviewerAgreement(cases=12, reviewers=3, outcome=none, clauses=(agreed,)), {"A-1": "One"}
    )
    assert (outcome.alpha, outcome.reason, outcome.bar) == (None, "too few", None)
    assert (clause.alpha, clause.title) == ("0.80 [-0.20, 0.95]", "One")
    assert clause.bar
    assert (clause.bar.value, clause.bar.low, clause.bar.width) == (80, 0, 95)


def test_people_stand_before_judges_with_their_costs() -> None:
    unknown = Estimate(None, None, None)
    rows = [
        Measured(name=name, kind=kind, cases=n, undecided=0, correct=correct, kappa=None, minutes=minutes, cost=cost)
        for name, kind, n, correct, minutes, cost in (
            ("local", "judge", 3, Estimate(0.5, 0.2, 0.8), 0.002, 0.00125),
            ("ana", "reviewer", 0, unknown, None, None),
            ("ben", "reviewer", 2, Estimate(1.0, 0.3, 1.0), 1.25, 0.5),
        )
    ]
    ana, ben, local = measured_rows(rows, "EUR")
    assert [value for _, value in ana.cells] == ["0", "0", "—", "—", "—", "—"]
    assert (ana.bar, ana.missing) == (None, ("no golden case has an answer",))
    assert [value for _, value in ben.cells] == ["2", "0", "100% [30, 100]", "—", "1.2 min", "0.5 EUR"]
    assert [value for _, value in local.cells][4:] == ["0.12 s", "0.00125 EUR"]


def test_shares_are_parts_of_the_largest() -> None:
    row = Covered(kind="market", value="US", traffic=4, traffic_share=0.5, golden=1, golden_share=0.25)
    bare = Covered(kind="clause", value="A-1", traffic=0, traffic_share=None, golden=0, golden_share=None)
    one, two = coverage_rows([row, bare], {"A-1": "One"})
    assert (one.traffic, one.golden, one.traffic_width, one.golden_width) == ("4 (50.0%)", "1 (25.0%)", 100, 50)
    assert (two.title, two.traffic, two.traffic_width, two.is_missing) == ("One", "0", 0, True)
    assert coverage_rows([], {}) == ()
