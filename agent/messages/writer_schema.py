"""What a model is asked to write, and gives back: reasons, and where there is something to teach, a lesson."""

from pydantic import BaseModel


class ReasonsDraft(BaseModel):
    reasons_for: list[str]
    reasons_against: list[str]
    would_flip: list[str]

    def lines(self) -> tuple[str, ...]:
        return (*self.reasons_for, *self.reasons_against, *self.would_flip)


class Taught(BaseModel):
    clause_id: str
    explanation: str


class WholeDraft(ReasonsDraft):
    taught: list[Taught]
    steps: list[str]

    def prose(self) -> str:
        """All that the creator would read of it."""
        return "\n".join((*(part.explanation for part in self.taught), *self.steps))
