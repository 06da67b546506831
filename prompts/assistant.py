"""The prompts that an assistant of a moderator or a policy owner starts from; text of others is fenced."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.case import Case
from prompts.fence import Fence, FencedText, new_fence
from prompts.render import render
from prompts.untrusted import shortened

FOLDER = "assistant"
MAX_ITEMS = 40
MAX_ITEM_CHARS, MAX_EXPLANATION_CHARS, MAX_GOAL_CHARS = 2_000, 60_000, 4_000


@dataclass(frozen=True)
class DecisionToReview:
    """`explanation`: of the decision, as Markdown."""

    decision_id: str
    case: Case
    explanation: str


def review_decision(decided: DecisionToReview, fence: Fence | None = None) -> str:
    """Asks for a second look at a decision. Long texts are shortened, and more than `MAX_ITEMS` are left out."""
    fence = fence or new_fence()
    items = decided.case.content
    values = {
        "mark": fence.mark,
        "decision_id": decided.decision_id,
        "items": [_fenced(fence, f"{item.id}, {item.kind}", item.text, MAX_ITEM_CHARS) for item in items[:MAX_ITEMS]],
        "left_out": max(0, len(items) - MAX_ITEMS),
        "explanation": _fenced(fence, "explanation", decided.explanation, MAX_EXPLANATION_CHARS),
    }
    return _text("review_decision", values)


def write_clause(goal: str, fence: Fence | None = None) -> str:
    """Asks for a clause that does what `goal` says."""
    fence = fence or new_fence()
    return _text("write_clause", {"mark": fence.mark, "goal": _fenced(fence, "goal", goal, MAX_GOAL_CHARS)})


def check_edit(draft: str, fence: Fence | None = None) -> str:
    """Asks what the draft of a policy or clause changes, and what is wrong with it. The draft is never shortened."""
    fence = fence or new_fence()
    return _text("check_edit", {"mark": fence.mark, "draft": fence.wrap("draft", draft)})


def _fenced(fence: Fence, name: str, text: str, limit: int) -> FencedText:
    return fence.wrap(name, shortened(text, limit))


def _text(name: str, values: dict[str, object | Sequence[object]]) -> str:
    return render(f"{FOLDER}/{name}.j2", values)["user"]
