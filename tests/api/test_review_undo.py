"""Reviewers are named by their keys, and take their reviews back. Each test runs a service of its own."""

from pathlib import Path

from httpx2 import Response

from domain.access import Scope
from tests.api.conftest import Json, decide, key_headers, make_case, run_service, workflows_of
from tests.api.test_reviews import store_appeal, wait_for_status


def test_reviewer_is_the_caller_and_only_an_admin_names_another(tmp_path: Path) -> None:
    with run_service(tmp_path, keyless=False) as (client, services):
        admin = key_headers(services, Scope.ADMIN, name="root")
        ana = key_headers(services, Scope.REVIEW, Scope.READ, name="ana")
        name = client.post("/v1/decisions", json=make_case(), headers=admin).json()["decision_id"]

        def send(headers: Json, **fields: str) -> Response:
            etag = client.get(f"/v1/decisions/{name}", headers=admin).headers["ETag"]
            body = {"action": "uphold", "reason": "It promises a cure.", **fields}
            return client.post(f"/v1/decisions/{name}/reviews", json=body, headers={**headers, "If-Match": etag})

        refused = send(ana, reviewer="ben")
        assert refused.status_code == 422
        assert "`reviewer` is ben, and this key is that of ana" in refused.json()["detail"]
        made = [send(ana), send(ana, reviewer="ana"), send(admin), send(admin, reviewer="ben")]
        assert [one.json()["reviewer"] for one in made] == ["ana", "ana", "root", "ben"]


def test_review_is_undone_by_its_reviewer_for_some_seconds(tmp_path: Path) -> None:
    with run_service(tmp_path, keyless=False, service={"undo_seconds": 3_600}) as (client, services):
        ana, ben = (key_headers(services, Scope.REVIEW, Scope.READ, Scope.DECIDE, name=name) for name in ("ana", "ben"))
        name = client.post("/v1/decisions", json=make_case(), headers=ana).json()["decision_id"]
        path = f"/v1/decisions/{name}/reviews"
        made = client.post(path, json={"action": "uphold", "reason": "It promises a cure."}, headers=ana).json()
        ready = "/v1/education-messages?status=ready"
        assert client.get(ready, headers=ana).json()["items"] == []
        undo = f"{path}/{made['review_id']}/undo"
        assert client.post(f"{path}/rev_none/undo", headers=ana).status_code == 404
        other = client.post(undo, headers=ben)
        assert (other.status_code, "is by ana, who alone can undo it" in other.json()["detail"]) == (409, True)
        undone = client.post(undo, headers=ana)
        assert (undone.status_code, undone.headers["ETag"]) == (200, f'"{name}.2"')
        assert client.get(path, headers=ana).json()["items"] == [undone.json()]
        again = client.post(undo, headers=ana)
        assert (again.status_code, "was undone already" in again.json()["detail"]) == (409, True)
        assert [m.status for m in services.store.outbox.list()] == ["held"]


def test_appeal_that_an_undo_opens_again_is_re_reviewed(tmp_path: Path) -> None:
    with run_service(tmp_path, service={"undo_seconds": 3_600}) as (client, services):
        name = decide(client)["decision_id"]
        path = store_appeal(services, name, "app_undone")
        body = {"action": "overturn", "reason": "It is a quotation."}
        made = client.post(f"{path}/outcome", json=body).json()
        workflows_of(client).enqueue_appeal("app_undone")  # it ends without a second decision
        assert client.get(path).json()["status"] == "closed"
        assert client.post(f"/v1/decisions/{name}/reviews/{made['review_id']}/undo").status_code == 200
        assert wait_for_status(client, path, "re_reviewed")["second_decision"] is not None
