"""Chooses the message that a decision or review adds to the outbox, and whether it waits for a moderator."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from agent.messages.corrections import appeal_letter, correction_letter, first_letter, letter_after_review
from agent.messages.letter_policy import letter_policy
from agent.messages.release import Release
from domain.case import Case
from domain.clause import Clause
from domain.decision import Decision
from domain.education import EducationMessage
from domain.message import Message, MessageHistory, MessageStatus, Notification
from domain.review import Review
from domain.verdict import Outcome
from policies.library import Library
from prompts import letter_notes


@dataclass(frozen=True)
class Notifier:
    """`release` says which letters go without a person. Messages are in the language of the decision's letter."""

    library: Library
    release: Release

    def for_decision(self, case: Case, decision: Decision) -> Notification | None:
        """None unless the outcome is a violation: other outcomes give the creator nothing to act on."""
        if case.creator_id is None or decision.verdict.outcome is not Outcome.VIOLATION:
            return None
        clauses = self.library.clauses_of_decision(decision)
        return Notification(
            creator_id=case.creator_id,
            message=decision.education,
            clauses=decision.verdict.violated,
            held=not self.release.permits(decision.verdict, clauses),
        )

    def for_review(
        self, case: Case, decision: Decision, review: Review, history: MessageHistory
    ) -> Notification | None:
        """None if the creator knows the result: the last message that they received names the same clauses, and the
        review answers no appeal. The message is not held, because a reviewer has decided."""
        violated = review.violated if review.outcome is Outcome.VIOLATION else ()
        known = history.delivered.clauses if history.delivered is not None else ()
        if case.creator_id is None or (set(violated) == set(known) and not history.appealed):
            return None
        if history.appealed and history.delivered is None:
            known = tuple(_violated_by(decision))  # the platform has told the creator itself
        letter = self._letter_after(case, decision, violated, known, history)
        if history.delivered is not None and letter == history.delivered.message:
            return None
        return Notification(creator_id=case.creator_id, message=letter, clauses=violated, held=False)

    def _letter_after(
        self,
        case: Case,
        decision: Decision,
        violated: tuple[str, ...],
        known: tuple[str, ...],
        history: MessageHistory,
    ) -> EducationMessage:
        clauses = self._clauses(decision, (*violated, *known))
        letter = self._letter(case, decision, violated, clauses, history) if violated else None
        withdrawn = [clauses[clause_id] for clause_id in known if clause_id in clauses and clause_id not in violated]
        if history.appealed:
            policy = letter_policy(self.library, decision.trace.as_of, case.market)
            is_changed = set(violated) != set(known)
            words = policy.answer_words(decision.education.locale, case.market)
            return appeal_letter(case, decision, letter, withdrawn, words, is_changed=is_changed)
        if letter is None or history.delivered is not None:
            return correction_letter(case, decision, letter, withdrawn)
        confirmed = set(violated) == _violated_by(decision)
        return first_letter(letter, letter_notes.Review.UPHELD if confirmed else letter_notes.Review.DECIDED)

    def _letter(
        self,
        case: Case,
        decision: Decision,
        violated: tuple[str, ...],
        clauses: Mapping[str, Clause],
        history: MessageHistory,
    ) -> EducationMessage:
        """What a moderator has edited, or what the creator has; else the decision's letter, or a new one if the
        reviewer found other clauses violated."""
        for message in filter(None, (history.pending, history.delivered)):
            if set(message.clauses) == set(violated) and _is_base(message, decision):
                return message.message
        found = [clause_id for clause_id in violated if clause_id in clauses]  # the corpus may have dropped one
        if found and set(violated) != _violated_by(decision):
            return letter_after_review(case, decision, found, clauses, self.library)
        return decision.education

    def _clauses(self, decision: Decision, clause_ids: Collection[str]) -> Mapping[str, Clause]:
        """The clauses behind the decision, and the latest version of those that a reviewer added."""
        versions = {clause_id: self.library.versions(clause_id) for clause_id in clause_ids}
        latest = {clause_id: known[-1] for clause_id, known in versions.items() if known}
        return {**latest, **self.library.clauses_of_decision(decision)}


def _is_base(message: Message, decision: Decision) -> bool:
    """Whether another letter may be made of it: it was edited while it was held, or it is the first that the creator
    got. One that answered or corrected something has notes of its own."""
    if message.status is MessageStatus.HELD:
        return message.message != decision.education
    return message.status is MessageStatus.DELIVERED and message.corrects is None


def _violated_by(decision: Decision) -> set[str]:
    return set(decision.verdict.violated) if decision.verdict.outcome is Outcome.VIOLATION else set()
