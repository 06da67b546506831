"""Ledgers and quizzes over HTTP."""

from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from agent.credit.accrual import Accrual
from agent.credit.rules_file import read_credit_rules
from api.services import Services
from store.audit_comparison import compare_with_log
from store.credit.quizzes import Quizzes
from store.erasure import Erasure
from tests.agent.credit.decisions import GivenSales
from tests.api.conftest import Json, decide

CLAUSE = "CLM-1"


def accrue(services: Services, days: int) -> None:
    """As if so many days had passed."""
    later = datetime.now(UTC) + timedelta(days=days)
    library, rules = services.corpus.library, read_credit_rules()
    Accrual(services.store.database, library, rules, GivenSales(), "test", lambda: later).run()


def ask(client: TestClient, creator: str = "cr_1", **body: object) -> Json:
    response = client.post(f"/v1/creators/{creator}/quizzes", json={"clause_id": CLAUSE, **body})
    assert response.status_code == 201, response.text
    quiz: Json = response.json()
    return quiz


def test_confirmed_violation_is_in_the_ledger_and_its_reversal_too(client: TestClient, services: Services) -> None:
    made = decide(client, creator_id="cr_ledger")
    review = {"action": "uphold", "reason": "It promises a cure."}
    assert client.post(f"/v1/decisions/{made['decision_id']}/reviews", json=review).status_code == 201
    accrue(services, 1)
    shown = client.get("/v1/creators/cr_ledger/credit").json()
    (entry,) = shown["entries"]
    assert (entry["kind"], entry["clause_id"], entry["decision_id"]) == ("lose", CLAUSE, made["decision_id"])
    assert (shown["balance"], shown["tier"], entry["rule_version"]) == (entry["points"], "standard", "1")
    assert "was confirmed." in entry["text"]
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    before = client.get("/v1/creators/cr_ledger/credit", params={"as_of": str(yesterday)}).json()
    assert (before["balance"], before["entries"]) == (0, [])


def test_ledger_names_nothing_of_the_platform(client: TestClient) -> None:
    decide(client, creator_id="cr_other")
    text = client.get("/v1/creators/cr_other/credit").text
    for word in ("probability", "score", "strategy", "link", "threshold", "reviewer", "cr_1"):
        assert word not in text


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/v1/creators/nobody/credit", 404, "no decision and no event names the creator nobody"),
        ("/v1/merchants/nobody/credit", 404, "no decision and no event names the merchant nobody"),
        ("/v1/creators/cr_1/credit?as_of=2999-01-01", 422, "is in the future"),
        ("/v1/creators/cr_1/credit?as_of=soon", 422, "see errors"),
    ],
)
def test_ledger_that_cannot_be_shown_is_refused(client: TestClient, path: str, status: int, words: str) -> None:
    decide(client)
    response = client.get(path)
    assert (response.status_code, words in response.json()["detail"]) == (status, True), response.text


def test_quiz_is_asked_without_its_answers_and_graded_once(client: TestClient, services: Services) -> None:
    decide(client, creator_id="cr_pupil")
    quiz = ask(client, "cr_pupil")
    right = Quizzes(services.store.database).get(quiz["quiz_id"])[0].right
    assert "right" not in quiz
    assert (len(quiz["questions"]), len(right), quiz["needed"]) == (8, 8, 7)
    path = f"/v1/quizzes/{quiz['quiz_id']}/answers"
    graded = client.post(path, json={"answers": right})
    assert graded.status_code == 200, graded.text
    assert (graded.json()["passed"], graded.json()["points"]) == (True, 2)
    assert client.post(path, json={"answers": right}).json() == graded.json()
    (entry,) = client.get("/v1/creators/cr_pupil/credit").json()["entries"]
    assert (entry["quiz_id"], entry["points"], entry["kind"]) == (quiz["quiz_id"], 2, "earn")
    other = [
        next(option["id"] for option in question["options"] if option["id"] != answer)
        for question, answer in zip(quiz["questions"], right, strict=True)
    ]
    conflict = client.post(path, json={"answers": other})
    assert (conflict.status_code, "answered already" in conflict.json()["detail"]) == (409, True)
    assert [*compare_with_log(services.store.database).problems] == []


@pytest.mark.parametrize(
    ("path", "body", "status", "words"),
    [
        ("/v1/creators/nobody/quizzes", {"clause_id": CLAUSE}, 404, "names the creator nobody"),
        ("/v1/creators/cr_1/quizzes", {"clause_id": "XXX-1"}, 422, "there is no clause XXX-1"),
        ("/v1/creators/cr_1/quizzes", {"language": "klingon"}, 422, "see errors"),
        ("/v1/quizzes/quiz_none/answers", {"answers": ["yes"]}, 404, "there is no quiz quiz_none"),
        ("/v1/quizzes/quiz_none/answers", {"answers": []}, 422, "see errors"),
    ],
)
def test_quiz_that_cannot_be_asked_or_answered_is_refused(
    client: TestClient, path: str, body: Json, status: int, words: str
) -> None:
    decide(client)
    response = client.post(path, json=body)
    assert (response.status_code, words in response.json()["detail"]) == (status, True), response.text


def test_day_has_a_few_quizzes(client: TestClient) -> None:
    decide(client, creator_id="cr_eager")
    for _ in range(3):
        ask(client, "cr_eager")
    refused = client.post("/v1/creators/cr_eager/quizzes", json={"clause_id": CLAUSE})
    assert (refused.status_code, "go on tomorrow" in refused.json()["detail"]) == (409, True)


def test_quiz_is_about_the_last_violation_where_no_clause_is_named(client: TestClient) -> None:
    decide(client, creator_id="cr_violating")
    assert client.post("/v1/creators/cr_violating/quizzes").json()["clause_id"] == CLAUSE


def test_erased_creator_has_no_ledger(client: TestClient, services: Services) -> None:
    decide(client, creator_id="cr_erased")
    quiz = ask(client, "cr_erased")
    Erasure(services.store.database).erase_creator("cr_erased", "test")
    assert client.get("/v1/creators/cr_erased/credit").status_code == 404
    assert client.post(f"/v1/quizzes/{quiz['quiz_id']}/answers", json={"answers": ["yes"]}).status_code == 404
