"""What people do with jobs: reviews, undo, conflicts that keep what was typed, drafts and preferences."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count

import pytest
from fastapi.testclient import TestClient

from api.services import Services
from domain.access import Caller, Scope
from domain.verdict import Outcome
from store.erasure import Erasure
from tests.api.conftest import CURE, Json, decide, run_service
from tests.api.desk.people import Person, job_of, new_key, sign_in
from tests.api.desk.test_queue_page import THAI

ADMIN = (Scope.ADMIN,)
SERIALS = count()
Service = tuple[TestClient, Services]
Job = tuple[str, str]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with run_service(tmp_path_factory.mktemp("actions"), keyless=False, service={"undo_seconds": 10}) as running:
        yield running


@pytest.fixture
def job(service: Service) -> Job:
    return new_job(service)


def new_job(service: Service, text: str = CURE) -> Job:
    """The ids of a new decision and its job. Its fact makes it no copy of another one."""
    client, services = service
    client.headers["Authorization"] = f"Bearer {new_key(services, 'platform', *ADMIN)}"
    decision_id = decide(client, text, facts={"serial": next(SERIALS)})["decision_id"]
    return decision_id, job_of(services, decision_id)


def outcome_of(service: Service, decision_id: str) -> tuple[Outcome, tuple[str, ...], str]:
    latest = service[1].store.reviews.state(decision_id).latest
    assert latest
    return latest.outcome, latest.violated, latest.reason


def test_review_without_scripts_and_its_undo(service: Service, ana: Person, job: Job) -> None:
    decision_id, job_id = job
    answer = ana.post(
        f"/desk/jobs/{job_id}/review", version="0", action="uphold", preset="The facts show it", reason=""
    )
    page = ana.html(answer.headers["location"])
    assert "Reviewed: violation" in page
    assert outcome_of(service, decision_id) == (Outcome.VIOLATION, ("CLM-1",), "The facts show it")
    undone = ana.post(f"{answer.headers['location']}/undo")
    assert undone.headers["location"] == f"/desk/decisions/{decision_id}"
    assert service[1].store.reviews.state(decision_id).latest is None
    assert "<h1>Undone</h1>" in ana.html(answer.headers["location"])


def test_review_by_script(service: Service, ana: Person, job: Job) -> None:
    decision_id, job_id = job
    answer = ana.ask(
        f"/desk/jobs/{job_id}/review", version="0", action="overturn", preset="An exception applies", reason="she warns"
    )
    values = answer.json()
    assert (values["outcome"], values["undo_seconds"]) == ("no violation", 10)
    assert outcome_of(service, decision_id) == (Outcome.NO_VIOLATION, (), "An exception applies. she warns")
    assert ana.ask(f"/desk/reviews/{values['review_id']}/undo").status_code == 200


def test_amendment_names_its_clauses(service: Service, ana: Person, job: Job) -> None:
    decision_id, job_id = job
    answer = ana.ask(
        f"/desk/jobs/{job_id}/review", version="0", action="amend", violated=["OFF-1", "DSC-1"], reason="both"
    )
    assert answer.json()["outcome"] == "violation (DSC-1, OFF-1)"
    assert outcome_of(service, decision_id)[:2] == (Outcome.VIOLATION, ("DSC-1", "OFF-1"))


@pytest.mark.parametrize(
    ("fields", "result"),
    [
        ({"action": "violation", "violated": ["CLM-1"]}, (Outcome.VIOLATION, ("CLM-1",))),
        ({"action": "no_violation", "violated": ["CLM-1"]}, (Outcome.NO_VIOLATION, ())),
    ],
)
def test_open_verdict_is_answered(
    service: Service, ana: Person, fields: Json, result: tuple[Outcome, tuple[str, ...]]
) -> None:
    decision_id, job_id = new_job(service, THAI)
    answer = ana.ask(f"/desk/jobs/{job_id}/review", version="0", preset="seen", **fields)
    assert answer.status_code == 200, answer.text
    assert outcome_of(service, decision_id)[:2] == result


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"action": "uphold"}, "give a reason"),
        ({"action": "uphold", "reason": " \n "}, "give a reason"),
        ({"action": "erase", "reason": "x"}, "action"),
        ({"action": "amend", "reason": "x", "violated": ["NO-1"]}, "the corpus has no clause NO-1"),
        ({"action": "violation", "reason": "x"}, "needs at least one clause"),
        ({"action": "uphold", "reason": "x", "version": "-1"}, "which version"),
        ({"action": "uphold", "reason": "x", "version": "²"}, "which version"),
        ({"action": "uphold", "reason": "x" * 6_000}, "shorten it"),
        ({"action": "uphold", "reason": "x\x00"}, "control character"),
        ({"action": "uphold", "reason": "x", "colour": "red"}, "unknown field `colour`"),
    ],
)
def test_review_that_does_not_fit_is_refused_with_what_was_typed(
    ana: Person, job: Job, fields: Json, words: str
) -> None:
    refused = ana.post(f"/desk/jobs/{job[1]}/review", **{"version": "0", **fields})
    assert refused.status_code == 422
    assert words in refused.text
    if "x" in fields.get("reason", "") and "\x00" not in fields["reason"]:
        assert f"{fields['reason']}</pre>" in refused.text


def test_second_person_is_told_who_was_faster(service: Service, ana: Person, ben: Person, job: Job) -> None:
    decision_id, job_id = job
    assert ana.ask(f"/desk/jobs/{job_id}/review", version="0", action="uphold", reason="clear").status_code == 200
    late = ben.post(f"/desk/jobs/{job_id}/review", version="0", action="overturn", reason="my careful words")
    assert late.status_code == 409
    assert f"{job_id} is done" in late.text
    assert "my careful words" in late.text
    assert outcome_of(service, decision_id)[0] is Outcome.VIOLATION


def test_stale_version_is_a_conflict_that_says_what_changed(
    service: Service, ana: Person, ben: Person, job: Job
) -> None:
    decision_id, job_id = job
    client, services = service
    headers = {"Authorization": f"Bearer {new_key(services, 'zoe', *ADMIN)}"}
    body = {"action": "overturn", "reason": "seen by phone"}
    client.post(f"/v1/decisions/{decision_id}/reviews", json=body, headers=headers)
    stale = ben.ask(f"/desk/jobs/{job_id}/review", version="0", action="uphold", reason="words")
    assert (stale.status_code, stale.json()["type"]) == (409, "urn:clausewise:problem:conflict")


def test_claimed_job_is_not_reviewed_by_another(ana: Person, ben: Person, job: Job) -> None:
    _, job_id = job
    assert ana.post(f"/desk/jobs/{job_id}/claim").headers["location"] == f"/desk/jobs/{job_id}"
    assert "ana has this job" in ben.html(f"/desk/jobs/{job_id}")
    refused = ben.post(f"/desk/jobs/{job_id}/review", version="0", action="uphold", reason="typed by ben")
    assert refused.status_code == 409
    assert "ana has" in refused.text
    assert "typed by ben" in refused.text
    assert ana.post(f"/desk/jobs/{job_id}/renew").status_code == 204
    assert ben.ask(f"/desk/jobs/{job_id}/renew").status_code == 409


def test_skip_escalate_and_comment(service: Service, ana: Person, job: Job) -> None:
    decision_id, job_id = job
    jobs = service[1].store.queue.jobs
    assert ana.post(f"/desk/jobs/{job_id}/comment", comment="<i>look</i> at the price").status_code == 303
    assert "&lt;i&gt;look&lt;/i&gt; at the price" in ana.html(f"/desk/jobs/{job_id}")
    assert ana.post(f"/desk/jobs/{job_id}/comment", comment=" ").status_code == 422
    assert ana.post(f"/desk/jobs/{job_id}/skip", preset="I know the creator").headers["location"] == "/desk/queue"
    assert ana.post(f"/desk/jobs/{job_id}/escalate", reason="please look").headers["location"] == "/desk/queue"
    kinds = [(job.kind.value, job.state.value) for job in jobs.of_decision(decision_id)]
    assert kinds == [("held_letter", "done"), ("escalation", "open")]
    assert "please look" in ana.html(f"/desk/jobs/{job_of(service[1], decision_id)}")


def test_draft_comes_back_on_another_browser(service: Service, ana: Person, job: Job) -> None:
    decision_id, job_id = job
    address = f"/desk/decisions/{decision_id}/draft"
    assert ana.ask(address, action="overturn", reason="half a sent").status_code == 204
    again = sign_in(*service, "ana")
    assert ">half a sent</textarea>" in again.html(f"/desk/jobs/{job_id}")
    assert ana.ask(address, action="overturn", reason="").status_code == 204
    assert "half a sent" not in ana.html(f"/desk/jobs/{job_id}")
    assert ana.ask("/desk/decisions/dec_none/draft", action="uphold", reason="x").status_code == 404


def test_stored_review_ends_the_draft(ana: Person, job: Job) -> None:
    decision_id, job_id = job
    ana.ask(f"/desk/decisions/{decision_id}/draft", action="uphold", reason="half a sent")
    ana.ask(f"/desk/jobs/{job_id}/review", version="0", action="uphold", reason="a whole sentence")
    assert "half a sent" not in ana.html(f"/desk/jobs/{job_id}")


def test_preferences(ana: Person) -> None:
    assert ana.post("/desk/preferences", grey_media="yes", break_after="7").status_code == 303
    html = ana.html("/desk/preferences")
    assert 'name="break_after" type="number" min="1" max="1000" value="7"' in html
    assert 'name="grey_media" value="yes" checked' in html
    assert 'name="blur_media" value="yes">' in html
    assert ana.post("/desk/preferences", break_after="0").status_code == 422


def test_copies_are_one_row_one_review_and_one_undo(service: Service, ana: Person) -> None:
    client, services = service
    client.headers["Authorization"] = f"Bearer {new_key(services, 'platform', *ADMIN)}"
    text = "you can stop your insulin once you drink this juice"
    decisions = [decide(client, text, name=f"copy-{n}", creator_id=f"cr_{n}")["decision_id"] for n in range(3)]
    queue = ana.html("/desk/queue?q=insulin")
    assert queue.count('class="row-link"') == 1
    assert "<b>3 copies</b>" in queue
    address = f"/desk/jobs/{job_of(services, decisions[0])}"
    assert "Applies to all <b>3</b> copies" in ana.html(address)
    saved = ana.ask(f"{address}/review", version="0", action="uphold", reason="all the same").json()
    assert saved["outcome"] == "violation (CLM-1), 3 copies"
    assert [outcome_of(service, decision_id)[2] for decision_id in decisions] == ["all the same"] * 3
    assert ana.ask(f"/desk/reviews/{saved['review_id']}/undo").status_code == 200
    assert [services.store.reviews.state(decision_id).latest for decision_id in decisions] == [None] * 3


def test_case_erased_while_it_was_open(service: Service, ana: Person) -> None:
    client, services = service
    client.headers["Authorization"] = f"Bearer {new_key(services, 'platform', *ADMIN)}"
    decision_id = decide(client, f"{CURE}, says Zebulon", creator_id="cr_gone")["decision_id"]
    job_id = job_of(services, decision_id)
    assert ana.post(f"/desk/jobs/{job_id}/claim").status_code == 303
    Erasure(services.store.database).erase_creator("cr_gone", "test")
    refused = ana.post(f"/desk/jobs/{job_id}/review", version="0", action="uphold", reason="typed words")
    assert refused.status_code == 409
    assert "cancelled" in refused.text
    assert "typed words</pre>" in refused.text
    assert "Zebulon" not in ana.html(f"/desk/jobs/{job_id}")


def test_page_shows_the_newest_comments_and_says_so(service: Service, ana: Person, job: Job) -> None:
    actions, caller = service[1].store.queue.actions, Caller(key_id="k", name="ben", scopes=ADMIN)
    for number in range(51):
        actions.comment(job[1], caller, f"Note {number}.", datetime.now(UTC))
        if number == 49:
            assert "Only the newest" not in ana.html(f"/desk/jobs/{job[1]}")
    html = ana.html(f"/desk/jobs/{job[1]}")
    assert ("Only the newest 50 are shown" in html, "Note 0." in html, "Note 1." in html) == (True, False, True)
    assert html.index("Note 1.") < html.index("Note 50.")
