"""The simple format of a dataset line: the content may be plain text, and the label names relevant clauses only."""

from pydantic import Field, JsonValue

from domain.base import FrozenModel
from domain.case import Case, ContentItem
from domain.verdict import Outcome
from eval.dataset.labelled_case import Gold, LabelledCase


class SimpleGold(FrozenModel):
    """`outcome`, or an `answer` that is not one of these outcomes; `clauses` are the evidence for it."""

    outcome: Outcome | None = None
    answer: str | None = None
    clauses: tuple[str, ...] = ()


class SimpleLine(FrozenModel):
    """`context` says where the content comes from. It is not part of the case."""

    id: str = Field(min_length=1)
    content: str | tuple[ContentItem, ...]
    context: dict[str, JsonValue] = {}
    scope: str | None = None
    group: str | None = None
    gold: SimpleGold

    def to_labelled_case(self) -> LabelledCase:
        """The clauses of a violation are the violated ones."""
        items = (ContentItem(id="post", text=self.content),) if isinstance(self.content, str) else self.content
        gold = self.gold
        return LabelledCase(
            id=self.id,
            case=Case(id=self.id, scope=self.scope, content=items),
            gold=Gold(
                outcome=gold.outcome,
                violated=gold.clauses if gold.outcome is Outcome.VIOLATION else (),
                clauses=gold.clauses,
            ),
            group=self.group,
        )
