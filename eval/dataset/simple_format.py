"""A line of a dataset that labels clauses alone: its content may be plain text, its gold names the clauses."""

from pydantic import Field, JsonValue

from domain.base import FrozenModel
from domain.case import Case, ContentItem
from domain.verdict import Outcome
from eval.dataset.labelled_case import Gold, LabelledCase


class PlainGold(FrozenModel):
    """`outcome`, or an `answer` that no verdict can match; `clauses` bear it out."""

    outcome: Outcome | None = None
    answer: str | None = None
    clauses: tuple[str, ...] = ()


class PlainLine(FrozenModel):
    """`context` stays out of the case: it says where the words come from, and was not judged."""

    id: str = Field(min_length=1)
    content: str | tuple[ContentItem, ...]
    context: dict[str, JsonValue] = {}
    scope: str | None = None
    group: str | None = None
    gold: PlainGold

    def labelled(self) -> LabelledCase:
        """Of a violation, the clauses are the ones it breaks."""
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
