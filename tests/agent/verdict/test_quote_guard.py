"""A model's violation that quotes only talk about the review loses its quotes, unless the embedded judge agrees."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pytest

from agent.judges.base import JudgeInput, JudgeOutput
from agent.verdict.quote_guard import QuoteGuard
from domain.case import ContentItem
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


@pytest.mark.parametrize(
    ("text", "quote", "start", "stays"),
    [
        ("This tea cured me.", "e", None, False),
        ("This tea cured me.", "cur", 9, False),
        ("This tea cured me.", "This", 0, False),
        ("This tea cured me.", "is", 2, False),
        ("This tea cured me.", "cured", 9, True),
        ("This tea cured me.", "tea cur", 5, True),
        ("now 5 off", "5", None, True),
        ("\u8336\u6cbb\u75c5", "\u6cbb", None, True),
        ("\U0001f48a\U0001f489", "\U0001f48a", None, True),
        ("This tea cured me.", "it heals", None, True),
    ],
)
def test_quote_without_a_whole_word_that_means_something_proves_nothing(
    text: str, quote: str, start: int | None, stays: bool
) -> None:
    """One that is not in the content is rejected by the check of citations."""
    content = (ContentItem(id="i1", text=text),)
    judge_input = make_input()
    judge_input = replace(judge_input, case=judge_input.case.model_copy(update={"content": content}))
    for judge, expected in (("llm", stays), ("local", True)):
        quotes = (DraftQuote(item_id="i1", text=quote, start=start),)
        draft = make_draft("R-1", 0.95, judge=judge).model_copy(update={"content_quotes": quotes})
        (checked,) = QuoteGuard(Reader(0.9)).check(judge_input, JudgeOutput((draft,))).findings  # type: ignore[arg-type]
        assert checked.content_quotes == (quotes if expected else ())
