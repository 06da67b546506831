"""A notifier whose messages consist of the ids of the violated clauses."""

from domain.case import Case
from domain.decision import Decision
from domain.education import EducationMessage
from domain.message import MessageHistory, Notification
from domain.review import Review


class FakeNotifier:
    def for_decision(self, case: Case, decision: Decision) -> Notification | None:
        return self._notification(case, tuple(f.clause_id for f in decision.verdict.findings if f.status == "violated"))

    def for_review(
        self, case: Case, decision: Decision, review: Review, history: MessageHistory
    ) -> Notification | None:
        known = history.delivered.clauses if history.delivered else ()
        return self._notification(case, review.violated) if review.violated != known else None

    def _notification(self, case: Case, clauses: tuple[str, ...]) -> Notification | None:
        if case.creator_id is None:
            return None
        message = EducationMessage(locale="en", subject="s", body=" ".join(clauses) or "nothing")
        return Notification(creator_id=case.creator_id, message=message, clauses=clauses, held=False)
