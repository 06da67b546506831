"""The operations of the API, with asyncio.

Generated from the OpenAPI document by tests/clausewise_client/generation.py: do not edit."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Any, Literal, cast

from clausewise_client import models
from clausewise_client.call import make_call
from clausewise_client.connection import EVENT_STREAM, JSON_LINES, AsyncConnection, value_of
from clausewise_client.streams import ServerSentEvent


class AsyncOperations:
    """One method for each operation id. They raise Problem and ServiceUnreachable."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    def stream_decision(self, body: models.Case) -> AsyncIterator[ServerSentEvent]:
        """Decides a case and sends events: `evidence` (again if a model looked up more), `verdict` (with findings and
        verified quotes), and finally `decision` or `problem`. Once begun, the decision is stored even if the caller
        disconnects. A key has few streams at once: send many cases as a batch."""
        call = make_call("POST", "/v1/decisions/stream", {}, query={}, headers={}, body=body)
        return self._connection.stream(call, EVENT_STREAM)

    async def decide(
        self, body: models.Case, *, as_of: date | str | None = None, idempotency_key: str | None = None
    ) -> models.Decision:
        """Decides a case and stores the decision. With an `Idempotency-Key`, the same case sent again gives the same
        decision, and another case under that key a conflict."""
        call = make_call(
            "POST",
            "/v1/decisions",
            {},
            query={"as_of": as_of},
            headers={"Idempotency-Key": idempotency_key},
            body=body,
            takes_key=True,
        )
        return cast("models.Decision", value_of(await self._connection.send(call)))

    async def list_decisions(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        outcome: models.Outcome | None = None,
        decided_outcome: models.Outcome | None = None,
        reviewed: bool | None = None,
        state: models.DecisionState | None = None,
        creator_id: str | None = None,
        case_id: str | None = None,
        clause_id: str | None = None,
        severity: models.Severity | None = None,
        market: str | None = None,
        language: str | None = None,
        judge: str | None = None,
        label: str | None = None,
        since: datetime | str | None = None,
        until: datetime | str | None = None,
        q: str | None = None,
    ) -> models.DecisionSummaryOutPage:
        """The decisions that match all filters, newest first. `outcome`, `clause_id` and `severity` follow the review
        in effect. While a verdict is open, a clause that it may violate counts as one of it."""
        call = make_call(
            "GET",
            "/v1/decisions",
            {},
            query={
                "cursor": cursor,
                "limit": limit,
                "outcome": outcome,
                "decided_outcome": decided_outcome,
                "reviewed": reviewed,
                "state": state,
                "creator_id": creator_id,
                "case_id": case_id,
                "clause_id": clause_id,
                "severity": severity,
                "market": market,
                "language": language,
                "judge": judge,
                "label": label,
                "since": since,
                "until": until,
                "q": q,
            },
            headers={},
        )
        return cast("models.DecisionSummaryOutPage", value_of(await self._connection.send(call)))

    async def iterate_decisions(
        self,
        *,
        limit: int | None = None,
        outcome: models.Outcome | None = None,
        decided_outcome: models.Outcome | None = None,
        reviewed: bool | None = None,
        state: models.DecisionState | None = None,
        creator_id: str | None = None,
        case_id: str | None = None,
        clause_id: str | None = None,
        severity: models.Severity | None = None,
        market: str | None = None,
        language: str | None = None,
        judge: str | None = None,
        label: str | None = None,
        since: datetime | str | None = None,
        until: datetime | str | None = None,
        q: str | None = None,
    ) -> AsyncIterator[models.DecisionSummaryOut]:
        """Every item of `list_decisions`, page by page."""
        call = make_call(
            "GET",
            "/v1/decisions",
            {},
            query={
                "limit": limit,
                "outcome": outcome,
                "decided_outcome": decided_outcome,
                "reviewed": reviewed,
                "state": state,
                "creator_id": creator_id,
                "case_id": case_id,
                "clause_id": clause_id,
                "severity": severity,
                "market": market,
                "language": language,
                "judge": judge,
                "label": label,
                "since": since,
                "until": until,
                "q": q,
            },
            headers={},
        )
        while True:
            page = value_of(await self._connection.send(call))
            for item in page["items"]:
                yield item
            if page["next_cursor"] is None:
                return
            call = call.on_page(page["next_cursor"])

    async def get_decision(self, decision_id: str) -> models.Decision:
        """A decision as it was made. Its reviews are part of the explanation. A review names the `ETag` in `If-
        Match`."""
        call = make_call("GET", "/v1/decisions/{decision_id}", {"decision_id": decision_id}, query={}, headers={})
        return cast("models.Decision", value_of(await self._connection.send(call)))

    async def get_decision_case(self, decision_id: str) -> models.CaseOut:
        """The case of a decision as it was judged: content, facts, creator, market and language. Once the creator is
        erased, so is the case."""
        call = make_call("GET", "/v1/decisions/{decision_id}/case", {"decision_id": decision_id}, query={}, headers={})
        return cast("models.CaseOut", value_of(await self._connection.send(call)))

    async def explain_decision(
        self,
        decision_id: str,
        *,
        audience: Literal["moderator", "creator"] | None = None,
        format_: Literal["json", "markdown"] | None = None,
    ) -> models.ModeratorExplanation | models.CreatorExplanation | str:
        """Why the case was decided so. For a creator: the current message and nothing else."""
        call = make_call(
            "GET",
            "/v1/decisions/{decision_id}/explanation",
            {"decision_id": decision_id},
            query={"audience": audience, "format": format_},
            headers={},
        )
        return cast(
            "models.ModeratorExplanation | models.CreatorExplanation | str", value_of(await self._connection.send(call))
        )

    async def review_decision(
        self, decision_id: str, body: models.ReviewIn, *, if_match: str | None = None
    ) -> models.Review:
        """Upholds, overturns or amends a decision. The decision and every review stay stored; the latest review is
        valid. `If-Match` names the version that the review answers, and `letter_version` the edited letter that it
        releases. If another person was faster, the answer is a conflict with what they did."""
        call = make_call(
            "POST",
            "/v1/decisions/{decision_id}/reviews",
            {"decision_id": decision_id},
            query={},
            headers={"If-Match": if_match},
            body=body,
        )
        return cast("models.Review", value_of(await self._connection.send(call)))

    async def list_reviews(self, decision_id: str) -> models.ReviewPage:
        """All reviews of a decision on one page, oldest first, with those that were undone. While a second review
        waits, there are none for those who may get it."""
        call = make_call(
            "GET", "/v1/decisions/{decision_id}/reviews", {"decision_id": decision_id}, query={}, headers={}
        )
        return cast("models.ReviewPage", value_of(await self._connection.send(call)))

    async def undo_review(self, decision_id: str, review_id: str) -> models.Review:
        """Takes the caller's last review back, within `CLAUSEWISE_SERVICE__UNDO_SECONDS`: violations, letter, appeal
        and job are as before. The review stays stored with `undone_at`. Of reviews that decided copies together, all
        are undone."""
        call = make_call(
            "POST",
            "/v1/decisions/{decision_id}/reviews/{review_id}/undo",
            {"decision_id": decision_id, "review_id": review_id},
            query={},
            headers={},
        )
        return cast("models.Review", value_of(await self._connection.send(call)))

    async def list_appeals(
        self, *, status: models.AppealStatus | None = None, cursor: str | None = None, limit: int | None = None
    ) -> models.AppealSummaryPage:
        """The appeals of all decisions, oldest first, without their second decisions."""
        call = make_call(
            "GET", "/v1/appeals", {}, query={"status": status, "cursor": cursor, "limit": limit}, headers={}
        )
        return cast("models.AppealSummaryPage", value_of(await self._connection.send(call)))

    async def iterate_appeals(
        self, *, status: models.AppealStatus | None = None, limit: int | None = None
    ) -> AsyncIterator[models.AppealSummary]:
        """Every item of `list_appeals`, page by page."""
        call = make_call("GET", "/v1/appeals", {}, query={"status": status, "limit": limit}, headers={})
        while True:
            page = value_of(await self._connection.send(call))
            for item in page["items"]:
                yield item
            if page["next_cursor"] is None:
                return
            call = call.on_page(page["next_cursor"])

    async def create_appeal(self, decision_id: str, body: models.AppealIn) -> models.Appeal:
        """Appeals a decision. The case is decided again in the background, by a judge that sees neither the first
        verdict nor this statement. Then the appeal waits for a moderator. A decision that finds no violation, or a
        review that has overturned it, leaves nothing to appeal: the answer is a conflict. So it is after the message's
        `contest_until`, with CLAUSEWISE_MESSAGES__REFUSE_LATE_APPEALS."""
        call = make_call(
            "POST", "/v1/decisions/{decision_id}/appeals", {"decision_id": decision_id}, query={}, headers={}, body=body
        )
        return cast("models.Appeal", value_of(await self._connection.send(call)))

    async def list_appeals_of_decision(self, decision_id: str) -> models.AppealPage:
        """All appeals of a decision on one page, oldest first."""
        call = make_call(
            "GET", "/v1/decisions/{decision_id}/appeals", {"decision_id": decision_id}, query={}, headers={}
        )
        return cast("models.AppealPage", value_of(await self._connection.send(call)))

    async def get_appeal(self, decision_id: str, appeal_id: str) -> models.Appeal:
        """An appeal with its second decision."""
        call = make_call(
            "GET",
            "/v1/decisions/{decision_id}/appeals/{appeal_id}",
            {"decision_id": decision_id, "appeal_id": appeal_id},
            query={},
            headers={},
        )
        return cast("models.Appeal", value_of(await self._connection.send(call)))

    async def close_appeal(
        self, decision_id: str, appeal_id: str, body: models.ReviewIn, *, if_match: str | None = None
    ) -> models.Review:
        """Closes the appeal with a review of the decision, whose version `If-Match` names. An appeal that is closed is
        not re-reviewed any more."""
        call = make_call(
            "POST",
            "/v1/decisions/{decision_id}/appeals/{appeal_id}/outcome",
            {"decision_id": decision_id, "appeal_id": appeal_id},
            query={},
            headers={"If-Match": if_match},
            body=body,
        )
        return cast("models.Review", value_of(await self._connection.send(call)))

    async def assess_creator(
        self, creator_id: str, body: models.AssessmentIn | None = None, *, idempotency_key: str | None = None
    ) -> models.Decision:
        """Assesses the creator's account over the four weeks up to a day, from the warehouse of events, and stores the
        decision. Lines of `linked_accounts` are for moderators: no verdict and no letter follows from them. 409 where
        the service has no warehouse, nothing is computed in it, or its models cannot be read."""
        call = make_call(
            "POST",
            "/v1/creators/{creator_id}/assessments",
            {"creator_id": creator_id},
            query={},
            headers={"Idempotency-Key": idempotency_key},
            body=body,
            takes_key=True,
        )
        return cast("models.Decision", value_of(await self._connection.send(call)))

    async def list_assessments(
        self, creator_id: str, *, cursor: str | None = None, limit: int | None = None
    ) -> models.DecisionSummaryOutPage:
        """The stored assessments of the creator's account, newest first. `GET /v1/decisions/{decision_id}` has each
        one."""
        call = make_call(
            "GET",
            "/v1/creators/{creator_id}/assessments",
            {"creator_id": creator_id},
            query={"cursor": cursor, "limit": limit},
            headers={},
        )
        return cast("models.DecisionSummaryOutPage", value_of(await self._connection.send(call)))

    async def iterate_assessments(
        self, creator_id: str, *, limit: int | None = None
    ) -> AsyncIterator[models.DecisionSummaryOut]:
        """Every item of `list_assessments`, page by page."""
        call = make_call(
            "GET",
            "/v1/creators/{creator_id}/assessments",
            {"creator_id": creator_id},
            query={"limit": limit},
            headers={},
        )
        while True:
            page = value_of(await self._connection.send(call))
            for item in page["items"]:
                yield item
            if page["next_cursor"] is None:
                return
            call = call.on_page(page["next_cursor"])

    async def contest_link(self, decision_id: str, body: models.ContestIn) -> models.ContestOut:
        """Creates a job for a person, with the creator's statement as its first comment. It is accepted of every
        decision about an account and answered in the same way, so that the answer does not tell whether a link was
        found. 409 for a decision about a post, and while another contest of the decision is open."""
        call = make_call(
            "POST",
            "/v1/decisions/{decision_id}/contests",
            {"decision_id": decision_id},
            query={},
            headers={},
            body=body,
        )
        return cast("models.ContestOut", value_of(await self._connection.send(call)))

    async def precheck(self, body: models.Case, *, as_of: date | str | None = None) -> models.PrecheckReport:
        """What in a draft may violate a clause, why, and how to fix it, in the language of the draft. It never counts
        against the creator: no decision, violation, job or message is stored. Finding no problem is no guarantee."""
        call = make_call("POST", "/v1/prechecks", {}, query={"as_of": as_of}, headers={}, body=body)
        return cast("models.PrecheckReport", value_of(await self._connection.send(call)))

    async def get_creator_credit(self, creator_id: str, *, as_of: date | str | None = None) -> models.CreditReport:
        """The balance of a creator, the tier and what it gives, and every line with what it was for. It is meant for
        the creator, too: it names no score, strategy, link or other account."""
        call = make_call(
            "GET", "/v1/creators/{creator_id}/credit", {"creator_id": creator_id}, query={"as_of": as_of}, headers={}
        )
        return cast("models.CreditReport", value_of(await self._connection.send(call)))

    async def get_merchant_credit(self, merchant_id: str, *, as_of: date | str | None = None) -> models.CreditReport:
        """The same for a merchant."""
        call = make_call(
            "GET",
            "/v1/merchants/{merchant_id}/credit",
            {"merchant_id": merchant_id},
            query={"as_of": as_of},
            headers={},
        )
        return cast("models.CreditReport", value_of(await self._connection.send(call)))

    async def ask_quiz(self, creator_id: str, body: models.QuizIn | None = None) -> models.QuizOut:
        """A new quiz for a creator, made from a clause and its examples. Wrong answers come back: an example is asked
        again after 1, 2, 4, 8 and 16 days. 409 where the creator has had as many quizzes about the clause as a day
        has."""
        call = make_call(
            "POST", "/v1/creators/{creator_id}/quizzes", {"creator_id": creator_id}, query={}, headers={}, body=body
        )
        return cast("models.QuizOut", value_of(await self._connection.send(call)))

    async def answer_quiz(self, quiz_id: str, body: models.QuizAnswersIn) -> models.GradedQuiz:
        """Grades a quiz and explains each wrong answer by the clause. A passed quiz earns credit, once for each clause
        and period. The same answers again give the same result; other answers are a conflict."""
        call = make_call("POST", "/v1/quizzes/{quiz_id}/answers", {"quiz_id": quiz_id}, query={}, headers={}, body=body)
        return cast("models.GradedQuiz", value_of(await self._connection.send(call)))

    async def list_statements(
        self,
        *,
        since: datetime | str | None = None,
        until: datetime | str | None = None,
        status: models.StatementStatus | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> models.StatementPage:
        """The statements of reasons of decisions that restrict something, newest decisions first, each with its record
        for the Transparency Database, what that lacks, and its text for the creator. A page may hold fewer than
        `limit`, even none, while `next_cursor` asks for more: most decisions restrict nothing, and a statement tells of
        reviews that some callers may not see yet."""
        call = make_call(
            "GET",
            "/v1/statements",
            {},
            query={"since": since, "until": until, "status": status, "cursor": cursor, "limit": limit},
            headers={},
        )
        return cast("models.StatementPage", value_of(await self._connection.send(call)))

    async def iterate_statements(
        self,
        *,
        since: datetime | str | None = None,
        until: datetime | str | None = None,
        status: models.StatementStatus | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[models.Statement]:
        """Every item of `list_statements`, page by page."""
        call = make_call(
            "GET",
            "/v1/statements",
            {},
            query={"since": since, "until": until, "status": status, "limit": limit},
            headers={},
        )
        while True:
            page = value_of(await self._connection.send(call))
            for item in page["items"]:
                yield item
            if page["next_cursor"] is None:
                return
            call = call.on_page(page["next_cursor"])

    async def get_statement(self, puid: str) -> models.Statement:
        """One statement, by its puid or the id of its decision. 404 where the decision restricts nothing, or not any
        more."""
        call = make_call("GET", "/v1/statements/{puid}", {"puid": puid}, query={}, headers={})
        return cast("models.Statement", value_of(await self._connection.send(call)))

    async def submit_ready_statements(self) -> models.SubmissionReport:
        """Submits every statement that is ready, in batches of at most 100, each all or none. One that was sent before
        is never stored twice: what an earlier run left open is asked for first. `stopped` says why a run ended
        early."""
        call = make_call("POST", "/v1/statements/submissions", {}, query={}, headers={})
        return cast("models.SubmissionReport", value_of(await self._connection.send(call)))

    async def list_notices(
        self,
        *,
        since: datetime | str | None = None,
        until: datetime | str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> models.NoticeAnswerPage:
        """The notices (Art. 16) that led to a decision, newest decisions first, each with the texts for the notifier:
        the confirmation, and once it is final the decision with ways to contest it. A page may hold fewer than `limit`
        while `next_cursor` asks for more."""
        call = make_call(
            "GET",
            "/v1/notices",
            {},
            query={"since": since, "until": until, "cursor": cursor, "limit": limit},
            headers={},
        )
        return cast("models.NoticeAnswerPage", value_of(await self._connection.send(call)))

    async def iterate_notices(
        self, *, since: datetime | str | None = None, until: datetime | str | None = None, limit: int | None = None
    ) -> AsyncIterator[models.NoticeAnswer]:
        """Every item of `list_notices`, page by page."""
        call = make_call("GET", "/v1/notices", {}, query={"since": since, "until": until, "limit": limit}, headers={})
        while True:
            page = value_of(await self._connection.send(call))
            for item in page["items"]:
                yield item
            if page["next_cursor"] is None:
                return
            call = call.on_page(page["next_cursor"])

    async def get_notice(self, decision_id: str) -> models.NoticeAnswer:
        """The notice that led to a decision. 404 where none did."""
        call = make_call("GET", "/v1/notices/{decision_id}", {"decision_id": decision_id}, query={}, headers={})
        return cast("models.NoticeAnswer", value_of(await self._connection.send(call)))

    async def list_complaints(
        self,
        *,
        status: models.AppealStatus | None = None,
        overdue: bool | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> models.ComplaintPage:
        """The complaints (Art. 20: appeals), oldest first, each with the last day on which it could be made and the day
        by which a person must answer. With `overdue`, a page may hold fewer than `limit` while `next_cursor` asks for
        more."""
        call = make_call(
            "GET",
            "/v1/complaints",
            {},
            query={"status": status, "overdue": overdue, "cursor": cursor, "limit": limit},
            headers={},
        )
        return cast("models.ComplaintPage", value_of(await self._connection.send(call)))

    async def iterate_complaints(
        self, *, status: models.AppealStatus | None = None, overdue: bool | None = None, limit: int | None = None
    ) -> AsyncIterator[models.Complaint]:
        """Every item of `list_complaints`, page by page."""
        call = make_call(
            "GET", "/v1/complaints", {}, query={"status": status, "overdue": overdue, "limit": limit}, headers={}
        )
        while True:
            page = value_of(await self._connection.send(call))
            for item in page["items"]:
                yield item
            if page["next_cursor"] is None:
                return
            call = call.on_page(page["next_cursor"])

    async def list_corrections(
        self, *, since: datetime | str | None = None, until: datetime | str | None = None
    ) -> models.CorrectionPage:
        """On one page, the statements that the Transparency Database has and that a later review took back or changed.
        That database has no way to withdraw or update a statement."""
        call = make_call("GET", "/v1/corrections", {}, query={"since": since, "until": until}, headers={})
        return cast("models.CorrectionPage", value_of(await self._connection.send(call)))

    async def get_misuse(self, *, last: date | str | None = None, account: str | None = None) -> models.MisuseReport:
        """Who often posts illegal content, or complains or notifies without reason (Art. 23), with the reasons. Nothing
        is suspended by it: a person decides."""
        call = make_call("GET", "/v1/misuse", {}, query={"last": last, "account": account}, headers={})
        return cast("models.MisuseReport", value_of(await self._connection.send(call)))

    async def list_queues(self) -> models.QueueOutPage:
        """All queues on one page: those of the routing rules, and others that still hold jobs."""
        call = make_call("GET", "/v1/queues", {}, query={}, headers={})
        return cast("models.QueueOutPage", value_of(await self._connection.send(call)))

    async def list_jobs(
        self,
        *,
        state: models.JobState | None = None,
        queue: str | None = None,
        kind: models.JobKind | None = None,
        decision_id: str | None = None,
        group_id: str | None = None,
        claimed_by: str | None = None,
        assigned_to: str | None = None,
        overdue: bool | None = None,
        free: bool | None = None,
        one_per_group: bool | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> models.JobPage:
        """The jobs in the order of the queue: by priority, then those that are due first, then the oldest."""
        call = make_call(
            "GET",
            "/v1/jobs",
            {},
            query={
                "state": state,
                "queue": queue,
                "kind": kind,
                "decision_id": decision_id,
                "group_id": group_id,
                "claimed_by": claimed_by,
                "assigned_to": assigned_to,
                "overdue": overdue,
                "free": free,
                "one_per_group": one_per_group,
                "cursor": cursor,
                "limit": limit,
            },
            headers={},
        )
        return cast("models.JobPage", value_of(await self._connection.send(call)))

    async def iterate_jobs(
        self,
        *,
        state: models.JobState | None = None,
        queue: str | None = None,
        kind: models.JobKind | None = None,
        decision_id: str | None = None,
        group_id: str | None = None,
        claimed_by: str | None = None,
        assigned_to: str | None = None,
        overdue: bool | None = None,
        free: bool | None = None,
        one_per_group: bool | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[models.Job]:
        """Every item of `list_jobs`, page by page."""
        call = make_call(
            "GET",
            "/v1/jobs",
            {},
            query={
                "state": state,
                "queue": queue,
                "kind": kind,
                "decision_id": decision_id,
                "group_id": group_id,
                "claimed_by": claimed_by,
                "assigned_to": assigned_to,
                "overdue": overdue,
                "free": free,
                "one_per_group": one_per_group,
                "limit": limit,
            },
            headers={},
        )
        while True:
            page = value_of(await self._connection.send(call))
            for item in page["items"]:
                yield item
            if page["next_cursor"] is None:
                return
            call = call.on_page(page["next_cursor"])

    async def claim_next_job(self, *, queue: str | None = None) -> models.Job:
        """Claims the most urgent job that nobody has: first one that is assigned to the caller. No other caller gets it
        until `lease_until`; renew it before. Jobs that the caller skipped are left out, and second reviews of decisions
        that the caller has reviewed. Escalations go to callers with the scope `lead`. 204: none is left."""
        call = make_call("POST", "/v1/jobs/claim", {}, query={"queue": queue}, headers={})
        return cast("models.Job", value_of(await self._connection.send(call)))

    async def get_job(self, job_id: str) -> models.Job:
        """A job, open or finished."""
        call = make_call("GET", "/v1/jobs/{job_id}", {"job_id": job_id}, query={}, headers={})
        return cast("models.Job", value_of(await self._connection.send(call)))

    async def list_job_events(
        self, job_id: str, *, cursor: str | None = None, limit: int | None = None
    ) -> models.JobEventPage:
        """The history of a job, oldest first, with the comments of reviewers. While a second review waits, those who
        may get it see only what they did themselves."""
        call = make_call(
            "GET", "/v1/jobs/{job_id}/events", {"job_id": job_id}, query={"cursor": cursor, "limit": limit}, headers={}
        )
        return cast("models.JobEventPage", value_of(await self._connection.send(call)))

    async def iterate_job_events(self, job_id: str, *, limit: int | None = None) -> AsyncIterator[models.JobEvent]:
        """Every item of `list_job_events`, page by page."""
        call = make_call("GET", "/v1/jobs/{job_id}/events", {"job_id": job_id}, query={"limit": limit}, headers={})
        while True:
            page = value_of(await self._connection.send(call))
            for item in page["items"]:
                yield item
            if page["next_cursor"] is None:
                return
            call = call.on_page(page["next_cursor"])

    async def claim_job(self, job_id: str) -> models.Job:
        """Claims this job; 409 if another person has it or it is finished. Claimed again by the same person, it is
        renewed."""
        call = make_call("POST", "/v1/jobs/{job_id}/claim", {"job_id": job_id}, query={}, headers={})
        return cast("models.Job", value_of(await self._connection.send(call)))

    async def renew_job(self, job_id: str) -> models.Job:
        """Starts the lease again, also after it has ended if nobody claimed the job since. Is no entry of the audit
        log."""
        call = make_call("POST", "/v1/jobs/{job_id}/renew", {"job_id": job_id}, query={}, headers={})
        return cast("models.Job", value_of(await self._connection.send(call)))

    async def release_job(self, job_id: str) -> models.Job:
        """Gives a claimed job back to its queue."""
        call = make_call("POST", "/v1/jobs/{job_id}/release", {"job_id": job_id}, query={}, headers={})
        return cast("models.Job", value_of(await self._connection.send(call)))

    async def skip_job(self, job_id: str, body: models.SkipIn) -> models.Job:
        """Leaves the job to the others: this caller does not get it as the next job again."""
        call = make_call("POST", "/v1/jobs/{job_id}/skip", {"job_id": job_id}, query={}, headers={}, body=body)
        return cast("models.Job", value_of(await self._connection.send(call)))

    async def escalate_job(self, job_id: str, body: models.EscalationIn) -> models.Job:
        """Ends the job and answers the escalation that replaces it. It goes where the routing rules send
        escalations."""
        call = make_call("POST", "/v1/jobs/{job_id}/escalate", {"job_id": job_id}, query={}, headers={}, body=body)
        return cast("models.Job", value_of(await self._connection.send(call)))

    async def move_job(self, job_id: str, body: models.MoveIn) -> models.Job:
        """Moves the job to another queue of the routing rules, or changes its priority."""
        call = make_call("POST", "/v1/jobs/{job_id}/move", {"job_id": job_id}, query={}, headers={}, body=body)
        return cast("models.Job", value_of(await self._connection.send(call)))

    async def assign_job(self, job_id: str, body: models.AssignmentIn) -> models.Job:
        """Assigns the job to one person, whose next job it is, or to nobody. The claim of another person ends. The
        person has a key that reviews, or has signed in at the desk."""
        call = make_call("POST", "/v1/jobs/{job_id}/assign", {"job_id": job_id}, query={}, headers={}, body=body)
        return cast("models.Job", value_of(await self._connection.send(call)))

    async def comment_on_job(self, job_id: str, body: models.CommentIn) -> models.Job:
        """Adds a comment for other reviewers to the history of the job. It is erased with the creator."""
        call = make_call("POST", "/v1/jobs/{job_id}/comments", {"job_id": job_id}, query={}, headers={}, body=body)
        return cast("models.Job", value_of(await self._connection.send(call)))

    async def get_group(self, group_id: str, *, limit: int | None = None) -> models.GroupOut:
        """The decisions about copies of one text, oldest first, and those that wait for a person."""
        call = make_call("GET", "/v1/groups/{group_id}", {"group_id": group_id}, query={"limit": limit}, headers={})
        return cast("models.GroupOut", value_of(await self._connection.send(call)))

    async def review_group(self, group_id: str, body: models.GroupReviewIn) -> models.GroupReviewOut:
        """Decides all copies that wait for a person, each with a review, letter and audit log entry of its own, and one
        `bulk_id`. Copies that another person has claimed or reviewed are left out, and those with an edited letter that
        `letter_versions` does not name; more than 250 take several requests."""
        call = make_call(
            "POST", "/v1/groups/{group_id}/reviews", {"group_id": group_id}, query={}, headers={}, body=body
        )
        return cast("models.GroupReviewOut", value_of(await self._connection.send(call)))

    async def undo_group_review(self, group_id: str, bulk_id: str) -> models.GroupReviewOut:
        """Takes all reviews of a `bulk_id` back, as the undo of a single review does; if one of them cannot be undone,
        none is."""
        call = make_call(
            "POST",
            "/v1/groups/{group_id}/reviews/{bulk_id}/undo",
            {"group_id": group_id, "bulk_id": bulk_id},
            query={},
            headers={},
        )
        return cast("models.GroupReviewOut", value_of(await self._connection.send(call)))

    async def list_drafts(self) -> models.SavedDraftPage:
        """The reviews that the caller began and did not send, newest first, on one page."""
        call = make_call("GET", "/v1/drafts", {}, query={}, headers={})
        return cast("models.SavedDraftPage", value_of(await self._connection.send(call)))

    async def get_draft(self, decision_id: str) -> models.SavedDraft:
        """What the caller typed about a decision and did not send."""
        call = make_call("GET", "/v1/decisions/{decision_id}/draft", {"decision_id": decision_id}, query={}, headers={})
        return cast("models.SavedDraft", value_of(await self._connection.send(call)))

    async def save_draft(self, decision_id: str, body: models.ReviewDraft) -> models.SavedDraft:
        """Keeps what the caller typed, in place of the draft before. The caller's review deletes it."""
        call = make_call(
            "PUT", "/v1/decisions/{decision_id}/draft", {"decision_id": decision_id}, query={}, headers={}, body=body
        )
        return cast("models.SavedDraft", value_of(await self._connection.send(call)))

    async def discard_draft(self, decision_id: str) -> None:
        """Also where there is no draft."""
        call = make_call(
            "DELETE", "/v1/decisions/{decision_id}/draft", {"decision_id": decision_id}, query={}, headers={}
        )
        await self._connection.send(call)

    async def get_preferences(self) -> models.Preferences:
        """How the caller works at the desk: how graphic content is shown, when a break is suggested, saved views."""
        call = make_call("GET", "/v1/preferences", {}, query={}, headers={})
        return cast("models.Preferences", value_of(await self._connection.send(call)))

    async def save_preferences(self, body: models.Preferences) -> models.Preferences:
        """In place of those before; what is left out gets its default."""
        call = make_call("PUT", "/v1/preferences", {}, query={}, headers={}, body=body)
        return cast("models.Preferences", value_of(await self._connection.send(call)))

    async def list_sessions(self) -> models.DeskSessionPage:
        """The sessions at the desk that have not ended, by name, on one page. Without keys there are none."""
        call = make_call("GET", "/v1/sessions", {}, query={}, headers={})
        return cast("models.DeskSessionPage", value_of(await self._connection.send(call)))

    async def end_sessions(self, *, person: str) -> models.DeskSessionPage:
        """Signs a person out on all computers, and answers the sessions that have ended. Drafts and claimed jobs stay
        theirs. A person with a valid key can sign in again: revoke it first."""
        call = make_call("DELETE", "/v1/sessions", {}, query={"person": person}, headers={})
        return cast("models.DeskSessionPage", value_of(await self._connection.send(call)))

    async def list_golden_cases(self, *, removed: bool | None = None) -> models.GoldenCasePage:
        """The golden set with the right answers on one page, the newest first."""
        call = make_call("GET", "/v1/quality/golden", {}, query={"removed": removed}, headers={})
        return cast("models.GoldenCasePage", value_of(await self._connection.send(call)))

    async def add_golden_case(self, decision_id: str, body: models.GoldenIn) -> models.GoldenCase:
        """Adds a decision to the golden set, or changes its right answer. Without `violated`, the answer is that of the
        review in effect. Reviewers get the case among their jobs, and cannot tell."""
        call = make_call(
            "PUT", "/v1/quality/golden/{decision_id}", {"decision_id": decision_id}, query={}, headers={}, body=body
        )
        return cast("models.GoldenCase", value_of(await self._connection.send(call)))

    async def remove_golden_case(self, decision_id: str) -> None:
        """Takes a case out of the golden set. Its answers stay stored and count no more."""
        call = make_call(
            "DELETE", "/v1/quality/golden/{decision_id}", {"decision_id": decision_id}, query={}, headers={}
        )
        await self._connection.send(call)

    async def get_reviewer_agreement(self, *, since: datetime | str | None = None) -> models.ReviewerAgreement:
        """Krippendorff's alpha of reviewers, of the outcome and by clause, over cases that two people or more answered
        without knowing of each other: second reviews, and the golden set."""
        call = make_call("GET", "/v1/quality/agreement", {}, query={"since": since}, headers={})
        return cast("models.ReviewerAgreement", value_of(await self._connection.send(call)))

    async def list_measures(self) -> models.MeasuredPage:
        """Each judge and each reviewer on the golden set, on one scale: kappa, correctness, minutes and cost of a
        case."""
        call = make_call("GET", "/v1/quality/measures", {}, query={}, headers={})
        return cast("models.MeasuredPage", value_of(await self._connection.send(call)))

    async def get_golden_coverage(self, *, days: int | None = None) -> models.Coverage:
        """The clauses, markets, languages and outcomes of the golden set beside those of the traffic; what is missing
        comes first."""
        call = make_call("GET", "/v1/quality/coverage", {}, query={"days": days}, headers={})
        return cast("models.Coverage", value_of(await self._connection.send(call)))

    async def list_next_cases(self, *, days: int | None = None, limit: int | None = None) -> models.NextCasePage:
        """The decisions to label next: those about which judge, reviewers and precedents disagree."""
        call = make_call("GET", "/v1/quality/next-cases", {}, query={"days": days, "limit": limit}, headers={})
        return cast("models.NextCasePage", value_of(await self._connection.send(call)))

    async def list_bank_entries(
        self, *, clause_id: str | None = None, limit: int | None = None, offset: int | None = None
    ) -> models.BankEntryPage:
        """Entries with their hashes, the newest first."""
        call = make_call(
            "GET", "/v1/media-bank", {}, query={"clause_id": clause_id, "limit": limit, "offset": offset}, headers={}
        )
        return cast("models.BankEntryPage", value_of(await self._connection.send(call)))

    async def add_bank_entries(self, body: models.BankEntryIn) -> models.BankEntryPage:
        """Puts the hashes of media of a stored decision into the bank. Returns the entries that are new. Confirmed
        reviews are added without this call, once the time to appeal is over."""
        call = make_call("POST", "/v1/media-bank", {}, query={}, headers={}, body=body)
        return cast("models.BankEntryPage", value_of(await self._connection.send(call)))

    async def remove_bank_entry(self, entry_id: str) -> None:
        """Takes an entry out of the bank, with its hashes. What a review put there is not added again."""
        call = make_call("DELETE", "/v1/media-bank/{entry_id}", {"entry_id": entry_id}, query={}, headers={})
        await self._connection.send(call)

    async def get_metrics(
        self, *, day: date | str | None = None, days: int | None = None, live: bool | None = None
    ) -> models.MetricsReport:
        """Every metric with its 95% interval, its change and its days, and the Ecosystem Health Index. 409 where the
        service has no warehouse, or nothing is computed in it."""
        call = make_call("GET", "/v1/insights/metrics", {}, query={"day": day, "days": days, "live": live}, headers={})
        return cast("models.MetricsReport", value_of(await self._connection.send(call)))

    async def get_metric(
        self, metric_id: str, *, day: date | str | None = None, days: int | None = None, by: str | None = None
    ) -> models.MetricReading:
        """One metric, with `by` also its slices."""
        call = make_call(
            "GET",
            "/v1/insights/metrics/{metric_id}",
            {"metric_id": metric_id},
            query={"day": day, "days": days, "by": by},
            headers={},
        )
        return cast("models.MetricReading", value_of(await self._connection.send(call)))

    async def get_alerts(self, *, day: date | str | None = None) -> models.AlertReport:
        """The alerts of the last week before `day`, within the budget of false alerts, each with what may explain
        it."""
        call = make_call("GET", "/v1/insights/alerts", {}, query={"day": day}, headers={})
        return cast("models.AlertReport", value_of(await self._connection.send(call)))

    async def get_root_cause(
        self, metric_id: str, *, day: date | str | None = None, days: int | None = None
    ) -> models.RootCauseReport:
        """Why a metric moved in these days: own changes, slices, composition, and what was ruled out."""
        call = make_call(
            "GET",
            "/v1/insights/root-causes/{metric_id}",
            {"metric_id": metric_id},
            query={"day": day, "days": days},
            headers={},
        )
        return cast("models.RootCauseReport", value_of(await self._connection.send(call)))

    async def get_fairness(self, *, day: date | str | None = None, by: str | None = None) -> models.FairnessReport:
        """Error rates of enforcement by group with intervals, the gaps between groups, and what the data cannot say."""
        call = make_call("GET", "/v1/insights/fairness", {}, query={"day": day, "by": by}, headers={})
        return cast("models.FairnessReport", value_of(await self._connection.send(call)))

    async def get_strategies(self, *, day: date | str | None = None) -> models.StrategiesOut:
        """The strategies with their state on the day, and their hits of four weeks."""
        call = make_call("GET", "/v1/insights/strategies", {}, query={"day": day}, headers={})
        return cast("models.StrategiesOut", value_of(await self._connection.send(call)))

    async def get_strategies_backtest(self, *, day: date | str | None = None) -> models.BacktestReport:
        """Precision, recall, overlap, workload and false positives of each strategy, replayed on what was known on past
        days. It takes seconds. 422 where people have confirmed too few decisions."""
        call = make_call("GET", "/v1/insights/strategies/backtest", {}, query={"day": day}, headers={})
        return cast("models.BacktestReport", value_of(await self._connection.send(call)))

    async def get_exposure(self, *, day: date | str | None = None) -> models.ExposureReport:
        """Ranking policies simulated on the quality of creators: clicks, who is shown, and who never is."""
        call = make_call("GET", "/v1/insights/tradeoffs/exposure", {}, query={"day": day}, headers={})
        return cast("models.ExposureReport", value_of(await self._connection.send(call)))

    async def get_promotion(
        self,
        *,
        day: date | str | None = None,
        complaints: float | None = None,
        refunds: float | None = None,
        violations: float | None = None,
    ) -> models.PromotionReport:
        """The exposure of creators with the highest value under caps, measured on the later window, and the front of
        what can be had. Caps are per 1,000 orders; it takes seconds to a minute."""
        call = make_call(
            "GET",
            "/v1/insights/tradeoffs/promotion",
            {},
            query={"day": day, "complaints": complaints, "refunds": refunds, "violations": violations},
            headers={},
        )
        return cast("models.PromotionReport", value_of(await self._connection.send(call)))

    async def get_experiment(self, experiment_id: str, *, day: date | str | None = None) -> models.ExperimentReport:
        """The effect of an experiment that has a file in the folder `experiments` of the data folder. Where the split
        is not the intended one, no effect is shown and the reason is given."""
        call = make_call(
            "GET",
            "/v1/insights/experiments/{experiment_id}",
            {"experiment_id": experiment_id},
            query={"day": day},
            headers={},
        )
        return cast("models.ExperimentReport", value_of(await self._connection.send(call)))

    async def list_labels(
        self, *, creator_id: str | None = None, post_id: str | None = None
    ) -> models.StrategyLabelPage:
        """On one page, the labels of strategies on a creator, on a post, or on both, that have not expired. No decision
        rests on them."""
        call = make_call("GET", "/v1/labels", {}, query={"creator_id": creator_id, "post_id": post_id}, headers={})
        return cast("models.StrategyLabelPage", value_of(await self._connection.send(call)))

    async def list_proposals(
        self, *, state: models.ProposalState | None = None, limit: int | None = None
    ) -> models.StrategyProposalPage:
        """On one page, the newest proposals of strategies: that a person looks at a creator or a post."""
        call = make_call("GET", "/v1/insights/proposals", {}, query={"state": state, "limit": limit}, headers={})
        return cast("models.StrategyProposalPage", value_of(await self._connection.send(call)))

    async def answer_proposal(self, proposal_id: str, body: models.ProposalAnswer) -> models.StrategyProposal:
        """Accepts a proposal, so that `clausewise insights strategies queue` makes a review job of it, or dismisses it;
        with a reason. 409 if it was answered, or is not there."""
        call = make_call(
            "POST",
            "/v1/insights/proposals/{proposal_id}/answer",
            {"proposal_id": proposal_id},
            query={},
            headers={},
            body=body,
        )
        return cast("models.StrategyProposal", value_of(await self._connection.send(call)))

    async def create_batch(self, body: list[models.Case], *, idempotency_key: str | None = None) -> models.BatchOut:
        """Submits cases as a JSON array, or as JSON Lines with one case per line. Either all cases are accepted or
        none. With an `Idempotency-Key`, the same body sent again gives the same batch."""
        call = make_call(
            "POST", "/v1/batches", {}, query={}, headers={"Idempotency-Key": idempotency_key}, body=body, takes_key=True
        )
        return cast("models.BatchOut", value_of(await self._connection.send(call)))

    async def get_batch(self, batch_id: str) -> models.BatchOut:
        """The progress of a batch."""
        call = make_call("GET", "/v1/batches/{batch_id}", {"batch_id": batch_id}, query={}, headers={})
        return cast("models.BatchOut", value_of(await self._connection.send(call)))

    def stream_batch_results(self, batch_id: str) -> AsyncIterator[dict[str, Any]]:
        """The results of a batch. One line per case, in order: its number, its id, and its decision, its error, or
        neither while it waits."""
        call = make_call("GET", "/v1/batches/{batch_id}/results", {"batch_id": batch_id}, query={}, headers={})
        return self._connection.stream(call, JSON_LINES)

    async def cancel_batch(self, batch_id: str) -> models.BatchOut:
        """Cancels a batch. Decided cases stay decided, cases in progress finish, the others are not decided. For the
        key that submitted the batch, and for admins."""
        call = make_call("POST", "/v1/batches/{batch_id}/cancel", {"batch_id": batch_id}, query={}, headers={})
        return cast("models.BatchOut", value_of(await self._connection.send(call)))

    async def list_policies(self) -> models.PolicyOutPage:
        """All versions of all policies on one page."""
        call = make_call("GET", "/v1/policies", {}, query={}, headers={})
        return cast("models.PolicyOutPage", value_of(await self._connection.send(call)))

    async def search_clauses(
        self, *, q: str, limit: int | None = None, as_of: date | str | None = None, market: str | None = None
    ) -> models.ClauseHitOutPage:
        """The most similar clauses on one page, best first."""
        call = make_call(
            "GET",
            "/v1/policies/search",
            {},
            query={"q": q, "limit": limit, "as_of": as_of, "market": market},
            headers={},
        )
        return cast("models.ClauseHitOutPage", value_of(await self._connection.send(call)))

    async def get_clause(self, clause_id: str, *, as_of: date | str | None = None) -> models.ClauseDetailOut:
        """The version of a clause that is in force on a date, in any market, with reasons that a reviewer can
        choose."""
        call = make_call(
            "GET", "/v1/policies/clauses/{clause_id}", {"clause_id": clause_id}, query={"as_of": as_of}, headers={}
        )
        return cast("models.ClauseDetailOut", value_of(await self._connection.send(call)))

    async def list_messages(
        self, *, status: models.MessageStatus | None = None, cursor: str | None = None, limit: int | None = None
    ) -> models.MessageOutPage:
        """The messages to creators, oldest first. A caller that delivers messages itself takes those that are `ready`,
        chooses the time (quiet hours and the cap apply to the webhook only), and acknowledges each. One that a review
        made ready is listed when that review can no longer be undone. While a second review waits, its letter is not
        listed for those who may get it."""
        call = make_call(
            "GET", "/v1/education-messages", {}, query={"status": status, "cursor": cursor, "limit": limit}, headers={}
        )
        return cast("models.MessageOutPage", value_of(await self._connection.send(call)))

    async def iterate_messages(
        self, *, status: models.MessageStatus | None = None, limit: int | None = None
    ) -> AsyncIterator[models.MessageOut]:
        """Every item of `list_messages`, page by page."""
        call = make_call("GET", "/v1/education-messages", {}, query={"status": status, "limit": limit}, headers={})
        while True:
            page = value_of(await self._connection.send(call))
            for item in page["items"]:
                yield item
            if page["next_cursor"] is None:
                return
            call = call.on_page(page["next_cursor"])

    async def acknowledge_message(self, message_id: str, *, created_at: datetime | str | None = None) -> None:
        """Records that the creator has received the message; a repeated call changes nothing. With `created_at`, the
        answer is a conflict if a review has changed the text since: deliver the new text too. If a review has withdrawn
        the message meanwhile, the delivery is recorded and a correction follows."""
        call = make_call(
            "POST",
            "/v1/education-messages/{message_id}/ack",
            {"message_id": message_id},
            query={"created_at": created_at},
            headers={},
        )
        await self._connection.send(call)

    async def redrive_message(self, message_id: str) -> None:
        """Restarts the delivery attempts of a message now: of one that is dead, or that waits after a failed
        attempt."""
        call = make_call(
            "POST", "/v1/education-messages/{message_id}/redrive", {"message_id": message_id}, query={}, headers={}
        )
        await self._connection.send(call)

    async def get_message(self, message_id: str) -> models.MessageOut:
        """One message; its `ETag` names the version of its text, which an edit needs. While a second review waits, the
        answer to those who may get it is a conflict: the letter tells the first."""
        call = make_call("GET", "/v1/education-messages/{message_id}", {"message_id": message_id}, query={}, headers={})
        return cast("models.MessageOut", value_of(await self._connection.send(call)))

    async def edit_message(
        self, message_id: str, body: models.MessageEdit, *, if_match: str | None = None
    ) -> models.MessageOut:
        """Edits a message that waits for a moderator; a review then releases it as it is. What changed is checked like
        any letter: an edit that discloses, promises or accuses is refused with each rule that it breaks. While another
        person has the job, the answer is a conflict."""
        call = make_call(
            "POST",
            "/v1/education-messages/{message_id}/edit",
            {"message_id": message_id},
            query={},
            headers={"If-Match": if_match},
            body=body,
        )
        return cast("models.MessageOut", value_of(await self._connection.send(call)))

    async def list_audit_entries(
        self,
        *,
        actor: str | None = None,
        action: str | None = None,
        subject: str | None = None,
        since: datetime | str | None = None,
        until: datetime | str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> models.AuditEntryPage:
        """The entries, newest first. An entry names ids and states, never content. `actor` is the id of a key or a
        command, `subject` the id of a decision, job, message or key."""
        call = make_call(
            "GET",
            "/v1/audit",
            {},
            query={
                "actor": actor,
                "action": action,
                "subject": subject,
                "since": since,
                "until": until,
                "cursor": cursor,
                "limit": limit,
            },
            headers={},
        )
        return cast("models.AuditEntryPage", value_of(await self._connection.send(call)))

    async def iterate_audit_entries(
        self,
        *,
        actor: str | None = None,
        action: str | None = None,
        subject: str | None = None,
        since: datetime | str | None = None,
        until: datetime | str | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[models.AuditEntry]:
        """Every item of `list_audit_entries`, page by page."""
        call = make_call(
            "GET",
            "/v1/audit",
            {},
            query={
                "actor": actor,
                "action": action,
                "subject": subject,
                "since": since,
                "until": until,
                "limit": limit,
            },
            headers={},
        )
        while True:
            page = value_of(await self._connection.send(call))
            for item in page["items"]:
                yield item
            if page["next_cursor"] is None:
                return
            call = call.on_page(page["next_cursor"])

    async def get_service_metrics(self) -> str:
        """The metrics of this process, in the text format of Prometheus."""
        call = make_call("GET", "/metrics", {}, query={}, headers={})
        return cast("str", value_of(await self._connection.send(call)))

    async def check_health(self) -> dict[str, str]:
        """Answers while the process runs."""
        call = make_call("GET", "/healthz", {}, query={}, headers={})
        return cast("dict[str, str]", value_of(await self._connection.send(call)))

    async def check_readiness(self) -> models.Readiness:
        """The state of each component. Corpus and index are loaded at start-up. Store and creator signals are checked
        at most every other second, the model server twice a minute. Only an unavailable store makes the service not
        ready: without signals consequences are not determined, and without a model stored decisions can still be read.
        The store is available if it can be read and written."""
        call = make_call("GET", "/readyz", {}, query={}, headers={})
        return cast("models.Readiness", value_of(await self._connection.send(call)))
