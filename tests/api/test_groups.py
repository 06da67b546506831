"""Copies of one text are one group, decided together and undone together."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from api.services import Services
from domain.access import Scope
from domain.review import Review
from tests.api.conftest import CURE, Json, key_headers, make_case, run_service


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, Services]]:
    service = {"undo_seconds": 3_600, "requests_per_second": 1e6, "max_burst_requests": 1_000_000}
    with run_service(tmp_path_factory.mktemp("groups"), keyless=False, service=service) as found:
        yield found


def sign_in(services: Services, name: str) -> Json:
    return key_headers(services, Scope.DECIDE, Scope.READ, Scope.REVIEW, name=name)


def send(client: TestClient, headers: Json, text: str, count: int, **fields: object) -> list[str]:
    """The ids of the decisions about posts with this text, of different creators."""
    cases = [make_case(text, f"p{n}", **{"creator_id": f"cr_{n}", **fields}) for n in range(count)]
    answers = [client.post("/v1/decisions", json=case, headers=headers) for case in cases]
    return [answer.json()["decision_id"] for answer in answers]


def group_of(services: Services, decision_id: str) -> str:
    (job,) = services.store.queue.jobs.of_decision(decision_id)
    assert job.group_id is not None
    return job.group_id


BODY = {"action": "overturn", "reason": "All of them quote a leaflet."}


def test_copies_are_decided_at_once_and_undone_at_once(running: tuple[TestClient, Services]) -> None:
    client, services = running
    ana = sign_in(services, "ana")
    ids = send(client, ana, CURE, 4)
    (other,) = send(client, ana, CURE, 1, content=[{"kind": "title", "text": CURE}])
    group_id = group_of(services, ids[0])
    assert {group_of(services, decision_id) for decision_id in ids} == {group_id}
    assert group_of(services, other) != group_id
    path = f"/v1/groups/{group_id}"
    group = client.get(path, headers=ana).json()
    assert (group["total"], group["open"], group["open_decision_ids"]) == (4, 4, ids)
    before = [(m.decision_id, m.status, m.message) for m in services.store.outbox.list()]

    made = client.post(f"{path}/reviews", json=BODY, headers=ana)
    assert made.status_code == 201, made.text
    reviews = made.json()["reviews"]
    assert [one["decision_id"] for one in reviews] == ids
    assert {(one["outcome"], one["reviewer"], one["bulk_id"]) for one in reviews} == {
        ("no_violation", "ana", made.json()["bulk_id"])
    }
    assert (made.json()["left_out"], made.json()["remaining"], client.get(path, headers=ana).json()["open"]) == (
        {},
        0,
        0,
    )
    assert [job.state for one in ids for job in services.store.queue.jobs.of_decision(one)] == ["done"] * 4
    assert not [
        v
        for n in range(4)
        for v in services.store.violations.of_creator(f"cr_{n}")
        if v.active and v.decision_id in ids
    ]
    again = client.post(f"{path}/reviews", json=BODY, headers=ana)
    assert (again.status_code, "waits for a person" in again.json()["detail"]) == (409, True)

    undo = f"{path}/reviews/{made.json()['bulk_id']}/undo"
    assert client.post(undo, headers=sign_in(services, "ben")).status_code == 409
    undone = client.post(undo, headers=ana)
    assert (undone.status_code, undone.json()["remaining"], len(undone.json()["reviews"])) == (200, 4, 4)
    assert [(m.decision_id, m.status, m.message) for m in services.store.outbox.list()] == before
    assert services.store.audit.verify().error is None


def test_undo_of_one_of_the_reviews_undoes_all(running: tuple[TestClient, Services]) -> None:
    client, services = running
    ana = sign_in(services, "ana")
    ids = send(client, ana, "this tea cured my gout in two weeks", 2)
    made = client.post(f"/v1/groups/{group_of(services, ids[0])}/reviews", json=BODY, headers=ana).json()
    review_id = made["reviews"][0]["review_id"]
    assert client.post(f"/v1/decisions/{ids[0]}/reviews/{review_id}/undo", headers=ana).status_code == 200
    assert [services.store.reviews.of_decision(one) for one in ids] == [(), ()]


def test_copy_that_somebody_reviewed_or_claimed_is_left_out(running: tuple[TestClient, Services]) -> None:
    client, services = running
    ana, ben = sign_in(services, "ana"), sign_in(services, "ben")
    ids = send(client, ana, "this tea cured my asthma in two weeks", 4)
    reviewed, claimed, *rest = ids
    client.post(f"/v1/decisions/{reviewed}/reviews", json={**BODY, "action": "uphold"}, headers=ben)
    (job,) = services.store.queue.jobs.of_decision(claimed)
    assert client.post(f"/v1/jobs/{job.job_id}/claim", headers=ben).status_code == 200
    path = f"/v1/groups/{job.group_id}/reviews"
    made = client.post(path, json=BODY, headers=ana).json()
    assert [one["decision_id"] for one in made["reviews"]] == rest
    assert "ben has" in made["left_out"].pop(claimed)
    assert (made["left_out"], made["remaining"]) == ({}, 1)
    refused = client.post(path, json=BODY, headers=ana)
    assert (refused.status_code, "ben has" in refused.json()["detail"]) == (409, True)
    (kept,) = services.store.reviews.of_decision(reviewed)
    assert kept.outcome == "violation"


def test_copy_that_is_reviewed_at_the_same_moment_is_left_out_without_its_answer(
    running: tuple[TestClient, Services],
) -> None:
    client, services = running
    ana, ben = sign_in(services, "ana"), sign_in(services, "ben")
    one, two = send(client, ana, "this tea cured my eczema in two weeks", 2)
    made = client.post(f"/v1/decisions/{one}/reviews", json={**BODY, "action": "uphold"}, headers=ben).json()
    answers = [
        (Review(**{**made, "decision_id": name, "review_id": f"rev_{name}", "reviewer": "ana", "bulk_id": "bulk_1"}), 0)
        for name in (one, two)
    ]
    saved = services.store.review_writer.save_together(answers, "test", "grp_1")
    assert ([review.decision_id for review in saved.reviews], saved.left_out) == (
        [two],
        {one: "it was reviewed meanwhile"},
    )


def test_undo_of_copies_is_refused_as_a_whole(running: tuple[TestClient, Services]) -> None:
    client, services = running
    ana, ben = sign_in(services, "ana"), sign_in(services, "ben")
    ids = send(client, ana, "this tea cured my lupus in two weeks", 2)
    path = f"/v1/groups/{group_of(services, ids[0])}/reviews"
    bulk_id = client.post(path, json=BODY, headers=ana).json()["bulk_id"]
    etag = client.get(f"/v1/decisions/{ids[1]}", headers=ben).headers["ETag"]
    body = {"action": "amend", "reason": "It promises a cure.", "violated": ["CLM-1"]}
    answered = client.post(f"/v1/decisions/{ids[1]}/reviews", json=body, headers={**ben, "If-Match": etag})
    assert answered.status_code == 201
    refused = client.post(f"{path}/{bulk_id}/undo", headers=ana)
    assert (refused.status_code, f"ben has reviewed {ids[1]} since" in refused.json()["detail"]) == (409, True)
    assert [len(services.store.reviews.of_decision(one)) for one in ids] == [1, 2]


def test_letters_of_copies_wait_from_the_end_of_the_common_review(running: tuple[TestClient, Services]) -> None:
    """It may take seconds, and the undo is to be possible after it."""
    client, services = running
    ana = sign_in(services, "ana")
    ids = send(client, ana, "this tea cured my cold in two weeks", 2)
    body = {"action": "uphold", "reason": "They promise a cure."}
    made = client.post(f"/v1/groups/{group_of(services, ids[0])}/reviews", json=body, headers=ana).json()["reviews"]
    letters = [message for message in services.store.outbox.list(limit=1_000) if message.decision_id in ids]
    reviewed_at = max(datetime.fromisoformat(one["reviewed_at"]) for one in made)
    assert [letter.not_before > reviewed_at + timedelta(hours=1) for letter in letters] == [True, True]


def test_unknown_group_is_not_found(running: tuple[TestClient, Services]) -> None:
    client, services = running
    ana = sign_in(services, "ana")
    (decision_id,) = send(client, ana, "this tea cured my flu in two weeks", 1)
    group_id = group_of(services, decision_id)
    for method, path in (
        ("GET", "/v1/groups/grp_none"),
        ("POST", "/v1/groups/grp_none/reviews"),
        ("POST", "/v1/groups/grp_none/reviews/bulk_none/undo"),
        ("POST", f"/v1/groups/{group_id}/reviews/bulk_none/undo"),
    ):
        answer = client.request(method, path, headers=ana, json=BODY if path.endswith("/reviews") else None)
        assert answer.status_code == 404, path


def test_posts_sent_many_times_are_one_row_each(running: tuple[TestClient, Services]) -> None:
    client, services = running
    ana = sign_in(services, "ana")
    texts = [f"this tea cured my {name} in two weeks" for name in ("cough", "acne", "ulcer")]
    ids = [one for text in texts for one in send(client, ana, text, 7)]
    assert len({group_of(services, decision_id) for decision_id in ids}) == len(texts)
