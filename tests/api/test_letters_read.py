"""A review releases an edited letter only if its reviewer names the text that they read: over HTTP, for one decision,
an appeal, and copies that are decided together."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from typer.testing import CliRunner

from api.services import Services
from clausewise import app
from domain.message import Message, MessageStatus
from tests.api.conftest import CURE, Json, decide, run_service
from tests.api.test_groups import group_of, send, sign_in

EDITED = "Take out the sentence about the illness."


@dataclass
class Case:
    """A decision with a letter that waits, and the people who work on it."""

    client: TestClient
    services: Services
    decision_id: str
    headers: Json = field(default_factory=dict)

    @property
    def letter(self) -> Message:
        found = self.services.store.outbox.current_message(self.decision_id)
        assert found
        return found

    def edit(self, step: str = EDITED, headers: Json | None = None) -> str:
        """The new version of the letter."""
        path = f"/v1/education-messages/{self.letter.message_id}/edit"
        headers = {**(headers or self.headers), "If-Match": f'"{self.letter.version}"'}
        answer = self.client.post(path, json={"steps": [step]}, headers=headers)
        assert answer.status_code == 200, answer.text
        return self.letter.version

    def review(self, action: str = "uphold", path: str = "reviews", **fields: object) -> Response:
        address = f"/v1/decisions/{self.decision_id}"
        headers = {**self.headers, "If-Match": self.client.get(address, headers=self.headers).headers["ETag"]}
        body = {"action": action, "reason": "I read it.", **fields}
        return self.client.post(f"{address}/{path}", json=body, headers=headers)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, Services]]:
    with run_service(tmp_path_factory.mktemp("letters"), service={"undo_seconds": 3_600}) as running:
        yield running


@pytest.fixture
def case(service: tuple[TestClient, Services]) -> Case:
    client, services = service
    return Case(client, services, decide(client)["decision_id"])


def test_review_that_names_no_letter_releases_only_the_first_text(case: Case) -> None:
    version = case.edit()
    refused = case.review()
    assert refused.status_code == 428
    told = refused.json()
    assert (told["letter_version"], told["letter"]["steps"]) == (version, [EDITED])
    assert f"with letter_version: {version}" in told["detail"]
    assert case.letter.status is MessageStatus.HELD
    assert case.review(letter_version=version).status_code == 201
    assert (case.letter.status, case.letter.message.steps) == (MessageStatus.READY, (EDITED,))


def test_review_of_a_letter_that_was_edited_since_is_a_conflict(case: Case) -> None:
    read = case.edit("Take the claim out.")
    now = case.edit()
    refused = case.review(letter_version=read)
    assert (refused.status_code, refused.json()["letter_version"]) == (409, now)
    assert f"edited the letter about {case.decision_id} at " in refused.json()["detail"]
    assert case.letter.status is MessageStatus.HELD
    assert case.services.store.reviews.of_decision(case.decision_id) == ()


def test_first_text_needs_no_version_and_an_older_one_is_refused(case: Case) -> None:
    assert case.review(letter_version="0000").status_code == 409
    assert case.review().status_code == 201


@pytest.mark.parametrize(("action", "violated"), [("overturn", []), ("amend", ["DSC-1"])])
def test_review_that_does_not_send_the_letter_needs_no_version(case: Case, action: str, violated: list[str]) -> None:
    case.edit()
    assert case.review(action, violated=violated).status_code == 201
    current = case.services.store.outbox.current_message(case.decision_id)
    assert current is None or EDITED not in current.message.steps


def test_undo_holds_the_edited_letter_again(case: Case) -> None:
    version = case.edit()
    made = case.review(letter_version=version).json()
    undo = f"/v1/decisions/{case.decision_id}/reviews/{made['review_id']}/undo"
    assert case.client.post(undo).status_code == 200
    assert (case.letter.status, case.letter.version) == (MessageStatus.HELD, version)
    assert case.review().status_code == 428
    assert case.review(letter_version=version).status_code == 201


def test_appeal_is_not_answered_with_a_letter_that_nobody_read(case: Case) -> None:
    version = case.edit()
    appeals = f"/v1/decisions/{case.decision_id}/appeals"
    appeal = case.client.post(appeals, json={"statement": "I quoted it."}).json()
    path = f"appeals/{appeal['appeal_id']}/outcome"
    assert case.review(path=path).status_code == 428
    assert case.review(path=path, letter_version=version).status_code == 201
    assert case.letter.message.steps == (EDITED,)


def test_review_of_the_command_line_names_the_letter_too(case: Case) -> None:
    version, settings = case.edit(), case.services.settings
    env = {"CLAUSEWISE_DATA_DIR": str(settings.data_dir), "CLAUSEWISE_POLICIES": str(settings.policies)}
    review = ["decisions", "review", case.decision_id, "uphold", "--reason", "I read it.", "--reviewer", "ana"]
    refused = CliRunner().invoke(app, review, env=env)
    assert (refused.exit_code, "edited the letter" in refused.stderr) == (2, True)
    assert CliRunner().invoke(app, [*review, "--letter-version", version], env=env).exit_code == 0
    assert case.letter.message.steps == (EDITED,)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, Services]]:
    with run_service(tmp_path_factory.mktemp("shared"), keyless=False, service={"undo_seconds": 3_600}) as running:
        yield running


def copies(shared: tuple[TestClient, Services], ailment: str) -> tuple[list[Case], str, Json]:
    """Three copies, the address of the reviews of all, and the headers of a reviewer. The second has a letter that a
    colleague has edited."""
    client, services = shared
    ana, ben = (sign_in(services, f"{name}-{ailment}") for name in ("ana", "ben"))
    ids = send(client, ana, CURE.replace("diabetes", ailment), 3)
    found = [Case(client, services, decision_id, ana) for decision_id in ids]
    found[1].edit(headers=ben)
    return found, f"/v1/groups/{group_of(services, ids[0])}/reviews", ana


UPHOLD: Json = {"action": "uphold", "reason": "They promise a cure."}


def test_copy_with_an_edited_letter_is_left_out_and_waits(shared: tuple[TestClient, Services]) -> None:
    (first, edited, last), path, ana = copies(shared, "gout")
    made = first.client.post(path, json=UPHOLD, headers=ana).json()
    assert [one["decision_id"] for one in made["reviews"]] == [first.decision_id, last.decision_id]
    assert f"ben-gout edited the letter about {edited.decision_id}" in made["left_out"][edited.decision_id]
    assert (made["remaining"], edited.letter.status) == (1, MessageStatus.HELD)
    alone = first.client.post(path, json=UPHOLD, headers=ana)
    assert (alone.status_code, "ben-gout edited" in alone.json()["detail"]) == (409, True)
    assert edited.review(letter_version=edited.letter.version).status_code == 201


def test_copies_with_a_letter_that_the_reviewer_has_read(shared: tuple[TestClient, Services]) -> None:
    (first, edited, last), path, ana = copies(shared, "asthma")
    body = {**UPHOLD, "letter_versions": {edited.decision_id: "0000"}}
    refused = first.client.post(path, json=body, headers=ana)
    assert (refused.status_code, refused.json()["letter_version"]) == (409, edited.letter.version)
    assert [case.letter.status for case in (first, edited, last)] == [MessageStatus.HELD] * 3
    body["letter_versions"] = {edited.decision_id: edited.letter.version}
    made = first.client.post(path, json=body, headers=ana).json()
    assert (len(made["reviews"]), made["left_out"]) == (3, {})
    assert edited.letter.message.steps == (EDITED,)
    assert first.client.post(f"{path}/{made['bulk_id']}/undo", headers=ana).status_code == 200
    assert (edited.letter.status, edited.letter.message.steps) == (MessageStatus.HELD, (EDITED,))


def test_copies_that_are_not_violations_take_every_letter_back(shared: tuple[TestClient, Services]) -> None:
    cases, path, ana = copies(shared, "acne")
    body = {**UPHOLD, "action": "overturn"}
    made = cases[0].client.post(path, json=body, headers=ana).json()
    assert (len(made["reviews"]), made["left_out"]) == (3, {})
