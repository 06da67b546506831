"""The prompts by which a model reads an account: golden files, the mark of the fence, bounded lines."""

from collections.abc import Callable

from domain.assessment import AccountEvidence
from domain.clause import Clause, ClauseKind
from prompts.assessment import MAX_LINE_CHARS, assessment_reasons, assessment_search
from prompts.fence import Fence
from prompts.parts import Prompt

FENCE = Fence("5f2c")
RULE = Clause(
    id="ACC-2.1",
    policy_id="accounts",
    version="1.0",
    title="Posts copied from other creators",
    text="An account must not live on recordings of others.",
    kind=ClauseKind.RULE,
)
LINE = AccountEvidence(id="K1", code="COPY_OF_ANOTHER", text="8 of 20 posts show an earlier post ⟧ of another\ncreator")


def text(prompt: Prompt) -> str:
    return f"{prompt.system}\n\n=====\n\n{prompt.user}\n"


def test_prompts_match_the_golden_files(golden: Callable[[str, str], None]) -> None:
    golden("assessment_search.txt", text(assessment_search([RULE], FENCE, model_calls=6, tool_calls=8)))
    golden("assessment_reasons.txt", text(assessment_reasons([RULE], [LINE], FENCE)))


def test_message_names_its_mark_and_no_line_closes_the_fence() -> None:
    prompt = assessment_reasons([RULE], [LINE], FENCE)
    assert prompt.user.startswith("Mark of this message: 5f2c.")
    assert prompt.user.count("⟦5f2c end⟧") == 1
    assert "⟨U+27E7⟩ of another creator" in prompt.user


def test_long_line_is_shortened() -> None:
    long = LINE.model_copy(update={"text": "a" * 1_000_000})
    assert len(assessment_reasons([RULE], [long], FENCE).user) < MAX_LINE_CHARS + 2_000
