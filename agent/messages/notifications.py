"""What a decision, or its review, puts into the outbox: the message to the creator, held for a person or not."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from agent.messages.corrections import amended, corrected
from domain.case import Case
from domain.clause import Clause, Severity
from domain.decision import Decision
from domain.education import EducationMessage
from domain.finding import FindingStatus
from domain.message import Message, Notification
from domain.review import Review
from domain.verdict import Outcome
from policies.library import Library


@dataclass(frozen=True)
class Notifier:
    """`held_from`: the severity from which a message waits for a moderator; None: none waits. The language of a message
    is the decision's."""

    library: Library
    held_from: Severity | None

    def of_decision(self, case: Case, decision: Decision) -> Notification | None:
        """A violation alone is written about: nothing has been decided of the rest that a creator could act on."""
        if case.creator_id is None or decision.verdict.outcome is not Outcome.VIOLATION:
            return None
        clauses = self.library.behind(decision)
        broken = [f.clause_id for f in decision.verdict.findings if f.status is FindingStatus.VIOLATED]
        return Notification(
            creator_id=case.creator_id,
            message=decision.education,
            clauses=tuple(broken),
            held=self._held([clauses[name] for name in broken if name in clauses]),
        )

    def of_review(self, case: Case, decision: Decision, review: Review, told: Message | None) -> Notification | None:
        """None where the creator knows already: the last message that reached them, `told`, names these clauses. A
        person has confirmed it: it is not held."""
        broken = review.violated if review.outcome is Outcome.VIOLATION else ()
        before = told.clauses if told is not None else ()
        if case.creator_id is None or set(broken) == set(before):
            return None
        clauses = self._clauses(decision, (*broken, *before))
        message = self._letter(case, decision, broken, clauses) if broken else None
        if message is None or before:
            dropped = [clauses[name] for name in before if name in clauses and name not in broken]
            message = corrected(case, decision, message, dropped)
        return Notification(creator_id=case.creator_id, message=message, clauses=broken, held=False)

    def _letter(
        self, case: Case, decision: Decision, violated: tuple[str, ...], clauses: Mapping[str, Clause]
    ) -> EducationMessage:
        """The decision's own; written anew where a person found other clauses broken."""
        broken = [name for name in violated if name in clauses]  # the corpus may have lost one
        if broken and set(violated) != self._violated(decision):
            return amended(case, decision, broken, clauses, self.library)
        return decision.education

    def _clauses(self, decision: Decision, names: Collection[str]) -> Mapping[str, Clause]:
        """Those behind the decision, and those that a person brought in in their latest version."""
        versions = {name: self.library.versions(name) for name in names}
        brought = {name: known[-1] for name, known in versions.items() if known}
        return {**brought, **self.library.behind(decision)}

    def _violated(self, decision: Decision) -> set[str]:
        if decision.verdict.outcome is not Outcome.VIOLATION:
            return set()
        return {f.clause_id for f in decision.verdict.findings if f.status is FindingStatus.VIOLATED}

    def _held(self, broken: list[Clause]) -> bool:
        return self.held_from is not None and any(clause.severity >= self.held_from for clause in broken)
