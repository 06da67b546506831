"""What an assessment found of a labelled account, compared with what should be found."""

from collections.abc import Mapping

from pydantic import Field, computed_field

from domain.assessment import PriorityLevel
from domain.base import FrozenModel
from domain.finding import FindingStatus
from domain.verdict import Outcome
from eval.assessments.labels import LabelledAccount


class AccountResult(FrozenModel):
    """`clauses`: the status of each clause that was judged. `reasons`: those for and against a violation.
    `disclosures`: what the letter says and must not. `follows_links`: the verdict or the letter would be another one if
    no links had been found. With an `error`, nothing was found."""

    account: LabelledAccount
    outcome: Outcome | None = None
    clauses: Mapping[str, FindingStatus] = Field(default_factory=dict)
    priority: PriorityLevel | None = None
    priority_reasons: tuple[str, ...] = ()
    reasons: int = 0
    reasons_that_cite: int = 0
    disclosures: tuple[str, ...] = ()
    follows_links: bool = False
    writer: str = ""
    seconds: float = 0.0
    error: str = ""

    @computed_field  # type: ignore[prop-decorator]
    @property
    def outcome_right(self) -> bool:
        return self.outcome is self.account.gold.outcome

    @computed_field  # type: ignore[prop-decorator]
    @property
    def priority_right(self) -> bool:
        return self.priority in self.account.gold.priority

    @property
    def clauses_right(self) -> bool:
        return all(self.clause_right(clause) for clause in self.account.gold.clauses)

    def clause_right(self, clause: str) -> bool:
        """A clause that was not judged is not right."""
        return self.clauses.get(clause) is self.account.gold.clauses[clause]

    @property
    def is_accused(self) -> bool:
        return self.outcome is Outcome.VIOLATION

    @property
    def is_unnoticed(self) -> bool:
        """No violation was found and no person is asked to look."""
        return self.outcome is Outcome.NO_VIOLATION and self.priority is PriorityLevel.NONE

    @property
    def letter_discloses(self) -> bool:
        return bool(self.disclosures) or self.follows_links
