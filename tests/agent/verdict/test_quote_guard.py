"""A model's violation that quotes only talk about the review loses its quotes, unless the embedded judge agrees."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pytest

from agent.judges.base import JudgeInput, JudgeOutput
from agent.verdict.quote_guard import QuoteGuard
from domain.finding import DraftQuote
from tests.agent.clauses import make_draft
from tests.agent.verdict.test_pass_guard import make_input

TEA, CURE, ASIDE = (
    DraftQuote(item_id="i1", text="The tea is green.", start=0),
    DraftQuote(item_id="i1", text="It cured me.", start=18),
    DraftQuote(item_id="i1", text="Fine by us.", start=31),
)


@dataclass(frozen=True)
class Reader:
    """Finds that the third sentence talks about the review."""

    lean_of_the_quote: float

    def talks(self, judge_input: JudgeInput) -> tuple[int, ...]:
        return (2,)

    def lean(self, judge_input: JudgeInput, rows: Sequence[int]) -> Mapping[str, float]:
        return {"R-1": self.lean_of_the_quote}


@pytest.mark.parametrize(
    ("judge", "quotes", "lean", "stay"),
    [
        ("llm", (ASIDE,), 0.1, False),
        ("llm", (ASIDE,), 0.9, True),
        ("llm", (CURE,), 0.1, True),
        ("llm", (CURE, ASIDE), 0.1, True),
        ("llm", (TEA,), 0.1, True),
        ("llm", (), 0.1, True),
        ("local", (ASIDE,), 0.1, True),
        ("rules", (ASIDE,), 0.1, True),
    ],
)
def test_quote_that_only_talks_about_the_review_proves_nothing(
    judge: str, quotes: tuple[DraftQuote, ...], lean: float, stay: bool
) -> None:
    draft = make_draft("R-1", 0.95, judge=judge).model_copy(update={"content_quotes": quotes})
    output = QuoteGuard(Reader(lean)).check(make_input(), JudgeOutput((draft,)))  # type: ignore[arg-type]
    (checked,) = output.findings
    assert checked.content_quotes == (quotes if stay else ())
    assert checked.status is draft.status
