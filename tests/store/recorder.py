"""A postman that writes whatever there is to know about a decision, in one word."""

from domain.case import Case
from domain.decision import Decision
from domain.education import EducationMessage
from domain.message import Message, Notification
from domain.review import Review


class Scribe:
    def of_decision(self, case: Case, decision: Decision) -> Notification | None:
        return self._posting(case, tuple(f.clause_id for f in decision.verdict.findings if f.status == "violated"))

    def of_review(self, case: Case, decision: Decision, review: Review, told: Message | None) -> Notification | None:
        known = told.clauses if told else ()
        return self._posting(case, review.violated) if review.violated != known else None

    def _posting(self, case: Case, clauses: tuple[str, ...]) -> Notification | None:
        if case.creator_id is None:
            return None
        message = EducationMessage(locale="en", subject="s", body=" ".join(clauses) or "nothing")
        return Notification(creator_id=case.creator_id, message=message, clauses=clauses, held=False)
